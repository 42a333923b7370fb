/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A town hall before a simulated cabinet, and its own record of who holds which document: hands put one into a compartment whose door
 * is open, or take it out. What the box knows or writes does not enter into it. Borrows the fixture.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum { WORLD_DOCUMENTS = 300, WORLD_GROUP_MAX = 3 };

enum place { PLACE_STAFF, PLACE_BOX, PLACE_CITIZEN, PLACE_COUNT };

/* What people did that nobody should, or what went wrong; each is counted when it has come to that, not when somebody means to. */
#define MISTAKE_LIST(X) \
        /* of whoever collects */ \
        X(WRONG_DATE, "wrong birth date") \
        X(NO_SUCH_DATE, "a date that no calendar has") \
        X(WRONG_PIN, "wrong PIN") \
        X(WRONG_NUMBER, "a number mistyped") \
        X(LOCKED, "wrong until locked") \
        X(CODE_TWICE, "code twice") \
        X(COMES_BACK, "comes back with a used code") \
        X(WALKS_AWAY, "walks away mid-typing") \
        X(CANCELS, "cancels mid-typing") \
        X(SLOW, "so slow that more time is asked for") \
        X(LEAVES_OPEN, "leaves the door open") \
        X(SHUTS_ON_IT, "shuts the door on it and goes") \
        X(NOT_TAKEN, "shuts the door on it and says so") \
        X(JAM_NO, "jam, says no") \
        X(JAM_SILENT, "jam, says nothing") \
        X(JAM_LIE, "jam, says yes before a shut door") \
        X(JAM_TRUE, "open, and the switch does not say so") \
        X(LATE, "lets go late") \
        X(QUEUE, "somebody behind shows a code") \
        X(BADGE_BEHIND, "somebody behind shows a badge") \
        X(NEXT_AT_ONCE, "the next one does not wait for the end") \
        X(OLD_FORGOTTEN, "old papers forgotten") \
        X(OLD_SILENT, "does not say whether old papers are in") \
        X(LITTER, "leaves something else behind") \
        X(LATCH, "the latch misses") \
        X(SOUGHT, "does not find the compartment") \
        X(TAKES_ONE, "takes one of several and goes") \
        X(SILENT_BETWEEN, "silent between two of several") \
        /* of whoever is turned away */ \
        X(WRONG_BOX, "wrong box") \
        X(RUBBISH, "not one of our codes") \
        X(TOO_EARLY, "told before it was loaded") \
        X(TOO_LATE, "too late") \
        X(TAKEN_OUT, "staff have taken it out") \
        X(REVOKED, "revoked code") \
        X(OLD_LETTER, "the letter before the last") \
        /* of staff */ \
        X(TICKET_AT_IDLE, "ticket without signing in") \
        X(BADGE_PIN, "wrong PIN of a badge") \
        X(TICKET_AGAIN, "ticket of what is inside") \
        X(LOAD_CANCELLED, "load cancelled") \
        X(LOAD_SECOND, "another ticket at an open door") \
        X(LOAD_LEFT, "loader goes, the door open") \
        X(LOAD_JAM, "does not open for loading") \
        X(NOT_EMPTY, "not empty") \
        X(NOT_ANSWERED, "staff do not say what they found") \
        X(CHANGED_MIND, "staff correct their answer") \
        X(WALK_ENDED, "reconciliation broken off and gone on with") \
        X(NO_STICK, "no stick to be seen") \
        X(WRONG_STICK, "nothing of the office's on the stick") \
        X(STICK_PULLED, "stick pulled while it is written") \
        X(LOOKS_AWAY, "auditor leaves the screen of an export") \
        /* of things */ \
        X(FORCED, "door forced") \
        X(CHIP, "chip gone and back") \
        X(POWER, "power gone")

#define MISTAKE_MEMBER(member, text) MISTAKE_##member,
enum mistake { MISTAKE_NONE, MISTAKE_LIST(MISTAKE_MEMBER) MISTAKE_COUNT };
#undef MISTAKE_MEMBER
/* Those before it are of whoever collects. */
#define MISTAKE_TURNED_AWAY MISTAKE_WRONG_BOX

/* What a citizen said of them, or showed by going away. */
enum old_papers { OLD_PAPERS_UNASKED, OLD_PAPERS_IN, OLD_PAPERS_MISSING };

struct document {
        enum place place;
        unsigned c;             /* PLACE_BOX: where */
        unsigned holder;        /* the first document of the same person; those of one person follow each other */
        unsigned count;         /* of them */
        bool returns;           /* old papers are to come back in */
        bool left_behind;       /* its citizen shut the door on it, or said that a shut door was open: for the box it is handed out */
        bool loaded;            /* the box said so */
        bool finished;          /* taken out for good: at the service desk now */
        bool revoked;
        enum old_papers old_papers;
        uint32_t label_s;       /* when its label and letter were made last; 0: never */
};

/* What lies in a compartment and is nobody's. */
enum litter { LITTER_NONE, LITTER_UNKNOWN, LITTER_TOLD };

struct world {
        struct fixture *fixture;
        unsigned seed;
        uint64_t state;
        struct document documents[WORLD_DOCUMENTS + 1]; /* from 1 */
        unsigned old_inside[STORE_COMPARTMENTS_MAX], old_laid_in, old_taken_out;
        enum litter litter[STORE_COMPARTMENTS_MAX];
        unsigned sprung[STORE_COMPARTMENTS_MAX];
        bool unsaid[STORE_COMPARTMENTS_MAX]; /* staff took it out and never said so */
        unsigned counts[MISTAKE_COUNT], citizens, desk, rounds, reconciled, adopted, exported, witnessed;
};

/* A town whose documents are all in staff hands; `fixture` is set up. */
void world_begin(struct world *world, struct fixture *fixture, unsigned seed);
/* 0 to limit - 1, by the seed. */
unsigned world_below(struct world *world, unsigned limit);
const char *world_mistake(enum mistake mistake);

/* ---- what is known of document d ---- */

void world_cti(unsigned d, uint8_t ret_cti[CTI_LEN]);
/* 0: it is no document's. */
unsigned world_document(const uint8_t cti[CTI_LEN]);
/* A label made now, or the one that was shown last. */
void world_show_ticket(struct world *world, unsigned d);
void world_show_label(struct world *world, unsigned d);
/* That of the letter that was made with the last label, for this box or another; that of an earlier one. */
void world_show_code(struct world *world, unsigned d, const char *box);
void world_show_letter_of(struct world *world, unsigned d, uint32_t made_s);
void world_reference(unsigned d, char ret_text[REFERENCE_LEN + 1]);
void world_pin(unsigned d, char ret_text[PIN_LEN + 1]);
void world_birth(const struct world *world, unsigned d, char ret_typed[BIRTH_LEN + 1]); /* DDMMYYYY */
void world_revoke(struct world *world, unsigned d);

/* Some document of that kind, by the seed; 0: there is none. */
unsigned world_some(struct world *world, bool (*is_meant)(const struct document *document));
/* It was loaded and waits for its citizen. */
bool world_is_inside(const struct document *document);
/* Some such document of somebody but this holder; 0: none was found. */
unsigned world_some_inside(struct world *world, unsigned holder);

/* ---- hands ---- */

/* Whether anything lies there. */
bool world_holds(const struct world *world, unsigned c);
/* The document that lies there and was not left behind; 0: none. */
unsigned world_expected(const struct world *world, unsigned c);
void world_put(struct world *world, unsigned d, unsigned c);
/* Whatever document lies there; 0: none. */
unsigned world_lies(const struct world *world, unsigned c);
/* A citizen takes what is theirs. Fails when somebody else's lies there. Returns how many. */
unsigned world_collect(struct world *world, unsigned c, unsigned holder);
/* Staff take all out; what was there for somebody to collect is for the service desk, unless its load was cut short. */
void world_empty(struct world *world, unsigned c);
void world_shut(struct world *world, unsigned c);
/* Nothing lies there but what was left behind, or the box offers what it should not. */
void world_check_offered(struct world *world, unsigned c);
