/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A checkpoint, signed when the screen opens and with its own time, to be noted or photographed; and how far the ledger has grown since an
 * auditor was here.
 */
#include "controller/box/session/staff_turn.h"

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->code.text = sources->checkpoint;
        screen->code.signed_ms = sources->checkpoint_ms;
        screen->code.audited = sources->audited.is;
        screen->code.audited_size = sources->audited.size;
        screen->code.audited_ms = sources->audited.t_ms;
}

const struct task task_checkpoint = {
        .leads = ROLE_BIT(ROLE_AUDITOR),
        .roles = ROLES_ALL,
        .signs = true,
        .stages = { { "checkpoint", SCREEN_STAFF_CHECKPOINT, 0 } },
        .present = present,
};
