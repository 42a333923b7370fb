/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The day in numbers, and the way to the lists of what lies in the cabinet, of what falls due tomorrow and of incidents.
 */
#include "controller/box/session/staff_turn.h"

static void step(struct staff *staff, const struct turn *turn) {
        const struct target target = turn->event->target;
        bool leads = target.number == TASK_CONTENTS || target.number == TASK_TOMORROW || target.number == TASK_INCIDENTS;

        if (turn->event->type == EVENT_TARGET && target.id == TARGET_TASK && leads)
                staff_lead_to(staff, turn->tasks[target.number], turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        const struct box_lists *lists = sources->lists;

        screen->day = (struct screen_day){ .loaded = lists->day.loaded, .issued = lists->day.issued, .removed = lists->day.removed,
                                           .refused = lists->day.refused, .inside = lists->inside_count, .free = lists->free_count,
                                           .tomorrow = lists->tomorrow_count };
}

const struct task task_day = {
        .roles = ROLES_ALL,
        .counts_day = true,
        .stages = { { "day", SCREEN_STAFF_DAY, 0 } },
        .step = step,
        .present = present,
};
