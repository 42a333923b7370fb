/* SPDX-License-Identifier: EUPL-1.2 */
/* Which screens there are, how each is called, and which struct it fills. */
#pragma once

/*
 * Every screen: X(MEMBER, name, KIND, staff's builder, its help). From the row come SCREEN_MEMBER, the name as `pickupbox sim state`
 * prints and `sim wait` takes it, which struct of the union it fills, and void screen_<name>(struct build *), its builder
 * in ui/screens; staff see their own builder where there is one (NULL: the same for all); and what SCREEN_HELP says
 * over this screen: a title and what to do now, a line each (NO_GUIDE: it never lies over it).
 */
#define SCREEN_LIST(X) \
        X(IDLE, idle, PLAIN, NULL, TEXT_GUIDE_IDLE) \
        X(ACCESS, access, PLAIN, NULL, NO_GUIDE)                    /* large text, contrast, read aloud, easy language, language */ \
        X(LANGUAGE, language, PLAIN, NULL, NO_GUIDE) \
        X(HELP, help, HELP, screen_staff_help, NO_GUIDE) \
        X(CODE, code, PLAIN, NULL, TEXT_GUIDE_CODE)                 /* hold your code to the scanner */ \
        X(NUMBER, number, ENTRY, NULL, TEXT_GUIDE_NUMBER) \
        X(PIN, pin, ENTRY, NULL, TEXT_GUIDE_PIN) \
        X(BIRTH, birth, ENTRY, NULL, TEXT_GUIDE_BIRTH) \
        X(CHOOSE, choose, LIST, NULL, TEXT_GUIDE_CHOOSE) \
        X(WRONG, wrong, MESSAGE, NULL, TEXT_GUIDE_WRONG) \
        X(REFUSED, refused, MESSAGE, NULL, TEXT_GUIDE_REFUSED)      /* why, and what to do */ \
        X(WAIT, wait, MESSAGE, NULL, TEXT_GUIDE_WAIT) \
        X(SOMEBODY_FIRST, somebody_first, MESSAGE, NULL, NO_GUIDE)  /* to who shows a code while somebody else is served */ \
        X(AGAIN, again, MESSAGE, NULL, TEXT_GUIDE_AGAIN)            /* it was not done, please do it once more */ \
        X(OLD_READY, old_ready, PLAIN, NULL, TEXT_GUIDE_OLD_READY)  /* have your old papers ready */ \
        X(OPENING, opening, DOOR, screen_staff_opening, TEXT_GUIDE_OPENING) \
        X(DOOR, door, DOOR, NULL, TEXT_GUIDE_DOOR) \
        X(OLD_PAPERS, old_papers, DOOR, NULL, TEXT_GUIDE_OLD_PAPERS) /* lay them in */ \
        X(CLOSE, close, DOOR, NULL, TEXT_GUIDE_CLOSE)               /* staff: what was not loaded is taken along */ \
        X(JAM_ASK, jam_ask, DOOR, NULL, TEXT_GUIDE_JAM_ASK) \
        X(JAM, jam, DOOR, NULL, TEXT_GUIDE_JAM) \
        X(MORE_TIME, more_time, MESSAGE, NULL, NO_GUIDE) \
        X(JAM_TAKE, jam_take, DOOR, NULL, TEXT_GUIDE_JAM_TAKE)      /* open by the citizen's word: take it, close the door */ \
        X(UNLATCHED, unlatched, DOOR, NULL, TEXT_GUIDE_UNLATCHED)   /* sprung open again: close it firmly */ \
        X(OLD_ASK, old_ask, DOOR, NULL, TEXT_GUIDE_OLD_ASK)         /* did the old papers go in? */ \
        X(BETWEEN, between, MESSAGE, NULL, TEXT_GUIDE_BETWEEN)      /* one of several deliveries is handed out */ \
        X(DONE, done, MESSAGE, NULL, TEXT_GUIDE_DONE) \
        X(RECEIPT, receipt, CODE, NULL, TEXT_GUIDE_RECEIPT) \
        X(OUT_OF_ORDER, out_of_order, PLAIN, NULL, TEXT_GUIDE_OUT_OF_ORDER) \
        /* from here on those of staff alone */ \
        X(STAFF_PIN, staff_pin, ENTRY, NULL, TEXT_GUIDE_STAFF_PIN)              /* sign in */ \
        X(STAFF_SET_PIN, staff_set_pin, ENTRY, NULL, TEXT_GUIDE_STAFF_SET_PIN)      /* choose a PIN, twice (again) */ \
        X(STAFF_SECOND, staff_second, PLAIN, NULL, TEXT_GUIDE_STAFF_SECOND)        /* second person, please */ \
        X(STAFF_OVERVIEW, staff_overview, MAP, NULL, TEXT_GUIDE_STAFF_OVERVIEW) \
        X(STAFF_SCAN, staff_scan, SCAN, NULL, TEXT_GUIDE_STAFF_SCAN)             /* loading: scan a ticket */ \
        X(STAFF_LOAD, staff_load, DOOR, NULL, TEXT_GUIDE_STAFF_LOAD)             /* loading: put in, close */ \
        X(STAFF_CLOSE_FIRST, staff_close_first, DOOR, NULL, TEXT_GUIDE_STAFF_CLOSE_FIRST) /* loading: another ticket or badge while a door is open */ \
        X(STAFF_REFUSED, staff_refused, REFUSED, NULL, TEXT_GUIDE_STAFF_REFUSED)    /* a ticket or badge was refused */ \
        X(STAFF_OVERDUE, staff_overdue, LIST, NULL, TEXT_GUIDE_STAFF_OVERDUE)       /* what to take out */ \
        X(STAFF_TAKE, staff_take, DOOR, NULL, TEXT_GUIDE_STAFF_TAKE)             /* door open: take out, close */ \
        X(STAFF_FOUND, staff_found, DOOR, NULL, TEXT_GUIDE_STAFF_FOUND)           /* there, empty or something else? */ \
        X(STAFF_PROBLEMS, staff_problems, LIST, NULL, TEXT_GUIDE_STAFF_PROBLEMS)     /* quarantined and faulty compartments */ \
        X(STAFF_DESK, staff_desk, LIST, NULL, TEXT_GUIDE_STAFF_DESK)             /* what could be handed over at the desk */ \
        X(STAFF_CABINET, staff_cabinet, MAP, NULL, TEXT_GUIDE_STAFF_CABINET)        /* a part of the cabinet, enlarged */ \
        X(STAFF_CELL, staff_cell, ENTRY, NULL, TEXT_GUIDE_STAFF_CELL)            /* which compartment, typed */ \
        X(STAFF_COMPARTMENT, staff_compartment, PAGE, NULL, TEXT_GUIDE_STAFF_COMPARTMENT) /* a compartment: what is in it, what can be done */ \
        X(STAFF_PURPOSE, staff_purpose, PAGE, NULL, TEXT_GUIDE_STAFF_PURPOSE)       /* … why is it to be opened? */ \
        X(STAFF_ROUND, staff_round, LIST, NULL, TEXT_GUIDE_STAFF_ROUND)           /* what waits for a walk along the cabinet */ \
        X(STAFF_RECONCILE, staff_reconcile, LIST, NULL, TEXT_GUIDE_STAFF_RECONCILE)   /* what is not reconciled yet */ \
        X(STAFF_DAY, staff_day, DAY, NULL, TEXT_GUIDE_STAFF_DAY)                /* the day in numbers */ \
        X(STAFF_CONTENTS, staff_contents, LIST, NULL, TEXT_GUIDE_STAFF_CONTENTS)     /* what lies in the cabinet */ \
        X(STAFF_LISTING, staff_listing, EXPORT, NULL, TEXT_GUIDE_STAFF_LISTING)       /* … that list goes to a stick */ \
        X(STAFF_TOMORROW, staff_tomorrow, LIST, NULL, TEXT_GUIDE_STAFF_TOMORROW)     /* what of it falls due */ \
        X(STAFF_INCIDENTS, staff_incidents, LIST, NULL, TEXT_GUIDE_STAFF_INCIDENTS)   /* who was turned away, by number */ \
        X(STAFF_INCIDENT, staff_incident, ENTRY, NULL, TEXT_GUIDE_STAFF_INCIDENT)    /* … by a number that is typed */ \
        X(STAFF_STATE, staff_state, LIST, NULL, TEXT_GUIDE_STAFF_STATE)           /* devices and box state */ \
        X(STAFF_CLOCK, staff_clock, PLAIN, NULL, TEXT_GUIDE_STAFF_CLOCK)           /* is it right? */ \
        X(STAFF_PEOPLE, staff_people, LIST, NULL, TEXT_GUIDE_STAFF_PEOPLE)         /* who needs a new one-time PIN? */ \
        X(STAFF_GIVE_PIN, staff_give_pin, GIVING, NULL, TEXT_GUIDE_STAFF_GIVE_PIN)   /* … is it to be given, or why not */ \
        X(STAFF_PIN_GIVEN, staff_pin_given, GIVING, NULL, TEXT_GUIDE_STAFF_PIN_GIVEN) /* … and what it is */ \
        X(STAFF_TIME, staff_time, ENTRY, NULL, TEXT_GUIDE_STAFF_TIME)            /* which date, what time is it? */ \
        X(STAFF_TIME_SET, staff_time_set, TIME, NULL, TEXT_GUIDE_STAFF_TIME_SET)     /* what became of it */ \
        X(STAFF_CHECKPOINT, staff_checkpoint, CODE, NULL, TEXT_GUIDE_STAFF_CHECKPOINT) \
        X(STAFF_EXPORT, staff_export, EXPORT, NULL, TEXT_GUIDE_STAFF_EXPORT)       /* the ledger goes to a stick */ \
        X(STAFF_CHECKING, staff_checking, EXPORT, NULL, TEXT_GUIDE_STAFF_CHECKING)   /* how it is checked */ \
        X(STAFF_ADOPT, staff_adopt, STICK, NULL, TEXT_GUIDE_STAFF_ADOPT)          /* what the office sent on a stick, and what became of it */ \
        X(STAFF_WITNESSED, staff_witnessed, STICK, NULL, TEXT_GUIDE_STAFF_WITNESSED)  /* what a witness countersigned, on a stick */ \
        X(STAFF_RESTORE, staff_restore, RESTORE, NULL, TEXT_GUIDE_STAFF_RESTORE)    /* a store that was put back: what is missing, or start again? */

#define SCREEN_MEMBER(member, name, kind, staff, guide) SCREEN_##member,
enum screen_id { SCREEN_LIST(SCREEN_MEMBER) SCREEN_COUNT };
#undef SCREEN_MEMBER

/* Which struct of the union a screen fills. */
enum screen_kind {
        SCREEN_KIND_PLAIN, SCREEN_KIND_ENTRY, SCREEN_KIND_MESSAGE, SCREEN_KIND_REFUSED, SCREEN_KIND_DOOR, SCREEN_KIND_SCAN,
        SCREEN_KIND_LIST, SCREEN_KIND_MAP, SCREEN_KIND_CODE, SCREEN_KIND_RESTORE, SCREEN_KIND_PAGE,
        SCREEN_KIND_DAY, SCREEN_KIND_STICK, SCREEN_KIND_EXPORT, SCREEN_KIND_HELP, SCREEN_KIND_TIME, SCREEN_KIND_GIVING,
};

/* "idle", "access", … Static; "none" for what is none. */
const char *screen_name(enum screen_id id);
enum screen_id screen_from_name(const char *name); /* SCREEN_COUNT when there is none */
enum screen_kind screen_kind(enum screen_id id);
enum { NO_GUIDE = -1 };
/* The text of its help, an enum text_id; NO_GUIDE: it has none. */
int screen_guide(enum screen_id id);
