/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What has happened and was not yet told: events in their order. A queue that overflows is a bug.
 */
#pragma once

#include "controller/box/session/event.h"

enum { QUEUE_MAX = 32 };

struct queue {
        struct event events[QUEUE_MAX];
        unsigned head, count;
};

void queue_put(struct queue *queue, const struct event *event);
/* An event of which only the type and the compartment matter; 0: none. */
void queue_tell(struct queue *queue, enum event_type type, unsigned c);
/* False when there is none. */
bool queue_take(struct queue *queue, struct event *ret_event);
