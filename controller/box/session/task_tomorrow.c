/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What can be collected still and falls due by the end of tomorrow.
 */
#include "controller/box/session/staff_turn.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        if (lists_is_due(lists, consignment))
                lists_add(lists, compartment, consignment, REASON_NONE, false);
}

const struct task task_tomorrow = {
        .hidden = true,
        .roles = ROLES_ALL,
        .stages = { { "tomorrow", SCREEN_STAFF_TOMORROW, 0 } },
        .list = list,
};
