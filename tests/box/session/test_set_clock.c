/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A manager sets the clock: what can be set, what is written, and that nothing is when the system does not let anybody. 14:00 in Berlin
 * on 25 September 2026.
 */
#include <errno.h>
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

enum { MINUTE_MS = 60 * 1000 };
#define HOUR_MS (INT64_C(60) * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

static int set_up_four_eyes(void **state) {
        fixture_set_up(&fixture, &(struct fixture_options){ .four_eyes = true });
        return 0;
}

static void at_the_keypad(void) {
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        fixture_press_number(&fixture, TARGET_TASK, TASK_SET_CLOCK);
        fixture_expect(&fixture, SCREEN_STAFF_TIME);
}

static void type(const char *date, const char *time) {
        fixture_type(&fixture, date);
        fixture_expect(&fixture, SCREEN_STAFF_TIME);
        fixture_type(&fixture, time);
}

static void expect_told(enum screen_time_state state) {
        fixture_expect(&fixture, SCREEN_STAFF_TIME_SET);
        assert_int_equal(box_screen(fixture.box)->time.state, state);
}

/* Manager "mara" is signed in; the time is set, and it is a minute of so many hours from the start. */
static void set(const char *date, const char *time, int64_t hours) {
        at_the_keypad();
        type(date, time);
        expect_told(SCREEN_TIME_SETTING);
        assert_in_range(fixture.clock_wanted_ms - FIXTURE_START_MS - hours * HOUR_MS, 0, MINUTE_MS);
        fixture_clock_set(&fixture, SCREEN_TIME_SET);
        expect_told(SCREEN_TIME_SET);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_STAFF_STATE);
}

static void a_doubt_ends_with_the_time_that_is_set(void **state) {
        struct entry entry;

        fixture.now.wall_ms -= 3 * DAY_MS;
        fixture_sign_in(&fixture, "mara");
        assert_true(box_screen(fixture.box)->clock_doubt);
        set("25092026", "1500", 1);
        assert_false(box_screen(fixture.box)->clock_doubt);
        entry = fixture_last(&fixture, ENTRY_CLOCK);
        assert_string_equal(entry.by, "mara");
        assert_int_equal(entry.now_ms, fixture.clock_wanted_ms);
        assert_in_range(entry.was_ms - FIXTURE_START_MS, 0, 10 * MINUTE_MS); /* the likely time, not that of the wrong clock */
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 1);
        fixture_sign_out(&fixture);
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
}

/* That is no doubt and no alarm, and what was mistyped can be taken back: the floor has not followed it. */
static void without_a_doubt_it_is_one_entry_and_can_be_mended(void **state) {
        unsigned alarms, clocks;
        struct entry entry;

        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "mara");
        alarms = fixture_count(&fixture, ENTRY_ALARM);
        clocks = fixture_count(&fixture, ENTRY_CLOCK);
        set("25032027", "1400", 181 * 24 + 1);
        entry = fixture_last(&fixture, ENTRY_CLOCK);
        assert_in_range(entry.was_ms - FIXTURE_START_MS, 0, 10 * MINUTE_MS);
        fixture_pass(&fixture, 2 * MINUTE_MS);
        assert_false(box_screen(fixture.box)->clock_doubt);
        fixture_press(&fixture, TARGET_SIGN_OUT);
        fixture_pass(&fixture, 2 * HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_EXPIRED), 0);
        fixture_sign_in(&fixture, "mara");
        set("25092026", "1700", 3);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), clocks + 2);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), alarms);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 0);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
}

static void a_second_person_signs_in_where_four_eyes_are_wanted(void **state) {
        fixture_sign_in(&fixture, "mara");
        at_the_keypad();
        type("25092026", "1500");
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        assert_int_equal(fixture.clock_wanted_ms, 0);
        fixture_scan_badge(&fixture, "lutz");
        fixture_type(&fixture, "57721566");
        expect_told(SCREEN_TIME_SETTING);
        /* What went by meanwhile has gone by on the clock as well. */
        assert_int_not_equal(fixture.clock_wanted_ms % MINUTE_MS, 0);
        fixture_clock_set(&fixture, SCREEN_TIME_SET);
        assert_string_equal(fixture_last(&fixture, ENTRY_CLOCK).by, "mara");
}

static void nobody_but_a_manager_sets_it(void **state) {
        static const char *const subs[] = { "lore", "axel" };

        for (size_t i = 0; i < ARRAY_LEN(subs); i++) {
                fixture_sign_in(&fixture, subs[i]);
                fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
                fixture_press_number(&fixture, TARGET_TASK, TASK_SET_CLOCK);
                fixture_expect(&fixture, SCREEN_STAFF_STATE);
                fixture_sign_out(&fixture);
        }
        assert_int_equal(fixture.clock_wanted_ms, 0);
}

static void what_cannot_be_is_not_set(void **state) {
        static const struct {
                const char *date, *time;
                enum screen_time_state state;
        } rows[] = {
                { "25092026", "1359", SCREEN_TIME_EARLY }, { "25091926", "1400", SCREEN_TIME_EARLY }, { "25092025", "1400", SCREEN_TIME_EARLY },
                { "25092027", "1400", SCREEN_TIME_LATE }, { "25092062", "1400", SCREEN_TIME_LATE }, { "31129999", "2359", SCREEN_TIME_LATE },
        };
        static const char *const no_dates[] = { "31022027", "00092026", "25002026", "25132026", "29022027", "99999999" };
        static const char *const no_times[] = { "2400", "1260", "9999", "0230" }; /* the last: on the day on which that hour is left out */

        fixture_load(&fixture, 1, 1); /* until then the ledger goes */
        fixture_sign_in(&fixture, "mara");
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                at_the_keypad();
                type(rows[i].date, rows[i].time);
                expect_told(rows[i].state);
                assert_true(box_screen(fixture.box)->time.limit_ms >= FIXTURE_START_MS);
                fixture_press(&fixture, TARGET_BACK);
        }
        at_the_keypad();
        for (size_t i = 0; i < ARRAY_LEN(no_dates); i++) {
                fixture_type(&fixture, no_dates[i]);
                fixture_expect(&fixture, SCREEN_STAFF_TIME);
                assert_true(box_screen(fixture.box)->entry.check_failed);
                assert_int_equal(box_screen(fixture.box)->entry.digit_max, 8);
        }
        fixture_type(&fixture, "28032027");
        for (size_t i = 0; i < ARRAY_LEN(no_times); i++) {
                fixture_type(&fixture, no_times[i]);
                fixture_expect(&fixture, SCREEN_STAFF_TIME);
                assert_true(box_screen(fixture.box)->entry.check_failed);
        }
        assert_int_equal(fixture.clock_wanted_ms, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 0);
}

static void what_the_system_refuses_is_told_and_nothing_is_written(void **state) {
        for (enum screen_time_state told = SCREEN_TIME_SYNCHRONISED; told < SCREEN_TIME_STATE_COUNT; told++) {
                fixture_sign_in(&fixture, "mara");
                at_the_keypad();
                type("25092026", "1600");
                fixture_clock_set(&fixture, told);
                expect_told(told);
                fixture_press(&fixture, TARGET_AGAIN);
                fixture_expect(&fixture, SCREEN_STAFF_TIME);
                fixture_sign_out(&fixture);
        }
        fixture.set_clock_result = -ENOENT;
        fixture_sign_in(&fixture, "mara");
        at_the_keypad();
        type("25092026", "1600");
        expect_told(SCREEN_TIME_NOBODY);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 0);
        assert_false(box_screen(fixture.box)->clock_doubt);
}

/* The clock jumps before that is told, which is no doubt; one that jumps and was not set is. */
static void a_jump_while_it_is_being_set_is_a_doubt_only_if_it_was_not(void **state) {
        fixture_sign_in(&fixture, "mara");
        at_the_keypad();
        type("25092026", "1600");
        fixture.now.wall_ms = fixture.clock_wanted_ms;
        fixture_pass(&fixture, 2000);
        assert_false(box_screen(fixture.box)->clock_doubt);
        fixture_clock_set(&fixture, SCREEN_TIME_FAULT);
        assert_true(box_screen(fixture.box)->clock_doubt);
        expect_told(SCREEN_TIME_FAULT);
}

/* Whoever asked has left: it is written in their name all the same, once. */
static void it_is_written_when_nobody_waits_for_it(void **state) {
        fixture_sign_in(&fixture, "mara");
        at_the_keypad();
        type("25092026", "1600");
        fixture_press(&fixture, TARGET_SIGN_OUT);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_clock_set(&fixture, SCREEN_TIME_SET);
        fixture_clock_set(&fixture, SCREEN_TIME_SET);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_CLOCK).by, "mara");
        fixture_expect(&fixture, SCREEN_IDLE);
}

#define BOX_TEST(name) cmocka_unit_test_setup_teardown(name, one_box_set_up, one_box_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(a_doubt_ends_with_the_time_that_is_set),
                BOX_TEST(without_a_doubt_it_is_one_entry_and_can_be_mended),
                cmocka_unit_test_setup_teardown(a_second_person_signs_in_where_four_eyes_are_wanted, set_up_four_eyes, one_box_tear_down),
                BOX_TEST(nobody_but_a_manager_sets_it),
                BOX_TEST(what_cannot_be_is_not_set),
                BOX_TEST(what_the_system_refuses_is_told_and_nothing_is_written),
                BOX_TEST(a_jump_while_it_is_being_set_is_a_doubt_only_if_it_was_not),
                BOX_TEST(it_is_written_when_nobody_waits_for_it),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
