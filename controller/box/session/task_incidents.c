/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who was turned away and before whom no door opened, by the number that they were told (incident.h).
 */
#include "controller/box/session/staff_turn.h"

const struct task task_incidents = {
        .hidden = true,
        .roles = ROLES_ALL,
        .lists_incidents = true,
        .stages = { { "incidents", SCREEN_STAFF_INCIDENTS, 0 } },
};
