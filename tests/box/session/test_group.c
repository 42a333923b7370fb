/* SPDX-License-Identifier: EUPL-1.2 */
/* Several deliveries of one group, and who stands there when a session is nearly over: nobody inherits one. */
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

/* Consignments 1 to count, of one group and one birth date. */
static void load_group(unsigned count) {
        fixture_sign_in(&fixture, "lore");
        for (unsigned n = 1; n <= count; n++) {
                struct ticket ticket = fixture_ticket(&fixture, n);

                ticket.contents.has_group = true;
                memset(ticket.contents.group, 7, GROUP_LEN);
                memcpy(ticket.contents.birth, "19900502", BIRTH_LEN);
                fixture_scan_this_ticket(&fixture, &ticket);
                fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        }
        fixture_sign_out(&fixture);
}

/* The first of the group is taken and its door shut. */
static void take_the_first(unsigned count) {
        load_group(count);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "02051990");
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
}

static void press_all_that_opens(void) {
        static const enum target_id targets[] = { TARGET_END, TARGET_NEXT, TARGET_YES, TARGET_BACK, TARGET_RECEIPT, TARGET_BACK };

        for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
                fixture_press(&fixture, targets[i]);
                fixture_press_number(&fixture, TARGET_CHOOSE, 0);
                fixture_press(&fixture, TARGET_NEXT);
        }
}

static void a_stranger_who_comes_after_the_first_of_two_opens_nothing(void **state) {
        take_the_first(2);
        fixture_pass(&fixture, 50 * 1000);
        press_all_that_opens();
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 1);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_STORED);
}

static void a_stranger_who_comes_to_the_receipt_opens_nothing(void **state) {
        take_the_first(2);
        fixture_press(&fixture, TARGET_RECEIPT);
        fixture_pass(&fixture, 24 * 1000);
        box_touched(fixture.box, fixture.now);
        press_all_that_opens();
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 1);
}

/* Of two, the first one's door does not open. */
static void jam_at_the_first(void) {
        load_group(2);
        fixture.jammed[fixture_where(&fixture, 1) - 1] = true;
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "02051990");
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        fixture_pass(&fixture, 9500);
        fixture_press(&fixture, TARGET_NO);
}

static void a_stranger_who_comes_to_a_jam_opens_nothing(void **state) {
        jam_at_the_first();
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_pass(&fixture, 24 * 1000);
        press_all_that_opens();
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 1);
}

static void there_is_no_receipt_after_a_jam(void **state) {
        jam_at_the_first();
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        assert_null(box_screen(fixture.box)->message.receipt);
        fixture_press(&fixture, TARGET_RECEIPT);
        fixture_expect(&fixture, SCREEN_BETWEEN);
}

static void the_next_one_opens_on_a_touch_and_done_ends(void **state) {
        take_the_first(3);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        assert_int_equal(box_screen(fixture.box)->message.more, 2);
        assert_non_null(box_screen(fixture.box)->message.receipt);
        fixture_pass(&fixture, 15 * 1000);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        assert_int_equal(box_screen(fixture.box)->message.more, 1);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_STORED);
}

static void nothing_taken_opens_once_more_between_two(void **state) {
        take_the_first(2);
        assert_true(box_screen(fixture.box)->message.may_reopen);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        assert_false(box_screen(fixture.box)->message.may_reopen);
}

static void after_twenty_seconds_the_birth_date_is_asked_for_and_counts_on_the_next(void **state) {
        take_the_first(2);
        fixture_pass(&fixture, 19 * 1000);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        fixture_press(&fixture, TARGET_RECEIPT);
        fixture_press(&fixture, TARGET_BACK);
        fixture_pass(&fixture, 19 * 1000);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        fixture_pass(&fixture, 1500);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_type(&fixture, "01011901");
        fixture_expect(&fixture, SCREEN_WRONG);
        assert_int_equal(fixture_consignment(&fixture, 2).wrong, 1);
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
}

static void on_the_typed_way_the_pin_is_asked_for_as_well(void **state) {
        char pin[PIN_LEN + 1];

        load_group(2);
        fixture_type_way(&fixture, 1, true, true);
        fixture_press_number(&fixture, TARGET_CHOOSE, 0);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_pass(&fixture, 20500);
        fixture_expect(&fixture, SCREEN_PIN);
        fixture_pin(1, pin);
        fixture_type(&fixture, pin);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_WRONG);
        assert_int_equal(fixture_consignment(&fixture, 2).wrong, 1);
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_PIN);
        fixture_pin(2, pin);
        fixture_type(&fixture, pin);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_last(&fixture, ENTRY_RELEASE).way, WAY_TYPED);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_ISSUED);
}

static void going_back_from_the_second_proof_ends_the_session(void **state) {
        take_the_first(2);
        fixture_pass(&fixture, 21 * 1000);
        fixture_press(&fixture, TARGET_BACK);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void the_next_person_s_code_is_taken_where_a_session_is_done(void **state) {
        fixture_load(&fixture, 8, 9);
        fixture_collect(&fixture, 8);
        fixture_door(&fixture, fixture_where(&fixture, 8), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_TOGGLE_CONTRAST);
        fixture_press(&fixture, TARGET_RECEIPT);
        fixture_scan_code(&fixture, 9);
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_false(box_screen(fixture.box)->look.contrast);
        fixture_press(&fixture, TARGET_BACK);
        fixture_collect(&fixture, 9);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void the_next_person_s_badge_is_taken_between_two(void **state) {
        take_the_first(2);
        fixture_scan_badge(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_STAFF_PIN);
}

static void one_s_own_code_and_rubbish_end_nothing(void **state) {
        unsigned refused;

        take_the_first(2);
        refused = fixture_count(&fixture, ENTRY_REFUSED);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BETWEEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), refused);
        fixture_scan(&fixture, "PK1:rubbish");
        fixture_scan(&fixture, "SB1:rubbish");
        fixture_pass(&fixture, 2500);
        fixture_expect(&fixture, SCREEN_BETWEEN);
}

/* More than a panel has room for: other pages are a touch away, and what stands on them can be chosen. */
static void all_of_many_can_be_chosen(void **state) {
        load_group(8);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_CHOOSE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 8);
        fixture_press_number(&fixture, TARGET_ROWS, 5);
        fixture_expect(&fixture, SCREEN_CHOOSE);
        assert_int_equal(box_screen(fixture.box)->list.first, 5);
        fixture_press_number(&fixture, TARGET_ROWS, 8);
        assert_int_equal(box_screen(fixture.box)->list.first, 5);
        fixture_press_number(&fixture, TARGET_CHOOSE, 7);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_stranger_who_comes_after_the_first_of_two_opens_nothing, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_stranger_who_comes_to_the_receipt_opens_nothing, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_stranger_who_comes_to_a_jam_opens_nothing, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(there_is_no_receipt_after_a_jam, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_next_one_opens_on_a_touch_and_done_ends, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(nothing_taken_opens_once_more_between_two, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(after_twenty_seconds_the_birth_date_is_asked_for_and_counts_on_the_next, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(on_the_typed_way_the_pin_is_asked_for_as_well, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(going_back_from_the_second_proof_ends_the_session, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_next_person_s_code_is_taken_where_a_session_is_done, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_next_person_s_badge_is_taken_between_two, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(all_of_many_can_be_chosen, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(one_s_own_code_and_rubbish_end_nothing, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
