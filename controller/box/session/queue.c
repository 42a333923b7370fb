/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/queue.h"

#include <assert.h>

void queue_put(struct queue *queue, const struct event *event) {
        assert(queue->count < QUEUE_MAX);
        queue->events[(queue->head + queue->count++) % QUEUE_MAX] = *event;
}

void queue_tell(struct queue *queue, enum event_type type, unsigned c) {
        struct event event = { .type = type, .c = c };

        queue_put(queue, &event);
}

bool queue_take(struct queue *queue, struct event *ret_event) {
        if (queue->count == 0)
                return false;
        *ret_event = queue->events[queue->head];
        queue->head = (queue->head + 1) % QUEUE_MAX;
        queue->count--;
        return true;
}
