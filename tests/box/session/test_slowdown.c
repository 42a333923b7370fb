/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/box/session/slowdown.h"
#include "tests/support/cmocka.h"

static struct slowdown slowdown;
static struct moment now;
static struct outcome outcome;

static int set_up(void **state) {
        memset(&slowdown, 0, sizeof(slowdown));
        now = (struct moment){ .wall_ms = 1000000, .mono_ms = 5000 };
        return 0;
}

static enum judgement unknown(uint8_t number) {
        uint8_t tag[TAG_LEN] = { number };

        slowdown_unknown(&slowdown, tag, now, &outcome);
        return outcome.judgement;
}

static void pass(int64_t ms) {
        now.wall_ms += ms;
        now.mono_ms += ms;
}

static void five_within_ten_minutes_slow_then_double_up_to_five_minutes(void **state) {
        static const int64_t delays[] = { 10000, 20000, 40000, 80000, 160000, 300000, 300000 };

        for (uint8_t i = 0; i < 4; i++) {
                unknown(i);
                assert_int_equal(slowdown_delay(&slowdown, now), 0);
                pass(1000);
        }
        for (size_t i = 0; i < ARRAY_LEN(delays); i++) {
                unknown((uint8_t)(10 + i));
                assert_int_equal(slowdown_delay(&slowdown, now), delays[i]);
        }
        pass(SLOWDOWN_WITHIN_MS - 1);
        assert_int_equal(slowdown_delay(&slowdown, now), 300000);
        pass(1);
        assert_int_equal(slowdown_delay(&slowdown, now), 0);
        unknown(50);
        assert_int_equal(slowdown_delay(&slowdown, now), 0);
}

static void five_over_a_longer_time_slow_nothing(void **state) {
        for (uint8_t i = 0; i < 20; i++) {
                unknown(i);
                assert_int_equal(slowdown_delay(&slowdown, now), 0);
                pass(3 * 60 * 1000);
        }
}

static void an_unknown_reference_locks_and_voids_like_a_known_one(void **state) {
        for (unsigned i = 1; i <= 10; i++) {
                enum judgement answer = unknown(7);

                if (i == 10) {
                        assert_int_equal(answer, JUDGEMENT_VOID);
                } else if (i == 5) {
                        assert_int_equal(answer, JUDGEMENT_LOCKED);
                        assert_int_equal(outcome.locked_until_ms, now.mono_ms + STORE_LOCK_MS);
                        assert_int_equal(unknown(7), JUDGEMENT_LOCKED);
                        assert_int_equal(unknown(8), JUDGEMENT_WRONG);
                        pass(STORE_LOCK_MS);
                } else {
                        assert_int_equal(answer, JUDGEMENT_WRONG);
                        assert_int_equal(outcome.tries_left, 5 - i % 5);
                }
        }
        pass(STORE_LOCK_MS);
        assert_int_equal(unknown(7), JUDGEMENT_VOID);
}

static void the_least_recent_pretence_makes_room(void **state) {
        for (unsigned i = 0; i < 4; i++)
                unknown(0);
        for (uint8_t i = 1; i < SLOWDOWN_PRETEND_MAX; i++) {
                pass(1);
                unknown(i);
        }
        pass(1);
        assert_int_equal(unknown(0), JUDGEMENT_LOCKED);
        pass(1);
        assert_int_equal(unknown(200), JUDGEMENT_WRONG);
        assert_int_equal(unknown(0), JUDGEMENT_LOCKED);
        assert_int_equal(unknown(1), JUDGEMENT_WRONG);
        assert_int_equal(outcome.tries_left, 4);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(five_within_ten_minutes_slow_then_double_up_to_five_minutes, set_up),
                cmocka_unit_test_setup(five_over_a_longer_time_slow_nothing, set_up),
                cmocka_unit_test_setup(an_unknown_reference_locks_and_voids_like_a_known_one, set_up),
                cmocka_unit_test_setup(the_least_recent_pretence_makes_room, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
