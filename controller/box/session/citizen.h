/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The citizen's session, from the touched idle screen to "Goodbye".
 *
 *   IDLE ─▶ CODE ─▶ BIRTH ─▶ [CHOOSE] ─▶ [OLD_READY] ─▶ OPENING ─▶ DOOR ─▶ [OLD_PAPERS] ─▶ DONE ◀─▶ RECEIPT
 *             │       ▲  │  ▲                              ▲   │                                        ▲ │
 *             ▼       │  │  └─ SLOWED (typed entry waits)  │   ▼ not opened                             │ │
 *          NUMBER ─▶ PIN ▼                                 │  JAM_ASK ─ yes ────────────────────────────┘ │
 *                      WRONG ─▶ BIRTH or PIN               │   │ no, or no answer                         │
 *                                                          │   ▼                                          │
 *   any scan that is refused ─▶ REFUSED                    │  JAM                                         │
 *                                                          └────────── "I have not taken it", 60 s ───────┘
 *
 * DOOR stays from the opening to the closing: that the door is open still is a line in it.
 *
 * Of several deliveries, each but the last leads to BETWEEN in place of DONE: the next one opens on a touch for 20 s after the last
 * sign of life; after that the birth date (typed way: the PIN before it) is asked for again, and counts on that next one. Nobody
 * inherits a session: in BETWEEN, DONE and RECEIPT the next person's code or badge ends it.
 *
 * Where old papers come back in, OLD_ASK asks whether they did before DONE or BETWEEN. "Yes, it is open" leads over JAM_TAKE ("take it, close the door") to DONE. A door that springs open again after it was shut leads from
 * BETWEEN, DONE and RECEIPT to UNLATCHED, and back when it is shut.
 *
 * The answer is judged, the release, the issue and the reopening written down in the step that asks for it (deeds.h). A
 * compartment that has to be looked at first leads from there to JAM.
 *
 * On the typed way a wrong answer is known of PIN and birth date as a set: those two are asked for again, the number stays, and
 * going back leads to it as it was typed.
 *
 * Without a scanner the session begins with NUMBER; one that waits for a code goes on there.
 *
 * Timings: without a sign of life for 25 s the screen asks "do you need more
 * time?", after 45 s the session ends (in JAM_ASK: counts as no). Nothing is
 * timed here while the box works or a door is open; an open door is the
 * watch's. DONE ends 60 s after the door was closed.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/deeds.h"
#include "controller/box/session/digits.h"
#include "controller/box/session/event.h"
#include "controller/box/session/visit.h"

enum citizen_state {
        CITIZEN_IDLE,
        CITIZEN_CODE,
        CITIZEN_NUMBER,
        CITIZEN_PIN,
        CITIZEN_BIRTH,
        CITIZEN_SLOWED,
        CITIZEN_WRONG,
        CITIZEN_REFUSED,
        CITIZEN_CHOOSE,
        CITIZEN_OLD_READY,
        CITIZEN_OPENING,
        CITIZEN_DOOR,
        CITIZEN_OLD_PAPERS,
        CITIZEN_JAM_ASK,
        CITIZEN_JAM,
        CITIZEN_JAM_TAKE,
        CITIZEN_UNLATCHED,
        CITIZEN_OLD_ASK,
        CITIZEN_BETWEEN,
        CITIZEN_DONE,
        CITIZEN_RECEIPT,
        CITIZEN_STATE_COUNT,
};
const char *citizen_state_name(enum citizen_state state);

enum {
        CITIZEN_IDLE_MS = 45 * 1000,
        CITIZEN_WARN_MS = 20 * 1000,    /* before the end */
        CITIZEN_REOPEN_MS = 60 * 1000,  /* after the door closed */
        CITIZEN_BETWEEN_MS = 20 * 1000, /* after the last sign of life, before the proof is asked for again */
        CITIZEN_JAM_ASK_MS = 50 * 1000, /* while an opening would still be this one's (WATCH_EXPECT_MS) */
        CITIZEN_OLD_PAPERS_MS = 10 * 1000, /* time to take the new ones out before the old ones are asked for */
};

struct citizen {
        enum citizen_state state;
        int64_t entered_ms;     /* mono, when `state` was entered */
        int64_t active_ms;      /* mono, the last sign of life */
        bool warned;

        uint8_t code[CTI_LEN];  /* the code that this session began with */
        bool has_code;
        bool typed;             /* number and PIN instead of a code */
        struct digits entry;
        char number[REFERENCE_LEN + 1]; /* until it was right, or the session is over */
        char pin[PIN_LEN + 1], birth[BIRTH_LEN + 1]; /* until judged */

        struct offer offers[OFFERS_MAX];
        unsigned offer_count;
        unsigned current;       /* index of the one being handed out */
        unsigned first;         /* CHOOSE: the page with this one is shown */
        bool again;             /* the proof is asked for once more, for offers[0], which is the next of several */
        bool followed;          /* something else was handed out, or would not open, since the proof */
        bool stale;             /* nobody was heard of for so long that the next of several needs the proof again */

        enum refusal refusal;
        bool closed_now;
        char other_box[BOX_ID_MAX + 1];
        unsigned tries_left;
        bool is_last;           /* after the next wrong answer the code is void */
        int64_t decided_ms;     /* wall; the date for which it is refused; 0: none */
        int64_t locked_until_ms;
        int64_t judge_ms;       /* SLOWED: when the answer is judged */

        bool by_word;           /* issued because the citizen said that it is open */
        bool reopening, reopened;
        struct visit visit;     /* of the compartment being handed out, from the release on */
        bool lost;
        int64_t closed_ms;      /* mono, of the door */
        bool served;            /* something was handed out in this session */
};

/*
 * Tells it what happened; deeds answers at once, actions takes what is to be done afterwards. When a permit was refused or a fact
 * could not be written, the box is out of order: its owner drops the actions and ends the session.
 */
void citizen_step(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                  struct actions *actions);
/* Ends the session and wipes it. Of a session that is over: nothing. */
void citizen_end(struct citizen *citizen, struct actions *actions);
/* Wipes what was typed. */
void citizen_forget_typed(struct citizen *citizen);
/* The same but for the number, which may be right though the answer was wrong. Called as soon as it was judged. */
void citizen_forget_answer(struct citizen *citizen);

/* Whether the next person's code or badge ends this session: what was asked for is done and its door is shut. */
bool citizen_yields(const struct citizen *citizen);
/* What was held to the scanner was not readable, so nobody knows whose it was: a badge may follow. */
bool citizen_misread(const struct citizen *citizen);
/* Whether a code scanned now would be looked at; otherwise its bearer is asked to wait. */
bool citizen_takes_code(const struct citizen *citizen);
/* The compartment that this session works on; 0 none. */
unsigned citizen_compartment(const struct citizen *citizen);
/* Whether "do you need more time?" is asked. */
bool citizen_warns(const struct citizen *citizen, struct moment now);
/* Whether what ends here leaves the code as good as it was: nothing was handed out and nothing refused. */
bool citizen_keeps_code(const struct citizen *citizen);
/* It ends by itself within CITIZEN_WARN_MS, unless there is a sign of life. */
bool citizen_ends_soon(const struct citizen *citizen, struct moment now);
/* Whether "I have not taken it" is offered. */
bool citizen_may_reopen(const struct citizen *citizen, struct moment now);
/* mono_ms at which the proof is asked for once more, or INT64_MAX. */
int64_t citizen_asks_again(const struct citizen *citizen);
/* mono_ms at which the session ends by itself, or INT64_MAX. */
int64_t citizen_ends(const struct citizen *citizen);
/* The next mono_ms at which EVENT_TICK is wanted; INT64_MAX: never. */
int64_t citizen_deadline(const struct citizen *citizen);
