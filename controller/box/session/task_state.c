/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The state of the box and its devices. Managers unlock badges here, give a colleague a new PIN, or set the clock.
 */
#include "controller/box/session/staff_turn.h"

enum { ROLES_UNLOCK = ROLE_BIT(ROLE_MANAGER) };

static bool leads_to(unsigned task) {
        return task == TASK_ADOPT || task == TASK_SET_CLOCK || task == TASK_GIVE_PIN;
}

static void step(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_TASK && leads_to(event->target.number)) {
                staff_lead_to(staff, turn->tasks[event->target.number], turn);
                return;
        }
        if (event->target.id == TARGET_ROW && (ROLE_BIT(staff_first(staff)->role) & ROLES_UNLOCK)) {
                turn->deeds->badge_unlocked(turn->deeds->context, event->target.number, staff_first(staff)->sub, turn->now);
                turn->deeds->list(turn->deeds->context, staff->task);
        }
}

const struct task task_state = {
        .leads_in_doubt = true,
        .roles = ROLES_ALL,
        .lists_box = true,
        .stages = { { "state", SCREEN_STAFF_STATE, 0 } },
        .step = step,
};
