/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the office sent on a stick: read when the screen opens, and again on a touch. What is read is taken as what lies in the drop
 * folder is; the screen says what became of each file.
 */
#include "controller/box/session/ports.h"
#include "controller/box/session/staff_turn.h"

static void read_stick(struct staff *staff, const struct turn *turn) {
        action_add_text(turn->actions, ACTION_READ_STICK, staff_first(staff)->sub)->count = STICK_SENT;
}

static void step(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_AGAIN)
                read_stick(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->stick = *sources->stick;
        screen->stick.version = sources->bundle_version;
        screen->stick.first = staff->first_row;
}

const struct task task_adopt = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_MANAGER),
        .stages = { { "adopt", SCREEN_STAFF_ADOPT, 0 } },
        .shown = read_stick,
        .step = step,
        .present = present,
};
