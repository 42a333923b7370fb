/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What staff can do at a box: a task is a row. Its button in the menu, who may do
 * it, whether it waits for a second person, its time-out, its list and its
 * screens follow from the row; staff.c knows none of them.
 *
 *   chosen ─▶ begin() ─▶ step() step() …  ─▶ staff_overview() or another task
 *                          └─ staff_ask_second() ─▶ [second person signs in] ─▶ granted()
 *
 * The tasks and their order in the menu stand once, in TASK_LIST; task_NAME.c holds the row and what it does.
 */
#pragma once

#include "controller/box/session/deeds.h"
#include "controller/box/session/lists.h"
#include "controller/box/session/staff.h"
#include "ui/screens/screen.h"

#define TASK_LIST(X) \
        X(TASK_LOAD, load) \
        X(TASK_OVERDUE, overdue)        /* take out what nobody collected */ \
        X(TASK_PROBLEMS, problems)      /* look into what is in doubt */ \
        X(TASK_STATE, state)            /* of the box and its devices */ \
        X(TASK_CHECKPOINT, checkpoint)  /* of the ledger, to be noted */ \
        X(TASK_CLOCK, clock)            /* confirm that it is right */

#define TASK_MEMBER(member, name) member,
enum word_task { TASK_LIST(TASK_MEMBER) TASK_COUNT };

#define ROLE_BIT(role) (1u << (unsigned)(role))
enum { ROLES_ALL = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_AUDITOR) };

enum { TASK_STAGES_MAX = 5 };

/* What one step has at hand. */
struct turn {
        const struct event *event;
        struct moment now;
        const struct deeds *deeds;
        struct actions *actions;
};

struct task_stage {
        const char *name;       /* for the journal */
        enum screen_id screen;
        unsigned step;          /* of the task's steps */
};

/* What a screen may show besides the session. */
struct task_sources {
        const struct box_lists *lists;
        const char *checkpoint; /* text of the newest, or NULL */
};

struct task {
        enum target_id target;  /* its button in the menu; TARGET_NONE: another task leads to it */
        unsigned roles;         /* ROLE_BIT() of everyone who may */
        bool opens;             /* compartments: nothing of it while the box does not trust its clock */
        bool four_eyes;         /* where the bundle wants it, a second person signs in first */
        bool lists_box;         /* its list is about the box itself, and changes with it */
        unsigned steps;         /* as counted for who does it; 0: not counted */
        struct task_stage stages[TASK_STAGES_MAX]; /* it begins with the first */

        /* Somebody who may chose it. NULL: shows its stage 0 with its list. */
        void (*begin)(struct staff *staff, const struct turn *turn);
        /* NULL: nothing but going back. Tickets, badges and signing out are seen to at stage 0. */
        void (*step)(struct staff *staff, const struct turn *turn);
        /* A second person is there, or none is needed. Needed by who calls staff_ask_second(). */
        void (*granted)(struct staff *staff, const struct turn *turn);
        /* Adds the row of a compartment to its list, or not. NULL: no list of compartments. */
        void (*list)(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                     enum cell_state cell);
        /*
         * Adds what only this task shows to its stage's screen, whose compartment, list and counts are filled in already. NULL:
         * nothing. Must not change anything but the struct of the screen's kind.
         */
        void (*present)(const struct staff *staff, const struct task_sources *sources, struct screen *screen);
};

#define TASK_DECLARE(member, name) extern const struct task task_##name;
TASK_LIST(TASK_DECLARE)

const struct task *task_of(enum word_task task);
/* The task whose button that is; NULL: none. */
const struct task *task_from_target(enum target_id id);
/* Whether this role may do it now. */
bool task_allows(const struct task *task, enum role role, bool limited);
