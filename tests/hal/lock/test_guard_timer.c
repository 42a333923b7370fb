/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/guard_timer.h"
#include "tests/support/cmocka.h"

static const struct lock_timing timing = { .pulse_ms = 300, .rest_ms = 2000, .gap_ms = 300 };
static struct guard_timer timer;

static int set_up(void **state) {
        return guard_timer_init(&timer, 4, &timing);
}

static int tear_down(void **state) {
        guard_timer_deinit(&timer);
        return 0;
}

static int begin(unsigned line, unsigned ms, int64_t now_ms) {
        int refusal = guard_timer_refuses(&timer, line, now_ms);

        if (refusal == 0)
                guard_timer_begin(&timer, line, ms, now_ms);
        return refusal;
}

static void a_pulse_ends_when_asked(void **state) {
        assert_int_equal(guard_timer_left_ms(&timer, 0), -1);
        assert_int_equal(begin(1, 300, 1000), 0);
        assert_int_equal(guard_timer_left_ms(&timer, 1000), 300);
        assert_int_equal(guard_timer_left_ms(&timer, 1299), 1);
        assert_int_equal(guard_timer_left_ms(&timer, 1300), 0);
        assert_int_equal(guard_timer_left_ms(&timer, 99999), 0);
        assert_int_equal(guard_timer_end(&timer, 1302), 302);
        assert_int_equal(guard_timer_left_ms(&timer, 1302), -1);
}

static void no_pulse_is_longer_than_the_cap_whatever_is_asked(void **state) {
        static const unsigned asked_ms[] = { LOCK_PULSE_CAP_MS, 5000, UINT32_MAX };

        for (unsigned i = 0; i < ARRAY_LEN(asked_ms); i++) {
                int64_t now_ms = 10000 * (int64_t)i;

                assert_int_equal(begin(0, asked_ms[i], now_ms), 0);
                assert_int_equal(guard_timer_left_ms(&timer, now_ms), LOCK_PULSE_LONGEST_MS);
                (void)guard_timer_end(&timer, now_ms + 1000);
        }
}

static void a_line_that_comes_on_late_has_its_pulse_and_no_cap_is_passed(void **state) {
        assert_int_equal(begin(0, 300, 0), 0);
        guard_timer_driven(&timer, 40);
        assert_int_equal(guard_timer_left_ms(&timer, 40), 300);
        assert_int_equal(guard_timer_end(&timer, 340), 340);
        assert_int_equal(begin(0, 300, 10000), 0);
        guard_timer_driven(&timer, 10400);
        assert_int_equal(guard_timer_left_ms(&timer, 10400), LOCK_PULSE_LONGEST_MS - 400);
        (void)guard_timer_end(&timer, 10500);
        assert_int_equal(begin(0, UINT32_MAX, 20000), 0);
        guard_timer_driven(&timer, 29000);
        assert_int_equal(guard_timer_left_ms(&timer, 29000), 0);
}

static void one_coil_at_a_time(void **state) {
        assert_int_equal(begin(0, 300, 0), 0);
        assert_int_equal(begin(1, 300, 100), GUARD_E_BUSY);
        assert_int_equal(begin(0, 300, 100), GUARD_E_BUSY);
        /* Nor does asking again make the pulse longer, even when its end is late. */
        assert_int_equal(begin(0, 300, 5000), GUARD_E_BUSY);
        assert_int_equal(guard_timer_left_ms(&timer, 300), 0);
}

static void gap_and_rest_are_kept(void **state) {
        assert_int_equal(begin(0, 300, 0), 0);
        (void)guard_timer_end(&timer, 300);
        assert_int_equal(begin(1, 300, 599), GUARD_E_GAP);
        assert_int_equal(begin(0, 300, 600), GUARD_E_REST);
        assert_int_equal(begin(1, 300, 600), 0);
        (void)guard_timer_end(&timer, 900);
        assert_int_equal(begin(0, 300, 2299), GUARD_E_REST);
        assert_int_equal(begin(0, 300, 2300), 0);
}

static void a_line_that_is_not_there_is_refused(void **state) {
        assert_int_equal(begin(4, 300, 0), GUARD_E_LINE);
        assert_int_equal(begin(GUARD_NONE, 300, 0), GUARD_E_LINE);
        assert_int_equal(guard_timer_left_ms(&timer, 0), -1);
}

#define TIMER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                TIMER_TEST(a_pulse_ends_when_asked),
                TIMER_TEST(no_pulse_is_longer_than_the_cap_whatever_is_asked),
                TIMER_TEST(a_line_that_comes_on_late_has_its_pulse_and_no_cap_is_passed),
                TIMER_TEST(one_coil_at_a_time),
                TIMER_TEST(gap_and_rest_are_kept),
                TIMER_TEST(a_line_that_is_not_there_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
