/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Typed references that do not exist (docs/formats.md section 3).
 *
 * They are answered like ones that do: each gets a counter of its own, 5 wrong
 * answers "lock" it, 10 "void" it. The counters live in memory, for the last
 * SLOWDOWN_PRETEND_MAX references, under their tags. Five unknown references
 * within ten minutes slow every typed answer by 10 s, doubling with each
 * further one up to 5 minutes; ten minutes without one end that. Wrong answers
 * for references that exist count as well, or the pace would tell which do.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/store/store.h"

enum {
        SLOWDOWN_UNKNOWN = 5,
        SLOWDOWN_WITHIN_MS = 10 * 60 * 1000,
        SLOWDOWN_FIRST_MS = 10 * 1000,
        SLOWDOWN_MAX_MS = 5 * 60 * 1000,
        SLOWDOWN_PRETEND_MAX = 64,
};

struct slowdown_pretend {
        uint8_t tag[TAG_LEN];
        unsigned wrong;         /* 0: unused */
        int64_t locked_until_ms;/* mono */
        int64_t used_ms;        /* mono */
};

struct slowdown {
        int64_t unknown_ms[SLOWDOWN_UNKNOWN]; /* mono, of the last ones; a ring */
        unsigned unknown_count;
        int64_t delay_ms;
        struct slowdown_pretend pretends[SLOWDOWN_PRETEND_MAX];
};

/* Counts one wrong typed answer for a reference that exists. */
void slowdown_count(struct slowdown *slowdown, struct moment now);
/*
 * Counts one wrong answer for an unknown reference, and slows as slowdown_count() does. The outcome is as DEED_JUDGE's; a lock's end
 * is on the monotonic clock.
 */
void slowdown_unknown(struct slowdown *slowdown, const uint8_t tag[TAG_LEN], struct moment now, struct outcome *ret_outcome);
/* How much later a typed answer is judged now; 0: at once. */
int64_t slowdown_delay(const struct slowdown *slowdown, struct moment now);
