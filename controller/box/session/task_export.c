/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The ledger to a stick, for auditors: written, then read again from the stick itself and judged as `pickupbox ledger verify` does. It
 * goes on when its screen is left, and the session while it does.
 */
#include "controller/box/session/staff_turn.h"

static void step(struct staff *staff, const struct turn *turn) {
        const struct target target = turn->event->target;

        if (turn->event->type != EVENT_TARGET)
                return;
        if (target_goes_on(target))
                action_add_text(turn->actions, ACTION_EXPORT_STICK, staff_first(staff)->sub);
        else if (target.id == TARGET_TASK && target.number == TASK_CHECKING)
                staff_lead_to(staff, turn->tasks[TASK_CHECKING], turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->export = *sources->export;
}

const struct task task_export = {
        .roles = ROLE_BIT(ROLE_AUDITOR),
        .stages = { { "export", SCREEN_STAFF_EXPORT, 0 } },
        .step = step,
        .present = present,
};
