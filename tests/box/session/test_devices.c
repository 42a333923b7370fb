/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The table of docs/hardware.md "Unplugged and plugged in again": scanner, touch and screen, gone and back in every
 * state of a session that can be seen. Each row is tried with each device, once with the device back before the
 * session goes on and once without it to the end. The staff's machine states without a screen of their own pass within one call.
 */
#include <stdio.h>
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { DEVICES = 3 };

static struct fixture fixture;

/* ---- how a state is reached ---- */

static void touch_start(void) {
        fixture_press(&fixture, TARGET_START);
}

static void at_idle(void) {
}

static void at_help(void) {
        touch_start();
        fixture_press(&fixture, TARGET_HELP);
}

static void at_number(void) {
        touch_start();
        fixture_press(&fixture, TARGET_TYPED);
}

static void at_pin(void) {
        char reference[REFERENCE_LEN + 1];

        fixture_reference(1, reference);
        at_number();
        fixture_type(&fixture, reference);
}

static void at_birth(void) {
        fixture_scan_code(&fixture, 1);
}

static void at_birth_typed(void) {
        char pin[PIN_LEN + 1];

        fixture_pin(1, pin);
        at_pin();
        fixture_type(&fixture, pin);
}

static void at_slowed(void) {
        for (unsigned i = 0; i < 8; i++) {
                fixture_type_way(&fixture, 77, true, true);
                fixture_pass(&fixture, 41000);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 1, true, true);
}

static void at_wrong(void) {
        at_birth();
        fixture_type(&fixture, "24121901");
}

static void at_refused(void) {
        fixture_scan_code(&fixture, 50);
}

static void at_more_time(void) {
        at_birth();
        fixture_pass(&fixture, 26000);
}

static void load(unsigned n, bool group, bool old) {
        struct ticket ticket = fixture_ticket(&fixture, n);

        ticket.contents.has_group = group;
        memset(ticket.contents.group, group ? 7 : 0, GROUP_LEN);
        if (group)
                memcpy(ticket.contents.birth, "19900502", BIRTH_LEN);
        ticket.contents.wishes = old ? WISH_RETURN_OLD : 0;
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
}

static void at_choose(void) {
        fixture_sign_in(&fixture, "lore");
        load(2, true, false);
        load(3, true, false);
        fixture_sign_out(&fixture);
        fixture_scan_code(&fixture, 2);
        fixture_type(&fixture, "02051990");
}

static void at_between(void) {
        at_choose();
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
}

static void at_old_ready(void) {
        fixture_sign_in(&fixture, "lore");
        load(2, false, true);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 2);
}

static void at_old_papers(void) {
        at_old_ready();
        fixture_press(&fixture, TARGET_NEXT);
        fixture_pass(&fixture, 11000);
}

static void at_opening(void) {
        fixture.jammed[fixture_where(&fixture, 1) - 1] = true;
        fixture_collect(&fixture, 1);
}

static void at_jam_ask(void) {
        at_opening();
        fixture_pass(&fixture, 9500);
}

static void at_jam(void) {
        at_jam_ask();
        fixture_press(&fixture, TARGET_NO);
}

static void at_door(void) {
        fixture_collect(&fixture, 1);
}

static void at_reminder(void) {
        at_door();
        fixture_pass(&fixture, 21000);
}

static void at_done(void) {
        at_door();
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
}

static void at_receipt(void) {
        at_done();
        fixture_press(&fixture, TARGET_RECEIPT);
}

static void at_staff_pin(void) {
        fixture_scan_badge(&fixture, "lore");
}

static void at_set_pin(void) {
        fixture_scan_badge(&fixture, "mike");
        fixture_type(&fixture, "99999999");
}

static void at_overview(void) {
        fixture_sign_in(&fixture, "lore");
}

static void at_staff_more_time(void) {
        at_overview();
        fixture_pass(&fixture, 161000);
}

static void at_scan(void) {
        at_overview();
        fixture_press_number(&fixture, TARGET_TASK, TASK_LOAD);
}

static void at_load(void) {
        at_scan();
        fixture_scan_ticket(&fixture, 5);
}

static void at_cancelling(void) {
        at_load();
        fixture_press(&fixture, TARGET_LOAD_CANCEL);
}

static void at_staff_refused(void) {
        at_overview();
        fixture_scan_code(&fixture, 1);
}

static void at_overdue(void) {
        fixture_let_expire(&fixture);
        at_overview();
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
}

static void at_second(void) {
        at_overdue();
        fixture_press_number(&fixture, TARGET_ROW, 0);
}

static void at_take(void) {
        at_overdue();
        fixture_press_number(&fixture, TARGET_ROW, 0);
}

static void at_found(void) {
        at_take();
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
}

static void at_problems(void) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
}

static void at_state(void) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
}

static void at_checkpoint(void) {
        fixture_sign_in(&fixture, "axel");
        fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
}

static void out_of_order(void) {
        fixture.now.wall_ms += 3600 * 1000;
        box_tick(fixture.box, fixture.now);
}

/* ---- how it ends ---- */

/* Nothing was released yet: whoever stands there gives up and is served by typing. */
static void served_by_typing(void) {
        if (fixture_screen(&fixture) == SCREEN_HELP)
                fixture_press(&fixture, TARGET_BACK);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_pass(&fixture, 2 * 3600 * 1000); /* what is slowed down is over */
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
}

static void closed(void) {
        unsigned c = screen_compartment(box_screen(fixture.box));

        if (c > 0 && fixture.doors[c - 1] == DOOR_OPEN)
                fixture_door(&fixture, c, DOOR_CLOSED);
        if (fixture_screen(&fixture) == SCREEN_RECEIPT)
                fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_DONE);
        fixture_press(&fixture, TARGET_END);
}

static void next_opened(void) {
        fixture_press(&fixture, TARGET_NEXT);
        fixture_door(&fixture, fixture_where(&fixture, 3), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_ISSUED);
}

static void chosen(void) {
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
}

static void old_given_back(void) {
        if (fixture_screen(&fixture) == SCREEN_OLD_READY)
                fixture_press(&fixture, TARGET_NEXT);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 1);
}

static void jammed(void) {
        fixture_pass(&fixture, 9500);
        if (fixture_screen(&fixture) == SCREEN_JAM_ASK)
                fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
}

static void signed_out(void) {
        if (fixture_screen(&fixture) == SCREEN_MORE_TIME)
                fixture_press(&fixture, TARGET_MORE_TIME);
        if (fixture_screen(&fixture) == SCREEN_STAFF_PIN || fixture_screen(&fixture) == SCREEN_STAFF_SET_PIN)
                fixture_press(&fixture, TARGET_CANCEL);
        else
                fixture_press(&fixture, TARGET_SIGN_OUT);
}

static void loaded(void) {
        bool cancelled = fixture_screen(&fixture) == SCREEN_CLOSE;

        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), cancelled ? 1 : 2);
}

static void looked(void) {
        if (fixture_screen(&fixture) == SCREEN_STAFF_TAKE)
                fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
}

static void set_right(void) {
        fixture.now.wall_ms -= 3600 * 1000;
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
}

/* ---- the table ---- */

static const struct {
        const char *name;
        void (*reach)(void);
        enum screen_id shows;
        enum screen_id without[DEVICES];  /* what is shown when the device has gone; else as before */
        void (*end)(void);
        bool four_eyes;
        bool stays;                       /* out of order: nobody can sign in to look */
} rows[] = {
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

/* ---- trying a row ---- */

static bool listed_as_gone(enum device device) {
        const struct screen *screen = box_screen(fixture.box);

        for (size_t i = 0; i < screen->list.row_count; i++)
                if (screen->list.rows[i].device == device)
                        return screen->list.rows[i].fault && screen->list.rows[i].condition == CONDITION_GONE;
        fail_msg("%s is not on the staff screen", device_name(device));
        return false;
}

static void staff_see_it(enum device device, bool gone) {
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        fixture_expect(&fixture, SCREEN_STAFF_STATE);
        assert_int_equal(listed_as_gone(device), gone);
}

static void device_is(enum device device, bool present) {
        unsigned alarms = fixture_count(&fixture, ENTRY_ALARM), cleared = fixture_count(&fixture, ENTRY_ALARM_CLEARED);
        char line[64];

        snprintf(line, sizeof(line), "%s: %s", present ? "alarm cleared" : "alarm", device_name(device));
        box_device(fixture.box, fixture.now, device, present);
        box_device(fixture.box, fixture.now, device, present);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM) - alarms, !present);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED) - cleared, present);
        assert_string_equal(fixture_last(&fixture, present ? ENTRY_ALARM_CLEARED : ENTRY_ALARM).what, device_name(device));
        if (device != DEVICE_SCANNER) /* whose going may change the state, which is a line as well */
                assert_string_equal(fixture.last_log, line);
        fixture_check_screen(&fixture);
}

static void try_row(size_t row, enum device device, bool comes_back) {
        const struct fixture_options options = { .four_eyes = rows[row].four_eyes };

        fixture_set_up(&fixture, &options);
        fixture_load(&fixture, 1, 1);
        rows[row].reach();
        fixture_expect(&fixture, rows[row].shows);
        device_is(device, false);
        fixture_expect(&fixture, rows[row].without[device - DEVICE_SCANNER]);
        if (device == DEVICE_SCREEN)
                assert_true(box_screen(fixture.box)->look.speech);
        if (rows[row].shows == SCREEN_STAFF_STATE)
                assert_true(listed_as_gone(device));
        if (comes_back) {
                device_is(device, true);
                fixture_expect(&fixture, rows[row].without[device - DEVICE_SCANNER]);
                if (rows[row].shows == SCREEN_STAFF_STATE)
                        assert_false(listed_as_gone(device));
        }
        rows[row].end();
        if (!rows[row].stays)
                staff_see_it(device, !comes_back);
        fixture_check_pulses(&fixture);
        assert_int_equal(fixture.faults, 0);
        fixture_tear_down(&fixture);
}

static void every_device_may_go_and_come_in_every_state(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                print_message("%s\n", rows[i].name);
                for (enum device device = DEVICE_SCANNER; device <= DEVICE_SCREEN; device++) {
                        try_row(i, device, true);
                        try_row(i, device, false);
                }
        }
        print_message("%zu states, %d devices\n", ARRAY_LEN(rows), DEVICES);
}

/* ---- what they do without ---- */

static void without_a_scanner_a_session_begins_with_the_number(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        assert_true(box_screen(fixture.box)->no_scanner);
        touch_start();
        fixture_expect(&fixture, SCREEN_NUMBER);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_IDLE);
        touch_start();
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_CODE);
        fixture_tear_down(&fixture);
}

static void without_a_scanner_nobody_is_sent_back_to_it(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        at_birth();
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_NUMBER);
        fixture_press(&fixture, TARGET_CANCEL);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        at_refused();
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_NUMBER);
        fixture_tear_down(&fixture);
}

static void without_a_screen_every_session_is_read_aloud(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        box_device(fixture.box, fixture.now, DEVICE_SCREEN, false);
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_true(box_screen(fixture.box)->look.speech);
        box_headset(fixture.box, fixture.now, true);
        box_headset(fixture.box, fixture.now, false);
        assert_true(box_screen(fixture.box)->look.speech);
        closed();
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_true(box_screen(fixture.box)->look.speech);
        touch_start();
        box_device(fixture.box, fixture.now, DEVICE_SCREEN, true);
        assert_true(box_screen(fixture.box)->look.speech);
        fixture_press(&fixture, TARGET_CANCEL);
        assert_false(box_screen(fixture.box)->look.speech);
        fixture_tear_down(&fixture);
}

static void without_a_touch_the_idle_screen_names_the_keys(void **state) {
        fixture_set_up(&fixture, NULL);
        box_device(fixture.box, fixture.now, DEVICE_TOUCH, false);
        assert_true(box_screen(fixture.box)->no_touch);
        box_device(fixture.box, fixture.now, DEVICE_TOUCH, true);
        assert_false(box_screen(fixture.box)->no_touch);
        fixture_tear_down(&fixture);
}

/* Before a bundle is adopted nothing can be entered, but whoever stands there may still not see. */
static void out_of_order_without_a_screen_is_read_aloud(void **state) {
        const struct fixture_options options = { .no_bundle = true };

        fixture_set_up(&fixture, &options);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        box_device(fixture.box, fixture.now, DEVICE_SCREEN, false);
        assert_true(box_screen(fixture.box)->look.speech);
        assert_string_equal(fixture.last_log, "alarm: screen");
        fixture_tear_down(&fixture);
}

static void a_screen_of_another_mode_is_an_alarm_until_it_has_the_right_one(void **state) {
        unsigned alarms, cleared;

        fixture_set_up(&fixture, NULL);
        alarms = fixture_count(&fixture, ENTRY_ALARM);
        cleared = fixture_count(&fixture, ENTRY_ALARM_CLEARED);
        box_screen_mode(fixture.box, fixture.now, true);
        box_screen_mode(fixture.box, fixture.now, true);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), alarms + 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, alarm_name(ALARM_SCREEN_MODE));
        assert_string_equal(fixture.last_log, "alarm: screen_mode");
        touch_start();
        assert_int_equal(box_screen(fixture.box)->id, SCREEN_CODE);
        box_screen_mode(fixture.box, fixture.now, false);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), cleared + 1);
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_device_may_go_and_come_in_every_state),
                cmocka_unit_test(without_a_scanner_a_session_begins_with_the_number),
                cmocka_unit_test(without_a_scanner_nobody_is_sent_back_to_it),
                cmocka_unit_test(without_a_screen_every_session_is_read_aloud),
                cmocka_unit_test(without_a_touch_the_idle_screen_names_the_keys),
                cmocka_unit_test(out_of_order_without_a_screen_is_read_aloud),
                cmocka_unit_test(a_screen_of_another_mode_is_an_alarm_until_it_has_the_right_one),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
