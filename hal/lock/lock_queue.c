/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/lock_queue.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

int lock_queue_init(struct lock_queue *queue, unsigned count, const struct lock_timing *timing) {
        *queue = (struct lock_queue){
                .timing = *timing,
                .count = count,
                .locks = calloc(count, sizeof(*queue->locks)),
                .waiting = calloc(count, sizeof(*queue->waiting)),
                .driving = LOCK_NONE,
                .quiet_ms = INT64_MIN,
        };
        if (!queue->locks || !queue->waiting) {
                lock_queue_deinit(queue);
                return -ENOMEM;
        }
        for (unsigned i = 0; i < count; i++)
                queue->locks[i].rested_ms = INT64_MIN;
        return 0;
}

void lock_queue_deinit(struct lock_queue *queue) {
        free(queue->locks);
        free(queue->waiting);
        *queue = (struct lock_queue){ .driving = LOCK_NONE };
}

void lock_queue_set_absent(struct lock_queue *queue, unsigned index) {
        assert(index < queue->count);
        assert(queue->locks[index].phase != LOCK_PHASE_QUEUED && queue->locks[index].phase != LOCK_PHASE_DRIVING);
        queue->locks[index].phase = LOCK_PHASE_ABSENT;
}

void lock_queue_clear(struct lock_queue *queue, unsigned index) {
        assert(index < queue->count);
        if (queue->locks[index].phase == LOCK_PHASE_FAULTY)
                queue->locks[index].phase = LOCK_PHASE_READY;
}

void lock_queue_set_present(struct lock_queue *queue, unsigned index) {
        assert(index < queue->count);
        if (queue->locks[index].phase == LOCK_PHASE_ABSENT)
                queue->locks[index].phase = LOCK_PHASE_READY;
}

void lock_queue_pause(struct lock_queue *queue, int64_t until_ms) {
        if (queue->quiet_ms < until_ms)
                queue->quiet_ms = until_ms;
}

int lock_queue_add(struct lock_queue *queue, unsigned index) {
        assert(index < queue->count);
        switch (queue->locks[index].phase) {
        case LOCK_PHASE_READY:
                queue->locks[index].phase = LOCK_PHASE_QUEUED;
                queue->waiting[(queue->first + queue->len++) % queue->count] = index;
                return 0;
        case LOCK_PHASE_QUEUED:
        case LOCK_PHASE_DRIVING:
                return LOCK_E_BUSY;
        case LOCK_PHASE_ABSENT:
                return LOCK_E_ABSENT;
        case LOCK_PHASE_FAULTY:
                break;
        }
        return LOCK_E_FAULTY;
}

static unsigned take_first(struct lock_queue *queue) {
        unsigned index = queue->waiting[queue->first];

        queue->first = (queue->first + 1) % queue->count;
        queue->len--;
        return index;
}

/* When the first in the queue may be driven. */
static int64_t first_due(const struct lock_queue *queue) {
        int64_t rested_ms = queue->locks[queue->waiting[queue->first]].rested_ms;

        return rested_ms > queue->quiet_ms ? rested_ms : queue->quiet_ms;
}

bool lock_queue_start(struct lock_queue *queue, int64_t now_ms, unsigned *ret_index) {
        unsigned index;

        if (queue->driving != LOCK_NONE || queue->len == 0 || now_ms < first_due(queue))
                return false;
        index = take_first(queue);
        queue->locks[index].phase = LOCK_PHASE_DRIVING;
        queue->driving = index;
        queue->answer_ms = now_ms + LOCK_ANSWER_MS;
        *ret_index = index;
        return true;
}

bool lock_queue_pulsed(struct lock_queue *queue, unsigned index, unsigned on_ms, int64_t now_ms) {
        struct lock *lock;

        if (queue->driving == LOCK_NONE || queue->driving != index)
                return false;
        lock = &queue->locks[index];
        lock->phase = LOCK_PHASE_READY;
        lock->rested_ms = now_ms + queue->timing.rest_ms;
        lock->pulses++;
        lock->last_ms = on_ms;
        queue->quiet_ms = now_ms + queue->timing.gap_ms;
        queue->driving = LOCK_NONE;
        return true;
}

bool lock_queue_fault(struct lock_queue *queue, unsigned index, int64_t now_ms) {
        if (queue->driving == LOCK_NONE || queue->driving != index)
                return false;
        queue->locks[index].phase = LOCK_PHASE_FAULTY;
        queue->quiet_ms = now_ms + queue->timing.gap_ms;
        queue->driving = LOCK_NONE;
        return true;
}

bool lock_queue_overdue(const struct lock_queue *queue, int64_t now_ms) {
        return queue->driving != LOCK_NONE && now_ms >= queue->answer_ms;
}

bool lock_queue_lose(struct lock_queue *queue, unsigned *ret_index) {
        if (queue->driving != LOCK_NONE) {
                *ret_index = queue->driving;
                queue->driving = LOCK_NONE;
        } else if (queue->len > 0) {
                *ret_index = take_first(queue);
        } else {
                for (unsigned i = 0; i < queue->count; i++)
                        if (queue->locks[i].phase != LOCK_PHASE_ABSENT)
                                queue->locks[i].phase = LOCK_PHASE_FAULTY;
                return false;
        }
        queue->locks[*ret_index].phase = LOCK_PHASE_FAULTY;
        return true;
}

int64_t lock_queue_deadline(const struct lock_queue *queue) {
        if (queue->driving != LOCK_NONE)
                return queue->answer_ms;
        return queue->len > 0 ? first_due(queue) : INT64_MAX;
}

enum lock_state lock_queue_state(const struct lock_queue *queue, unsigned index, int64_t now_ms) {
        const struct lock *lock;

        assert(index < queue->count);
        lock = &queue->locks[index];
        switch (lock->phase) {
        case LOCK_PHASE_DRIVING:
                return LOCK_DRIVING;
        case LOCK_PHASE_READY:
        case LOCK_PHASE_QUEUED:
                return now_ms < lock->rested_ms ? LOCK_RESTING : LOCK_IDLE;
        case LOCK_PHASE_FAULTY:
        case LOCK_PHASE_ABSENT:
                break;
        }
        return LOCK_FAULTY;
}
