/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Scanner, touch and screen, gone and back in every state of a session that can be seen (device_rows.h). Each row is tried with each
 * device, once with the device back before the session goes on and once without it to the end.
 */
#include <stdio.h>

#include "tests/box/session/device_rows.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

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

static void try_row(const struct device_row *row, enum device device, bool comes_back) {
        const struct fixture_options options = { .four_eyes = row->four_eyes };

        fixture_set_up(&fixture, &options);
        fixture_load(&fixture, 1, 1);
        row->reach(&fixture);
        fixture_expect(&fixture, row->shows);
        device_is(device, false);
        fixture_expect(&fixture, row->without[device - DEVICE_SCANNER]);
        if (device == DEVICE_SCREEN)
                assert_true(box_screen(fixture.box)->look.speech);
        if (row->shows == SCREEN_STAFF_STATE)
                assert_true(listed_as_gone(device));
        if (comes_back) {
                device_is(device, true);
                fixture_expect(&fixture, row->without[device - DEVICE_SCANNER]);
                if (row->shows == SCREEN_STAFF_STATE)
                        assert_false(listed_as_gone(device));
        }
        row->end(&fixture);
        if (!row->stays)
                staff_see_it(device, !comes_back);
        fixture_check_pulses(&fixture);
        assert_int_equal(fixture.faults, 0);
        fixture_tear_down(&fixture);
}

static void every_device_may_go_and_come_in_every_state(void **state) {
        for (size_t i = 0; i < device_row_count; i++) {
                print_message("%s\n", device_rows[i].name);
                for (enum device device = DEVICE_SCANNER; device <= DEVICE_SCREEN; device++) {
                        try_row(&device_rows[i], device, true);
                        try_row(&device_rows[i], device, false);
                }
        }
        print_message("%zu states, %d devices\n", device_row_count, DEVICES);
}

/* ---- what they do without ---- */

static void without_a_scanner_a_session_begins_with_the_number(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        assert_true(box_screen(fixture.box)->no_scanner);
        fixture_press(&fixture, TARGET_START);
        fixture_expect(&fixture, SCREEN_NUMBER);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_press(&fixture, TARGET_START);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_CODE);
        fixture_tear_down(&fixture);
}

static void without_a_scanner_nobody_is_sent_back_to_it(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_NUMBER);
        fixture_press(&fixture, TARGET_CANCEL);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        fixture_scan_code(&fixture, 50);
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
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_true(box_screen(fixture.box)->look.speech);
        fixture_press(&fixture, TARGET_START);
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
        fixture_press(&fixture, TARGET_START);
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
