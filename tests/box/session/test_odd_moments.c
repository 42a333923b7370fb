/* SPDX-License-Identifier: EUPL-1.2 */
/* What staff do, or a door does, at a moment when nobody counts on it: no wrong entry comes of it, and no screen that leads nowhere. */
#include "tests/box/session/loaded.h"
#include "tests/support/cmocka.h"

static int set_up(void **state) {
        loaded_set_up(state);
        fixture_let_expire(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        return 0;
}

static void expect_unanswered(enum reason why) {
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, why);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 0);
}

/* It is on the list of what is to be looked into, and what is said there is written. */
static void expect_answered_at_last(void) {
        fixture_shut(&fixture, c);
        fixture_pass(&fixture, 20 * 1000);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_int_equal(screen_compartment(box_screen(fixture.box)), c);
        fixture_shut(&fixture, c);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

/* The latch misses within the 10 s in which an answer can be changed. */
static void an_answer_waits_for_a_door_that_springs_open(void **state) {
        fixture_pass(&fixture, 3000);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_pass(&fixture, 2000);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_pass(&fixture, 12 * 1000);
        expect_unanswered(REASON_NOT_ANSWERED);
        expect_answered_at_last();
}

/* Somebody opens it by hand, with a key of the cabinet's, before they say what is in it. */
static void an_answer_counts_for_a_shut_door(void **state) {
        fixture_pass(&fixture, 12 * 1000);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_pass(&fixture, 12 * 1000);
        expect_unanswered(REASON_FORCED_OPEN);
        fixture_press(&fixture, TARGET_BACK);
        expect_answered_at_last();
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 1);
}

/* Likewise after it was said. */
static void an_answer_waits_for_a_door_that_is_opened_by_hand(void **state) {
        fixture_pass(&fixture, 12 * 1000);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_force(&fixture, c);
        fixture_sign_out(&fixture); /* which writes it at once */
        expect_unanswered(REASON_FORCED_OPEN);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(an_answer_waits_for_a_door_that_springs_open, set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_answer_counts_for_a_shut_door, set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_answer_waits_for_a_door_that_is_opened_by_hand, set_up, one_box_tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
