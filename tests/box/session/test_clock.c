/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A box whose wall clock is stepped, set, wrong or right again, while what people do goes on.
 */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, &(struct fixture_options){ 0 });
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
        return 0;
}

/* ---- steps ---- */

static void load_wanting_old_papers(void) {
        struct ticket ticket = fixture_ticket(&fixture, 1);

        ticket.contents.wishes = WISH_RETURN_OLD;
        fixture_sign_in(&fixture, "lore");
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_door(&fixture, screen_compartment(box_screen(fixture.box)), DOOR_CLOSED);
        fixture_sign_out(&fixture);
}

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
static void shut(void) { fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED); fixture_expect(&fixture, SCREEN_DONE); }
static void again(void) { fixture_press(&fixture, TARGET_NOT_TAKEN); fixture_expect(&fixture, SCREEN_DOOR); }
static void leave(void) { fixture_press(&fixture, TARGET_END); fixture_expect(&fixture, SCREEN_IDLE); }

static void (*const acts[])(void) = { scan, answer, go_on, shut, again, shut, leave };
static const int64_t steps_ms[] = { -4 * MINUTE_MS, -60 * SECOND_MS, -1, 60 * SECOND_MS, 4 * MINUTE_MS };

static void no_step_of_the_wall_clock_breaks_a_session(void **state) {
        for (size_t step = 0; step < ARRAY_LEN(steps_ms); step++) {
                for (size_t at = 0; at < ARRAY_LEN(acts); at++) {
                        fixture_set_up(&fixture, &(struct fixture_options){ 0 });
                        load_wanting_old_papers();
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
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_sign_out(&fixture);
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, STORE_LOCK_MS);
        fixture_type_way(&fixture, 1, true, true);
        fixture_expect(&fixture, SCREEN_DOOR);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(no_step_of_the_wall_clock_breaks_a_session),
                cmocka_unit_test(a_lock_is_neither_shortened_nor_lengthened_by_a_step),
                cmocka_unit_test_setup_teardown(a_lock_says_never_more_than_its_quarter_of_an_hour, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_clock_set_back_between_two_starts_makes_no_lock_longer, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
