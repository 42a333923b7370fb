/* SPDX-License-Identifier: EUPL-1.2 */
/* Doors before a citizen: those that stay shut, open late, stay open, or open unasked. */
#include <stdio.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static void nothing_taken_opens_once_more_within_a_minute(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_true(box_screen(fixture.box)->message.may_reopen);
        fixture_pass(&fixture, 50 * 1000);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_false(box_screen(fixture.box)->message.may_reopen);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static void after_a_minute_nothing_is_opened_again(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_pass(&fixture, 40 * 1000);
        box_touched(fixture.box, fixture.now);
        fixture_pass(&fixture, 20 * 1000);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_false(box_screen(fixture.box)->message.may_reopen);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DONE);
        fixture_pass(&fixture, 46 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 0);
}

static void a_door_that_does_not_open_is_tried_three_times_then_asked_about(void **state) {
        unsigned c, before;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        before = fixture.pulse_count;
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_OPENING);
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        assert_int_equal(fixture.pulse_count - before, 3);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_last(&fixture, ENTRY_OPEN_FAILED).tries, 3);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_JAM);
}

static void silence_at_the_jam_question_counts_as_no(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect_jammed(&fixture, 1);
        fixture_pass(&fixture, 26 * 1000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        fixture_pass(&fixture, 20 * 1000);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 1);
}

static void yes_at_the_jam_question_issues_and_quarantines(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_JAM_TAKE);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_CITIZEN);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 0);
        assert_false(box_screen(fixture.box)->message.may_reopen);
}

static void a_door_that_opens_while_the_question_stands_is_seen(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_collect_jammed(&fixture, 1);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_SEEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static void a_late_opening_counts_as_issue_and_not_as_break_in(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_pass(&fixture, 50 * 1000);
        fixture_door(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void an_opening_after_the_citizen_s_word_is_no_break_in(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_YES);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void a_late_opening_elsewhere_changes_nobody_s_receipt(void **state) {
        char receipt[RECEIPT_TEXT_MAX + 1];
        unsigned c;

        fixture_load(&fixture, 1, 2);
        c = fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
        fixture_collect(&fixture, 2);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        snprintf(receipt, sizeof(receipt), "%s", box_screen(fixture.box)->message.receipt);
        fixture_door(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_string_equal(box_screen(fixture.box)->message.receipt, receipt);
}

static void a_late_opening_before_the_eyes_of_the_citizen_leads_to_the_door(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_NO);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_non_null(box_screen(fixture.box)->message.receipt);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

static void an_opening_without_release_is_forced(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, fixture_where(&fixture, 1));
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_true(fixture.tones[TONE_ALARM] > 0);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void a_door_left_open_reminds_then_is_noted_then_given_up(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 19 * 1000);
        assert_false(box_screen(fixture.box)->door.left_open);
        fixture_pass(&fixture, 2 * 1000);
        assert_true(box_screen(fixture.box)->door.left_open);
        assert_int_equal(fixture_count(&fixture, ENTRY_LEFT_OPEN), 0);
        fixture_pass(&fixture, 40 * 1000);
        assert_int_equal(fixture_last(&fixture, ENTRY_LEFT_OPEN).c, c);
        fixture_pass(&fixture, 238 * 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_pass(&fixture, 2 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        fixture_collect(&fixture, 2);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(nothing_taken_opens_once_more_within_a_minute, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(after_a_minute_nothing_is_opened_again, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_door_that_does_not_open_is_tried_three_times_then_asked_about, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(silence_at_the_jam_question_counts_as_no, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(yes_at_the_jam_question_issues_and_quarantines, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_door_that_opens_while_the_question_stands_is_seen, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_late_opening_counts_as_issue_and_not_as_break_in, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_opening_after_the_citizen_s_word_is_no_break_in, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_late_opening_elsewhere_changes_nobody_s_receipt, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_late_opening_before_the_eyes_of_the_citizen_leads_to_the_door, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_opening_without_release_is_forced, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_door_left_open_reminds_then_is_noted_then_given_up, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
