/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/device_rows.h"

#include <string.h>

#include "tests/support/cmocka.h"

/* ---- how a state is reached ---- */

static void touch_start(struct fixture *fixture) {
        fixture_press(fixture, TARGET_START);
}

static void at_idle(struct fixture *fixture) {
}

static void at_help(struct fixture *fixture) {
        touch_start(fixture);
        fixture_press(fixture, TARGET_HELP);
}

static void at_number(struct fixture *fixture) {
        touch_start(fixture);
        fixture_press(fixture, TARGET_TYPED);
}

static void at_pin(struct fixture *fixture) {
        char reference[REFERENCE_LEN + 1];

        fixture_reference(1, reference);
        at_number(fixture);
        fixture_type(fixture, reference);
}

static void at_birth(struct fixture *fixture) {
        fixture_scan_code(fixture, 1);
}

static void at_birth_typed(struct fixture *fixture) {
        char pin[PIN_LEN + 1];

        fixture_pin(1, pin);
        at_pin(fixture);
        fixture_type(fixture, pin);
}

static void at_slowed(struct fixture *fixture) {
        for (unsigned i = 0; i < 8; i++) {
                fixture_type_way(fixture, 77, true, true);
                fixture_pass(fixture, 41000);
                fixture_press(fixture, TARGET_CANCEL);
        }
        fixture_type_way(fixture, 1, true, true);
}

static void at_wrong(struct fixture *fixture) {
        at_birth(fixture);
        fixture_type(fixture, "24121901");
}

static void at_refused(struct fixture *fixture) {
        fixture_scan_code(fixture, 50);
}

static void at_more_time(struct fixture *fixture) {
        at_birth(fixture);
        fixture_pass(fixture, 26000);
}

static void load(struct fixture *fixture, unsigned n, bool group, bool old) {
        struct ticket ticket = fixture_ticket(fixture, n);

        ticket.contents.has_group = group;
        memset(ticket.contents.group, group ? 7 : 0, GROUP_LEN);
        if (group)
                memcpy(ticket.contents.birth, "19900502", BIRTH_LEN);
        ticket.contents.wishes = old ? WISH_RETURN_OLD : 0;
        fixture_scan_this_ticket(fixture, &ticket);
        fixture_shut(fixture, screen_compartment(box_screen(fixture->box)));
}

static void at_choose(struct fixture *fixture) {
        fixture_sign_in(fixture, "lore");
        load(fixture, 2, true, false);
        load(fixture, 3, true, false);
        fixture_sign_out(fixture);
        fixture_scan_code(fixture, 2);
        fixture_type(fixture, "02051990");
}

static void at_between(struct fixture *fixture) {
        at_choose(fixture);
        fixture_press_number(fixture, TARGET_CHOOSE, 0);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_CLOSED);
}

static void at_old_ready(struct fixture *fixture) {
        fixture_sign_in(fixture, "lore");
        load(fixture, 2, false, true);
        fixture_sign_out(fixture);
        fixture_collect(fixture, 2);
}

static void at_old_papers(struct fixture *fixture) {
        at_old_ready(fixture);
        fixture_press(fixture, TARGET_NEXT);
        fixture_pass(fixture, 11000);
}

static void at_opening(struct fixture *fixture) {
        fixture->jammed[fixture_where(fixture, 1) - 1] = true;
        fixture_collect(fixture, 1);
}

static void at_jam_ask(struct fixture *fixture) {
        at_opening(fixture);
        fixture_pass(fixture, 9500);
}

static void at_jam(struct fixture *fixture) {
        at_jam_ask(fixture);
        fixture_press(fixture, TARGET_NO);
}

static void at_door(struct fixture *fixture) {
        fixture_collect(fixture, 1);
}

static void at_reminder(struct fixture *fixture) {
        at_door(fixture);
        fixture_pass(fixture, 21000);
}

static void at_done(struct fixture *fixture) {
        at_door(fixture);
        fixture_door(fixture, fixture_where(fixture, 1), DOOR_CLOSED);
}

static void at_receipt(struct fixture *fixture) {
        at_done(fixture);
        fixture_press(fixture, TARGET_RECEIPT);
}

static void at_staff_pin(struct fixture *fixture) {
        fixture_scan_badge(fixture, "lore");
}

static void at_set_pin(struct fixture *fixture) {
        fixture_scan_badge(fixture, "mike");
        fixture_type(fixture, "99999999");
}

static void at_overview(struct fixture *fixture) {
        fixture_sign_in(fixture, "lore");
}

static void at_staff_more_time(struct fixture *fixture) {
        at_overview(fixture);
        fixture_pass(fixture, 161000);
}

static void at_scan(struct fixture *fixture) {
        at_overview(fixture);
        fixture_press_number(fixture, TARGET_TASK, TASK_LOAD);
}

static void at_load(struct fixture *fixture) {
        at_scan(fixture);
        fixture_scan_ticket(fixture, 5);
}

static void at_cancelling(struct fixture *fixture) {
        at_load(fixture);
        fixture_press(fixture, TARGET_LOAD_CANCEL);
}

static void at_staff_refused(struct fixture *fixture) {
        at_overview(fixture);
        fixture_scan_code(fixture, 1);
}

static void at_overdue(struct fixture *fixture) {
        fixture_let_expire(fixture);
        at_overview(fixture);
        fixture_press_number(fixture, TARGET_TASK, TASK_OVERDUE);
}

static void at_second(struct fixture *fixture) {
        at_overdue(fixture);
        fixture_press_number(fixture, TARGET_ROW, 0);
}

static void at_take(struct fixture *fixture) {
        at_overdue(fixture);
        fixture_press_number(fixture, TARGET_ROW, 0);
}

static void at_found(struct fixture *fixture) {
        at_take(fixture);
        fixture_door(fixture, fixture_where(fixture, 1), DOOR_CLOSED);
}

static void at_problems(struct fixture *fixture) {
        fixture_sign_in(fixture, "mara");
        fixture_press_number(fixture, TARGET_TASK, TASK_PROBLEMS);
}

static void at_state(struct fixture *fixture) {
        fixture_sign_in(fixture, "mara");
        fixture_press_number(fixture, TARGET_TASK, TASK_STATE);
}

static void at_checkpoint(struct fixture *fixture) {
        fixture_sign_in(fixture, "axel");
        fixture_press_number(fixture, TARGET_TASK, TASK_CHECKPOINT);
}

static void out_of_order(struct fixture *fixture) {
        fixture->now.wall_ms += 3600 * 1000;
        box_tick(fixture->box, fixture->now);
}

/* ---- how it ends ---- */

/* Nothing was released yet: whoever stands there gives up and is served by typing. */
static void served_by_typing(struct fixture *fixture) {
        if (fixture_screen(fixture) == SCREEN_HELP)
                fixture_press(fixture, TARGET_BACK);
        fixture_press(fixture, TARGET_CANCEL);
        fixture_pass(fixture, 2 * 3600 * 1000); /* what is slowed down is over */
        fixture_expect(fixture, SCREEN_IDLE);
        fixture_type_way(fixture, 1, true, true);
        fixture_expect(fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_door(fixture, fixture_where(fixture, 1), DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
}

static void closed(struct fixture *fixture) {
        unsigned c = screen_compartment(box_screen(fixture->box));

        if (c > 0 && fixture->doors[c - 1] == DOOR_OPEN)
                fixture_door(fixture, c, DOOR_CLOSED);
        if (fixture_screen(fixture) == SCREEN_RECEIPT)
                fixture_press(fixture, TARGET_BACK);
        fixture_expect(fixture, SCREEN_DONE);
        fixture_press(fixture, TARGET_END);
}

static void next_opened(struct fixture *fixture) {
        fixture_press(fixture, TARGET_NEXT);
        fixture_door(fixture, fixture_where(fixture, 3), DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        assert_int_equal(fixture_consignment(fixture, 3).state, CONSIGNMENT_ISSUED);
}

static void chosen(struct fixture *fixture) {
        fixture_press_number(fixture, TARGET_CHOOSE, 0);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        assert_int_equal(fixture_consignment(fixture, 2).state, CONSIGNMENT_ISSUED);
}

static void old_given_back(struct fixture *fixture) {
        if (fixture_screen(fixture) == SCREEN_OLD_READY)
                fixture_press(fixture, TARGET_NEXT);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_CLOSED);
        fixture_press(fixture, TARGET_YES);
        fixture_press(fixture, TARGET_END);
        assert_int_equal(fixture_count(fixture, ENTRY_OLD_RETURNED), 1);
}

static void jammed(struct fixture *fixture) {
        fixture_pass(fixture, 9500);
        if (fixture_screen(fixture) == SCREEN_JAM_ASK)
                fixture_press(fixture, TARGET_NO);
        fixture_expect(fixture, SCREEN_JAM);
        fixture_press(fixture, TARGET_END);
        assert_int_equal(fixture_consignment(fixture, 1).state, CONSIGNMENT_QUARANTINED);
}

static void signed_out(struct fixture *fixture) {
        if (fixture_screen(fixture) == SCREEN_MORE_TIME)
                fixture_press(fixture, TARGET_MORE_TIME);
        if (fixture_screen(fixture) == SCREEN_STAFF_PIN || fixture_screen(fixture) == SCREEN_STAFF_SET_PIN)
                fixture_press(fixture, TARGET_CANCEL);
        else
                fixture_press(fixture, TARGET_SIGN_OUT);
}

static void loaded(struct fixture *fixture) {
        bool cancelled = fixture_screen(fixture) == SCREEN_CLOSE;

        fixture_shut(fixture, screen_compartment(box_screen(fixture->box)));
        fixture_sign_out(fixture);
        assert_int_equal(fixture_count(fixture, ENTRY_LOADED), cancelled ? 1 : 2);
}

static void looked(struct fixture *fixture) {
        if (fixture_screen(fixture) == SCREEN_STAFF_TAKE)
                fixture_door(fixture, fixture_where(fixture, 1), DOOR_CLOSED);
        fixture_press(fixture, TARGET_FOUND_TAKEN);
        fixture_sign_out(fixture);
        assert_int_equal(fixture_count(fixture, ENTRY_REMOVED), 1);
}

static void set_right(struct fixture *fixture) {
        fixture->now.wall_ms -= 3600 * 1000;
        fixture_expect(fixture, SCREEN_OUT_OF_ORDER);
}

/* ---- the table ---- */

const struct device_row device_rows[] = {
#define ALL(screen) screen, { screen, screen, screen }
        { "idle", at_idle, ALL(SCREEN_IDLE), served_by_typing, false, false },
        { "code", touch_start, SCREEN_CODE, { SCREEN_NUMBER, SCREEN_CODE, SCREEN_CODE }, served_by_typing, false, false },
        { "help over code", at_help, SCREEN_HELP, { SCREEN_NUMBER, SCREEN_HELP, SCREEN_HELP }, served_by_typing, false, false },
        { "number", at_number, ALL(SCREEN_NUMBER), served_by_typing, false, false },
        { "pin", at_pin, ALL(SCREEN_PIN), served_by_typing, false, false },
        { "birth date", at_birth, ALL(SCREEN_BIRTH), served_by_typing, false, false },
        { "birth date, typed way", at_birth_typed, ALL(SCREEN_BIRTH), served_by_typing, false, false },
        { "slowed down", at_slowed, ALL(SCREEN_WAIT), served_by_typing, false, false },
        { "wrong", at_wrong, ALL(SCREEN_WRONG), served_by_typing, false, false },
        { "refused", at_refused, ALL(SCREEN_REFUSED), served_by_typing, false, false },
        { "more time", at_more_time, ALL(SCREEN_MORE_TIME), served_by_typing, false, false },
        { "choose", at_choose, ALL(SCREEN_CHOOSE), chosen, false, false },
        { "between", at_between, ALL(SCREEN_BETWEEN), next_opened, false, false },
        { "old papers ready", at_old_ready, ALL(SCREEN_OLD_READY), old_given_back, false, false },
        { "old papers", at_old_papers, ALL(SCREEN_OLD_PAPERS), old_given_back, false, false },
        { "opening", at_opening, ALL(SCREEN_OPENING), jammed, false, false },
        { "is it open?", at_jam_ask, ALL(SCREEN_JAM_ASK), jammed, false, false },
        { "jam", at_jam, ALL(SCREEN_JAM), jammed, false, false },
        { "door", at_door, ALL(SCREEN_DOOR), closed, false, false },
        { "door, reminded", at_reminder, ALL(SCREEN_DOOR), closed, false, false },
        { "done", at_done, ALL(SCREEN_DONE), closed, false, false },
        { "receipt", at_receipt, ALL(SCREEN_RECEIPT), closed, false, false },
        { "staff: PIN", at_staff_pin, ALL(SCREEN_STAFF_PIN), signed_out, false, false },
        { "staff: new PIN", at_set_pin, ALL(SCREEN_STAFF_SET_PIN), signed_out, false, false },
        { "staff: overview", at_overview, ALL(SCREEN_STAFF_OVERVIEW), signed_out, false, false },
        { "staff: more time", at_staff_more_time, ALL(SCREEN_MORE_TIME), signed_out, false, false },
        { "staff: second person", at_second, ALL(SCREEN_STAFF_SECOND), signed_out, true, false },
        { "staff: ticket, please", at_scan, ALL(SCREEN_STAFF_SCAN), signed_out, false, false },
        { "staff: put in", at_load, ALL(SCREEN_STAFF_LOAD), loaded, false, false },
        { "staff: load cancelled", at_cancelling, ALL(SCREEN_CLOSE), loaded, false, false },
        { "staff: refused", at_staff_refused, ALL(SCREEN_STAFF_REFUSED), signed_out, false, false },
        { "staff: overdue", at_overdue, ALL(SCREEN_STAFF_OVERDUE), signed_out, false, false },
        { "staff: take out", at_take, ALL(SCREEN_STAFF_TAKE), looked, false, false },
        { "staff: found", at_found, ALL(SCREEN_STAFF_FOUND), looked, false, false },
        { "staff: problems", at_problems, ALL(SCREEN_STAFF_PROBLEMS), signed_out, false, false },
        { "staff: state", at_state, ALL(SCREEN_STAFF_STATE), signed_out, false, false },
        { "staff: checkpoint", at_checkpoint, ALL(SCREEN_STAFF_CHECKPOINT), signed_out, false, false },
        { "out of order", out_of_order, ALL(SCREEN_OUT_OF_ORDER), set_right, false, true },
};

const size_t device_row_count = ARRAY_LEN(device_rows);
