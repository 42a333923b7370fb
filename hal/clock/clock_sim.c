/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "hal/clock/clock_backend.h"

/* Far more than any test moves time, and far from what int64_t overflows at. */
#define OFFSET_MAX_MS ((int64_t)1 << 53)

struct clock_sim {
        struct clock base;
        int64_t wall_offset_ms;
        int64_t mono_offset_ms;
        bool synchronised;
};

static const struct clock_implementation simulated_clock;

static struct clock_sim *sim_from_base(const struct clock *base) {
        assert(base->implementation == &simulated_clock);
        return (struct clock_sim *)(uintptr_t)base;
}

static struct moment sim_now(const struct clock *base) {
        const struct clock_sim *clock = sim_from_base(base);
        struct moment now = clock_read_system();

        now.wall_ms += clock->wall_offset_ms;
        now.mono_ms += clock->mono_offset_ms;
        return now;
}

static int sim_advance(struct clock *base, int64_t ms) {
        struct clock_sim *clock = sim_from_base(base);

        if (ms > OFFSET_MAX_MS - clock->mono_offset_ms || ms > OFFSET_MAX_MS - clock->wall_offset_ms)
                return -ERANGE;
        clock->wall_offset_ms += ms;
        clock->mono_offset_ms += ms;
        return 0;
}

static int sim_jump(struct clock *base, int64_t wall_ms) {
        struct clock_sim *clock = sim_from_base(base);

        if (wall_ms < 0 || wall_ms > OFFSET_MAX_MS)
                return -ERANGE;
        clock->wall_offset_ms = wall_ms - clock_read_system().wall_ms;
        return 0;
}

static int sim_synchronised(const struct clock *base, bool *ret_synchronised) {
        *ret_synchronised = sim_from_base(base)->synchronised;
        return 0;
}

static int sim_synchronise(struct clock *base, bool synchronised) {
        sim_from_base(base)->synchronised = synchronised;
        return 0;
}

static void sim_free(struct clock *base) {
        free(sim_from_base(base));
}

static const struct clock_implementation simulated_clock = {
        .now = sim_now,
        .advance = sim_advance,
        .jump = sim_jump,
        .synchronised = sim_synchronised,
        .synchronise = sim_synchronise,
        .free = sim_free,
};

int clock_new_simulated(struct clock **ret_clock) {
        struct clock_sim *clock = malloc(sizeof(*clock));

        if (!clock)
                return -ENOMEM;
        *clock = (struct clock_sim){ .base.implementation = &simulated_clock };
        *ret_clock = &clock->base;
        return 0;
}
