/* SPDX-License-Identifier: EUPL-1.2 */
/* A box whose clock is in doubt, until a manager confirms it. */
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static void jump(int64_t ms) {
        fixture.now.wall_ms += ms;
        box_tick(fixture.box, fixture.now);
}

static void a_jumping_clock_stops_the_box_until_a_manager_confirms(void **state) {
        static const int64_t jumps[] = { INT64_C(6) * 60 * 1000, INT64_C(-6) * 60 * 1000, INT64_C(400) * 86400 * 1000 };

        fixture_load(&fixture, 1, 1);
        jump(4 * 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        jump(-4 * 60 * 1000);
        for (size_t i = 0; i < 2; i++) {
                jump(jumps[i]);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 2 * i + 1);
                fixture_scan_code(&fixture, 1);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED).why, "clock");
                fixture_press(&fixture, TARGET_START);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                fixture_sign_in(&fixture, "lore");
                fixture_press_number(&fixture, TARGET_TASK, TASK_LOAD);
                fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
                fixture_scan_ticket(&fixture, 2);
                fixture_expect_refused(&fixture, REFUSAL_CLOCK);
                fixture_press(&fixture, TARGET_NEXT);
                fixture_press(&fixture, TARGET_SIGN_OUT);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                fixture_sign_in(&fixture, "mara");
                fixture_press_number(&fixture, TARGET_TASK, TASK_CLOCK);
                assert_true(box_screen(fixture.box)->clock_doubt);
                fixture_press(&fixture, TARGET_NEXT);
                assert_false(box_screen(fixture.box)->clock_doubt);
                fixture_sign_out(&fixture);
                assert_string_equal(fixture_last(&fixture, ENTRY_CLOCK).by, "mara");
                assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "clock");
        }
        jump(jumps[2]);
        fixture_pass(&fixture, 3600 * 1000);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
}

/* The door was open already: what lies behind it is loaded, and its days are counted by what the clock should say. */
static void a_clock_that_jumps_under_an_open_door_moves_no_deadline(void **state) {
        struct consignment consignment;

        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 2);
        jump(INT64_C(400) * 86400 * 1000);
        fixture_shut(&fixture, fixture_where(&fixture, 2));
        consignment = fixture_consignment(&fixture, 2);
        assert_int_equal(consignment.state, CONSIGNMENT_STORED);
        assert_int_equal(consignment.deadline_ms, fixture_consignment(&fixture, 1).deadline_ms);
}

static void a_clock_below_the_floor_at_start_is_doubted(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_stop(&fixture);
        fixture.now.wall_ms -= INT64_C(86400) * 365 * 1000;
        fixture_start(&fixture);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture_restart(&fixture);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_jumping_clock_stops_the_box_until_a_manager_confirms, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_clock_that_jumps_under_an_open_door_moves_no_deadline, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_clock_below_the_floor_at_start_is_doubted, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
