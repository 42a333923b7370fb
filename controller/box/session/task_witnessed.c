/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A witness's countersignature that is brought back on a stick: read when the screen opens, and again on a touch. What fits the ledger is
 * an entry, and the checkpoint says so from then on; what was signed and does not fit is an alarm (box_witnessed.c).
 */
#include "controller/box/session/ports.h"
#include "controller/box/session/staff_turn.h"

static void read_stick(struct staff *staff, const struct turn *turn) {
        action_add_text(turn->actions, ACTION_READ_STICK, staff_first(staff)->sub)->count = STICK_WITNESSED;
}

static void step(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_AGAIN)
                read_stick(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->stick = *sources->stick;
        screen->stick.first = staff->first_row;
}

const struct task task_witnessed = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_MANAGER),
        .stages = { { "witnessed", SCREEN_STAFF_WITNESSED, 0 } },
        .shown = read_stick,
        .step = step,
        .present = present,
};
