/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/guard_timer.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

static_assert((int)LOCK_PULSE_LONGEST_MS < (int)GUARD_STALL_MS && (int)GUARD_STALL_MS < (int)LOCK_PULSE_CAP_MS,
              "each before the next");

int guard_timer_init(struct guard_timer *timer, unsigned count, const struct lock_timing *timing) {
        int64_t *rested_ms = calloc(count, sizeof(*rested_ms));

        if (!rested_ms)
                return -ENOMEM;
        for (unsigned i = 0; i < count; i++)
                rested_ms[i] = INT64_MIN;
        *timer = (struct guard_timer){
                .count = count,
                .timing = *timing,
                .line = GUARD_NONE,
                .quiet_ms = INT64_MIN,
                .rested_ms = rested_ms,
        };
        return 0;
}

void guard_timer_deinit(struct guard_timer *timer) {
        free(timer->rested_ms);
        *timer = (struct guard_timer){ .line = GUARD_NONE };
}

int guard_timer_refuses(const struct guard_timer *timer, unsigned line, int64_t now_ms) {
        if (line >= timer->count)
                return GUARD_E_LINE;
        if (timer->line != GUARD_NONE)
                return GUARD_E_BUSY;
        if (now_ms < timer->quiet_ms)
                return GUARD_E_GAP;
        if (now_ms < timer->rested_ms[line])
                return GUARD_E_REST;
        return 0;
}

/* The end of a pulse of that length from then on, and LOCK_PULSE_LONGEST_MS after its beginning at the latest. */
static void set_end(struct guard_timer *timer, int64_t from_ms, int64_t ms) {
        timer->end_ms = from_ms + ms;
        if (timer->end_ms > timer->since_ms + LOCK_PULSE_LONGEST_MS)
                timer->end_ms = timer->since_ms + LOCK_PULSE_LONGEST_MS;
}

void guard_timer_begin(struct guard_timer *timer, unsigned line, unsigned ms, int64_t now_ms) {
        assert(line < timer->count && timer->line == GUARD_NONE);
        timer->line = line;
        timer->since_ms = now_ms;
        set_end(timer, now_ms, ms);
}

void guard_timer_driven(struct guard_timer *timer, int64_t now_ms) {
        assert(timer->line != GUARD_NONE);
        set_end(timer, now_ms, timer->end_ms - timer->since_ms);
}

unsigned guard_timer_end(struct guard_timer *timer, int64_t now_ms) {
        assert(timer->line != GUARD_NONE);
        timer->rested_ms[timer->line] = now_ms + timer->timing.rest_ms;
        timer->quiet_ms = now_ms + timer->timing.gap_ms;
        timer->line = GUARD_NONE;
        return (unsigned)(now_ms - timer->since_ms);
}

int guard_timer_left_ms(const struct guard_timer *timer, int64_t now_ms) {
        if (timer->line == GUARD_NONE)
                return -1;
        return now_ms >= timer->end_ms ? 0 : (int)(timer->end_ms - now_ms);
}
