/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Looking into compartments that are quarantined or of which nobody knows whether they opened.
 */
#include "controller/box/session/service.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        if (cell == CELL_FAULT)
                lists_add(lists, compartment, consignment, compartment->reason, true);
        else if (consignment && consignment->unsure)
                lists_add(lists, compartment, consignment, REASON_UNSURE, false);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        service_present(staff, false, sources, screen);
}

const struct task task_problems = {
        .roles = ROLE_BIT(ROLE_MANAGER),
        .opens = true,
        .four_eyes = true,
        .purpose = PURPOSE_LOOK,
        .stages = SERVICE_STAGES("problems", SCREEN_STAFF_PROBLEMS),
        .step = service_step,
        .granted = service_granted,
        .list = list,
        .present = present,
};
