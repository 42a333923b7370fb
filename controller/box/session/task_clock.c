/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Confirming that the clock is right, from the screen that shows it in doubt.
 */
#include "controller/box/session/staff_turn.h"

static void begin(struct staff *staff, const struct turn *turn) {
        staff_ask_second(staff, 0, turn);
}

static void granted(struct staff *staff, const struct turn *turn) {
        turn->deeds->clock_confirmed(turn->deeds->context, staff_first(staff)->sub, turn->now);
        staff_show(staff, staff->from, turn);
}

const struct task task_clock = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_MANAGER),
        .four_eyes = true,
        .stages = { { "confirming", SCREEN_STAFF_STATE, 0 } },
        .begin = begin,
        .granted = granted,
};
