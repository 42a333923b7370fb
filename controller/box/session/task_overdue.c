/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Taking out what nobody collected or can collect any more, and papers that came back.
 */
#include "controller/box/session/service.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        if (cell == CELL_OVERDUE)
                lists_add(lists, compartment, consignment, compartment->state == COMPARTMENT_RETURN_INSIDE ? compartment->reason : lists->why, false);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        service_present(staff, true, sources, screen);
}

const struct task task_overdue = {
        .roles = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER),
        .opens = true,
        .four_eyes = true,
        .purpose = PURPOSE_TAKE_OUT,
        .stages = SERVICE_STAGES("overdue", SCREEN_STAFF_OVERDUE),
        .step = service_step,
        .granted = service_granted,
        .list = list,
        .present = present,
};
