/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/box/session/slowdown.h"
#include "controller/box/store/store.h"
#include "tests/support/cmocka.h"

static struct slowdown slowdown;
static struct moment now;

static int set_up(void **state) {
        memset(&slowdown, 0, sizeof(slowdown));
        now = (struct moment){ .wall_ms = 1000000, .mono_ms = 5000 };
        return 0;
}

static void pass(int64_t ms) {
        now.wall_ms += ms;
        now.mono_ms += ms;
}

static void five_within_ten_minutes_slow_then_double_up_to_five_minutes(void **state) {
        static const int64_t delays[] = { 10000, 20000, 40000, 80000, 160000, 300000, 300000 };

        for (uint8_t i = 0; i < 4; i++) {
                slowdown_count(&slowdown, now);
                assert_int_equal(slowdown_delay(&slowdown, now), 0);
                pass(1000);
        }
        for (size_t i = 0; i < ARRAY_LEN(delays); i++) {
                slowdown_count(&slowdown, now);
                assert_int_equal(slowdown_delay(&slowdown, now), delays[i]);
        }
        pass(SLOWDOWN_WITHIN_MS - 1);
        assert_int_equal(slowdown_delay(&slowdown, now), 300000);
        pass(1);
        assert_int_equal(slowdown_delay(&slowdown, now), 0);
        slowdown_count(&slowdown, now);
        assert_int_equal(slowdown_delay(&slowdown, now), 0);
}

static void five_over_a_longer_time_slow_nothing(void **state) {
        for (uint8_t i = 0; i < 20; i++) {
                slowdown_count(&slowdown, now);
                assert_int_equal(slowdown_delay(&slowdown, now), 0);
                pass(3 * 60 * 1000);
        }
}

/* Whoever waits as long as pays off best types fewer in 35 days than are kept: nobody makes a counter go by typing others. */
static void no_pace_types_more_than_the_store_remembers(void **state) {
        unsigned most = 0;

        for (unsigned in_a_row = 1; in_a_row <= 20; in_a_row++) {
                unsigned typed = 0;
                int64_t end_ms;

                set_up(state);
                end_ms = now.mono_ms + STORE_UNKNOWN_DAYS * INT64_C(86400) * 1000;
                while (now.mono_ms < end_ms) {
                        for (unsigned i = 0; i < in_a_row; i++, typed++) {
                                pass(slowdown_delay(&slowdown, now));
                                slowdown_count(&slowdown, now);
                        }
                        pass(SLOWDOWN_WITHIN_MS);
                }
                most = typed > most ? typed : most;
        }
        print_message("at most %u of %u in %u days\n", most, STORE_UNKNOWN_MAX, STORE_UNKNOWN_DAYS);
        assert_true(most < STORE_UNKNOWN_MAX);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(five_within_ten_minutes_slow_then_double_up_to_five_minutes, set_up),
                cmocka_unit_test_setup(five_over_a_longer_time_slow_nothing, set_up),
                cmocka_unit_test_setup(no_pace_types_more_than_the_store_remembers, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
