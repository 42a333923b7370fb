/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A consignment and its life as docs/behaviour.md draws it: pure rules, no database.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "crypto/ticket.h"

enum consignment_state {
        CONSIGNMENT_LOADING = 1, CONSIGNMENT_STORED, CONSIGNMENT_RELEASING, CONSIGNMENT_ISSUED, CONSIGNMENT_EXPIRED,
        CONSIGNMENT_QUARANTINED, CONSIGNMENT_REMOVED,
};
const char *consignment_state_name(enum consignment_state state);

struct consignment {
        uint8_t cti[CTI_LEN];
        enum consignment_state state;
        unsigned c;
        uint8_t items[TICKET_ITEMS_MAX];
        uint8_t item_count;
        uint8_t wishes;
        bool has_group;
        uint8_t group[GROUP_LEN];
        int64_t loaded_ms, deadline_ms, issued_ms; /* 0: not yet */
        uint32_t nbf;                  /* of the newest ticket: codes below it are revoked */
        uint32_t forget_after;         /* seconds since 1970: until then its cti is refused for loading */
        unsigned wrong;                /* wrong answers so far */
        int64_t locked_until_ms;
        bool unsure;                   /* staff list says: look */
        bool released;                 /* and the door not seen open since: until staff look, any opening is a late issue */
        bool reopened;                 /* its one opening more is used */
        bool restored;                 /* known from a store that was put back: only its own label shows that it is there */
        bool unshut;                   /* issued by its switch or opened again, and its door not written as shut since */
        bool papers_owed;              /* issued, old papers are to come back, and nothing was said of them yet */
};

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

/* It may stay inside: a citizen could have it, were its code good. What was issued already, or was never loaded, may not. */
bool consignment_stays(const struct consignment *consignment);
