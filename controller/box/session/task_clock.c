/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Is the clock right? Asked of managers while the box does not trust it: yes, with a second person where the bundle wants four eyes, or
 * it is set.
 */
#include "controller/box/session/staff_turn.h"

static void step(struct staff *staff, const struct turn *turn) {
        const struct target target = turn->event->target;

        if (turn->event->type != EVENT_TARGET)
                return;
        if (target.id == TARGET_TASK && target.number == TASK_SET_CLOCK)
                staff_lead_to(staff, turn->tasks[TASK_SET_CLOCK], turn);
        else if (target_goes_on(target) && !turn->event->limited)
                staff_show(staff, turn->tasks[TASK_STATE], turn); /* it came right meanwhile */
        else if (target_goes_on(target))
                staff_ask_second(staff, 0, turn);
}

static void granted(struct staff *staff, const struct turn *turn) {
        turn->deeds->clock_confirmed(turn->deeds->context, staff_first(staff)->sub, turn->now);
        staff_show(staff, turn->tasks[TASK_STATE], turn);
}

const struct task task_clock = {
        .only_in_doubt = true,
        .leads_in_doubt = true,
        .roles = ROLE_BIT(ROLE_MANAGER),
        .four_eyes = true,
        .stages = { { "asking_clock", SCREEN_STAFF_CLOCK, 0 } },
        .step = step,
        .granted = granted,
};
