/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is left of a handing out when nobody goes on with it: a door that is open stays explained until it was shut, and old papers of
 * which nothing was said are missing, once. Whether the power goes, the citizen does, or both.
 */
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static unsigned c;

/* Consignment 1, which wants old papers back, waits for its citizen. */
static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        c = fixture_load_wanting_old_papers(&fixture, 1);
        return 0;
}

static int tear_down(void **state) {
        assert_int_equal(fixture.faults, 0);
        fixture_tear_down(&fixture);
        return 0;
}

static void collect(void) {
        fixture_collect(&fixture, 1);
        fixture_press(&fixture, TARGET_NEXT);
}

static void does_not_open(void) {
        fixture.jammed[c - 1] = true;
        collect();
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
}

/* After the citizen was told that it does not open. */
static void open_late(void) {
        does_not_open();
        fixture_press(&fixture, TARGET_NO);
        fixture_pass(&fixture, 5000);
        fixture_door(&fixture, c, DOOR_OPEN);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
}

static void expect_told(unsigned closed, unsigned missing, unsigned found_open) {
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), closed);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_MISSING), missing);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), found_open);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), found_open);
}

/* However often it starts, nothing more is told; and what opens from now on nothing explains. */
static void expect_settled(unsigned closed) {
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        expect_told(closed, 1, 0);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        expect_told(closed, 1, 1);
}

static void a_late_opening_is_waited_for_after_a_cut(void **state) {
        open_late();
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        expect_told(0, 0, 0);
        assert_false(box_idle(fixture.box));
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_told(1, 1, 0);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_NOT_OPENED);
        expect_settled(1);
}

static void a_late_opening_that_was_shut_in_the_dark_is_closed(void **state) {
        open_late();
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        expect_told(1, 1, 0);
        expect_settled(1);
}

static void a_late_opening_that_nobody_is_at_is_closed_when_it_is_shut(void **state) {
        does_not_open();
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_door(&fixture, c, DOOR_OPEN);
        expect_told(0, 0, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_told(1, 1, 0);
        expect_settled(1);
}

static void a_late_opening_whose_citizen_does_not_say_is_closed(void **state) {
        open_late();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OLD_ASK);
        fixture_pass(&fixture, 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        expect_told(1, 1, 0);
        expect_settled(1);
}

static void a_late_opening_whose_citizen_answers_is_told_of_no_more(void **state) {
        open_late();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_DONE);
        expect_told(1, 0, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_OLD_RETURNED), 1);
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        expect_told(1, 0, 0);
}

static void an_answer_cut_short_is_none(void **state) {
        collect();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_OLD_ASK);
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        expect_told(1, 1, 0);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_OLD_UNSAID);
        expect_settled(1);
}

/* The first start has nobody who could be asked; given up, its door is still the one that was handed out from. */
static void a_door_left_open_after_a_cut_is_explained_until_it_is_shut(void **state) {
        collect();
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        fixture_pass(&fixture, 6 * 60 * 1000);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_LEFT_OPEN);
        expect_told(0, 1, 0);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        expect_told(0, 1, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_told(1, 1, 0);
        expect_settled(1);
}

static void a_door_left_open_by_its_citizen_is_explained_until_it_is_shut(void **state) {
        collect();
        fixture_pass(&fixture, 6 * 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        expect_told(0, 1, 0);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        expect_told(0, 1, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_told(1, 1, 0);
        expect_settled(1);
}

/* On the citizen's word no door was seen open: one that is open after a cut is nobody's. */
static void on_the_citizens_word_old_papers_are_missing_after_a_cut(void **state) {
        does_not_open();
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_JAM_TAKE);
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        expect_told(0, 1, 0);
        expect_settled(0);
}

static void on_the_citizens_word_old_papers_are_missing_when_nothing_is_said(void **state) {
        does_not_open();
        fixture_press(&fixture, TARGET_YES);
        fixture_pass(&fixture, 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        expect_told(0, 1, 0);
        expect_settled(0);
}

/* What was said of old papers stays said, and the door of a second opening is explained as that of the first. */
static void opened_again_with_old_papers_in_it_is_waited_for_after_a_cut(void **state) {
        collect();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_YES);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_cut_with(&fixture, c, DOOR_OPEN);
        expect_told(1, 0, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_told(2, 0, 0);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_OLD_PAPERS);
}

static void opened_again_after_the_answer_no_the_question_is_not_owed_again(void **state) {
        collect();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_NO);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_cut_with(&fixture, c, DOOR_CLOSED);
        expect_told(2, 1, 0);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void what_was_to_be_opened_again_and_did_not_open_is_not_waited_for(void **state) {
        collect();
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_NO);
        fixture.jammed[c - 1] = true;
        fixture_press(&fixture, TARGET_NOT_TAKEN);
        fixture_pass(&fixture, 9500);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_NOT_OPENED);
        expect_settled(1);
}

#define UNSHUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                UNSHUT_TEST(a_late_opening_is_waited_for_after_a_cut),
                UNSHUT_TEST(a_late_opening_that_was_shut_in_the_dark_is_closed),
                UNSHUT_TEST(a_late_opening_that_nobody_is_at_is_closed_when_it_is_shut),
                UNSHUT_TEST(a_late_opening_whose_citizen_does_not_say_is_closed),
                UNSHUT_TEST(a_late_opening_whose_citizen_answers_is_told_of_no_more),
                UNSHUT_TEST(an_answer_cut_short_is_none),
                UNSHUT_TEST(a_door_left_open_after_a_cut_is_explained_until_it_is_shut),
                UNSHUT_TEST(a_door_left_open_by_its_citizen_is_explained_until_it_is_shut),
                UNSHUT_TEST(on_the_citizens_word_old_papers_are_missing_after_a_cut),
                UNSHUT_TEST(on_the_citizens_word_old_papers_are_missing_when_nothing_is_said),
                UNSHUT_TEST(opened_again_with_old_papers_in_it_is_waited_for_after_a_cut),
                UNSHUT_TEST(opened_again_after_the_answer_no_the_question_is_not_owed_again),
                UNSHUT_TEST(what_was_to_be_opened_again_and_did_not_open_is_not_waited_for),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
