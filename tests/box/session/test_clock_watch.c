/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/clock_watch.h"
#include "tests/support/cmocka.h"

enum { MINUTE = 60 * 1000, START = 10000000 };

static struct clock_watch watch;

static struct moment at(int64_t wall_ms, int64_t mono_ms) {
        return (struct moment){ .wall_ms = START + wall_ms, .mono_ms = mono_ms };
}

static void time_that_passes_is_believed(void **state) {
        clock_watch_start(&watch, START, false, at(0, 0));
        assert_false(watch.doubt);
        assert_false(clock_watch_check(&watch, at(1000 * MINUTE, 1000 * MINUTE)));
        assert_false(clock_watch_check(&watch, at(1005 * MINUTE, 1000 * MINUTE)));
        assert_false(clock_watch_check(&watch, at(995 * MINUTE, 1000 * MINUTE)));
}

static void a_jump_either_way_is_doubted_once(void **state) {
        for (int sign = -1; sign <= 1; sign += 2) {
                struct moment jumped = at(sign * (5 * MINUTE + 1), 0);

                clock_watch_start(&watch, START, false, at(0, 0));
                assert_true(clock_watch_check(&watch, jumped));
                assert_true(watch.doubt);
                assert_false(clock_watch_check(&watch, jumped));
                jumped.mono_ms = 3 * MINUTE;
                assert_int_equal(clock_watch_estimate(&watch, jumped), START + 3 * MINUTE);
                clock_watch_believe(&watch, jumped);
                assert_false(watch.doubt);
                assert_int_equal(clock_watch_estimate(&watch, jumped), jumped.wall_ms);
        }
}

static void small_steps_add_up_until_the_clock_is_believed_again(void **state) {
        clock_watch_start(&watch, START, false, at(0, 0));
        assert_false(clock_watch_check(&watch, at(4 * MINUTE, 0)));
        assert_true(clock_watch_check(&watch, at(8 * MINUTE, 0)));
}

static void below_the_floor_the_floor_is_the_estimate(void **state) {
        clock_watch_start(&watch, START, false, at(-1, 50));
        assert_true(watch.doubt);
        assert_int_equal(clock_watch_estimate(&watch, at(-1, 50)), START);
        assert_int_equal(clock_watch_estimate(&watch, at(-1, 250)), START + 200);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(time_that_passes_is_believed),
                cmocka_unit_test(a_jump_either_way_is_doubted_once),
                cmocka_unit_test(small_steps_add_up_until_the_clock_is_believed_again),
                cmocka_unit_test(below_the_floor_the_floor_is_the_estimate),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
