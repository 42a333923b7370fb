/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Everything that lies in the cabinet and was not issued, in the order of the compartments; it leads to that list on a stick.
 */
#include "controller/box/session/staff_turn.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        if (consignment && consignment_stays(consignment))
                lists_add(lists, compartment, consignment, REASON_NONE, false);
}

static void step(struct staff *staff, const struct turn *turn) {
        const struct target target = turn->event->target;

        if (turn->event->type == EVENT_TARGET && target.id == TARGET_TASK && target.number == TASK_LISTING)
                staff_lead_to(staff, turn->tasks[TASK_LISTING], turn);
}

const struct task task_contents = {
        .hidden = true,
        .roles = ROLES_ALL,
        .stages = { { "inside", SCREEN_STAFF_CONTENTS, 0 } },
        .list = list,
        .step = step,
};
