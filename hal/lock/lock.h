/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The locks of a box: pulses on coils, never more than one at a time.
 *
 * A bank does not drive lines itself. It asks the guard, a process of its own
 * that only times pulses (hal/lock/guard.h), so that no coil stays on when this
 * process dies, stops or hangs. A pulse that was sent says nothing about the
 * door: only the door switch does (hal/door/door.h).
 *
 * Pulses are queued and sent in order: one coil in the box at a time, at least
 * LOCK_GAP_MS apart, the same lock not again within its rest. One thread, no
 * call blocks. lock_bank_fd() becomes readable when lock_bank_dispatch() has
 * something to report.
 */
#pragma once

#include <stdbool.h>

#include <stdint.h>

#include "base/macro.h"

enum {
        LOCK_COUNT_MAX = 1024,
        LOCK_PULSE_MS = 300,      /* default; docs/hardware.md "Pulses" */
        LOCK_PULSE_LONGEST_MS = 500, /* the longest that can be asked for: the guard ends longer ones there */
        LOCK_PULSE_CAP_MS = 1000, /* hard cap, kept also when the guard or another process dies or stops */
        LOCK_REST_MS = 2000,
        LOCK_GAP_MS = 300,
};

/* How pulses are given: by the guard and by a bank's queue. Suites use shorter ones; the cap is no part of it. */
struct lock_timing {
        unsigned pulse_ms;
        unsigned rest_ms;
        unsigned gap_ms;
};
#define LOCK_TIMING_DEFAULT { .pulse_ms = LOCK_PULSE_MS, .rest_ms = LOCK_REST_MS, .gap_ms = LOCK_GAP_MS }

enum lock_state { LOCK_IDLE, LOCK_DRIVING, LOCK_RESTING, LOCK_FAULTY };
const char *lock_state_name(enum lock_state state);

enum lock_event { LOCK_EVENT_PULSED, LOCK_EVENT_FAULT, LOCK_EVENT_LOST };

enum { LOCK_E_BUSY = 1, LOCK_E_FAULTY, LOCK_E_ABSENT };

struct guard;
struct lock_bank;

/*
 * A bank over a guard that has started, of as many locks as that has lines. 0 or a negative errno. The bank owns the guard
 * from then on; on failure the caller still does. The timing is the one the guard was started with.
 */
MUST_CHECK int lock_bank_new(struct guard *guard, const struct lock_timing *timing, struct lock_bank **ret_bank);

/* index counts from 0. FAULT: the pulse could not be given (guard gone, line lost); the coil is off. LOST, and then FAULT: its
 * chip has gone while the coil was on, of which nobody can say more, and the guard ends. Called in lock_bank_dispatch() only. */
typedef void lock_event_fn(void *context, unsigned index, enum lock_event event, unsigned on_ms);

unsigned lock_bank_count(const struct lock_bank *bank);
int lock_bank_fd(const struct lock_bank *bank);
/* 0; -EPIPE when the guard is lost for good: each waiting lock has had its FAULT, all are faulty, the fd stays silent. */
MUST_CHECK int lock_bank_dispatch(struct lock_bank *bank);
void lock_bank_set_callback(struct lock_bank *bank, lock_event_fn *callback, void *context);
/* Queues one pulse. 0; LOCK_E_BUSY when this lock is already queued or driving; LOCK_E_FAULTY; LOCK_E_ABSENT. */
MUST_CHECK int lock_bank_pulse(struct lock_bank *bank, unsigned index);
/* A lock that is faulty may be tried again: somebody stands there. Without a guard it stays so. */
void lock_bank_clear(struct lock_bank *bank, unsigned index);
/*
 * Looks for lines that have come or gone: a new guard takes up what can be had. 0: it is under way, its end is told by
 * lock_bank_renewing(); pulses asked for meanwhile are given after it and after the rest. LOCK_E_BUSY: a pulse is under way or waits;
 * LOCK_E_FAULTY: the guard is lost.
 */
MUST_CHECK int lock_bank_renew(struct lock_bank *bank);
bool lock_bank_renewing(const struct lock_bank *bank);
/* False: its line could not be had when the guard started or was renewed last, or a pulse has found out since that its chip has gone. */
bool lock_bank_present(const struct lock_bank *bank, unsigned index);
/* LOCK_FAULTY also for a lock that is absent. */
enum lock_state lock_bank_state(const struct lock_bank *bank, unsigned index);
/* Pulses given since the bank began, and the length of the last, in ms. */
unsigned lock_bank_pulses(const struct lock_bank *bank, unsigned index);
unsigned lock_bank_last_ms(const struct lock_bank *bank, unsigned index);
/* Ends the guard as well: all coils off. Waits for that, one second at most. */
void lock_bank_free(struct lock_bank *bank);
DEFINE_CLEANUP(struct lock_bank, lock_bank_free, lock_bank_cleanup)
