/* SPDX-License-Identifier: EUPL-1.2 */
/* What staff say of a compartment that they opened: nothing is free while something lies in it, and an answer can be changed. */
#include "tests/box/session/loaded.h"
#include "tests/support/cmocka.h"

/* A manager opens the first of the compartments in doubt and shuts it again. */
static void look(void) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
}

/* The citizen says that it is open, and the lock has jammed: the document lies there still. */
static void issue_by_word(void) {
        fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_END);
        fixture.jammed[c - 1] = false;
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void force(void) {
        fixture_pass(&fixture, 70 * 1000);
        fixture_force(&fixture, c);
        fixture_door(&fixture, c, DOOR_CLOSED);
}

static void what_was_issued_already_is_not_freed_with_it_inside(void **state) {
        issue_by_word();
        look();
        assert_false(box_screen(fixture.box)->door.keeps);
        fixture_press(&fixture, TARGET_FOUND_KEPT);
        fixture_pass(&fixture, 11 * 1000);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_REMOVED).found, FOUND_THERE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void what_is_good_still_may_stay(void **state) {
        force();
        look();
        assert_true(box_screen(fixture.box)->door.keeps);
        fixture_answer(&fixture, TARGET_FOUND_KEPT);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
}

static void an_answer_can_be_changed_until_it_is_written(void **state) {
        force();
        look();
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_PROBLEMS);
        assert_int_equal(box_screen(fixture.box)->list.answered_compartment, c);
        assert_int_equal(box_screen(fixture.box)->list.answer, SCREEN_ANSWER_TAKEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        fixture_pass(&fixture, 9000);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 1);
        fixture_press(&fixture, TARGET_FOUND_KEPT);
        fixture_pass(&fixture, 9000);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_equal(box_screen(fixture.box)->list.answered_compartment, 0);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
}

static void it_is_written_before_the_next_opening_and_at_the_end(void **state) {
        force();
        look();
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_scan_ticket(&fixture, 3);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        assert_true(fixture_last(&fixture, ENTRY_REMOVED).n < fixture_last(&fixture, ENTRY_LOAD_BEGIN).n);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        fixture_sign_out(&fixture);
        c = fixture_where(&fixture, 2);
        force();
        look();
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 2);
}

static void an_answer_that_the_power_cuts_off_is_none(void **state) {
        force();
        look();
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_restart(&fixture);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].compartment, c);
}

/* Nobody has looked since: who opened it may have taken what was said to lie there. */
static void break_in(void) {
        fixture_force(&fixture, c);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 2);
}

/* So many other alarms have ended. */
static void expect_in_doubt(unsigned others) {
        fixture_pass(&fixture, STAFF_ANSWER_MS + 1000);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED) + fixture_count(&fixture, ENTRY_RETURNED_TO_SERVICE) + fixture_count(&fixture, ENTRY_REMOVED), others);
}

static void a_break_in_between_a_look_and_its_answer_is_not_answered_by_it(void **state) {
        force();
        look();
        fixture_pass(&fixture, 60 * 1000);
        break_in();
        fixture_press(&fixture, TARGET_FOUND_KEPT);
        expect_in_doubt(0);
        fixture_sign_out(&fixture);
        look();
        fixture_answer(&fixture, TARGET_FOUND_KEPT);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 1);
}

static void nor_is_one_before_the_answer_is_written(void **state) {
        force();
        look();
        fixture_pass(&fixture, 60 * 1000);
        fixture_press(&fixture, TARGET_FOUND_KEPT);
        break_in();
        expect_in_doubt(0);
}

/* Nobody saw it come open: it stood open when its chip was back. */
static void nor_is_what_was_found_open_when_its_chip_was_back(void **state) {
        force();
        look();
        fixture_pass(&fixture, 60 * 1000);
        fixture_press(&fixture, TARGET_FOUND_KEPT);
        fixture_set_absent(&fixture, c, true);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_set_absent(&fixture, c, false);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_in_doubt(1); /* that of the chip */
}

/* It is in doubt for something else, and stays so for that. */
static void the_alarm_of_a_break_in_ends_also_where_something_was_in_doubt_before(void **state) {
        issue_by_word();
        force();
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_NOT_SEEN);
        look();
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, fixture_last(&fixture, ENTRY_ALARM).what);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_was_issued_already_is_not_freed_with_it_inside, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(what_is_good_still_may_stay, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_answer_can_be_changed_until_it_is_written, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(it_is_written_before_the_next_opening_and_at_the_end, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_answer_that_the_power_cuts_off_is_none, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_break_in_between_a_look_and_its_answer_is_not_answered_by_it, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(nor_is_one_before_the_answer_is_written, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(nor_is_what_was_found_open_when_its_chip_was_back, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_alarm_of_a_break_in_ends_also_where_something_was_in_doubt_before, loaded_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
