/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>

#include "hal/clock/clock.h"
#include "tests/support/cmocka.h"

static void the_systems_time_cannot_be_moved(void **state) {
        struct clock *clock;

        assert_int_equal(clock_new_system(&clock), 0);
        assert_int_equal(clock_advance(clock, 1), -ENOTSUP);
        assert_int_equal(clock_jump(clock, 1), -ENOTSUP);
        assert_int_equal(clock_synchronise(clock, true), -ENOTSUP);
        clock_free(clock);
}

static void passing_time_moves_both_clocks_and_a_jump_only_the_wall(void **state) {
        struct clock *clock;
        struct moment before, after;

        assert_int_equal(clock_new_simulated(&clock), 0);
        before = clock_now(clock);
        assert_int_equal(clock_advance(clock, 864000000), 0);
        after = clock_now(clock);
        assert_true(after.wall_ms - before.wall_ms >= 864000000);
        assert_true(after.mono_ms - before.mono_ms >= 864000000);
        before = clock_now(clock);
        assert_int_equal(clock_jump(clock, 1000), 0);
        after = clock_now(clock);
        assert_true(after.wall_ms >= 1000 && after.wall_ms < before.wall_ms);
        assert_true(after.mono_ms >= before.mono_ms && after.mono_ms - before.mono_ms < 864000000);
        clock_free(clock);
}

static void a_simulated_kernel_says_what_it_is_told(void **state) {
        struct clock *clock;
        bool synchronised = true;

        assert_int_equal(clock_new_simulated(&clock), 0);
        assert_int_equal(clock_synchronised(clock, &synchronised), 0);
        assert_false(synchronised);
        assert_int_equal(clock_synchronise(clock, true), 0);
        assert_int_equal(clock_synchronised(clock, &synchronised), 0);
        assert_true(synchronised);
        assert_int_equal(clock_synchronise(clock, false), 0);
        assert_int_equal(clock_synchronised(clock, &synchronised), 0);
        assert_false(synchronised);
        clock_free(clock);
}

static void impossible_times_are_refused(void **state) {
        struct clock *clock;

        assert_int_equal(clock_new_simulated(&clock), 0);
        assert_int_equal(clock_advance(clock, -1), -EINVAL);
        assert_int_equal(clock_advance(clock, INT64_MAX), -ERANGE);
        assert_int_equal(clock_jump(clock, -1), -ERANGE);
        assert_int_equal(clock_jump(clock, INT64_MAX), -ERANGE);
        clock_free(clock);
        clock_free(NULL);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_systems_time_cannot_be_moved),
                cmocka_unit_test(passing_time_moves_both_clocks_and_a_jump_only_the_wall),
                cmocka_unit_test(a_simulated_kernel_says_what_it_is_told),
                cmocka_unit_test(impossible_times_are_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
