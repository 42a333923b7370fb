/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The box's clocks. The system backend reads CLOCK_REALTIME and CLOCK_BOOTTIME;
 * the simulated one adds an offset that tests and demonstrations move.
 */
#pragma once

#include "base/moment.h"

struct clock;

MUST_CHECK int clock_new_system(struct clock **ret_clock);
MUST_CHECK int clock_new_simulated(struct clock **ret_clock);
void clock_free(struct clock *clock);
DEFINE_CLEANUP(struct clock, clock_free, clock_cleanup)

struct moment clock_now(const struct clock *clock);

/* Simulated only: time passes (both clocks move on; timers become due). ms >= 0. -ENOTSUP on the system's clock. */
MUST_CHECK int clock_advance(struct clock *clock, int64_t ms);
/* Simulated only: the wall clock jumps, nothing else does. -ENOTSUP on the system's clock. */
MUST_CHECK int clock_jump(struct clock *clock, int64_t wall_ms);
