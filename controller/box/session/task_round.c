/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The round: everything that staff have to see to, as one walk along the cabinet. A loader takes out what cannot be collected any more and
 * papers that came back; a manager also looks into what is in doubt.
 */
#include "controller/box/session/staff_turn.h"
#include "controller/box/session/walk.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        bool looks = lists->role == ROLE_MANAGER;

        if (cell == CELL_OVERDUE) {
                lists_add(lists, compartment, consignment, compartment->state == COMPARTMENT_RETURN_INSIDE ? compartment->reason : lists->why, false);
                lists->takes[lists->count - 1] = true;
        } else if (looks && cell == CELL_FAULT) {
                lists_add(lists, compartment, consignment, compartment->reason, true);
        } else if (looks && consignment && consignment->unsure) {
                lists_add(lists, compartment, consignment, REASON_UNSURE, true);
        }
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        walk_present(staff, sources, screen);
        screen->list.may_reconcile = staff->stage == WALK_LIST && (task_reconcile.roles & ROLE_BIT(staff->persons[0].role));
}

const struct task task_round = {
        .roles = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER),
        .opens = true,
        .four_eyes = true,
        .reads_labels = true,
        .purpose = PURPOSE_LOOK,
        .stages = WALK_STAGES("round", SCREEN_STAFF_ROUND),
        .shown = walk_shown,
        .step = walk_step,
        .granted = walk_granted,
        .list = list,
        .present = present,
};
