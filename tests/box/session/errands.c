/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/errands.h"
#include "tests/support/cmocka.h"

enum { MINUTE_MS = 60 * 1000 };

static enum screen_id shown(const struct errands *errands) {
        return fixture_screen(errands->fixture);
}

static unsigned shown_compartment(const struct errands *errands) {
        return screen_compartment(box_screen(errands->fixture->box));
}

/* One that is stored, else any. */
static unsigned somebodys(struct errands *errands) {
        unsigned c = 1 + wander_below(errands->wander, errands->compartments);

        for (unsigned i = 0; i < errands->compartments; i++, c = c % errands->compartments + 1) {
                struct store_compartment compartment = fixture_compartment(errands->fixture, c);

                if (compartment.has_consignment)
                        return compartment.cti[0];
        }
        return 1 + wander_below(errands->wander, errands->wander->numbers);
}

static void shut(struct errands *errands, unsigned c) {
        if (c == 0 || errands->fixture->doors[c - 1] != DOOR_OPEN)
                return;
        fixture_door(errands->fixture, c, DOOR_CLOSED);
        if (wander_below(errands->wander, 8) != 0)
                return;
        fixture_pass(errands->fixture, 50 + wander_below(errands->wander, 9000)); /* the latch misses */
        if (errands->fixture->doors[c - 1] == DOOR_CLOSED)
                fixture_door(errands->fixture, c, DOOR_OPEN);
}

void errands_shut_a_door(struct errands *errands) {
        unsigned c = 1 + wander_below(errands->wander, errands->compartments);

        for (unsigned i = 0; i < errands->compartments; i++, c = c % errands->compartments + 1)
                if (errands->fixture->doors[c - 1] == DOOR_OPEN) {
                        shut(errands, c);
                        return;
                }
}

static void sign_in(struct errands *errands, unsigned person) {
        wander_scan_badge(errands->wander, person);
        if (shown(errands) == SCREEN_STAFF_PIN)
                wander_type_pin(errands->wander);
}

void errands_load_some(struct errands *errands) {
        sign_in(errands, wander_below(errands->wander, 2) ? WANDER_LORE : WANDER_MARA);
        for (unsigned i = 1 + wander_below(errands->wander, 4); i > 0; i--) {
                wander_scan_ticket(errands->wander, 1 + errands->next_ticket++ % errands->wander->numbers);
                fixture_pass(errands->fixture, 1000 + wander_below(errands->wander, 9000));
                if (shown(errands) == SCREEN_STAFF_LOAD)
                        shut(errands, shown_compartment(errands));
                fixture_pass(errands->fixture, wander_below(errands->wander, 12000));
        }
        fixture_press(errands->fixture, TARGET_SIGN_OUT);
}

/* What is about to be opened stays shut. */
static void jam_what_is_asked_for(struct errands *errands) {
        for (unsigned c = 1; c <= errands->compartments; c++) {
                struct store_compartment compartment = fixture_compartment(errands->fixture, c);

                if (compartment.has_consignment && compartment.cti[0] == errands->wander->at_scan)
                        errands->fixture->jammed[c - 1] = true;
        }
}

/* Whoever stood before a jam goes home, and after a while the lock that was pulsed in vain lets go: most within a minute of its pulse. */
static void leave_a_jam(struct errands *errands) {
        unsigned c = shown_compartment(errands);

        if (c == 0)
                return;
        fixture_press(errands->fixture, wander_below(errands->wander, 2) ? TARGET_END : TARGET_BACK);
        fixture_pass(errands->fixture, wander_below(errands->wander, 70 * 1000));
        errands->fixture->jammed[c - 1] = false;
        if (errands->fixture->doors[c - 1] == DOOR_CLOSED)
                fixture_door(errands->fixture, c, DOOR_OPEN);
}

static void go_on_collecting(struct errands *errands) {
        if (shown(errands) == SCREEN_CHOOSE)
                fixture_press_number(errands->fixture, TARGET_CHOOSE, wander_below(errands->wander, 2));
        else if (shown(errands) == SCREEN_JAM_ASK)
                fixture_press(errands->fixture, wander_below(errands->wander, 2) ? TARGET_YES : TARGET_NO);
        else if (shown(errands) == SCREEN_OLD_READY || shown(errands) == SCREEN_BETWEEN)
                fixture_press(errands->fixture, TARGET_NEXT);
        if (shown(errands) == SCREEN_JAM && wander_below(errands->wander, 4)) {
                leave_a_jam(errands);
                return;
        }
        fixture_pass(errands->fixture, 1000 + wander_below(errands->wander, 12000));
        if (shown(errands) == SCREEN_DOOR || shown(errands) == SCREEN_OLD_PAPERS || shown(errands) == SCREEN_CLOSE)
                shut(errands, shown_compartment(errands));
        if (shown(errands) == SCREEN_OLD_ASK)
                fixture_press(errands->fixture, wander_below(errands->wander, 2) ? TARGET_YES : TARGET_NO);
        if (shown(errands) == SCREEN_DONE && wander_below(errands->wander, 3) == 0)
                fixture_press(errands->fixture, TARGET_NOT_TAKEN);
}

void errands_collect_one(struct errands *errands) {
        wander_scan_code(errands->wander, somebodys(errands));
        if (shown(errands) == SCREEN_BIRTH && wander_below(errands->wander, 4) == 0)
                jam_what_is_asked_for(errands);
        if (shown(errands) == SCREEN_BIRTH && wander_below(errands->wander, 6) == 0)
                *errands->cut_in = 5 + wander_below(errands->wander, 6); /* from before the release to after the issue */
        if (shown(errands) == SCREEN_BIRTH)
                wander_type_birth(errands->wander);
        for (unsigned i = 0; i < 4 && shown(errands) != SCREEN_IDLE; i++)
                go_on_collecting(errands);
}

/* After a restore it counts what lies there only by its label. */
static void hold_label(struct errands *errands, unsigned c) {
        struct store_compartment compartment;

        if (c == 0 || shown(errands) != SCREEN_STAFF_TAKE || wander_below(errands->wander, 3) == 0)
                return;
        compartment = fixture_compartment(errands->fixture, c);
        if (compartment.has_consignment)
                wander_scan_ticket(errands->wander, compartment.cti[0]);
}

void errands_look_at_one(struct errands *errands) {
        static const enum word_task tasks[] = { TASK_PROBLEMS, TASK_PROBLEMS, TASK_OVERDUE, TASK_DESK };

        sign_in(errands, WANDER_MARA);
        fixture_press_number(errands->fixture, TARGET_TASK, errands->restored ? TASK_PROBLEMS : tasks[wander_below(errands->wander, ARRAY_LEN(tasks))]);
        for (unsigned i = 1 + wander_below(errands->wander, errands->restored ? errands->compartments : 4); i > 0; i--) {
                fixture_press_number(errands->fixture, TARGET_ROW, wander_below(errands->wander, 2));
                if (shown(errands) == SCREEN_STAFF_SECOND)
                        sign_in(errands, WANDER_LUTZ);
                fixture_pass(errands->fixture, 1000 + wander_below(errands->wander, 4000));
                if (errands->restored)
                        hold_label(errands, shown_compartment(errands));
                shut(errands, shown_compartment(errands));
                if (shown(errands) == SCREEN_STAFF_FOUND)
                        fixture_press(errands->fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(errands->wander, 4)));
                fixture_pass(errands->fixture, wander_below(errands->wander, 12000));
        }
        fixture_press(errands->fixture, TARGET_SIGN_OUT);
}

/* By a manager from the plan: opened for a reason, looked into, taken out of use, whatever is there. */
void errands_work_at_a_page(struct errands *errands) {
        sign_in(errands, WANDER_MARA);
        for (unsigned i = 1 + wander_below(errands->wander, 3); i > 0; i--) {
                fixture_press_number(errands->fixture, TARGET_AROUND, 1);
                fixture_press_number(errands->fixture, TARGET_CELL, 1 + wander_below(errands->wander, errands->compartments));
                for (unsigned tries = 3; tries > 0 && shown(errands) == SCREEN_STAFF_COMPARTMENT; tries--)
                        wander_do_at_page(errands->wander);
                if (shown(errands) == SCREEN_STAFF_PURPOSE)
                        fixture_press_number(errands->fixture, TARGET_CHOOSE, wander_below(errands->wander, SCREEN_PURPOSES_MAX));
                if (shown(errands) == SCREEN_STAFF_SECOND)
                        sign_in(errands, WANDER_LUTZ);
                fixture_pass(errands->fixture, 1000 + wander_below(errands->wander, 4000));
                hold_label(errands, shown_compartment(errands));
                shut(errands, shown_compartment(errands));
                if (shown(errands) == SCREEN_STAFF_FOUND)
                        fixture_press(errands->fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(errands->wander, 4)));
                fixture_pass(errands->fixture, wander_below(errands->wander, 12000));
                if (shown(errands) == SCREEN_STAFF_COMPARTMENT && wander_below(errands->wander, 2))
                        fixture_press(errands->fixture, TARGET_AGAIN);
                fixture_press(errands->fixture, TARGET_BACK);
        }
        fixture_press(errands->fixture, TARGET_SIGN_OUT);
}

/* Along the cabinet: some answer at the door, some by label, some at the end, some not at all. */
void errands_walk_along(struct errands *errands) {
        sign_in(errands, wander_below(errands->wander, 3) ? WANDER_MARA : WANDER_LORE);
        fixture_press_number(errands->fixture, TARGET_TASK, TASK_ROUND);
        if (wander_below(errands->wander, 3) == 0)
                fixture_press_number(errands->fixture, TARGET_TASK, TASK_RECONCILE);
        fixture_press(errands->fixture, TARGET_NEXT);
        if (shown(errands) == SCREEN_STAFF_SECOND)
                sign_in(errands, WANDER_LUTZ);
        for (unsigned i = 2 + wander_below(errands->wander, 2 * errands->compartments); i > 0; i--) {
                if (shown(errands) == SCREEN_STAFF_TAKE && wander_below(errands->wander, 12) == 0)
                        fixture_press(errands->fixture, TARGET_END);
                fixture_pass(errands->fixture, 500 + wander_below(errands->wander, 4000));
                hold_label(errands, shown_compartment(errands));
                if (shown(errands) == SCREEN_STAFF_TAKE)
                        shut(errands, shown_compartment(errands));
                if (shown(errands) == SCREEN_STAFF_FOUND && wander_below(errands->wander, 3))
                        fixture_press(errands->fixture, (enum target_id)(TARGET_FOUND_TAKEN + wander_below(errands->wander, 4)));
                else if (shown(errands) == SCREEN_STAFF_FOUND)
                        wander_scan_ticket(errands->wander, somebodys(errands));
        }
        fixture_press(errands->fixture, TARGET_SIGN_OUT);
}

void errands_scan(struct errands *errands) {
        if (wander_below(errands->wander, 2))
                wander_scan(errands->wander);
        else
                wander_scan_code(errands->wander, somebodys(errands));
}

/* Nobody asked for it: a thief, or a switch that flaps. */
void errands_open_a_door(struct errands *errands) {
        unsigned c = 1 + wander_below(errands->wander, errands->compartments);
        bool flaps = wander_below(errands->wander, 3) == 0;

        if (errands->fixture->doors[c - 1] == DOOR_OPEN)
                return;
        fixture_door(errands->fixture, c, DOOR_OPEN);
        if (!flaps)
                return;
        fixture_pass(errands->fixture, 100 + wander_below(errands->wander, 150));
        fixture_door(errands->fixture, c, DOOR_CLOSED);
}

/* It was pulsed in vain, and lets go now. */
void errands_let_go_late(struct errands *errands) {
        for (unsigned i = 0; i < errands->compartments; i++)
                if (errands->fixture->jammed[i] && errands->fixture->doors[i] == DOOR_CLOSED && errands->account->pulse[i].given) {
                        fixture_pass(errands->fixture, wander_below(errands->wander, 90 * 1000));
                        errands->fixture->jammed[i] = false;
                        if (errands->fixture->doors[i] == DOOR_CLOSED)
                                fixture_door(errands->fixture, i + 1, DOOR_OPEN);
                        return;
                }
}

void errands_wait(struct errands *errands) {
        static const int64_t waits[] = { 500, 3000, 10000, 21000, 46000, 61000, 301000, 3700000 };

        fixture_pass(errands->fixture, waits[wander_below(errands->wander, ARRAY_LEN(waits))]);
}

void errands_press_anything(struct errands *errands) {
        fixture_press_number(errands->fixture, (enum target_id)(1 + wander_below(errands->wander, TARGET_ID_COUNT - 1)), wander_below(errands->wander, 10));
}

void errands_jam(struct errands *errands) {
        errands->fixture->jammed[wander_below(errands->wander, errands->compartments)] = wander_below(errands->wander, 3) == 0;
}

void errands_do_what_is_asked(struct errands *errands) {
        wander_do_what_is_asked(errands->wander);
}

void errands_confirm_the_clock(struct errands *errands) {
        sign_in(errands, WANDER_MARA);
        fixture_press_number(errands->fixture, TARGET_TASK, TASK_CLOCK);
        fixture_press(errands->fixture, TARGET_NEXT);
        if (shown(errands) == SCREEN_STAFF_SECOND)
                sign_in(errands, WANDER_LUTZ);
        fixture_press(errands->fixture, TARGET_SIGN_OUT);
}

/* A good code and the right date open the door, or staff know that it does not. */
void errands_collect_what_is_stored(struct errands *errands, unsigned seed, unsigned c) {
        struct store_compartment compartment = fixture_compartment(errands->fixture, c);
        struct consignment consignment;

        if (!compartment.has_consignment)
                return;
        assert_int_equal(store_consignment(errands->fixture->store, compartment.cti, &consignment), 0);
        if (consignment.state != CONSIGNMENT_STORED)
                return;
        wander_scan_code(errands->wander, consignment.cti[0]);
        if (shown(errands) != SCREEN_BIRTH)
                return; /* refused, and told why */
        wander_type_birth(errands->wander);
        while (shown(errands) == SCREEN_CHOOSE || shown(errands) == SCREEN_OLD_READY)
                fixture_press_number(errands->fixture, shown(errands) == SCREEN_CHOOSE ? TARGET_CHOOSE : TARGET_NEXT, 0);
        if (shown(errands) != SCREEN_DOOR && fixture_compartment(errands->fixture, c).state != COMPARTMENT_QUARANTINED)
                fail_msg("seed %u: %u in compartment %u is kept from its citizen, who sees %s, and nobody is told", seed, consignment.cti[0], c,
                         screen_name(shown(errands)));
        errands->collected += shown(errands) == SCREEN_DOOR;
        if (shown(errands) == SCREEN_DOOR)
                fixture_door(errands->fixture, shown_compartment(errands), DOOR_CLOSED);
        fixture_press(errands->fixture, TARGET_END);
        fixture_pass(errands->fixture, 2 * MINUTE_MS);
}

