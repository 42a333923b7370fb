/* SPDX-License-Identifier: EUPL-1.2 */
/* Wrong answers: how they are counted, and that nobody learns by them what lies in the box. */
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static void wrong_answers_lock_then_void_until_a_reissue(void **state) {
        struct ticket ticket;

        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 10; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_expect(&fixture, SCREEN_BIRTH);
                fixture_type(&fixture, "01011901");
                if (i == 5 || i == 10) {
                        fixture_expect_refused(&fixture, i == 5 ? REFUSAL_LOCKED : REFUSAL_VOID);
                        fixture_press(&fixture, TARGET_END);
                        fixture_scan_code(&fixture, 1);
                        fixture_expect_refused(&fixture, i == 5 ? REFUSAL_LOCKED : REFUSAL_VOID);
                        fixture_press(&fixture, TARGET_END);
                        fixture_pass(&fixture, 16 * 60 * 1000);
                } else {
                        fixture_expect(&fixture, SCREEN_WRONG);
                        assert_int_equal(box_screen(fixture.box)->message.tries_left, 5 - i % 5);
                        fixture_press(&fixture, TARGET_CANCEL);
                }
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_LOCKED_OUT), 2);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_VOID);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "lore");
        ticket = fixture_ticket(&fixture, 1);
        fixture_scan_this_ticket(&fixture, &ticket);
        assert_int_equal(fixture_count(&fixture, ENTRY_REISSUED), 1);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void both_ways_count_on_one_counter(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "01011901");
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_type(&fixture, "01011901");
        assert_int_equal(box_screen(fixture.box)->message.tries_left, 3);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_type_way(&fixture, 1, false, true);
        fixture_expect(&fixture, SCREEN_WRONG);
        assert_int_equal(box_screen(fixture.box)->message.tries_left, 2);
        fixture_press(&fixture, TARGET_AGAIN);
        fixture_expect(&fixture, SCREEN_PIN);
        fixture_type_way(&fixture, 1, true, false);
        assert_int_equal(box_screen(fixture.box)->message.tries_left, 1);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_type_way(&fixture, 1, false, false);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

static void a_wrong_check_digit_or_date_costs_no_attempt(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_type(&fixture, "12345678");
        fixture_expect(&fixture, SCREEN_NUMBER);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "31022000");
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        assert_int_equal(fixture_consignment(&fixture, 1).wrong, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 0);
}

static void an_unknown_reference_looks_like_a_known_one_and_slows_typing(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 5; i++) {
                fixture_type_way(&fixture, 77, true, true);
                if (i < 5) {
                        fixture_expect(&fixture, SCREEN_WRONG);
                        assert_int_equal(box_screen(fixture.box)->message.tries_left, 5 - i);
                } else {
                        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
                        assert_true(box_screen(fixture.box)->message.locked_until_ms > fixture.now.wall_ms);
                }
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 9000);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 1500);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_false(fixture_last(&fixture, ENTRY_REFUSED).has_cti);
}

static void before_the_last_wrong_answer_it_says_that_the_code_is_void_then(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= STORE_WRONG_VOID; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_type(&fixture, "01011901");
                if (i == STORE_WRONG_LOCK || i == STORE_WRONG_VOID) {
                        fixture_expect(&fixture, SCREEN_REFUSED);
                        fixture_press(&fixture, TARGET_END);
                        fixture_pass(&fixture, STORE_LOCK_MS);
                        continue;
                }
                fixture_expect(&fixture, SCREEN_WRONG);
                assert_int_equal(box_screen(fixture.box)->message.is_last, i == STORE_WRONG_VOID - 1);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_VOID);
}

/* The power goes after each answer. */
static void no_restart_tells_which_references_exist(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 11; i++) {
                struct screen_message said[2];
                enum screen_id shown[2];

                for (unsigned j = 0; j < 2; j++) {
                        fixture_type_way(&fixture, j == 0 ? 1 : 77, false, true);
                        shown[j] = fixture_screen(&fixture);
                        said[j] = box_screen(fixture.box)->message;
                        fixture_restart(&fixture);
                }
                assert_int_equal(shown[0], i == 5 || i == 10 || i == 11 ? SCREEN_REFUSED : SCREEN_WRONG);
                assert_int_equal(shown[1], shown[0]);
                assert_int_equal(said[1].tries_left, said[0].tries_left);
                assert_int_equal(said[1].refusal, said[0].refusal);
                assert_int_equal(said[1].locked_until_ms != 0, said[0].locked_until_ms != 0);
                if (i == 5)
                        fixture_pass(&fixture, STORE_LOCK_MS + 60 * 1000);
        }
}

/* Otherwise the pace of the next answer would tell which references exist. */
static void a_known_reference_slows_typing_like_an_unknown_one(void **state) {
        fixture_load(&fixture, 1, 2);
        for (unsigned i = 1; i <= 5; i++) {
                fixture_type_way(&fixture, 1, false, true);
                if (i < 5)
                        fixture_expect(&fixture, SCREEN_WRONG);
                else
                        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 2, true, true);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 9000);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 1500);
        fixture_expect(&fixture, SCREEN_DOOR);
}

/* Typing is slowed by 80 s; whoever walks away meanwhile finds no door open behind them. */
static void a_slowed_answer_opens_nothing_for_somebody_who_has_gone(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 1; i <= 8; i++) {
                fixture_type_way(&fixture, 77, true, true);
                fixture_pass(&fixture, 41000);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 30000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        fixture_pass(&fixture, 16000);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_pass(&fixture, 60000);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
        fixture_type_way(&fixture, 1, true, true);
        fixture_pass(&fixture, 40000);
        fixture_press(&fixture, TARGET_YES);
        fixture_expect(&fixture, SCREEN_WAIT);
        fixture_pass(&fixture, 41000);
        fixture_expect(&fixture, SCREEN_DOOR);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(wrong_answers_lock_then_void_until_a_reissue, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(both_ways_count_on_one_counter, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_wrong_check_digit_or_date_costs_no_attempt, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_unknown_reference_looks_like_a_known_one_and_slows_typing, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(before_the_last_wrong_answer_it_says_that_the_code_is_void_then, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(no_restart_tells_which_references_exist, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_known_reference_slows_typing_like_an_unknown_one, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_slowed_answer_opens_nothing_for_somebody_who_has_gone, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
