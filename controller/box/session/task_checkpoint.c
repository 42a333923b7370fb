/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A checkpoint, signed when the screen opens and with its own time, to be noted or photographed; how far the ledger has grown since an
 * auditor was here, and what a witness countersigned last. It leads to where the next countersignature is taken from a stick.
 */
#include "controller/box/session/staff_turn.h"

static void step(struct staff *staff, const struct turn *turn) {
        const struct target target = turn->event->target;

        if (turn->event->type == EVENT_TARGET && target.id == TARGET_TASK && target.number == TASK_WITNESSED)
                staff_lead_to(staff, turn->tasks[TASK_WITNESSED], turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        screen->code.text = sources->checkpoint;
        screen->code.signed_ms = sources->checkpoint_ms;
        screen->code.audited = sources->audited.is;
        screen->code.audited_size = sources->audited.size;
        screen->code.audited_ms = sources->audited.t_ms;
        screen->code.witness = sources->countersigned->t_ms > 0 ? sources->countersigned->witness : NULL;
        screen->code.witnessed_size = sources->countersigned->size;
        screen->code.witnessed_ms = sources->countersigned->at_ms;
        screen->code.contradicted = sources->contradicted->t_ms > 0;
        screen->code.contradicted_size = sources->contradicted->size;
}

const struct task task_checkpoint = {
        .leads = ROLE_BIT(ROLE_AUDITOR),
        .roles = ROLES_ALL,
        .signs = true,
        .stages = { { "checkpoint", SCREEN_STAFF_CHECKPOINT, 0 } },
        .step = step,
        .present = present,
};
