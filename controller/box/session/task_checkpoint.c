/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The newest checkpoint, to be noted or photographed.
 */
#include "controller/box/session/staff_turn.h"

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->code.text = sources->checkpoint;
}

const struct task task_checkpoint = {
        .leads = ROLE_BIT(ROLE_AUDITOR),
        .roles = ROLES_ALL,
        .stages = { { "checkpoint", SCREEN_STAFF_CHECKPOINT, 0 } },
        .present = present,
};
