/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether the box may believe its clock (docs/formats.md section 7).
 *
 * A wall clock below the floor, or one that has moved more than five minutes
 * against the monotonic clock since it was last believed, is in doubt until a
 * manager confirms it. Meanwhile clock_watch_estimate() says what time it most
 * likely is: the last believed time plus what has passed since.
 */
#pragma once

#include <stdbool.h>

#include "base/moment.h"

enum { CLOCK_WATCH_JUMP_MS = 5 * 60 * 1000 };

struct clock_watch {
        bool doubt;
        struct moment believed;
        struct moment start;
};

void clock_watch_start(struct clock_watch *watch, int64_t floor_ms, struct moment now);
/* True when the doubt begins with this call. */
bool clock_watch_check(struct clock_watch *watch, struct moment now);
/* The clock is right now: by a manager's word, or hourly while there is no doubt, so that slow drift does not add up. */
void clock_watch_believe(struct clock_watch *watch, struct moment now);
/*
 * What times that end after a while are counted on: it starts with the wall clock, goes on with the monotonic one, and no step of
 * the wall clock moves it.
 */
int64_t clock_watch_steady(const struct clock_watch *watch, struct moment now);
/* Wall clock in ms: now's, or in doubt the estimate. */
int64_t clock_watch_estimate(const struct clock_watch *watch, struct moment now);
