/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who was turned away and before whom no door opened, by the number that they were told (incident.h): those of the last two days, and
 * any that is not archived by its number, read from a paper or heard on the telephone.
 *
 *      LIST ─▶ TYPING ─▶ FOUND ─▶ TYPING …
 *                └─ nothing has it: the digits stay, so that the one that is wrong can be changed
 */
#include <stdlib.h>

#include "controller/box/session/staff_turn.h"

enum { LIST, TYPING, FOUND };
enum { DIGITS = 4 }; /* of tag_incident() */

static void show_list(struct staff *staff, const struct turn *turn) {
        staff->first_row = 0;
        staff_show(staff, staff->task, turn);
}

static void ask_number(struct staff *staff, const struct turn *turn) {
        digits_begin(&staff->entry, DIGITS);
        staff_stage(staff, TYPING, turn->now);
}

static void look_up(struct staff *staff, const struct turn *turn) {
        unsigned number = (unsigned)strtoul(staff->entry.text, NULL, 10);

        if (turn->deeds->find_incidents(turn->deeds->context, number)) {
                staff->sought = number;
                staff->first_row = 0;
                staff_stage(staff, FOUND, turn->now);
                return;
        }
        staff->entry.failed = true;
        action_tone(turn->actions, TONE_WRONG);
}

static void typing(struct staff *staff, const struct turn *turn) {
        enum typed typed = staff_typed(staff, turn);

        if (typed == TYPED_LEFT)
                show_list(staff, turn);
        else if (typed == TYPED_TAKEN && digits_full(&staff->entry))
                look_up(staff, turn);
}

static void found(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (target_leaves(target))
                show_list(staff, turn);
        else if (target.id == TARGET_ROWS)
                staff->first_row = target.number;
        else if (target_goes_on(target))
                ask_number(staff, turn);
}

static void step(struct staff *staff, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET)
                return;
        if (staff->stage == TYPING)
                typing(staff, turn);
        else if (staff->stage == FOUND)
                found(staff, turn);
        else if (target_goes_on(turn->event->target))
                ask_number(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        if (staff->stage == FOUND)
                screen->list.sought = staff->sought;
}

const struct task task_incidents = {
        .hidden = true,
        .roles = ROLES_ALL,
        .lists_incidents = true,
        .stages = { [LIST] = { "incidents", SCREEN_STAFF_INCIDENTS, 0 },
                    [TYPING] = { "typing_incident", SCREEN_STAFF_INCIDENT, 0 },
                    [FOUND] = { "incident_found", SCREEN_STAFF_INCIDENTS, 0 } },
        .step = step,
        .present = present,
};
