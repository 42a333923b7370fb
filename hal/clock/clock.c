/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/clock/clock.h"

#include <errno.h>

#include "hal/clock/clock_backend.h"

struct moment clock_now(const struct clock *clock) {
        return clock->implementation->now(clock);
}

int clock_advance(struct clock *clock, int64_t ms) {
        if (!clock->implementation->advance)
                return -ENOTSUP;
        if (ms < 0)
                return -EINVAL;
        return clock->implementation->advance(clock, ms);
}

int clock_jump(struct clock *clock, int64_t wall_ms) {
        if (!clock->implementation->jump)
                return -ENOTSUP;
        return clock->implementation->jump(clock, wall_ms);
}

int clock_synchronised(const struct clock *clock, bool *ret_synchronised) {
        return clock->implementation->synchronised(clock, ret_synchronised);
}

int clock_synchronise(struct clock *clock, bool synchronised) {
        if (!clock->implementation->synchronise)
                return -ENOTSUP;
        return clock->implementation->synchronise(clock, synchronised);
}

int clock_set(struct clock *clock, int64_t wall_ms) {
        bool synchronised = false;
        int r;

        if (!clock->implementation->jump)
                return -ENOTSUP;
        r = clock_synchronised(clock, &synchronised);
        return r < 0 ? r : synchronised ? -EALREADY : clock_jump(clock, wall_ms);
}

void clock_free(struct clock *clock) {
        if (clock)
                clock->implementation->free(clock);
}
