/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The screen sends people to the counter: whoever comes there is served. A manager and a second person open what is stored, the entry
 * says so, and what became of it is true for the box as well.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static unsigned c;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 3);
        c = fixture_where(&fixture, 1);
        return 0;
}

static int tear_down(void **state) {
        fixture_check_pulses(&fixture);
        fixture_tear_down(&fixture);
        return 0;
}

static void at_the_list(void) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_DESK);
        fixture_expect(&fixture, SCREEN_STAFF_DESK);
}

static void second_person(void) {
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        fixture_scan_badge(&fixture, "lutz");
        fixture_type(&fixture, "57721566");
}

/* The row of compartment which is touched; fails when the list has none. */
static void touch(unsigned which) {
        const struct screen_list *list = &box_screen(fixture.box)->list;

        for (unsigned i = 0; i < list->row_count; i++)
                if (list->rows[i].compartment == which) {
                        fixture_press_number(&fixture, TARGET_ROW, i);
                        return;
                }
        fail_msg("compartment %u is not on the list", which);
}

static void open_at_the_desk(void) {
        at_the_list();
        touch(c);
        second_person();
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
}

static void hand_over(void) {
        open_at_the_desk();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        assert_true(box_screen(fixture.box)->door.keeps);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_REMOVED);
        assert_int_equal(fixture_last(&fixture, ENTRY_REMOVED).found, FOUND_THERE);
        fixture_sign_out(&fixture);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void what_is_stored_is_handed_over_by_two_and_the_entry_says_so(void **state) {
        uint8_t cti[CTI_LEN];
        struct entry entry;

        hand_over();
        entry = fixture_last(&fixture, ENTRY_SERVICE_OPEN);
        fixture_cti(1, cti);
        assert_true(entry.has_cti);
        assert_memory_equal(entry.cti, cti, CTI_LEN);
        assert_int_equal(entry.c, c);
        assert_int_equal(entry.purpose, PURPOSE_DESK);
        assert_string_equal(entry.by, "mara");
        assert_string_equal(entry.second, "lutz");
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void whoever_comes_to_the_box_after_that_is_told_the_truth(void **state) {
        hand_over();
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_REMOVED);
        assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED).why, refusal_name(REFUSAL_REMOVED));
        fixture_press(&fixture, TARGET_END);
        fixture_let_expire(&fixture);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
}

static void what_stays_inside_can_be_collected_still(void **state) {
        open_at_the_desk();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_KEPT);
        fixture_sign_out(&fixture);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void nobody_opens_it_alone_or_with_the_wrong_one(void **state) {
        at_the_list();
        touch(c);
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        fixture_scan_badge(&fixture, "axel");
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press_number(&fixture, TARGET_TASK, TASK_DESK);
        touch(c);
        fixture_scan_badge(&fixture, "mara");
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_DESK);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
        assert_int_equal(fixture.pulse_count, 3); /* the loads */
}

/* ---- those whom the screen sends there ---- */

static void wrong_answers(unsigned times) {
        for (unsigned i = 0; i < times; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_type(&fixture, "01011901");
                fixture_press(&fixture, TARGET_CANCEL);
                if (i == 4)
                        fixture_pass(&fixture, 16 * 60 * 1000);
        }
}

static void lock(void) {
        wrong_answers(5);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH); /* a quarter of an hour is over */
        fixture_press(&fixture, TARGET_CANCEL);
        wrong_answers(3);
}

static void make_void(void) {
        wrong_answers(10);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_VOID);
        fixture_press(&fixture, TARGET_END);
}

static void revoke(void) {
        struct bundle *draft = fixture_draft(&fixture);

        free(draft->revocations);
        draft->revocations = calloc(1, sizeof(*draft->revocations));
        assert_non_null(draft->revocations);
        draft->revocation_count = 1;
        draft->revocations[0].t = UINT32_MAX;
        fixture_cti(1, draft->revocations[0].cti);
        assert_int_equal(fixture_adopt(&fixture, draft), 0);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        fixture_press(&fixture, TARGET_END);
}

static void jam(void) {
        fixture_collect_jammed(&fixture, 1);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_press(&fixture, TARGET_END);
        fixture.jammed[c - 1] = false;
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_pass(&fixture, 70 * 1000);
}

static void break_in(void) {
        fixture_pass(&fixture, 70 * 1000);
        fixture_force(&fixture, c);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_press(&fixture, TARGET_END);
}

static void expire(void) {
        fixture_let_expire(&fixture);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        fixture_press(&fixture, TARGET_END);
}

static void whoever_is_sent_to_the_counter_is_served_there(void **state) {
        static void (*const befalls[])(void) = { lock, make_void, revoke, jam, break_in, expire };

        for (size_t i = 0; i < ARRAY_LEN(befalls); i++) {
                if (i > 0) {
                        tear_down(NULL);
                        set_up(NULL);
                }
                befalls[i]();
                hand_over();
                assert_int_equal(fixture_last(&fixture, ENTRY_SERVICE_OPEN).purpose, PURPOSE_DESK);
        }
}

/* ---- the code that somebody has brought ---- */

static void a_code_held_to_the_scanner_says_which_compartment(void **state) {
        revoke();
        at_the_list();
        fixture_scan_code(&fixture, 1);
        second_person();
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_int_equal(box_screen(fixture.box)->door.compartment, c);
}

static void a_code_of_what_is_not_here_opens_nothing(void **state) {
        at_the_list();
        fixture_scan_code(&fixture, 9);
        fixture_expect_refused(&fixture, REFUSAL_NOT_HERE);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_DESK);
        fixture_scan(&fixture, "PK1:RUBBISH");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
}

static void what_was_handed_out_is_neither_on_the_list_nor_found_by_its_code(void **state) {
        fixture_collect(&fixture, 1);
        fixture_shut(&fixture, c);
        fixture_press(&fixture, TARGET_END);
        at_the_list();
        assert_int_equal(box_screen(fixture.box)->list.row_count, 2);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_NOT_HERE);
}

/* ---- the power goes ---- */

static void a_cut_before_the_answer_leaves_it_to_be_looked_at(void **state) {
        open_at_the_desk();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_restart(&fixture);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_NOT_ANSWERED);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        hand_over();
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_is_stored_is_handed_over_by_two_and_the_entry_says_so, set_up, tear_down),
                cmocka_unit_test_setup_teardown(whoever_comes_to_the_box_after_that_is_told_the_truth, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_stays_inside_can_be_collected_still, set_up, tear_down),
                cmocka_unit_test_setup_teardown(nobody_opens_it_alone_or_with_the_wrong_one, set_up, tear_down),
                cmocka_unit_test_setup_teardown(whoever_is_sent_to_the_counter_is_served_there, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_code_held_to_the_scanner_says_which_compartment, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_code_of_what_is_not_here_opens_nothing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_was_handed_out_is_neither_on_the_list_nor_found_by_its_code, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_cut_before_the_answer_leaves_it_to_be_looked_at, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
