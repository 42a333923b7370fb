/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Loading: one ticket after the other, without a touch in between.
 */
#include <string.h>

#include "controller/box/session/staff_inner.h"

static struct action *act_on_load(struct staff *staff, struct actions *actions, enum action_type type) {
        struct action *action = action_add_text(actions, type, staff_first(staff)->sub);

        action->c = staff->load.c;
        memcpy(action->cti, staff->load.cti, CTI_LEN);
        return action;
}

bool staff_may_load(const struct staff *staff) {
        return staff->persons[0].role == ROLE_LOADER || staff->persons[0].role == ROLE_MANAGER;
}

static void begin_load(struct staff *staff, struct moment now, struct actions *actions) {
        act_on_load(staff, actions, ACTION_LOAD_BEGIN);
        staff_enter(staff, STAFF_BEGINNING, now);
}

void staff_take_ticket(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        staff->pickup_code = staff->reissued = false;
        if (!staff_may_load(staff)) {
                staff_refuse(staff, REFUSAL_WRONG_USE, true, STAFF_OVERVIEW, now, actions);
                return;
        }
        if (event->refusal != REFUSAL_NONE || event->here || event->no_room || event->bundle_over) {
                staff_refuse(staff, event->refusal, true, STAFF_SCAN, now, actions);
                staff->here = event->here;
                staff->no_room = event->no_room;
                staff->bundle_over = event->bundle_over;
                return;
        }
        staff->load = event->offers[0];
        staff->load_tries = 0;
        if (event->reissue) {
                act_on_load(staff, actions, ACTION_REISSUE);
                action_tone(actions, TONE_ACCEPTED);
                staff->reissued = true;
                staff_enter(staff, STAFF_SCAN, now);
                return;
        }
        begin_load(staff, now, actions);
}

static void out_of_room(struct staff *staff, struct moment now, struct actions *actions) {
        staff_refuse(staff, REFUSAL_NONE, true, STAFF_SCAN, now, actions);
        staff->no_room = true;
}

void staff_state_beginning(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_LOAD_BEGUN)
                return;
        if (event->refusal != REFUSAL_NONE) {
                staff_refuse(staff, event->refusal, true, STAFF_SCAN, now, actions);
                return;
        }
        if (event->no_room) {
                out_of_room(staff, now, actions);
                return;
        }
        staff->load.c = event->c;
        staff->deadline_ms = event->deadline_ms;
        staff->left_open = false;
        action_add(actions, ACTION_OPEN)->c = event->c;
        staff_enter(staff, STAFF_OPENING, now);
}

/* This compartment cannot be used: the load is taken back, then quarantined, so that the next one is tried. */
static void give_compartment_up(struct staff *staff, enum reason why, struct actions *actions) {
        act_on_load(staff, actions, ACTION_LOAD_CANCELLED);
        staff_quarantine(actions, staff->load.c, why);
        staff->load_tries++;
}

void staff_state_opening(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_OPENED) {
                action_tone(actions, TONE_ACCEPTED);
                staff_enter(staff, STAFF_LOAD, now);
        } else if (event->type == EVENT_NOT_OPENED) {
                give_compartment_up(staff, REASON_NOT_OPENED, actions);
                if (staff->load_tries >= STAFF_LOAD_TRIES)
                        out_of_room(staff, now, actions);
                else
                        begin_load(staff, now, actions);
        }
}

void staff_state_load(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool same_ticket = event->type == EVENT_TICKET && memcmp(event->offers[0].cti, staff->load.cti, CTI_LEN) == 0;

        if (event->type == EVENT_CLOSED) {
                act_on_load(staff, actions, ACTION_LOADED);
                staff_enter(staff, STAFF_LOADING, now);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        } else if (same_ticket || (event->type == EVENT_TARGET && (event->target.id == TARGET_LOAD_CANCEL || target_leaves(event->target)))) {
                staff_enter(staff, STAFF_CANCELLING, now);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_NOT_EMPTY) {
                give_compartment_up(staff, REASON_NOT_EMPTY, actions);
                staff_enter(staff, STAFF_MOVING, now);
        } else if (event->type == EVENT_TICKET || (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT)) {
                action_tone(actions, TONE_WAIT);
        }
}

void staff_state_loading(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_LOADED)
                return;
        staff->loaded_count++;
        action_tone(actions, TONE_ACCEPTED);
        staff_enter(staff, STAFF_SCAN, now);
}

void staff_state_cancelling(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_CLOSED) {
                act_on_load(staff, actions, ACTION_LOAD_CANCELLED);
                staff_enter(staff, STAFF_SCAN, now);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        }
}

void staff_state_moving(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_CLOSED) {
                if (staff->load_tries >= STAFF_LOAD_TRIES)
                        out_of_room(staff, now, actions);
                else
                        begin_load(staff, now, actions);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        }
}
