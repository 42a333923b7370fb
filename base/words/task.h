/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What staff can do at a box, in the order of the menu: X(MEMBER, name, ICON).
 *
 * From the row come TASK_MEMBER, the name as `pickupbox sim press` takes it, the button with the sentence staff.<name> of the
 * catalogues and ICON_<ICON> of ui/draw, and struct task task_<name> of controller/box/session, in a file of that name.
 */
#pragma once

#define TASK_LIST(X) \
        X(LOAD, load, RIGHT) \
        X(ROUND, round, EXCHANGE)               /* everything that waits for staff, as one walk along the cabinet */ \
        X(OVERDUE, overdue, CLOCK)              /* take out what nobody collected */ \
        X(DESK, desk, PERSON)                   /* hand over at the desk what lies here */ \
        X(PROBLEMS, problems, WARNING)          /* look into what is in doubt */ \
        X(DAY, day, LETTER)                     /* in numbers; it leads to what lies here and what falls due */ \
        X(CLOCK, clock, CLOCK)                  /* is it right? in the menu while the box does not trust it */ \
        X(STATE, state, GAUGE)                  /* of the box and its devices */ \
        X(CHECKPOINT, checkpoint, SHIELD)       /* of the ledger, to be noted */ \
        X(EXPORT, export, USB)                  /* the ledger to a stick, read again there */ \
        X(SET_CLOCK, set_clock, CLOCK)          /* to the time that is typed; the state leads to it */ \
        X(GIVE_PIN, give_pin, PERSON)           /* a new one-time PIN for a colleague; the state leads to it */ \
        X(RECONCILE, reconcile, EXCHANGE)       /* every compartment is visited; the round leads to it */ \
        X(CONTENTS, contents, LETTER)           /* what lies in the cabinet */ \
        X(LISTING, listing, USB)                /* … that list to a stick; the contents lead to it */ \
        X(TOMORROW, tomorrow, CLOCK)            /* what of it falls due */ \
        X(ADOPT, adopt, USB)                    /* take what the office sent on a stick; the state leads to it */ \
        X(WITNESSED, witnessed, USB)            /* take what a witness countersigned, on a stick; the checkpoint leads to it */ \
        X(INCIDENTS, incidents, WARNING)        /* who was turned away, by number; the day leads to it */ \
        X(CABINET, cabinet, EYE)                /* a part of it enlarged; the overview leads to it */ \
        X(CHECKING, checking, SHIELD)           /* how an export is checked; the export leads to it */ \
        X(COMPARTMENT, compartment, EYE)        /* its page: what is in it, and what can be done there */

#define TASK_MEMBER(member, name, icon) TASK_##member,
enum word_task { TASK_NONE, TASK_LIST(TASK_MEMBER) TASK_COUNT };
#undef TASK_MEMBER

/* NULL for TASK_NONE and out of range. Static. */
const char *word_task_name(enum word_task task);
enum word_task word_task_from_name(const char *name); /* TASK_NONE when there is none */
