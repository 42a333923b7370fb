/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Opening what is occupied or in doubt: to take out or to look, and what was found.
 */
#include "controller/box/session/staff_inner.h"

bool staff_is_manager(const struct staff *staff) {
        return staff->persons[0].role == ROLE_MANAGER;
}

void staff_wish_granted(struct staff *staff, struct moment now, struct actions *actions) {
        if (staff->wish == STAFF_WISH_CLOCK) {
                staff->wish = STAFF_WISH_NONE;
                action_add_text(actions, ACTION_CONFIRM_CLOCK, staff_first(staff)->sub);
                staff_go(staff, STAFF_STATE, now, actions);
                return;
        }
        action_add_text(actions, ACTION_SERVICE_OPEN, staff_first(staff)->sub)->c = staff->wish_c;
        staff_enter(staff, STAFF_ENTERING, now);
}

void staff_wish_for(struct staff *staff, enum staff_wish wish, unsigned c, bool four_eyes, struct moment now, struct actions *actions) {
        staff->wish = wish;
        staff->wish_c = c;
        staff->left_open = false;
        if (four_eyes && !staff->persons[1].signed_in)
                staff_enter(staff, STAFF_SECOND, now);
        else
                staff_wish_granted(staff, now, actions);
}

static void back_to_list(struct staff *staff, struct moment now, struct actions *actions) {
        enum staff_state list = staff->wish == STAFF_WISH_TAKE ? STAFF_OVERDUE : STAFF_PROBLEMS;

        staff->wish = STAFF_WISH_NONE;
        staff->wish_c = 0;
        staff_go(staff, list, now, actions);
}

void staff_state_second(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_BADGE) {
                staff_badge_in_session(staff, event, now, actions);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT) {
                staff_end(staff, actions);
        } else if (event->type == EVENT_TARGET && target_leaves(event->target)) {
                staff->wish = STAFF_WISH_NONE;
                staff_overview(staff, now, actions);
        }
}

void staff_state_entering(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_SERVICE_OPENED)
                return;
        action_add(actions, ACTION_OPEN)->c = staff->wish_c;
        staff_enter(staff, STAFF_OPENING_TAKE, now);
}

void staff_state_opening_take(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_OPENED) {
                action_tone(actions, TONE_ACCEPTED);
                staff_enter(staff, STAFF_TAKE, now);
        } else if (event->type == EVENT_NOT_OPENED) {
                staff_quarantine(actions, staff->wish_c, REASON_NOT_OPENED);
                action_tone(actions, TONE_WRONG);
                back_to_list(staff, now, actions);
        }
}

void staff_state_take(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_CLOSED) {
                staff->left_open = false;
                staff_enter(staff, STAFF_FOUND, now);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT) {
                action_tone(actions, TONE_WAIT);
        }
}

void staff_state_found(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        static const enum found answers[TARGET_ID_COUNT] = {
                [TARGET_FOUND_THERE] = FOUND_THERE,
                [TARGET_FOUND_EMPTY] = FOUND_EMPTY,
                [TARGET_FOUND_ELSE] = FOUND_ELSE,
        };
        struct action *action;

        if (event->type != EVENT_TARGET || event->target.id >= TARGET_ID_COUNT || !answers[event->target.id])
                return;
        action = action_add_text(actions, ACTION_FOUND, staff_first(staff)->sub);
        action->c = staff->wish_c;
        action->found = answers[event->target.id];
        action->flag = staff->wish == STAFF_WISH_TAKE;
        staff_enter(staff, STAFF_SETTLING, now);
}

void staff_state_settling(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_FOUND)
                return;
        action_tone(actions, TONE_ACCEPTED);
        back_to_list(staff, now, actions);
}
