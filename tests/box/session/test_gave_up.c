/* SPDX-License-Identifier: EUPL-1.2 */
/* Where people give up is counted by screen and not by person, survives the power, and is told once an hour. */
#include <string.h>

#include "controller/box/session/box_numbers.h"
#include "controller/box/session/upkeep.h"
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static unsigned gave_up(enum screen_id screen) {
        struct box_numbers numbers;

        assert_int_equal(box_numbers(fixture.box, fixture.now.wall_ms, &numbers), 0);
        return numbers.day.gave_up[screen];
}

static unsigned gave_up_anywhere(void) {
        unsigned sum = 0;

        for (unsigned i = 0; i < SCREEN_COUNT; i++)
                sum += gave_up((enum screen_id)i);
        return sum;
}

/* Whoever stands there goes away. */
static void leave(void) {
        fixture_pass(&fixture, 2 * FIXTURE_AWAY_MS + 120 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
}

/* One each on the code, the number, the PIN, the date, after a wrong date and turned away. */
static void people_give_up(void) {
        char number[REFERENCE_LEN + 1];

        fixture_reference(1, number);
        fixture_press(&fixture, TARGET_START);
        fixture_expect(&fixture, SCREEN_CODE);
        leave();
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_expect(&fixture, SCREEN_NUMBER);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_type(&fixture, number);
        fixture_expect(&fixture, SCREEN_PIN);
        leave();
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        leave();
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "01011901");
        fixture_expect(&fixture, SCREEN_WRONG);
        leave();
        fixture_scan_code(&fixture, 2);
        fixture_expect(&fixture, SCREEN_REFUSED);
        leave();
}

static void expect_given_up(void) {
        static const enum screen_id screens[] = { SCREEN_CODE, SCREEN_NUMBER, SCREEN_PIN, SCREEN_BIRTH, SCREEN_WRONG, SCREEN_REFUSED };

        for (size_t i = 0; i < ARRAY_LEN(screens); i++)
                assert_int_equal(gave_up(screens[i]), 1);
        assert_int_equal(gave_up_anywhere(), ARRAY_LEN(screens));
}

static void every_screen_has_its_count_and_an_hour_later_its_entry(void **state) {
        fixture_load(&fixture, 1, 1);
        people_give_up();
        expect_given_up();
        fixture_pass(&fixture, UPKEEP_HOUR_MS);
        expect_given_up();
        assert_int_equal(fixture_count(&fixture, ENTRY_GAVE_UP), 6);
        assert_int_equal(fixture_last(&fixture, ENTRY_GAVE_UP).count, 1);
        fixture_pass(&fixture, 3 * UPKEEP_HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_GAVE_UP), 6);
}

/* Nor have staff, or who came for several and takes the rest another time. */
static void who_was_served_has_not_given_up(void **state) {
        struct box_numbers numbers;

        fixture_load(&fixture, 1, 3);
        for (unsigned n = 1; n <= 3; n++) {
                fixture_collect(&fixture, n);
                fixture_pass(&fixture, 10 * 1000);
                fixture_shut(&fixture, fixture_where(&fixture, n));
                leave();
        }
        assert_int_equal(gave_up_anywhere(), 0);
        assert_int_equal(box_numbers(fixture.box, fixture.now.wall_ms, &numbers), 0);
        assert_int_equal(numbers.day.issued, 3);
        assert_int_equal(numbers.day.pickups, 3);
        assert_in_range(numbers.day.median_s, 10, 30);
        assert_true(numbers.day.p95_s >= numbers.day.median_s);
        assert_int_equal(numbers.day.incidents, 0);
        assert_true(numbers.knows_reconciliation);
        assert_int_equal(numbers.open, fixture.options.compartments);
}

static void the_power_takes_at_most_the_last_minute(void **state) {
        fixture_load(&fixture, 1, 1);
        people_give_up();
        fixture_pass(&fixture, UPKEEP_KEEP_MS);
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_GAVE_UP), 6);
        expect_given_up();
        fixture_restart(&fixture);
        fixture_pass(&fixture, 2 * UPKEEP_HOUR_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_GAVE_UP), 6);
}

static void an_orderly_end_tells_them(void **state) {
        fixture_load(&fixture, 1, 1);
        people_give_up();
        assert_int_equal(box_shut_down(fixture.box, fixture.now), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_GAVE_UP), 6);
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_GAVE_UP), 6);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(every_screen_has_its_count_and_an_hour_later_its_entry, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(who_was_served_has_not_given_up, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_power_takes_at_most_the_last_minute, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_orderly_end_tells_them, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
