/* SPDX-License-Identifier: EUPL-1.2 */
/* A chip that says of many doors at once that they opened: one entry, and no break-ins. */
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { LINES = 12, MINUTE_MS = 60 * 1000 };

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture.chip_lines = LINES;
        fixture_restart(&fixture);
        return 0;
}

static int tear_down(void **state) {
        assert_int_equal(fixture.faults, 0);
        fixture_tear_down(&fixture);
        return 0;
}

/* All at once, but that one is told after the other. */
static void say(unsigned first, unsigned last, enum door_state door) {
        for (unsigned c = first; c <= last; c++) {
                fixture.doors[c - 1] = door;
                box_door(fixture.box, fixture.now, c, door);
        }
}

static void nine_doors_within_a_second_are_the_chip(void **state) {
        uint64_t before = store_size(fixture.store);

        for (unsigned c = 1; c <= 9; c++) {
                say(c, c, DOOR_OPEN);
                fixture_pass(&fixture, 100);
        }
        fixture_pass(&fixture, 10 * MINUTE_MS - 1000);
        assert_int_equal(store_size(fixture.store) - before, 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "chips:chip00");
        assert_int_equal(fixture.tones[TONE_ALARM], 1);
        say(1, 9, DOOR_CLOSED);
        fixture_pass(&fixture, 10 * MINUTE_MS);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "chips:chip00");
        assert_int_equal(store_size(fixture.store) - before, 2);
}

static void eight_are_break_ins(void **state) {
        say(1, 8, DOOR_OPEN);
        fixture_pass(&fixture, 300);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        fixture_pass(&fixture, 700);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 8);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 8);
}

static void nine_of_two_chips_are_break_ins(void **state) {
        say(LINES - 4, LINES + 4, DOOR_OPEN);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 9);
}

static void one_alone_is_told_after_300_ms(void **state) {
        say(1, 1, DOOR_OPEN);
        say(LINES + 1, LINES + 1, DOOR_OPEN);
        fixture_pass(&fixture, WATCH_HOLD_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 2);
}

static void two_that_were_shut_again_within_the_second_are_break_ins(void **state) {
        say(1, 2, DOOR_OPEN);
        fixture_pass(&fixture, WATCH_HOLD_MS);
        say(1, 2, DOOR_CLOSED);
        say(3, 3, DOOR_OPEN);
        fixture_pass(&fixture, WATCH_HOLD_MS - 1);
        say(3, 3, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        fixture_pass(&fixture, 1000 - 2 * WATCH_HOLD_MS + 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 2);
        fixture_pass(&fixture, MINUTE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 2);
}

static void one_that_opens_again_within_the_second_was_broken_into_before(void **state) {
        say(1, 2, DOOR_OPEN);
        fixture_pass(&fixture, WATCH_HOLD_MS);
        say(1, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 100);
        say(1, 1, DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 3);
}

static void those_that_were_shut_before_the_ninth_opened_are_the_chip(void **state) {
        for (unsigned c = 1; c <= 9; c++) {
                say(c, c, DOOR_OPEN);
                fixture_pass(&fixture, 100);
                if (c > 4)
                        say(c - 4, c - 4, DOOR_CLOSED);
        }
        fixture_pass(&fixture, 2000);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "chips:chip00");
}

static void one_that_flaps_for_an_hour_is_one_entry_and_blames_no_switch(void **state) {
        uint64_t before = store_size(fixture.store);

        for (unsigned i = 0; i < 1800; i++) {
                say(1, LINES, DOOR_OPEN);
                fixture_pass(&fixture, 1000);
                say(1, LINES, DOOR_CLOSED);
                fixture_pass(&fixture, 1000);
        }
        assert_int_equal(store_size(fixture.store) - before, 1);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        for (size_t i = 0; i < box_screen(fixture.box)->list.row_count; i++)
                if (box_screen(fixture.box)->list.rows[i].device == DEVICE_CHIPS)
                        assert_int_equal(box_screen(fixture.box)->list.rows[i].condition, CONDITION_DOUBT);
        fixture_sign_out(&fixture);
}

static void an_opening_by_pulse_is_what_it_was_for_meanwhile(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        say(2, LINES, DOOR_OPEN);
        say(2, LINES, DOOR_CLOSED);
        fixture_shut(&fixture, fixture_where(&fixture, 1));
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
}

static void a_break_in_later_is_one(void **state) {
        say(1, LINES, DOOR_OPEN);
        say(1, LINES, DOOR_CLOSED);
        fixture_pass(&fixture, 5000);
        fixture_force(&fixture, 3);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(nine_doors_within_a_second_are_the_chip),
                CASE(eight_are_break_ins),
                CASE(nine_of_two_chips_are_break_ins),
                CASE(one_alone_is_told_after_300_ms),
                CASE(two_that_were_shut_again_within_the_second_are_break_ins),
                CASE(one_that_opens_again_within_the_second_was_broken_into_before),
                CASE(those_that_were_shut_before_the_ninth_opened_are_the_chip),
                CASE(one_that_flaps_for_an_hour_is_one_entry_and_blames_no_switch),
                CASE(an_opening_by_pulse_is_what_it_was_for_meanwhile),
                CASE(a_break_in_later_is_one),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
