/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A visit: one opening of one compartment, for whoever it is opened, from the
 * wish to the shut door and what was found behind it. Plain data; the watch over
 * the doors pulses and times, the visit knows how far it has come.
 *
 *   NONE ─visit_open()─▶ OPENING ─opened─▶ OPEN ─20 s─▶ REMINDED ─closed─▶ SHUT ─visit_answer()─▶ answered
 *                          │                ▲ └─────────closed─────────────▶┘
 *                          │                │         5 minutes, from OPEN or REMINDED: GIVEN_UP
 *                          └─not opened─▶ NOT_OPENED
 *                                           ▲ opened or came late, from NOT_OPENED and BEFORE: OPEN
 *   SHUT ─unlatched─▶ OPEN
 *   NONE ─visit_before()─▶ BEFORE: somebody stands before it and nothing is opened
 */
#pragma once

#include "controller/box/session/action.h"
#include "controller/box/session/event.h"

enum visit_state {
        VISIT_NONE,
        VISIT_BEFORE,
        VISIT_OPENING,
        VISIT_NOT_OPENED,
        VISIT_OPEN,
        VISIT_REMINDED,
        VISIT_SHUT,
        VISIT_GIVEN_UP,
        VISIT_STATE_COUNT,
};

/* What staff did with what lay there. Nothing is free while something lies in it. */
enum answered {
        ANSWERED_NOT,
        ANSWERED_TAKEN,         /* it was there, and is taken out */
        ANSWERED_KEPT,          /* it is there and stays */
        ANSWERED_EMPTY,
        ANSWERED_ELSE,          /* something else lies there */
        ANSWERED_COUNT,
};

struct visit {
        enum visit_state state;
        unsigned c;             /* the compartment, from 1; 0 in VISIT_NONE */
        bool keeps;             /* what is inside could be collected still: it may stay */
        enum answered answered;
};

/* Begins anew at c without opening it. */
void visit_before(struct visit *visit, unsigned c);
/* Begins anew and asks the watch to open c. Only after the store said that it may be opened. */
void visit_open(struct visit *visit, unsigned c, struct actions *actions);
/* Takes in what the watch says of this compartment. True when the visit came further by it; visit->state tells how far. */
bool visit_step(struct visit *visit, const struct event *event);
/* The answer to what became of it. True when the target is one, the door is shut and, for what stays, it may. */
bool visit_answer(struct visit *visit, struct target target);

/* An event of the watch about another compartment: it is none of this visit's business. */
bool visit_ignores(const struct visit *visit, const struct event *event);
/* The door is open or is being opened: the watch counts the time, and nobody is sent home for their silence. */
bool visit_under_way(const struct visit *visit);
/* The door is open, as far as is known. */
bool visit_is_open(const struct visit *visit);
