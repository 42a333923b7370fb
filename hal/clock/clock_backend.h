/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a clock backend provides; for hal/clock/clock*.c alone.
 */
#pragma once

#include "hal/clock/clock.h"

struct clock_implementation {
        struct moment (*now)(const struct clock *clock);
        int (*synchronised)(const struct clock *clock, bool *ret_synchronised);
        int (*advance)(struct clock *clock, int64_t ms);     /* NULL: time cannot be moved */
        int (*jump)(struct clock *clock, int64_t wall_ms);   /* NULL likewise */
        int (*synchronise)(struct clock *clock, bool synchronised); /* NULL likewise */
        void (*free)(struct clock *clock);
};

/* First member of every backend's own struct. */
struct clock {
        const struct clock_implementation *implementation;
};

/* CLOCK_REALTIME and CLOCK_BOOTTIME now. */
struct moment clock_read_system(void);
