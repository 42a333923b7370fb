/* SPDX-License-Identifier: EUPL-1.2 */
/* Old papers that an office wants back. */
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static void old_papers_go_into_the_empty_compartment(void **state) {
        unsigned c = fixture_load_wanting_old_papers(&fixture, 1);

        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_OLD_READY);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_pass(&fixture, 11 * 1000);
        fixture_expect(&fixture, SCREEN_OLD_PAPERS);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OLD_ASK);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 0);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 1);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 1);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_OLD_PAPERS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_OVERDUE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

/* However long the question stood. */
static void it_is_opened_again_for_a_minute_after_the_door_was_shut(void **state) {
        unsigned c = fixture_load_wanting_old_papers(&fixture, 1);

        fixture_collect(&fixture, 1);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OLD_ASK);
        for (int64_t ms = 0; ms < CITIZEN_REOPEN_MS; ms += 10 * 1000) {
                box_touched(fixture.box, fixture.now);
                fixture_pass(&fixture, 10 * 1000);
        }
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_DONE);
        box_activated(fixture.box, fixture.now, (struct target){ .id = TARGET_NOT_TAKEN });
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 0);
}

/* As staff see it, also after a restart. */
static void expect_said_by_nobody(unsigned c) {
        for (unsigned i = 0; i < 2; i++) {
                assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_RETURN_INSIDE);
                fixture_sign_in(&fixture, "lore");
                fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
                assert_int_equal(box_screen(fixture.box)->list.row_count, 1);
                assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_OLD_UNSAID);
                fixture_restart(&fixture);
        }
}

/* Consignment 1, which wants old papers back, is taken and its door shut. */
static unsigned take_with_old_papers_wanted(void) {
        unsigned c = fixture_load_wanting_old_papers(&fixture, 1);

        fixture_collect(&fixture, 1);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        return c;
}

/* Only where nothing was handed out or refused is it said that the code stays good. */
static void whose_time_is_over_is_told_the_truth_about_their_code(void **state) {
        unsigned c = fixture_load_wanting_old_papers(&fixture, 1);

        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 26 * 1000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        assert_true(box_screen(fixture.box)->message.keeps_code);
        fixture_press(&fixture, TARGET_MORE_TIME);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OLD_ASK);
        fixture_pass(&fixture, 26 * 1000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        assert_false(box_screen(fixture.box)->message.keeps_code);
        fixture_pass(&fixture, 30 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
        fixture_pass(&fixture, 32 * 1000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        assert_false(box_screen(fixture.box)->message.keeps_code);
}

static void who_has_no_old_papers_says_so(void **state) {
        unsigned c = take_with_old_papers_wanted();

        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
}

static void who_does_not_say_leaves_it_to_staff(void **state) {
        unsigned c = take_with_old_papers_wanted();

        fixture_pass(&fixture, 50 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 0);
        expect_said_by_nobody(c);
}

static void a_power_cut_at_the_question_is_no_answer(void **state) {
        unsigned c = take_with_old_papers_wanted();

        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), 1);
        expect_said_by_nobody(c);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(old_papers_go_into_the_empty_compartment, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(it_is_opened_again_for_a_minute_after_the_door_was_shut, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(who_has_no_old_papers_says_so, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(whose_time_is_over_is_told_the_truth_about_their_code, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(who_does_not_say_leaves_it_to_staff, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_power_cut_at_the_question_is_no_answer, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
