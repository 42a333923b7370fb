/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The life of a consignment as docs/behaviour.md draws it: pure rules, no database.
 */
#pragma once

#include "controller/box/store/store.h"

enum consignment_event {
        CONSIGNMENT_IS_LOADED,
        CONSIGNMENT_IS_CANCELLED,       /* allowed while loading; it is then gone */
        CONSIGNMENT_IS_REISSUED,
        CONSIGNMENT_IS_RELEASED,
        CONSIGNMENT_IS_SEEN_OPEN,       /* its door, by the switch: seen, found */
        CONSIGNMENT_IS_OPENED_LATE,     /* after a release whose opening was not seen: late, citizen */
        CONSIGNMENT_IS_UNSURE,
        CONSIGNMENT_IS_OVERDUE,
        CONSIGNMENT_IS_DOUBTED,         /* its compartment is quarantined */
        CONSIGNMENT_IS_KEPT,            /* staff looked and left it */
        CONSIGNMENT_IS_TAKEN_OUT,
        CONSIGNMENT_IS_REOPENED,
        CONSIGNMENT_IS_CLOSED,
        CONSIGNMENT_EVENT_COUNT,
};

/* The state after the event. 0, or -EPROTO when it cannot happen to a consignment like this one. */
MUST_CHECK int consignment_step(const struct consignment *consignment, enum consignment_event event, enum consignment_state *ret_state);
