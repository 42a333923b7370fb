/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The staff's machine alone, in any of its states, with a store that answers as a test says and notes what it was asked.
 */
#pragma once

#include "controller/box/session/task.h"

enum stimulus {
        NEXT, BACK, CANCEL, END, YES, NO, SIGN_OUT, MENU_LOAD, MENU_OVERDUE, MENU_DESK, MENU_PROBLEMS, MENU_STATE, MENU_CHECKPOINT, LOAD_CANCEL,
        NOT_EMPTY, TAKEN, KEPT, EMPTY, ELSE, CELL, AROUND, TYPE_CELL, ALERT, PAGE_TAKE_OUT, PAGE_LOOK_IN, PAGE_OPEN_IT, PAGE_SHUT_IT, CHOOSE, AGAIN,
        MENU_ROUND, MENU_RECONCILE, MENU_DAY, MENU_CONTENTS, MENU_TOMORROW, MENU_ADOPT, MENU_EXPORT, MENU_CHECKING, MENU_INCIDENTS, MENU_SET_CLOCK, MENU_GIVE_PIN, MENU_CLOCK, MENU_WITNESSED, MENU_LISTING, ROWS,
        ROW, /* touched */
        CODE, CODE_HERE, /* of what lies in HERE */ TICKET, TICKET_SAME, TICKET_BAD, TICKET_NEWER, BADGE_OWN, BADGE_OTHER, BADGE_AUDITOR, BADGE_BAD, CHECKED, HASHED,
        HASHED_NOT, OPENED, NOT_OPENED, CLOSED, REMINDED, GIVEN_UP, UNLATCHED, SETTLED, AFTER_4_MINUTES,
        STIMULUS_COUNT,
};

enum { HERE = 3, NEXT_FREE = 5, START_MS = 1000000 };

/* What the store answers. */
enum given { GIVEN_ALL, GIVEN_PIN_WRONG, GIVEN_PIN_LOCKED, GIVEN_NO_ROOM, GIVEN_TICKET_REFUSED, GIVEN_UNKNOWN, GIVEN_COUNT };

enum doing {
        ANSWER_PIN, LOAD_BEGIN, REISSUE, SERVICE_OPEN, /* permits */
        BADGE_REFUSED, LOGGED_OUT, LOADED, LOAD_CANCELLED, FOUND_NOTED, CLOCK_CONFIRMED, BADGE_UNLOCKED, LISTED, PAGE_READ, STOP_SOUGHT, RECONCILED, INCIDENTS_SOUGHT, QUARANTINE,
};

/* And what was asked of it in the last step. */
struct asked {
        enum given given;
        enum doing deeds[8];
        unsigned count;
        enum purpose purpose;
        bool second;
};

/* Every state, and every stage of every task. */
enum place {
        OUT, PIN, CHECKING, NEW_PIN, NEW_PIN_AGAIN, HASHING, /* nobody is signed in yet */
        OVERVIEW, SECOND, REFUSED, SCAN, OPENING, LOAD, CANCELLING, MOVING, LATCHING, LOAD_UNLATCHED, SPRUNG, CLOSE_FIRST, OVERDUE, OPENING_TAKE, TAKE, FOUND,
        TAKE_UNLATCHED, DESK, OPENING_DESK, HANDING, FOUND_DESK, DESK_UNLATCHED, PROBLEMS, OPENING_LOOK, LOOK, FOUND_LOOK, LOOK_UNLATCHED, STATE, CHECKPOINT,
        CABINET, TYPING, PAGE, PURPOSE, OPENING_PAGE, PAGE_DOOR, FOUND_PAGE, PAGE_UNLATCHED,
        DAY, CONTENTS, LISTING, TOMORROW, ADOPT, EXPORT, CHECKING_EXPORT, INCIDENTS, TYPING_INCIDENT, INCIDENT_FOUND, TYPING_DATE, TYPING_TIME, CLOCK_TOLD, ASKING_CLOCK, WITNESSED,
        PEOPLE, GIVING_ASKED, GIVING, GIVING_TOLD, /* from here on what was answered before may be written without an opening after it: */
        ROUND, ROUND_OPENING, ROUND_DOOR, ROUND_ASKING, ROUND_UNLATCHED, ROUND_TELLING,
        RECONCILE, RECONCILE_OPENING, RECONCILE_DOOR, RECONCILE_ASKING, RECONCILE_UNLATCHED, RECONCILE_TELLING,
        PLACE_COUNT,
};

/* The machine in that place. Somebody of this role is signed in, but for the states before that. */
struct staff machine_in(enum place place, enum role role);
/* Where it is; fails the test where that is no place. */
enum place machine_place(const struct staff *staff);
const char *machine_place_name(enum place place);
/* A stimulus about compartment c. */
struct event machine_event(enum stimulus stimulus, unsigned c);
/* One step. The stimulus is of the compartment that the session works on. */
struct actions machine_step(struct staff *staff, enum stimulus stimulus, struct asked *asked);
struct actions machine_step_four_eyes(struct staff *staff, enum stimulus stimulus, struct asked *asked);
struct actions machine_step_event(struct staff *staff, const struct event *event, struct asked *asked);

/* Whether the store was asked for it, and whether the machine wants it done. */
bool machine_did(const struct asked *asked, enum doing deed);
bool machine_acts(const struct actions *actions, enum action_type type);
