/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the machines of a session do at once: the store answers a deed while the step waits, and the step goes on with the answer.
 * The step itself still reads no clock, no file and no random number; tests hand in deeds of their own. What takes time
 * (a pulse, a door, Argon2id) is no deed but an action, and what comes of it an event.
 *
 * A permit is asked before something happens. True: it is durable, and what is returned holds. False: its outcome is
 * unknown, the box is out of order and nothing may follow: the step returns at once.
 *
 * A fact has happened and is only written down, with the moment at which it was seen. For the machine it never fails; when
 * it cannot be written the box is out of order.
 *
 * Once the box is out of order every permit is refused, no fact is written, and the actions of the step are dropped. A deed
 * keeps no pointer that it is given.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/moment.h"
#include "base/words/found.h"
#include "base/words/how.h"
#include "base/words/purpose.h"
#include "base/words/reason.h"
#include "base/words/refusal.h"
#include "base/words/way.h"
#include "controller/box/session/event.h"
#include "controller/box/session/page.h"
#include "controller/box/session/visit.h"

/* What a citizen typed. Borrowed from the machine, which wipes it when it is judged. */
struct answer {
        bool typed;             /* number and PIN instead of a code */
        const uint8_t *cti;     /* of the code, or of the next of several; not read when there is a number */
        const char *number, *pin; /* typed only; number NULL: cti says which it is */
        const char *birth;      /* YYYYMMDD */
};

/* What became of an answer. */
struct verdict {
        enum refusal refusal;   /* REFUSAL_NONE: it was right */
        unsigned tries_left;    /* with REFUSAL_WRONG_ANSWER */
        bool is_last;           /* likewise: after the next wrong one the code is void */
        int64_t deadline_ms;    /* wall; with REFUSAL_EXPIRED: when it was too late */
        int64_t locked_until_ms; /* clock_watch_steady(); with REFUSAL_LOCKED */
        bool suspect;           /* it is right, and its compartment has to be looked at first */
        struct offer offers[OFFERS_MAX];
        unsigned offer_count;
};

/* What became of a PIN. */
struct signing {
        bool right;
        unsigned tries_left;    /* when wrong; 0: the badge is locked */
};

/* What became of the wish to load. */
struct begun {
        enum refusal refusal;   /* REFUSAL_NONE, else nothing begins */
        bool no_room;           /* nor then: no free compartment fits */
        unsigned c;
        int64_t deadline_ms;    /* wall; of what is loaded now */
};

/* One compartment of a walk. */
struct stop {
        unsigned c;
        unsigned left;          /* with this one */
        bool takes;             /* what is there is taken out */
};

struct task;

struct deeds {
        void *context;

        /* ---- the citizen's permits ---- */

        bool (*judge)(void *context, const struct answer *answer, struct verdict *ret_verdict);
        /* *ret_suspect: nothing is released, staff have to look first. */
        bool (*release)(void *context, const struct offer *offer, enum way way, bool *ret_suspect);
        /* The citizen has not taken it and the door is closed again. *ret_suspect: nothing is opened. */
        bool (*reopen)(void *context, const struct offer *offer, bool *ret_suspect);

        /* ---- the citizen's facts ---- */

        /* how: HOW_SEEN, or HOW_CITIZEN when only the citizen says that it is open: its compartment is quarantined (REASON_NOT_SEEN). */
        void (*issued)(void *context, const struct offer *offer, enum how how, struct moment seen);
        void (*closed)(void *context, const struct offer *offer, struct moment seen);
        /* Closed, with the old papers inside, as the citizen says. */
        void (*old_returned)(void *context, const struct offer *offer, struct moment seen);
        /* Closed, and the citizen had none with them. */
        void (*old_none)(void *context, const struct offer *offer, struct moment seen);
        /* The citizen did not say: staff look. */
        void (*old_missing)(void *context, const struct offer *offer, struct moment seen);
        void (*open_failed)(void *context, const struct offer *offer, unsigned tries, struct moment seen);

        /* ---- the staff's permits ---- */

        /* The PIN of sub was compared: right is written down as a login, wrong is counted. */
        bool (*answer_pin)(void *context, const char *sub, bool right, struct signing *ret_signing);
        /* A free compartment for the ticket scanned last, whose cti this is; it may be opened when *ret_begun says so. */
        bool (*load_begin)(void *context, const uint8_t cti[CTI_LEN], const char *by, struct begun *ret_begun);
        /* The ticket scanned last replaces an older one for what is inside. */
        bool (*reissue)(void *context);
        /*
         * Compartment c may be opened for what staff want there; second: who else is signed in, or empty. *ret_keeps: what is inside
         * could be collected still, and may stay.
         */
        bool (*service_open)(void *context, unsigned c, enum purpose purpose, const char *by, const char *second, bool *ret_keeps);

        /* ---- the staff's facts ---- */

        void (*badge_refused)(void *context, const char *sub, enum refusal refusal, struct moment seen);
        void (*logged_out)(void *context, const char *sub, struct moment seen);
        void (*loaded)(void *context, const uint8_t cti[CTI_LEN], unsigned c, const char *by, struct moment seen);
        void (*load_cancelled)(void *context, const uint8_t cti[CTI_LEN], struct moment seen);
        /* It is taken back, for its compartment c cannot be used, which is quarantined. */
        void (*load_given_up)(void *context, const uint8_t cti[CTI_LEN], unsigned c, enum reason why, struct moment seen);
        /* What became of compartment c, which was opened by service_open(). */
        void (*answered)(void *context, unsigned c, enum answered answered, const char *by, struct moment seen);
        /* The earliest and the latest time that the clock can be set to; wall. */
        void (*clock_range)(void *context, int64_t *ret_earliest_ms, int64_t *ret_latest_ms);
        void (*clock_confirmed)(void *context, const char *by, struct moment seen);
        /* Who stands in this row of the list of people. False: nobody. */
        bool (*colleague)(void *context, unsigned row, char ret_sub[SUB_MAX + 1], enum role *ret_role);
        /* row: of the list shown, a locked badge; any other is ignored. */
        void (*badge_unlocked)(void *context, unsigned row, const char *by, struct moment seen);

        /*
         * Makes the list of a task anew, as this role has it, and finds the first compartment of it after this one. False: there is none, or
         * nothing can be known now.
         */
        bool (*next_stop)(void *context, const struct task *task, enum role role, unsigned after, struct stop *ret_stop);
        /* Every compartment may have been visited: then the reconciliation is ended by its entry. */
        void (*reconcile)(void *context, const char *by);
        /* What is known of compartment c. False: there is none, or nothing can be known now. */
        bool (*page)(void *context, unsigned c, struct page *ret_page);
        /* Makes the list anew, of the incidents of this number (incident.h). False: there is none, or nothing can be known now. */
        bool (*find_incidents)(void *context, unsigned number);
        /* Makes the counts and the list of a task anew, and a checkpoint where it shows one; NULL: the overview. */
        void (*list)(void *context, const struct task *task);

        /* ---- everybody's facts ---- */

        void (*quarantine)(void *context, unsigned c, enum reason why, struct moment seen);
};

struct works;
/* The deeds of a box that is started, on its works, which outlive them. */
void deeds_init(struct deeds *ret_deeds, struct works *works);
