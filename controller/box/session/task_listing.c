/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of contents to a stick, written and read again there. It goes on when its screen is left, and the session while it does. */
#include "controller/box/session/staff_turn.h"

static void step(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_TARGET && target_goes_on(turn->event->target))
                action_add_text(turn->actions, ACTION_LIST_STICK, staff_first(staff)->sub);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->export = *sources->listing;
}

const struct task task_listing = {
        .hidden = true,
        .roles = ROLES_ALL,
        .stages = { { "listing", SCREEN_STAFF_LISTING, 0 } },
        .step = step,
        .present = present,
};
