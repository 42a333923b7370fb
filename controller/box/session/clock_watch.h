/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether the box may believe its clock (docs/formats.md section 7).
 *
 * A wall clock below the floor, or one that has moved more than five minutes
 * against the monotonic clock since it was last believed, is in doubt until a
 * manager confirms it, or the kernel has said for an hour that it is synchronised
 * and the time is one that can be. A doubt outlives the run. Meanwhile clock_watch_estimate() says what time it most
 * likely is: the last believed time plus what has passed since.
 */
#pragma once

#include <stdbool.h>

#include "base/moment.h"

enum {
        CLOCK_WATCH_JUMP_MS = 5 * 60 * 1000,
        CLOCK_WATCH_ASK_MS = 60 * 1000,         /* in doubt, the kernel is asked so often, and at once */
        CLOCK_WATCH_SOON_MS = 1000,             /* its answer is on its way */
        CLOCK_WATCH_SILENCE_MS = 5 * 60 * 1000, /* nobody asked for longer: the hour begins anew */
        CLOCK_WATCH_AGREED_MS = 60 * 60 * 1000,
};
#define CLOCK_WATCH_BEYOND_MS (INT64_C(35) * 86400 * 1000) /* the floor, at most, for a doubt to end by itself */

struct clock_watch {
        bool doubt;
        struct moment believed;
        struct moment start;
        bool agrees;            /* the kernel said so at every asking since agreed */
        struct moment agreed;
        int64_t heard_ms;       /* mono, of its last answer */
        int64_t ask_ms;         /* mono, when it is asked next */
};

/* doubted: it was when the box last ran. */
void clock_watch_start(struct clock_watch *watch, int64_t floor_ms, bool doubted, struct moment now);
/* True when the doubt begins with this call. */
bool clock_watch_check(struct clock_watch *watch, struct moment now);
/* In doubt, whether the kernel says that it is synchronised. True when that, and the floor, end the doubt: believe it then. */
bool clock_watch_agrees(struct clock_watch *watch, bool synchronised, int64_t floor_ms, struct moment now);
/* The kernel's answer is on its way. */
void clock_watch_waits(struct clock_watch *watch, struct moment now);
/* The clock is right now: by a manager's word, or hourly while there is no doubt, so that slow drift does not add up. */
void clock_watch_believe(struct clock_watch *watch, struct moment now);
/*
 * What times that end after a while are counted on: it starts with the wall clock, goes on with the monotonic one, and no step of
 * the wall clock moves it.
 */
int64_t clock_watch_steady(const struct clock_watch *watch, struct moment now);
/* Wall clock in ms: now's, or in doubt the estimate. */
int64_t clock_watch_estimate(const struct clock_watch *watch, struct moment now);
