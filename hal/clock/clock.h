/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The box's clocks. The system backend reads CLOCK_REALTIME and CLOCK_BOOTTIME;
 * the simulated one adds an offset that tests and demonstrations move.
 *
 * They answer for people and law: deadlines, time-outs, entries. Coils, switches
 * and the simulated cabinet run on the kernel's own monotonic clock, which nothing
 * moves. Nothing here blocks; one thread.
 */
#pragma once

#include <stdbool.h>

#include "base/moment.h"

struct clock;

/* 0 or -ENOMEM. The caller owns the clock. */
MUST_CHECK int clock_new_system(struct clock **ret_clock);
MUST_CHECK int clock_new_simulated(struct clock **ret_clock);
void clock_free(struct clock *clock);
DEFINE_CLEANUP(struct clock, clock_free, clock_cleanup)

struct moment clock_now(const struct clock *clock);
/*
 * Whether the kernel thinks its wall clock synchronised (adjtimex(2)). Simulated: as told, at first not. 0; -EPERM where asking is not
 * allowed (seccomp(2): ProtectClock= of systemd.exec(5)), or another negative errno.
 */
MUST_CHECK int clock_synchronised(const struct clock *clock, bool *ret_synchronised);

/*
 * Sets the wall clock. Simulated: as systemd-timedated(8) does it, -EALREADY while something keeps it synchronised, -ERANGE as
 * clock_jump(). -ENOTSUP on the system's clock: that service is asked for it.
 */
MUST_CHECK int clock_set(struct clock *clock, int64_t wall_ms);

/*
 * Simulated only: time passes (both clocks move on; timers become due). 0; -EINVAL for ms < 0; -ERANGE beyond the
 * calendar; -ENOTSUP on the system's clock.
 */
MUST_CHECK int clock_advance(struct clock *clock, int64_t ms);
/* Simulated only: the wall clock jumps, nothing else does. 0; -ERANGE before 1970 or beyond the calendar; -ENOTSUP as above. */
MUST_CHECK int clock_jump(struct clock *clock, int64_t wall_ms);
/* Simulated only: what clock_synchronised() says. 0; -ENOTSUP as above. */
MUST_CHECK int clock_synchronise(struct clock *clock, bool synchronised);
