/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Points in time.
 *
 * A moment carries both clocks, because they answer different questions:
 * wall_ms is what the law asks for (date and time of issue) and may jump;
 * mono_ms is what timers run on and never goes back.
 * Texts are RFC 3339 in UTC. Calendar questions ("local midnight") are asked of
 * the process's time zone, which moment_use_zone() sets from the bundle.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

struct moment {
        int64_t wall_ms; /* milliseconds since 1970-01-01T00:00:00Z */
        int64_t mono_ms; /* milliseconds since an arbitrary start; never decreases */
};

/* Whole seconds until due_ms of the monotonic clock, rounded up; 0 when it has passed or is INT64_MAX, never. */
unsigned moment_seconds_until(struct moment now, int64_t due_ms);

enum { MOMENT_TEXT_SIZE = 96 }; /* more than any date needs */

/* Writes RFC 3339 in UTC, with ".123" only when `with_ms`. How long the text is. */
size_t moment_format(int64_t wall_ms, bool with_ms, char ret_text[MOMENT_TEXT_SIZE]);

/* Reads RFC 3339 with Z or a numeric offset, or a bare date (midnight UTC). False when it is not one. Years 1970 to 9999. */
MUST_CHECK bool moment_parse(const char *text, int64_t *ret_wall_ms);

/* Sets the process's time zone to an IANA name. 0, or -ENOENT when the system does not know that zone. Not thread-safe. */
MUST_CHECK int moment_use_zone(const char *iana_name);

/* The local midnight that ends the day `days` days after the local day of wall_ms, in ms. */
int64_t moment_midnight_after(int64_t wall_ms, unsigned days);

/* How many days a month (1 to 12) has; 31 for month 0, which stands for an unknown one. */
int moment_month_days(int year, int month);

struct local_time {
        int year, month, day;     /* month 1 to 12 */
        int hour, minute, second;
        int weekday;              /* 0 Monday to 6 Sunday */
};

void moment_local(int64_t wall_ms, struct local_time *ret_local);
/*
 * The moment of a local date and time; weekday is not looked at. Of an hour that is there twice, one of both. False when there is no such
 * date or time, or when daylight saving leaves it out.
 */
MUST_CHECK bool moment_from_local(const struct local_time *local, int64_t *ret_wall_ms);
