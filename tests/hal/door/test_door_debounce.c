/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/door/door_debounce.h"
#include "tests/support/cmocka.h"

enum { MS = DOOR_DEBOUNCE_MS };

static void a_level_counts_once_it_has_held(void **state) {
        struct door_debounce door = { .known = DOOR_CLOSED };

        assert_int_equal(door_debounce_deadline(&door, MS), INT64_MAX);
        assert_false(door_debounce_step(&door, DOOR_OPEN, MS, 100));
        assert_int_equal(door.known, DOOR_CLOSED);
        assert_int_equal(door_debounce_deadline(&door, MS), 150);
        assert_false(door_debounce_step(&door, DOOR_OPEN, MS, 149));
        assert_true(door_debounce_step(&door, DOOR_OPEN, MS, 150));
        assert_int_equal(door.known, DOOR_OPEN);
        assert_int_equal(door_debounce_deadline(&door, MS), INT64_MAX);
}

static void a_bounce_begins_the_time_anew_and_is_told_once(void **state) {
        struct door_debounce door = { .known = DOOR_CLOSED };
        unsigned told = 0;

        for (int64_t now_ms = 0; now_ms < 20; now_ms += 2)
                told += door_debounce_step(&door, now_ms % 4 == 0 ? DOOR_OPEN : DOOR_CLOSED, MS, now_ms);
        told += door_debounce_step(&door, DOOR_OPEN, MS, 20);
        assert_int_equal(told, 0);
        assert_int_equal(door_debounce_deadline(&door, MS), 70);
        told += door_debounce_step(&door, DOOR_OPEN, MS, 70);
        assert_int_equal(told, 1);
        assert_int_equal(door.known, DOOR_OPEN);
}

static void a_short_break_is_not_told(void **state) {
        struct door_debounce door = { .known = DOOR_CLOSED };

        assert_false(door_debounce_step(&door, DOOR_OPEN, MS, 0));
        assert_false(door_debounce_step(&door, DOOR_CLOSED, MS, 30));
        assert_false(door_debounce_step(&door, DOOR_CLOSED, MS, 80));
        assert_int_equal(door.known, DOOR_CLOSED);
        assert_int_equal(door_debounce_deadline(&door, MS), INT64_MAX);
}

static void a_switch_that_cannot_be_read_is_unknown_at_once(void **state) {
        struct door_debounce door = { .known = DOOR_CLOSED };

        assert_true(door_debounce_step(&door, DOOR_UNKNOWN, MS, 0));
        assert_int_equal(door.known, DOOR_UNKNOWN);
        assert_false(door_debounce_step(&door, DOOR_UNKNOWN, MS, 1));
        assert_false(door_debounce_step(&door, DOOR_CLOSED, MS, 2));
        assert_true(door_debounce_step(&door, DOOR_CLOSED, MS, 52));
}

static void a_switch_that_cannot_be_read_is_read_again_ever_more_seldom(void **state) {
        struct door_debounce door = { .known = DOOR_CLOSED };
        int64_t now_ms = 1000;

        for (int64_t pause_ms = DOOR_REREAD_FIRST_MS; pause_ms <= DOOR_REREAD_LAST_MS; pause_ms *= 2) {
                (void)door_debounce_step(&door, DOOR_UNKNOWN, MS, now_ms);
                (void)door_debounce_step(&door, DOOR_UNKNOWN, MS, now_ms + 1); /* an edge meanwhile */
                assert_int_equal(door_debounce_deadline(&door, MS), now_ms + pause_ms);
                now_ms += pause_ms;
        }
        (void)door_debounce_step(&door, DOOR_UNKNOWN, MS, now_ms);
        assert_int_equal(door_debounce_deadline(&door, MS), now_ms + DOOR_REREAD_LAST_MS);
        assert_false(door_debounce_step(&door, DOOR_OPEN, MS, now_ms));
        assert_int_equal(door_debounce_deadline(&door, MS), now_ms + MS);
        assert_true(door_debounce_step(&door, DOOR_OPEN, MS, now_ms + MS));
        assert_int_equal(door_debounce_deadline(&door, MS), INT64_MAX);
        assert_true(door_debounce_step(&door, DOOR_UNKNOWN, MS, now_ms));
        assert_int_equal(door_debounce_deadline(&door, MS), now_ms + DOOR_REREAD_FIRST_MS);
}

static void a_switch_that_never_rests_becomes_unsteady(void **state) {
        struct door_debounce door = { .known = DOOR_CLOSED };
        unsigned told = 0;
        int64_t now_ms;

        for (now_ms = 0; now_ms < 3000; now_ms += 10)
                told += door_debounce_step(&door, now_ms % 20 == 0 ? DOOR_OPEN : DOOR_CLOSED, MS, now_ms);
        assert_int_equal(told, 1);
        assert_int_equal(door.known, DOOR_UNSTEADY);
        assert_false(door_debounce_step(&door, DOOR_CLOSED, MS, now_ms));
        assert_true(door_debounce_step(&door, DOOR_CLOSED, MS, now_ms + MS));
        assert_int_equal(door.known, DOOR_CLOSED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_level_counts_once_it_has_held),
                cmocka_unit_test(a_bounce_begins_the_time_anew_and_is_told_once),
                cmocka_unit_test(a_short_break_is_not_told),
                cmocka_unit_test(a_switch_that_cannot_be_read_is_unknown_at_once),
                cmocka_unit_test(a_switch_that_cannot_be_read_is_read_again_ever_more_seldom),
                cmocka_unit_test(a_switch_that_never_rests_becomes_unsteady),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
