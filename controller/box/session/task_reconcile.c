/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reconciliation: every compartment is visited once and what lies there is said, in parts over days. What the ledger says of the visits
 * since the last reconciliation is what is done already (reconcile.h); when none is left, `reconciled` says what was found.
 */
#include "controller/box/session/staff_turn.h"
#include "controller/box/session/walk.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        if (cell != CELL_ABSENT && lists->visited.found[compartment->c - 1] == FOUND_NONE)
                lists_add(lists, compartment, consignment, REASON_NONE, true);
}

/* What was answered last counts, too. */
static void shown(struct staff *staff, const struct turn *turn) {
        staff_settle(staff, turn);
        turn->deeds->reconcile(turn->deeds->context, staff_first(staff)->sub);
        walk_shown(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        walk_present(staff, sources, screen);
        if (staff->stage == WALK_LIST)
                screen->list.reconciled_ms = sources->lists->visited.ended_ms;
}

const struct task task_reconcile = {
        .hidden = true,
        .roles = ROLE_BIT(ROLE_MANAGER),
        .opens = true,
        .four_eyes = true,
        .always_two = true,
        .reads_labels = true,
        .reconciles = true,
        .purpose = PURPOSE_RECONCILE,
        .stages = WALK_STAGES("reconciling", SCREEN_STAFF_RECONCILE),
        .shown = shown,
        .step = walk_step,
        .granted = walk_granted,
        .list = list,
        .present = present,
};
