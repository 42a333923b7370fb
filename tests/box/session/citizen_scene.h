/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The citizen's machine alone: what may happen to it, a store that answers as a test wants and remembers what it was asked, and a machine in each
 * of its states.
 */
#pragma once

#include "controller/box/session/citizen.h"

enum stimulus {
        START, TYPED, NEXT, BACK, CANCEL, END, AGAIN, COUNTER, YES, NO, NOT_TAKEN, RECEIPT, CANNOT_FIND, CHOOSE, /* touched */
        TOUCHED, CODE_GOOD, CODE_BAD, CODE_SUSPECT, OPENED, NOT_OPENED, CLOSED, REMINDED, GIVEN_UP, CAME_LATE, UNLATCHED, OPENED_ELSEWHERE,
        AFTER_46_S, AFTER_11_S,
        STIMULUS_COUNT,
};

/* The compartment that the machine is about, and when it came to its state. */
enum { HERE = 3, START_MS = 1000000 };

/* What the store answers. */
enum given { GIVEN_ALL, GIVEN_TWO, GIVEN_SUSPECT, GIVEN_WRONG, GIVEN_LOCKED, GIVEN_LATER_SUSPECT, GIVEN_UNKNOWN, GIVEN_COUNT };

enum asked_for { JUDGE, RELEASE, REOPEN, ISSUED, SAID_CLOSED, OLD_RETURNED, OLD_MISSING, OPEN_FAILED, QUARANTINE };

/* And what was asked of it. */
struct asked {
        enum given given;
        bool wants_old;
        enum asked_for deeds[8];
        unsigned count;
        struct answer answer;
};

bool citizen_did(const struct asked *asked, enum asked_for deed);
struct deeds citizen_deeds(struct asked *asked);
/* All of it is typed. */
void citizen_type(struct digits *digits, const char *text);
/* A machine as it is in this state, with everything typed that the screen asks for. */
struct citizen citizen_in(enum citizen_state state);
/* One step; with a store that gives everything where none is named. */
struct actions citizen_step_asking(struct citizen *citizen, enum stimulus stimulus, struct asked *asked);
struct actions citizen_step_on(struct citizen *citizen, enum stimulus stimulus);
bool citizen_has(const struct actions *actions, enum action_type type);
