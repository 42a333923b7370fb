/* SPDX-License-Identifier: EUPL-1.2 */
/* Staff load the box. */
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static void twenty_are_loaded_in_a_row_without_touch(void **state) {
        unsigned tones;

        fixture_sign_in(&fixture, "lore");
        tones = fixture.tones[TONE_KEY];
        for (unsigned n = 1; n <= 20; n++)
                fixture_load_one(&fixture, n);
        assert_int_equal(fixture.tones[TONE_KEY], tones);
        assert_int_equal(box_screen(fixture.box)->scan.loaded_count, 20);
        fixture_press(&fixture, TARGET_BACK);
        assert_int_equal(box_screen(fixture.box)->map.occupied_count, 20);
        assert_int_equal(box_screen(fixture.box)->map.free_count, 4);
}

/* Its own label before the scanner once more is nothing; another ticket or badge is told to wait for the door. */
static void a_load_is_cancelled_on_the_screen_alone(void **state) {
        unsigned c;

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        assert_string_equal(box_screen(fixture.box)->door.case_number, "01010101");
        c = screen_compartment(box_screen(fixture.box));
        fixture_pass(&fixture, 10000);
        fixture_scan_ticket(&fixture, 1);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_scan(&fixture, "LT1:ABC");
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_scan_ticket(&fixture, 2);
        fixture_expect(&fixture, SCREEN_STAFF_CLOSE_FIRST);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_scan_badge(&fixture, "mara");
        fixture_expect(&fixture, SCREEN_STAFF_CLOSE_FIRST);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_LOAD_CANCEL);
        fixture_expect(&fixture, SCREEN_CLOSE);
        fixture_shut(&fixture, c);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_CANCELLED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_scan_ticket(&fixture, 1);
        fixture_scan_ticket(&fixture, 2);
        fixture_expect(&fixture, SCREEN_STAFF_CLOSE_FIRST);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(box_screen(fixture.box)->scan.loaded_count, 1);
        assert_string_equal(box_screen(fixture.box)->scan.last[0].case_number, "01010101");
}

static void a_compartment_that_is_not_empty_is_quarantined_and_another_offered(void **state) {
        unsigned first, second;

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        first = screen_compartment(box_screen(fixture.box));
        fixture_press(&fixture, TARGET_NOT_EMPTY);
        assert_int_equal(fixture_compartment(&fixture, first).state, COMPARTMENT_QUARANTINED);
        fixture_door(&fixture, first, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        second = screen_compartment(box_screen(fixture.box));
        assert_int_not_equal(first, second);
        fixture_door(&fixture, second, DOOR_CLOSED);
        assert_int_equal(fixture_where(&fixture, 1), second);
        assert_int_equal(fixture_compartment(&fixture, first).state, COMPARTMENT_QUARANTINED);
}

static void a_compartment_that_does_not_open_is_passed_over(void **state) {
        fixture_sign_in(&fixture, "lore");
        fixture.jammed[0] = true;
        fixture_scan_ticket(&fixture, 1);
        if (fixture_screen(&fixture) == SCREEN_OPENING)
                fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_not_equal(fixture_where(&fixture, 1), 1);
}

static void a_faulty_lock_is_tried_again_for_staff_and_for_nobody_else(void **state) {
        unsigned c, pulses;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.faulty[c - 1] = true;
        pulses = fixture.pulse_count;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 60 * 1000);
        assert_int_equal(fixture.pulse_count, pulses);
        assert_true(fixture.faulty[c - 1]);
        fixture_pass(&fixture, 10 * 60 * 1000);
        memset(fixture.faulty, true, sizeof(fixture.faulty));
        fixture_load(&fixture, 2, 2);
        assert_false(fixture.faulty[fixture_where(&fixture, 2) - 1]);
        assert_true(fixture.faulty[c - 1]);
}

static void a_door_left_open_while_loading_is_a_load_cut_short(void **state) {
        unsigned c;

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        c = screen_compartment(box_screen(fixture.box));
        fixture_pass(&fixture, 301 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_PROBLEMS);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_load_one(&fixture, 1);
}

static void tickets_are_refused_each_for_its_reason(void **state) {
        struct ticket ticket;
        struct buffer text = BUFFER_INIT;

        fixture_sign_in(&fixture, "lore");
        fixture_load_one(&fixture, 1);
        ticket = fixture_ticket(&fixture, 2);
        ticket.exp = ticket.nbf + 30;
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        assert_true(box_screen(fixture.box)->refused.ticket);
        ticket = fixture_ticket(&fixture, 2);
        strcpy(ticket.aud, "K018");
        strcpy(ticket.contents.aud, "K018");
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect_refused(&fixture, REFUSAL_WRONG_BOX);
        ticket = fixture_ticket(&fixture, 2);
        assert_int_equal(ticket_sign(&ticket, sealing_key_public(fixture.sealing), fixture.stranger, &text), 0);
        fixture_scan(&fixture, buffer_text(&text));
        fixture_expect_refused(&fixture, REFUSAL_UNKNOWN_KEY);
        buffer_deinit(&text);
        fixture_scan(&fixture, "LT1:rubbish");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        fixture_scan(&fixture, "rubbish");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        ticket = fixture_ticket(&fixture, 1);
        ticket.nbf = fixture_consignment(&fixture, 1).nbf;
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect_refused(&fixture, REFUSAL_NONE);
        assert_true(box_screen(fixture.box)->refused.here);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 1);
}

static void a_revoked_ticket_and_a_full_box_are_refused(void **state) {
        struct bundle *draft;

        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = 1 });
        draft = fixture_draft(&fixture);
        draft->revocations = calloc(1, sizeof(*draft->revocations));
        draft->revocation_count = 1;
        draft->revocations[0].t = UINT32_MAX;
        fixture_cti(2, draft->revocations[0].cti);
        assert_int_equal(fixture_adopt(&fixture, draft), 0);
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 2);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        fixture_load_one(&fixture, 1);
        fixture_scan_ticket(&fixture, 3);
        fixture_expect_refused(&fixture, REFUSAL_NONE);
        assert_true(box_screen(fixture.box)->refused.no_room);
}

static void under_an_expired_bundle_nothing_is_loaded_and_all_handed_out(void **state) {
        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .bundle_expires_s = FIXTURE_START_S + 3600 });
        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        assert_true(fixture_state_says(&fixture, DEVICE_BUNDLE, CONDITION_EXPIRES_SOON));
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, 2 * 3600 * 1000);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        assert_true(fixture_state_says(&fixture, DEVICE_BUNDLE, CONDITION_EXPIRED));
        fixture_scan_ticket(&fixture, 2);
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
        assert_true(box_screen(fixture.box)->refused.bundle_over);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_BEGIN), 1);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void a_newer_ticket_replaces_what_an_older_letter_says(void **state) {
        struct code old_code;
        struct ticket ticket;

        fixture_load(&fixture, 1, 1);
        old_code = fixture_code(&fixture, 1);
        fixture_pass(&fixture, 60 * 1000);
        fixture_sign_in(&fixture, "lore");
        ticket = fixture_ticket(&fixture, 1);
        memcpy(ticket.contents.birth, "19700101", BIRTH_LEN);
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_true(box_screen(fixture.box)->scan.reissued);
        assert_int_equal(fixture_count(&fixture, ENTRY_REISSUED), 1);
        fixture_sign_out(&fixture);
        fixture_scan_this_code(&fixture, &old_code);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "01011970");
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void free_places_are_counted_down_while_loading(void **state) {
        fixture_sign_in(&fixture, "lore");
        for (unsigned n = 1; n <= 3; n++) {
                fixture_load_one(&fixture, n);
                assert_int_equal(box_screen(fixture.box)->scan.free_count, FIXTURE_COMPARTMENTS - n);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(twenty_are_loaded_in_a_row_without_touch, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_load_is_cancelled_on_the_screen_alone, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_compartment_that_is_not_empty_is_quarantined_and_another_offered, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_compartment_that_does_not_open_is_passed_over, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_faulty_lock_is_tried_again_for_staff_and_for_nobody_else, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_door_left_open_while_loading_is_a_load_cut_short, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(tickets_are_refused_each_for_its_reason, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_revoked_ticket_and_a_full_box_are_refused, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(under_an_expired_bundle_nothing_is_loaded_and_all_handed_out, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_newer_ticket_replaces_what_an_older_letter_says, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(free_places_are_counted_down_while_loading, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
