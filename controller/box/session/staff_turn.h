/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a task may do to the session of the staff; for task*.c and staff*.c only.
 */
#pragma once

#include "controller/box/session/staff.h"
#include "controller/box/session/task.h"

/* Who signed in first: entries are in this name. */
struct staff_person *staff_first(struct staff *staff);
/* Who else is signed in; empty: nobody. */
const char *staff_second(const struct staff *staff);
bool staff_may(const struct staff *staff, const struct task *task, bool limited);

void staff_enter(struct staff *staff, enum staff_state state, struct moment now);
/* To this stage of the task under way. */
void staff_stage(struct staff *staff, unsigned stage, struct moment now);
void staff_overview(struct staff *staff, const struct turn *turn);
/* Begins a task, or answers with a tone when this person may not. */
void staff_begin(struct staff *staff, const struct task *task, const struct turn *turn);
/* Stage 0 of a task, with its list made anew; nothing is open. NULL: the overview. */
void staff_show(struct staff *staff, const struct task *task, const struct turn *turn);
/* What the task under way, or the overview, shows is read anew. */
void staff_look_up(struct staff *staff, const struct turn *turn);
/* To a task that another one leads to, and back to that. A tone when this person may not. */
void staff_lead_to(struct staff *staff, const struct task *task, const struct turn *turn);
/* Takes the answer that was put off as number i from the list of those. */
struct staff_pending staff_take_pending(struct staff_walk *walk, unsigned i);
/* Whatever was put off on a walk and never answered is doubted. */
void staff_abandon_walk(struct staff *staff, const struct turn *turn);
/* The page of this compartment. */
void staff_show_page(struct staff *staff, unsigned c, const struct turn *turn);
/* A compartment, a part of the cabinet or the warning was touched, or a number is to be typed: what is shown then. False: another target. */
bool staff_goes_to_place(struct staff *staff, const struct turn *turn);
/* Writes down what was said of the last compartment. */
void staff_settle(struct staff *staff, const struct turn *turn);
/* The task goes on with granted(): at once, or when a second person has signed in. c: the compartment it is about, or 0. */
void staff_ask_second(struct staff *staff, unsigned c, const struct turn *turn);
/* The same, whatever the bundle wants. */
void staff_ask_two(struct staff *staff, unsigned c, const struct turn *turn);
/* Shows why a ticket or badge is refused; any answer leads to `back`. What waited for a second person is forgotten. */
void staff_refuse(struct staff *staff, enum refusal refusal, bool ticket, const struct task *back, const struct turn *turn);
/* Signs everybody out and wipes the session. */
void staff_over(struct staff *staff, const struct turn *turn);
/*
 * What a touch means while a task asks for a number: a digit, or nothing (TYPED_MORE); back to where it was asked from (TYPED_LEFT); or what is
 * typed is to be taken (TYPED_TAKEN), full or not. Who signs out has done so then: TYPED_MORE.
 */
enum typed { TYPED_MORE, TYPED_LEFT, TYPED_TAKEN };
enum typed staff_typed(struct staff *staff, const struct turn *turn);
/* An open door: what is not for it waits. */
void staff_wait(const struct turn *turn);

static inline bool target_leaves(struct target target) {
        return target.id == TARGET_BACK || target.id == TARGET_CANCEL || target.id == TARGET_END;
}

/* ---- staff_sign_in.c: from the badge to the menu, and the second person ---- */

/* A badge was shown that is to become person 0 or 1. */
void staff_take_badge(struct staff *staff, unsigned person, const struct turn *turn);
/* A badge while somebody is signed in and no door is open. */
void staff_badge_in_session(struct staff *staff, const struct turn *turn);
void staff_state_out(struct staff *staff, const struct turn *turn);
void staff_state_pin(struct staff *staff, const struct turn *turn);
void staff_state_checking(struct staff *staff, const struct turn *turn);
void staff_state_new_pin(struct staff *staff, const struct turn *turn);
void staff_state_new_pin_again(struct staff *staff, const struct turn *turn);
void staff_state_hashing(struct staff *staff, const struct turn *turn);
void staff_state_second(struct staff *staff, const struct turn *turn);

/* ---- task_load.c ---- */

/* A ticket was scanned while nothing is under way, whatever task is shown. */
void task_load_ticket(struct staff *staff, const struct turn *turn);
/* What was loaded last sprang open while the next ticket is waited for. True when that is shown now. */
bool task_load_sprung(struct staff *staff, const struct turn *turn);
