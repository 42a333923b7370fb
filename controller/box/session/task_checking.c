/* SPDX-License-Identifier: EUPL-1.2 */
/* How an export is checked, to be read and copied down. */
#include "controller/box/session/staff_turn.h"

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->export = *sources->export;
}

const struct task task_checking = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_AUDITOR),
        .stages = { { "checking", SCREEN_STAFF_CHECKING, 0 } },
        .present = present,
};
