/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What staff can do at a box: a task is a row. Its button in the menu, who may do
 * it, whether it waits for a second person, its time-out, its list and its
 * screens follow from the row; staff.c knows none of them.
 *
 *   chosen ─▶ begin() ─▶ step() step() …  ─▶ staff_overview() or another task
 *                          └─ staff_ask_second() ─▶ [second person signs in] ─▶ granted()
 *
 * The tasks and their order in the menu stand once, in TASK_LIST (base/words/task.h); task_NAME.c says what each is and does.
 */
#pragma once

#include "base/words/task.h"
#include "controller/box/session/deeds.h"
#include "controller/box/session/lists.h"
#include "controller/box/session/staff.h"
#include "controller/box/session/turn.h"
#include "ui/screens/screen.h"

#define ROLE_BIT(role) (1u << (unsigned)(role))
enum { ROLES_ALL = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_AUDITOR) };

enum { TASK_STAGES_MAX = 9 };

struct task_stage {
        const char *name;       /* for the journal */
        enum screen_id screen;
        unsigned step;          /* of the task's steps */
};

/* What a screen may show besides the session. */
struct task_sources {
        const struct box_lists *lists;
        const char *checkpoint; /* text of the newest, or NULL */
        int64_t checkpoint_ms;  /* wall, when it was signed */
        struct audited audited;
        const struct store_witnessed *countersigned, *contradicted; /* t_ms 0: none */
        const struct screen_stick *stick;
        const struct screen_export *export, *listing;
        const struct screen_time *time;
        uint32_t bundle_version;
        bool lacks_label;       /* what was opened last stays in doubt, whatever is said to lie there: its label was not scanned */
};

struct task {
        bool hidden;            /* not in the menu: another task leads to it */
        bool only_in_doubt;     /* in the menu only while the box does not trust its clock */
        unsigned leads;         /* roles whose strong button in the menu it is */
        bool leads_in_doubt;    /* everybody's, while the box does not trust its clock */
        unsigned roles;         /* ROLE_BIT() of everyone who may */
        bool opens;             /* compartments: nothing of it while the box does not trust its clock */
        bool four_eyes;         /* where the bundle wants it, a second person signs in first */
        bool always_two;        /* with four_eyes: whatever the bundle wants */
        enum purpose purpose;   /* of service_open(), where it opens what is occupied or in doubt; PURPOSE_NONE: as staff->page says */
        bool looks_up_codes;    /* a pickup code scanned at stage 0 comes as EVENT_CODE with its compartment, or why there is none */
        bool signs;             /* a checkpoint when it is shown */
        bool counts_day;        /* the day's numbers are counted when it is shown */
        bool lists_incidents;   /* of the last two days, as its list */
        bool reconciles;        /* what is reconciled already is read before its list is made */
        bool reads_labels;      /* a ticket scanned after stage 0 comes as EVENT_TICKET with the compartment of what it is the label of */
        bool lists_people;      /* everybody on the staff, as its list */
        bool lists_box;         /* its list is about the box itself, and changes with it */
        unsigned steps;         /* as counted for who does it; 0: not counted */
        struct task_stage stages[TASK_STAGES_MAX]; /* it begins with the first */

        /* Somebody who may chose it. NULL: shows its stage 0 with its list. */
        void (*begin)(struct staff *staff, const struct turn *turn);
        /* Stage 0 is shown, or what it shows may have changed. NULL: its list is made anew. */
        void (*shown)(struct staff *staff, const struct turn *turn);
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

#define TASK_DECLARE(member, name, icon) extern const struct task task_##name;
TASK_LIST(TASK_DECLARE)
#undef TASK_DECLARE

/* NULL for TASK_NONE and out of range. */
const struct task *task_of(unsigned task);
/* All, by their number; TASK_NONE is NULL. What a turn carries, so that one task leads to another. */
extern const struct task *const task_table[TASK_COUNT];
/* What this role may choose now, in the order of the list but the strong one first. Returns how many. */
unsigned task_menu(enum role role, bool limited, uint8_t ret_menu[TASK_COUNT]);
/* Whether the menu has it now, for who may do it. */
static inline bool task_in_menu(const struct task *task, bool limited) {
        return !task->hidden && (limited || !task->only_in_doubt);
}
/* Whether this role may do it now. */
static inline bool task_allows(const struct task *task, enum role role, bool limited) {
        return (task->roles & ROLE_BIT(role)) && !(task->opens && limited);
}
