/* SPDX-License-Identifier: EUPL-1.2 */
/* What an opening means: each is what it was opened for, a latch that missed, or a break-in, and has one entry that says so. */
#include "tests/box/session/loaded.h"
#include "tests/support/cmocka.h"

static void jam(enum target_id answer) {
        fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, answer);
        for (unsigned i = 0; i < 3 && fixture_screen(&fixture) != SCREEN_IDLE; i++)
                fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
}

/* Nobody is at the box, and a door is opened: for long enough to be one. */
static void open_at_idle(void) {
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_pass(&fixture, 3000);
}

static void three_days_after_a_jam_an_opening_is_a_break_in(void **state) {
        jam(TARGET_NO);
        fixture_pass(&fixture, INT64_C(3) * 86400 * 1000);
        open_at_idle();
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_true(fixture.tones[TONE_ALARM] > 0);
}

static void three_days_after_a_power_cut_an_opening_is_a_break_in(void **state) {
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_restart(&fixture);
        assert_true(fixture_consignment(&fixture, 1).unsure);
        fixture_pass(&fixture, INT64_C(3) * 86400 * 1000);
        open_at_idle();
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void days_after_the_citizen_s_word_an_opening_has_its_entry(void **state) {
        jam(TARGET_YES);
        fixture_pass(&fixture, INT64_C(3) * 86400 * 1000);
        open_at_idle();
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
}

static void within_a_minute_of_the_citizen_s_word_it_is_that_opening(void **state) {
        jam(TARGET_YES);
        fixture_pass(&fixture, 50 * 1000);
        open_at_idle();
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

/* Nobody may answer the question for ever: what opened later would be nobody's. */
static void the_question_of_a_jam_ends_while_an_opening_would_still_be_this_one_s(void **state) {
        fixture_collect_jammed(&fixture, 1);
        for (unsigned i = 0; i < 7; i++) {
                fixture_pass(&fixture, 9000);
                box_touched(fixture.box, fixture.now);
        }
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 1);
        open_at_idle();
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture.faults, 0);
}

/* What a loader could not get open may open while they are at the next. */
static void an_opening_that_staff_gave_up_is_theirs_for_a_minute(void **state) {
        unsigned first;

        fixture_sign_in(&fixture, "lore");
        fixture.jammed[2] = true;
        fixture_scan_ticket(&fixture, 3);
        first = screen_compartment(box_screen(fixture.box));
        assert_int_equal(first, 3);
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_door(&fixture, first, DOOR_OPEN);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

/* ---- latches that miss ---- */

static void load_and_shut(unsigned n) {
        fixture_scan_ticket(&fixture, n);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        c = screen_compartment(box_screen(fixture.box));
        fixture_door(&fixture, c, DOOR_CLOSED);
}

static void spring_open(void) {
        fixture_pass(&fixture, 400);
        fixture_force(&fixture, c);
}

static void a_door_that_springs_open_is_not_loaded(void **state) {
        fixture_sign_in(&fixture, "lore");
        load_and_shut(3);
        spring_open();
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 2);
        fixture_expect(&fixture, SCREEN_UNLATCHED);
        assert_int_equal(fixture_last(&fixture, ENTRY_UNLATCHED).c, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        fixture_shut(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 3);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(box_screen(fixture.box)->scan.loaded_count, 1);
}

static void the_third_time_another_compartment_is_taken(void **state) {
        unsigned bad;

        fixture_sign_in(&fixture, "lore");
        load_and_shut(3);
        bad = c;
        for (unsigned i = 0; i < 3; i++) {
                spring_open();
                fixture_door(&fixture, c, DOOR_CLOSED);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 3);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 2);
        assert_int_equal(fixture_compartment(&fixture, bad).reason, REASON_NOT_LATCHED);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        assert_int_not_equal(screen_compartment(box_screen(fixture.box)), bad);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_STORED);
}

static void one_ticket_scanned_meanwhile_is_begun_afterwards(void **state) {
        fixture_sign_in(&fixture, "lore");
        load_and_shut(3);
        fixture_scan_ticket(&fixture, 3);
        fixture_scan_ticket(&fixture, 4);
        fixture_scan_ticket(&fixture, 5);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_BEGIN), 3);
        fixture_pass(&fixture, 2000);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_STORED);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        assert_int_equal(fixture_consignment(&fixture, 4).state, CONSIGNMENT_STORED);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        fixture_sign_out(&fixture);
        c = fixture_where(&fixture, 4);
        fixture_collect(&fixture, 4);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void who_signs_out_meanwhile_is_signed_out_after_it_was_loaded(void **state) {
        fixture_sign_in(&fixture, "lore");
        load_and_shut(3);
        fixture_scan_badge(&fixture, "lore");
        fixture_pass(&fixture, 2000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_STORED);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static void what_was_loaded_and_springs_open_is_shown(void **state) {
        fixture_sign_in(&fixture, "lore");
        load_and_shut(3);
        fixture_pass(&fixture, 3000);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        fixture_force(&fixture, c);
        fixture_expect(&fixture, SCREEN_UNLATCHED);
        assert_int_equal(screen_compartment(box_screen(fixture.box)), c);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(fixture_consignment(&fixture, 3).state, CONSIGNMENT_STORED);
}

static void a_citizen_is_asked_to_close_it_firmly(void **state) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        spring_open();
        fixture_expect(&fixture, SCREEN_UNLATCHED);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void a_session_that_is_over_still_owns_its_door_for_ten_seconds(void **state) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 9000);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 10 * 1000);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

static void until_the_next_code_is_taken(void **state) {
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_scan_code(&fixture, 2);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_force(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 1);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(three_days_after_a_jam_an_opening_is_a_break_in, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(three_days_after_a_power_cut_an_opening_is_a_break_in, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(days_after_the_citizen_s_word_an_opening_has_its_entry, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(within_a_minute_of_the_citizen_s_word_it_is_that_opening, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_question_of_a_jam_ends_while_an_opening_would_still_be_this_one_s, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_opening_that_staff_gave_up_is_theirs_for_a_minute, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_door_that_springs_open_is_not_loaded, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_third_time_another_compartment_is_taken, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(one_ticket_scanned_meanwhile_is_begun_afterwards, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(who_signs_out_meanwhile_is_signed_out_after_it_was_loaded, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(what_was_loaded_and_springs_open_is_shown, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_citizen_is_asked_to_close_it_firmly, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_session_that_is_over_still_owns_its_door_for_ten_seconds, loaded_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(until_the_next_code_is_taken, loaded_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
