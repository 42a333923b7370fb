/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The kernel's monotonic clock and timers on it, for what coils, switches and
 * processes do. What people wait for runs on hal/clock/clock.h.
 */
#pragma once

#include <stdint.h>

#include "base/macro.h"

/* CLOCK_MONOTONIC, in whole ms. */
int64_t deadline_now_ms(void);
/* A timerfd that is not set. The descriptor, which the caller closes, or a negative errno. */
MUST_CHECK int deadline_timer_new(void);
/* Readable from that time on, at once when it has passed; INT64_MAX: never. */
void deadline_timer_set(int timer, int64_t deadline_ms);
/* No longer readable for what has come. */
void deadline_timer_clear(int timer);
