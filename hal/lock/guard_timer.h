/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The guard's rules, without its process: which pulse may begin, when it ends.
 *
 *   quiet ──request──▶ driving ──end──▶ quiet, after the gap; the same line only after its rest
 *
 * It believes nothing its client says: one coil at a time, the cap, gap and rest
 * hold whatever is asked for. Pure: no clock, no line is touched here.
 */
#pragma once

#include <stdint.h>

#include "base/macro.h"
#include "hal/lock/lock.h"

enum {
        /*
         * From a pulse's beginning: when the supervisor takes the guard for stalled, which ends every pulse after
         * LOCK_PULSE_LONGEST_MS. Room for a late wake-up lies before it, and behind it before LOCK_PULSE_CAP_MS.
         */
        GUARD_STALL_MS = 700,
        GUARD_NONE = UINT16_MAX,
};

enum guard_refusal { GUARD_E_MESSAGE = 1, GUARD_E_LINE, GUARD_E_BUSY, GUARD_E_GAP, GUARD_E_REST };

struct guard_timer {
        unsigned count;
        struct lock_timing timing;
        unsigned line;         /* driven now, or GUARD_NONE */
        int64_t since_ms;
        int64_t end_ms;
        int64_t quiet_ms;      /* nothing before that */
        int64_t *rested_ms;    /* owned; per line: not before that */
};

/* 0 or -ENOMEM. count is at most LOCK_COUNT_MAX. */
MUST_CHECK int guard_timer_init(struct guard_timer *timer, unsigned count, const struct lock_timing *timing);
void guard_timer_deinit(struct guard_timer *timer);

/* A pulse is asked for. 0: it may begin now; or enum guard_refusal: touch nothing. */
MUST_CHECK int guard_timer_refuses(const struct guard_timer *timer, unsigned line, int64_t now_ms);
/* It begins: that line is switched on now. Only when nothing was driven meanwhile. */
void guard_timer_begin(struct guard_timer *timer, unsigned line, unsigned ms, int64_t now_ms);
/*
 * Switching it on has returned only now, so that it may be on since now only: the pulse's length counts from here. It ends
 * LOCK_PULSE_LONGEST_MS after its beginning all the same.
 */
void guard_timer_driven(struct guard_timer *timer, int64_t now_ms);
/* The line driven was switched off now. Returns how long it was on, in ms. */
unsigned guard_timer_end(struct guard_timer *timer, int64_t now_ms);
/* Until the driven line must be switched off, in ms from now, 0 when it is due; -1 when none is driven. */
int guard_timer_left_ms(const struct guard_timer *timer, int64_t now_ms);
