/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/store/consignment.h"

#include <errno.h>

enum { STATES = CONSIGNMENT_REMOVED + 1 };

/* 0: cannot happen. */
static const uint8_t after[STATES][CONSIGNMENT_EVENT_COUNT] = {
        [CONSIGNMENT_LOADING] = {
                [CONSIGNMENT_IS_LOADED] = CONSIGNMENT_STORED,
                [CONSIGNMENT_IS_CANCELLED] = CONSIGNMENT_LOADING,
                [CONSIGNMENT_IS_DOUBTED] = CONSIGNMENT_QUARANTINED,
        },
        [CONSIGNMENT_STORED] = {
                [CONSIGNMENT_IS_REISSUED] = CONSIGNMENT_STORED,
                [CONSIGNMENT_IS_RELEASED] = CONSIGNMENT_RELEASING,
                [CONSIGNMENT_IS_OPENED_LATE] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_OVERDUE] = CONSIGNMENT_EXPIRED,
                [CONSIGNMENT_IS_DOUBTED] = CONSIGNMENT_QUARANTINED,
                [CONSIGNMENT_IS_KEPT] = CONSIGNMENT_STORED,
                [CONSIGNMENT_IS_TAKEN_OUT] = CONSIGNMENT_REMOVED,
        },
        [CONSIGNMENT_RELEASING] = {
                [CONSIGNMENT_IS_SEEN_OPEN] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_OPENED_LATE] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_UNSURE] = CONSIGNMENT_STORED,
                [CONSIGNMENT_IS_DOUBTED] = CONSIGNMENT_QUARANTINED,
        },
        [CONSIGNMENT_ISSUED] = {
                [CONSIGNMENT_IS_DOUBTED] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_TAKEN_OUT] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_REOPENED] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_CLOSED] = CONSIGNMENT_ISSUED,
        },
        [CONSIGNMENT_EXPIRED] = {
                [CONSIGNMENT_IS_REISSUED] = CONSIGNMENT_STORED,
                [CONSIGNMENT_IS_OPENED_LATE] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_DOUBTED] = CONSIGNMENT_QUARANTINED,
                [CONSIGNMENT_IS_KEPT] = CONSIGNMENT_EXPIRED,
                [CONSIGNMENT_IS_TAKEN_OUT] = CONSIGNMENT_REMOVED,
        },
        [CONSIGNMENT_QUARANTINED] = {
                [CONSIGNMENT_IS_OPENED_LATE] = CONSIGNMENT_ISSUED,
                [CONSIGNMENT_IS_KEPT] = CONSIGNMENT_STORED,
                [CONSIGNMENT_IS_TAKEN_OUT] = CONSIGNMENT_REMOVED,
        },
};

int consignment_step(const struct consignment *consignment, enum consignment_event event, enum consignment_state *ret_state) {
        uint8_t state = after[consignment->state][event];

        if (state == 0)
                return -EPROTO;
        if (event == CONSIGNMENT_IS_OPENED_LATE && !consignment->released)
                return -EPROTO;
        /* Its loading was cut short: it has no tags, so nobody could collect it. */
        if (event == CONSIGNMENT_IS_KEPT && consignment->loaded_ms == 0)
                return -EPROTO;
        if (event == CONSIGNMENT_IS_REOPENED && consignment->reopened)
                return -EPROTO;
        *ret_state = (enum consignment_state)state;
        return 0;
}

const char *consignment_state_name(enum consignment_state state) {
        static const char *const names[STATES] = {
                [CONSIGNMENT_LOADING] = "loading",
                [CONSIGNMENT_STORED] = "stored",
                [CONSIGNMENT_RELEASING] = "releasing",
                [CONSIGNMENT_ISSUED] = "issued",
                [CONSIGNMENT_EXPIRED] = "expired",
                [CONSIGNMENT_QUARANTINED] = "quarantined",
                [CONSIGNMENT_REMOVED] = "removed",
        };

        return (unsigned)state < STATES ? names[state] : NULL;
}

bool consignment_stays(const struct consignment *consignment) {
        return consignment->loaded_ms > 0 && consignment->state != CONSIGNMENT_ISSUED && consignment->state != CONSIGNMENT_REMOVED;
}
