/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Handing over at the desk what lies here and cannot or shall not be collected at the box: its code is revoked, void, locked or lost. The
 * compartment is touched, or the code held to the scanner. Never alone.
 */
#include "controller/box/session/service.h"
#include "controller/box/session/staff_turn.h"

static void list(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        bool in_doubt = compartment->state == COMPARTMENT_QUARANTINED;

        if (consignment && consignment_stays(consignment) && (in_doubt || compartment->state == COMPARTMENT_OCCUPIED))
                lists_add(lists, compartment, consignment, in_doubt ? compartment->reason : lists->why, in_doubt);
}

static void step(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (staff->stage != SERVICE_LIST || event->type != EVENT_CODE)
                service_step(staff, turn);
        else if (event->c > 0)
                service_choose(staff, turn);
        else
                staff_refuse(staff, event->refusal, true, staff->task, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        service_present(staff, true, sources, screen);
}

const struct task task_desk = {
        .roles = ROLE_BIT(ROLE_MANAGER),
        .opens = true,
        .four_eyes = true,
        .always_two = true,
        .purpose = PURPOSE_DESK,
        .looks_up_codes = true,
        .stages = SERVICE_STAGES("at_desk", SCREEN_STAFF_DESK),
        .step = step,
        .granted = service_granted,
        .list = list,
        .present = present,
};
