/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of the staff's machine share; for controller/box/session/staff*.c only.
 */
#pragma once

#include "controller/box/session/staff.h"

/* ---- staff.c ---- */

void staff_enter(struct staff *staff, enum staff_state state, struct moment now);
void staff_wipe_typed(struct staff *staff);
/* Shows why a ticket or badge is refused; any answer leads to `back`. What waited for a second person is forgotten. */
void staff_refuse(struct staff *staff, enum refusal refusal, bool ticket, enum staff_state back, struct moment now,
                   struct actions *actions);
void staff_overview(struct staff *staff, struct moment now, struct actions *actions);
/* To a screen that lists or counts. */
void staff_go(struct staff *staff, enum staff_state state, struct moment now, struct actions *actions);
void staff_quarantine(struct actions *actions, unsigned c, enum reason why);
/* Who signed in first: entries are in this name. */
struct staff_person *staff_first(struct staff *staff);

static inline bool target_leaves(struct target target) {
        return target.id == TARGET_BACK || target.id == TARGET_CANCEL || target.id == TARGET_END;
}

static inline bool target_goes_on(struct target target) {
        return target.id == TARGET_NEXT || target.id == TARGET_YES;
}

/* ---- staff_sign_in.c ---- */

/* A badge was shown that is to become person 0 or 1. */
void staff_take_badge(struct staff *staff, const struct event *event, unsigned person, struct moment now, struct actions *actions);
/* A badge while somebody is signed in and no door is open. */
void staff_badge_in_session(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_out(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_pin(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_checking(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_new_pin(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_new_pin_again(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_hashing(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);

/* ---- staff_load.c ---- */

bool staff_may_load(const struct staff *staff);
/* A ticket was scanned while nothing is under way. */
void staff_take_ticket(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_beginning(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_opening(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_load(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_loading(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_cancelling(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_moving(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);

/* ---- staff_take.c ---- */

bool staff_is_manager(const struct staff *staff);
/* Opens c for this, or waits for the second person first. */
void staff_wish_for(struct staff *staff, enum staff_wish wish, unsigned c, bool four_eyes, struct moment now, struct actions *actions);
/* Nothing more stands against it. */
void staff_wish_granted(struct staff *staff, struct moment now, struct actions *actions);
void staff_state_second(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_entering(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_opening_take(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_take(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_found(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
void staff_state_settling(struct staff *staff, const struct event *event, struct moment now, struct actions *actions);
