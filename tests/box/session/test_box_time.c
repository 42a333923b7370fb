/* SPDX-License-Identifier: EUPL-1.2 */
/* When a code is good: its time, deadlines, opening hours, and a clock that jumps. */
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static void codes_are_refused_each_for_its_reason(void **state) {
        struct code code;

        fixture_load(&fixture, 1, 1);
        fixture_scan(&fixture, "hello");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        fixture_press(&fixture, TARGET_END);
        code = fixture_code(&fixture, 1);
        strcpy(code.aud, "K018");
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_WRONG_BOX);
        assert_string_equal(box_screen(fixture.box)->message.other_box, "Rathaus Wattenscheid");
        code = fixture_code(&fixture, 1);
        code.exp = code.nbf + 30;
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        assert_int_equal(box_screen(fixture.box)->message.decided_ms, (int64_t)code.exp * 1000);
        code = fixture_code(&fixture, 1);
        code.nbf += 3600;
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_NOT_YET);
        assert_int_equal(box_screen(fixture.box)->message.decided_ms, (int64_t)code.nbf * 1000);
        fixture_scan_code(&fixture, 50);
        fixture_expect_refused(&fixture, REFUSAL_NOT_HERE);
        code = fixture_code(&fixture, 1);
        code.nbf = fixture_consignment(&fixture, 1).nbf - 1;
        fixture_scan_this_code(&fixture, &code);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        assert_true(fixture_last(&fixture, ENTRY_REFUSED).has_cti);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
}

static void deadlines_end_at_local_midnight(void **state) {
        struct consignment consignment;

        fixture_load(&fixture, 1, 2);
        consignment = fixture_consignment(&fixture, 1);
        assert_int_equal(consignment.deadline_ms, moment_midnight_after(fixture.now.wall_ms, 10));
        fixture_pass(&fixture, consignment.deadline_ms - fixture.now.wall_ms - 10 * 1000);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_pass(&fixture, 15 * 1000);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 2);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_EXPIRED);
        assert_int_equal(fixture_count(&fixture, ENTRY_EXPIRED), 1);
        fixture_type_way(&fixture, 2, true, true);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
}

/* Germany leaves summer time on 2026-10-25: the last day has 25 hours. */
static void the_deadline_is_midnight_also_when_summer_time_ends(void **state) {
        int64_t midnight;

        fixture_tear_down(&fixture);
        assert_true(moment_parse("2026-10-15T08:00:00Z", &midnight));
        fixture_set_up(&fixture, &(struct fixture_options){ .wall_ms = midnight });
        fixture_load(&fixture, 1, 1);
        assert_true(moment_parse("2026-10-25T23:00:00Z", &midnight));
        assert_int_equal(fixture_consignment(&fixture, 1).deadline_ms, midnight);
}

/* A session that has begun does not carry codes and deadlines past a clock that jumps under it. */
static void a_clock_that_jumps_in_a_session_judges_nothing_any_more(void **state) {
        fixture_load(&fixture, 1, 2);
        fixture_press(&fixture, TARGET_START);
        fixture.now.wall_ms -= 30 * 60 * 1000;
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_CLOCK);
        assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED).why, "clock");
        fixture_scan_code(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_CLOCK);
        fixture_press(&fixture, TARGET_END);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

static void type_all_but_the_birth_date(unsigned n) {
        char text[REFERENCE_LEN + 1];

        fixture_press(&fixture, TARGET_START);
        fixture_press(&fixture, TARGET_TYPED);
        fixture_reference(n, text);
        fixture_type(&fixture, text);
        fixture_pin(n, text);
        fixture_type(&fixture, text);
}

static void what_is_typed_is_judged_under_no_clock_in_doubt(void **state) {
        char birth[BIRTH_LEN + 1];

        fixture_load(&fixture, 1, 1);
        type_all_but_the_birth_date(1);
        fixture_birth(1, birth);
        fixture.now.wall_ms -= 30 * 60 * 1000;
        fixture_type(&fixture, birth);
        fixture_expect_refused(&fixture, REFUSAL_CLOCK);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

/* The code and its deadline were judged at the scan: what has begun then is finished. */
static void a_clock_that_jumps_after_the_scan_lets_the_session_finish(void **state) {
        char birth[BIRTH_LEN + 1];

        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        fixture_birth(1, birth);
        fixture.now.wall_ms += INT64_C(400) * 86400 * 1000;
        fixture_type(&fixture, birth);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void outside_the_opening_hours_nothing_begins(void **state) {
        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .closed = true });
        fixture_load(&fixture, 1, 1);
        fixture_press(&fixture, TARGET_START);
        fixture_expect(&fixture, SCREEN_REFUSED);
        assert_true(box_screen(fixture.box)->message.closed_now);
        assert_string_equal(box_screen(fixture.box)->opening_hours, "Fr\u00a06–12\u00a0Uhr");
        fixture_press(&fixture, TARGET_TYPED);
        fixture_expect(&fixture, SCREEN_REFUSED);
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_REFUSED);
        assert_true(box_screen(fixture.box)->message.closed_now);
}

/* Open on Fridays alone: whatever the tenth day is, the next Friday ends it. */
static void a_deadline_on_a_closed_day_is_the_next_open_day(void **state) {
        struct local_time last;
        int64_t deadline_ms;

        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .closed = true });
        fixture_load(&fixture, 1, 1);
        deadline_ms = fixture_consignment(&fixture, 1).deadline_ms;
        moment_local(deadline_ms - 1000, &last);
        assert_int_equal(last.weekday, 4);
        assert_int_equal(last.hour, 23);
        assert_in_range((uint64_t)deadline_ms, (uint64_t)moment_midnight_after(fixture.now.wall_ms, 11), (uint64_t)moment_midnight_after(fixture.now.wall_ms, 16));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(codes_are_refused_each_for_its_reason, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(deadlines_end_at_local_midnight, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_deadline_on_a_closed_day_is_the_next_open_day, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_deadline_is_midnight_also_when_summer_time_ends, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_clock_that_jumps_in_a_session_judges_nothing_any_more, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(what_is_typed_is_judged_under_no_clock_in_doubt, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_clock_that_jumps_after_the_scan_lets_the_session_finish, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(outside_the_opening_hours_nothing_begins, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
