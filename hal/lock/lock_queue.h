/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The queue of a lock bank, without its guard: whose pulse is next, and when.
 *
 *   absent ◀──▶ idle, as lines go and come
 *   idle ──add──▶ queued ──first, gap over, rest over──▶ driving ──pulsed──▶ resting ──rest over──▶ idle
 *                   └───────────────fault──────────────────┴──────▶ faulty, until cleared
 *
 * Strictly first come, first served, one lock driving at a time. Pure: `now_ms` is
 * a monotonic clock's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "hal/lock/lock.h"

enum {
        LOCK_NONE = UINT16_MAX,
        /* Guard and supervisor have failed when nothing is answered that long after the request: later than either of them
         * would have ended the pulse, and earlier than LOCK_PULSE_CAP_MS. */
        LOCK_ANSWER_MS = 800,
};

enum lock_phase { LOCK_PHASE_READY, LOCK_PHASE_QUEUED, LOCK_PHASE_DRIVING, LOCK_PHASE_FAULTY, LOCK_PHASE_ABSENT };

struct lock {
        enum lock_phase phase;
        int64_t rested_ms; /* not to be driven before that */
        unsigned pulses;
        unsigned last_ms;
};

struct lock_queue {
        struct lock_timing timing;
        unsigned count;
        struct lock *locks;  /* owned */
        unsigned *waiting;   /* owned; a ring of `count` places, each lock in it at most once */
        unsigned first, len;
        unsigned driving;    /* or LOCK_NONE */
        int64_t answer_ms;   /* while driving: the guard has failed if it is later than that */
        int64_t quiet_ms;    /* nothing is driven before that */
};

/* 0 or -ENOMEM. count is 1 to LOCK_COUNT_MAX. */
MUST_CHECK int lock_queue_init(struct lock_queue *queue, unsigned count, const struct lock_timing *timing);
void lock_queue_deinit(struct lock_queue *queue);

/* A faulty lock may be tried again. Nothing but a faulty one changes. */
void lock_queue_clear(struct lock_queue *queue, unsigned index);
/* A lock that is not queued or driving: its line has gone. */
void lock_queue_set_absent(struct lock_queue *queue, unsigned index);
/* Its line is there again. Nothing but an absent lock changes. */
void lock_queue_set_present(struct lock_queue *queue, unsigned index);
/* Nothing is driven before that. */
void lock_queue_pause(struct lock_queue *queue, int64_t until_ms);
/* As lock_bank_pulse(). */
MUST_CHECK int lock_queue_add(struct lock_queue *queue, unsigned index);
/* True: that lock's pulse is to be asked of the guard now; it counts as driving. */
MUST_CHECK bool lock_queue_start(struct lock_queue *queue, int64_t now_ms, unsigned *ret_index);
/* The guard answered. False when it speaks of a lock that is not driving. */
MUST_CHECK bool lock_queue_pulsed(struct lock_queue *queue, unsigned index, unsigned on_ms, int64_t now_ms);
MUST_CHECK bool lock_queue_fault(struct lock_queue *queue, unsigned index, int64_t now_ms);
bool lock_queue_overdue(const struct lock_queue *queue, int64_t now_ms);
/* The guard is lost: all are faulty. True and one that was waiting or driving, until there is none left. */
MUST_CHECK bool lock_queue_lose(struct lock_queue *queue, unsigned *ret_index);
/* When to look again, or INT64_MAX. */
int64_t lock_queue_deadline(const struct lock_queue *queue);
enum lock_state lock_queue_state(const struct lock_queue *queue, unsigned index, int64_t now_ms);
