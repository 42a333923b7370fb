/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A part of the cabinet, large enough that each compartment can be touched, or its number typed; either leads to its page.
 */
#include <stdlib.h>

#include "controller/box/session/staff_turn.h"

enum { CABINET, TYPING };
enum { DIGITS = 4 }; /* of STORE_COMPARTMENTS_MAX */

static void ask_number(struct staff *staff, const struct turn *turn) {
        digits_begin(&staff->entry, DIGITS);
        staff_stage(staff, TYPING, turn->now);
}

static void look_up(struct staff *staff, const struct turn *turn) {
        unsigned c = (unsigned)strtoul(staff->entry.text, NULL, 10);
        struct page page;

        if (turn->deeds->page(turn->deeds->context, c, &page)) {
                staff->page.around = c;
                staff_show_page(staff, c, turn);
                return;
        }
        ask_number(staff, turn);
        staff->entry.failed = true;
        action_tone(turn->actions, TONE_WRONG);
}

static void typing(struct staff *staff, const struct turn *turn) {
        enum typed typed = staff_typed(staff, turn);

        if (typed == TYPED_LEFT)
                staff_show(staff, &task_cabinet, turn);
        else if (typed == TYPED_TAKEN && staff->entry.count > 0)
                look_up(staff, turn);
}

static void step(struct staff *staff, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET)
                return;
        if (staff->stage == TYPING)
                typing(staff, turn);
        else if (!staff_goes_to_place(staff, turn) && turn->event->target.id == TARGET_TYPE_CELL)
                ask_number(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        if (staff->stage == CABINET)
                screen->map.around = staff->page.around;
}

const struct task task_cabinet = {
        .hidden = true,
        .roles = ROLES_ALL,
        .stages = { [CABINET] = { "cabinet", SCREEN_STAFF_CABINET, 0 }, [TYPING] = { "typing_cell", SCREEN_STAFF_CELL, 0 } },
        .step = step,
        .present = present,
};
