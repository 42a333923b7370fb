/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A box whose wall clock is stepped, set, wrong or right again, while what people do goes on.
 */
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* ---- steps ---- */

static void type_a_wrong_birth_date(void) {
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "01011901");
        fixture_press(&fixture, TARGET_CANCEL);
}

/* Somebody was locked out and has waited for the quarter of an hour. */
static void lock_out_and_wait(void) {
        for (unsigned i = 0; i < STORE_WRONG_LOCK; i++)
                type_a_wrong_birth_date();
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, STORE_LOCK_MS);
}

static void scan(void) { fixture_scan_code(&fixture, 1); fixture_expect(&fixture, SCREEN_BIRTH); }
static void answer(void) { fixture_type(&fixture, "02051990"); fixture_expect(&fixture, SCREEN_OLD_READY); }
static void go_on(void) { fixture_press(&fixture, TARGET_NEXT); fixture_expect(&fixture, SCREEN_DOOR); }
static void shut(void) { fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED); if (fixture_screen(&fixture) == SCREEN_OLD_ASK) fixture_press(&fixture, TARGET_YES); fixture_expect(&fixture, SCREEN_DONE); }
static void again(void) { fixture_press(&fixture, TARGET_NOT_TAKEN); fixture_expect(&fixture, SCREEN_DOOR); }
static void leave(void) { fixture_press(&fixture, TARGET_END); fixture_expect(&fixture, SCREEN_IDLE); }

static void (*const acts[])(void) = { scan, answer, go_on, shut, again, shut, leave };
static const int64_t steps_ms[] = { -4 * MINUTE_MS, -60 * SECOND_MS, -1, 60 * SECOND_MS, 4 * MINUTE_MS };

static void no_step_of_the_wall_clock_breaks_a_session(void **state) {
        for (size_t step = 0; step < ARRAY_LEN(steps_ms); step++) {
                for (size_t at = 0; at < ARRAY_LEN(acts); at++) {
                        fixture_set_up(&fixture, &(struct fixture_options){ 0 });
                        fixture_load_wanting_old_papers(&fixture, 1);
                        lock_out_and_wait();
                        for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
                                if (i == at)
                                        fixture.now.wall_ms += steps_ms[step];
                                acts[i]();
                        }
                        assert_int_equal(fixture.faults, 0);
                        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
                        assert_int_equal(fixture_count(&fixture, ENTRY_REOPENED), 1);
                        fixture_tear_down(&fixture);
                }
        }
}

/* A lock lasts for its quarter of an hour, whatever the clock on the wall does, and says so. */
static void a_lock_is_neither_shortened_nor_lengthened_by_a_step(void **state) {
        for (size_t step = 0; step < ARRAY_LEN(steps_ms); step++) {
                fixture_set_up(&fixture, &(struct fixture_options){ 0 });
                fixture_load(&fixture, 1, 1);
                for (unsigned i = 0; i < STORE_WRONG_LOCK; i++)
                        type_a_wrong_birth_date();
                fixture.now.wall_ms += steps_ms[step];
                fixture_pass(&fixture, STORE_LOCK_MS - 2 * MINUTE_MS);
                fixture_scan_code(&fixture, 1);
                fixture_expect_refused(&fixture, REFUSAL_LOCKED);
                assert_in_range(box_screen(fixture.box)->message.locked_until_ms - box_screen(fixture.box)->wall_ms, MINUTE_MS, 2 * MINUTE_MS);
                fixture_press(&fixture, TARGET_END);
                fixture_pass(&fixture, 2 * MINUTE_MS);
                scan();
                fixture_tear_down(&fixture);
        }
}

static void a_lock_says_never_more_than_its_quarter_of_an_hour(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_pass(&fixture, 59 * SECOND_MS - fixture.now.wall_ms % MINUTE_MS);
        for (unsigned i = 0; i < STORE_WRONG_LOCK; i++)
                type_a_wrong_birth_date();
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        assert_int_equal(box_screen(fixture.box)->message.locked_until_ms - box_screen(fixture.box)->wall_ms, STORE_LOCK_MS);
}

/* The clock was set back while the box was off: nobody is locked out until the clock has caught up. */
static void a_clock_set_back_between_two_starts_makes_no_lock_longer(void **state) {
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 0; i < STORE_WRONG_LOCK; i++)
                type_a_wrong_birth_date();
        fixture_stop(&fixture);
        fixture.now.wall_ms = FIXTURE_START_MS - 86400 * INT64_C(1000);
        fixture_start(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_CLOCK);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_sign_out(&fixture);
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, STORE_LOCK_MS);
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_DOOR);
}

/* ---- doubt ---- */

enum { HOUR_MS = 60 * MINUTE_MS };
#define DAY_MS INT64_C(86400000)

static void jump(int64_t ms) {
        fixture.now.wall_ms += ms;
        box_tick(fixture.box, fixture.now);
}

/* In steps, for a box is told of time when it wants to be. */
static void pass(int64_t ms) {
        for (; ms > 0; ms -= MINUTE_MS)
                fixture_pass(&fixture, ms < MINUTE_MS ? ms : MINUTE_MS);
}

static void start_again(int64_t wall_ms) {
        fixture_stop(&fixture);
        fixture.now.wall_ms += wall_ms;
        fixture_start(&fixture);
}

static void confirm(void) {
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_CLOCK);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

static void a_restart_neither_clears_nor_makes_a_doubt(void **state) {
        fixture_load(&fixture, 1, 1);
        start_again(30 * DAY_MS);
        fixture_expect(&fixture, SCREEN_IDLE);
        jump(-6 * MINUTE_MS);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        for (unsigned i = 0; i < 3; i++) {
                start_again(i == 1 ? 6 * MINUTE_MS : 0);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                pass(2 * MINUTE_MS);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        confirm();
        fixture_expect(&fixture, SCREEN_IDLE);
        start_again(0);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 2);
}

static void a_doubt_ends_by_an_hour_of_synchronised_time(void **state) {
        jump(DAY_MS);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        pass(2 * HOUR_MS);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture.synchronised = true;
        pass(59 * MINUTE_MS);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        pass(3 * MINUTE_MS);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_string_equal(fixture_last(&fixture, ENTRY_CLOCK).by, "box");
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).by, "box");
        assert_int_equal(fixture_last(&fixture, ENTRY_CLOCK).now_ms - fixture_last(&fixture, ENTRY_CLOCK).was_ms, DAY_MS);
        start_again(0);
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void lose_it(void) { fixture.synchronised = false; pass(2 * MINUTE_MS); fixture.synchronised = true; }
static void step_it(void) { jump(10 * MINUTE_MS); }
static void sleep_long(void) { fixture.now.mono_ms += 10 * MINUTE_MS; fixture.now.wall_ms += 10 * MINUTE_MS; box_tick(fixture.box, fixture.now); }
static void restart(void) { start_again(0); }

static void what_breaks_the_hour_begins_it_anew(void **state) {
        static void (*const breaks[])(void) = { lose_it, step_it, sleep_long, restart };

        for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
                fixture_set_up(&fixture, NULL);
                jump(DAY_MS);
                fixture.synchronised = true;
                pass(40 * MINUTE_MS);
                breaks[i]();
                pass(50 * MINUTE_MS);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                pass(13 * MINUTE_MS);
                fixture_expect(&fixture, SCREEN_IDLE);
                fixture_tear_down(&fixture);
        }
}

static void no_synchronised_time_below_the_floor_or_far_beyond_it_ends_a_doubt(void **state) {
        static const struct {
                int64_t jump_ms;
                enum screen_id screen;
        } cases[] = { { -6 * MINUTE_MS, SCREEN_IDLE }, { -3 * HOUR_MS, SCREEN_OUT_OF_ORDER }, { 34 * DAY_MS, SCREEN_IDLE },
                      { 36 * DAY_MS, SCREEN_OUT_OF_ORDER } };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                fixture_set_up(&fixture, NULL);
                jump(cases[i].jump_ms);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                fixture.synchronised = true;
                pass(63 * MINUTE_MS);
                fixture_expect(&fixture, cases[i].screen);
                fixture_tear_down(&fixture);
        }
}

static void time_that_nobody_vouched_for_raises_no_floor_and_expires_nothing_for_a_day(void **state) {
        int64_t floor_ms;

        fixture_load(&fixture, 1, 1);
        floor_ms = store_time_floor(fixture.store);
        jump(20 * DAY_MS);
        fixture.synchronised = true;
        pass(63 * MINUTE_MS);
        fixture_expect(&fixture, SCREEN_IDLE);
        for (unsigned hour = 0; hour < 23; hour++) {
                start_again(0);
                pass(HOUR_MS);
                assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
                assert_int_equal(store_time_floor(fixture.store), floor_ms);
        }
        fixture_pass(&fixture, HOUR_MS);
        fixture_pass(&fixture, HOUR_MS);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_EXPIRED);
        assert_true(store_time_floor(fixture.store) > floor_ms + 20 * DAY_MS);
        jump(HOUR_MS);
        confirm();
        assert_int_equal(store_clock(fixture.store), STORE_CLOCK_BELIEVED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(no_step_of_the_wall_clock_breaks_a_session),
                cmocka_unit_test(a_lock_is_neither_shortened_nor_lengthened_by_a_step),
                cmocka_unit_test_setup_teardown(a_lock_says_never_more_than_its_quarter_of_an_hour, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_clock_set_back_between_two_starts_makes_no_lock_longer, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_restart_neither_clears_nor_makes_a_doubt, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_doubt_ends_by_an_hour_of_synchronised_time, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(time_that_nobody_vouched_for_raises_no_floor_and_expires_nothing_for_a_day, one_box_set_up, one_box_tear_down),
                cmocka_unit_test(what_breaks_the_hour_begins_it_anew),
                cmocka_unit_test(no_synchronised_time_below_the_floor_or_far_beyond_it_ends_a_doubt),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
