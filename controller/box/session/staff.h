/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The session of the staff: signing in, loading, taking out, looking.
 *
 *   OUT ─badge─▶ PIN ─▶ CHECKING ─▶ [NEW_PIN ─▶ NEW_PIN_AGAIN ─▶ HASHING] ─▶ OVERVIEW
 *                 ▲         │
 *                 └─ wrong ─┘
 *
 *   Loading:    SCAN ─ticket─▶ BEGINNING ─▶ OPENING ─▶ LOAD ─door closed─▶ LOADING ─▶ SCAN …
 *                                  ▲          │         ├─ cancel ──▶ CANCELLING ─door closed─▶ SCAN
 *                                  └─not opened┘        └─ not empty ▶ MOVING ─door closed─▶ BEGINNING
 *   Looking:    OVERDUE or PROBLEMS ─row─▶ [SECOND] ─▶ ENTERING ─▶ OPENING_TAKE ─▶ TAKE ─door closed─▶ FOUND
 *                                                                                  └─ answer ─▶ SETTLING ─▶ list
 *   Also:       STATE, CHECKPOINT, REFUSED (a ticket or badge; any answer leads back)
 *
 * With four eyes a second person signs in, badge and PIN, before the first
 * occupied compartment opens (SECOND, then PIN again); both stay until the end.
 *
 * Timings: 3 minutes without a sign of life end the session, 45 s before
 * somebody is signed in; 20 s before, the screen asks. While a door is open
 * only the watch's five minutes count.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/digits.h"
#include "controller/box/session/event.h"

enum staff_state {
        STAFF_OUT,
        STAFF_PIN,
        STAFF_CHECKING,
        STAFF_NEW_PIN,
        STAFF_NEW_PIN_AGAIN,
        STAFF_HASHING,
        STAFF_OVERVIEW,
        STAFF_SECOND,
        STAFF_SCAN,
        STAFF_BEGINNING,
        STAFF_OPENING,
        STAFF_LOAD,
        STAFF_LOADING,
        STAFF_CANCELLING,
        STAFF_MOVING,
        STAFF_REFUSED,
        STAFF_OVERDUE,
        STAFF_PROBLEMS,
        STAFF_ENTERING,
        STAFF_OPENING_TAKE,
        STAFF_TAKE,
        STAFF_FOUND,
        STAFF_SETTLING,
        STAFF_STATE,
        STAFF_CHECKPOINT,
        STAFF_STATE_COUNT,
};
const char *staff_state_name(enum staff_state state);

enum {
        STAFF_IDLE_MS = 3 * 60 * 1000,
        STAFF_SIGN_IN_MS = 45 * 1000,
        STAFF_WARN_MS = 20 * 1000,
        STAFF_LOAD_TRIES = 3,           /* compartments tried for one ticket before somebody has to look */
};

struct staff_person {
        char sub[SUB_MAX + 1];
        enum role role;
        uint8_t badge[CTI_LEN];
        bool signed_in;
};

/* What waits for the second person. */
enum staff_wish { STAFF_WISH_NONE, STAFF_WISH_TAKE, STAFF_WISH_LOOK, STAFF_WISH_CLOCK };

struct staff {
        enum staff_state state;
        int64_t active_ms;
        bool warned;

        struct staff_person persons[2];
        unsigned signing;       /* which of them is signing in */
        bool one_time;          /* the PIN was the office's one-time PIN */
        struct digits entry;
        char new_pin[SCREEN_ENTRY_MAX + 1]; /* the first entry of a new PIN; secret */
        unsigned tries_left;

        enum staff_state back;  /* where REFUSED leads */
        enum refusal refusal;
        bool refused_ticket, here, no_room, bundle_over, pickup_code;

        struct offer load;
        unsigned load_tries;
        int64_t deadline_ms;
        unsigned loaded_count;
        bool reissued;          /* the last ticket replaced an older one */

        enum staff_wish wish;
        unsigned wish_c;
        bool left_open;
};

void staff_step(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
/* Signs everybody out and wipes the session. */
void staff_end(struct staff *staff, struct actions *actions);

bool staff_signed_in(const struct staff *staff);
/* The compartment that this session works on; 0 none. */
unsigned staff_compartment(const struct staff *staff);
bool staff_warns(const struct staff *staff, struct moment now);
/* mono_ms at which the session ends by itself, or INT64_MAX. */
int64_t staff_ends(const struct staff *staff);
int64_t staff_deadline(const struct staff *staff);
