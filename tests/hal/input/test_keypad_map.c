/* SPDX-License-Identifier: EUPL-1.2 */
#include <linux/input-event-codes.h>

#include "hal/input/keypad_map.h"
#include "tests/support/cmocka.h"

static struct keypad_map map;

static int set_up(void **state) {
        keypad_map_init(&map);
        return 0;
}

static void all_keys_of_a_session_are_on_a_small_numeric_keypad(void **state) {
        /* Backspace, / * - + Enter . and the digits: what such keypads have. */
        static const uint16_t codes[] = {
                KEY_BACKSPACE, KEY_KPSLASH, KEY_KPASTERISK, KEY_KPMINUS, KEY_KPPLUS, KEY_KPENTER, KEY_KPDOT, KEY_KP0, KEY_KP1,
                KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9,
        };
        bool there[INPUT_KEY_COUNT + 1] = { false };

        for (size_t i = 0; i < ARRAY_LEN(codes); i++)
                there[keypad_map_key(&map, codes[i])] = true;
        for (unsigned key = 0; key < INPUT_KEY_COUNT; key++)
                if (key != INPUT_KEY_LEFT && key != INPUT_KEY_RIGHT) /* the same as up and down */
                        assert_true(there[key]);
        assert_false(there[INPUT_KEY_COUNT]);
}

static void digits_are_what_is_printed_on_them(void **state) {
        static const uint16_t row[] = { KEY_0, KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY_6, KEY_7, KEY_8, KEY_9 };
        static const uint16_t block[] = { KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9 };

        for (unsigned digit = 0; digit < 10; digit++) {
                assert_int_equal(keypad_map_key(&map, row[digit]), INPUT_KEY_0 + digit);
                assert_int_equal(keypad_map_key(&map, block[digit]), INPUT_KEY_0 + digit);
                assert_int_equal(keypad_map_key(&map, KEY_NUMERIC_0 + digit), INPUT_KEY_0 + digit);
        }
        assert_int_equal(keypad_map_key(&map, KEY_NUMERIC_STAR), INPUT_KEY_BACK);
        assert_int_equal(keypad_map_key(&map, KEY_NUMERIC_POUND), INPUT_KEY_OK);
}

static void other_keys_mean_nothing(void **state) {
        assert_int_equal(keypad_map_key(&map, KEY_A), INPUT_KEY_COUNT);
        assert_int_equal(keypad_map_key(&map, KEY_POWER), INPUT_KEY_COUNT);
        assert_int_equal(keypad_map_key(&map, 0), INPUT_KEY_COUNT);
        assert_int_equal(keypad_map_key(&map, KEY_MAX), INPUT_KEY_COUNT);
        assert_int_equal(keypad_map_key(&map, KEY_CNT), INPUT_KEY_COUNT);
        assert_int_equal(keypad_map_key(&map, UINT32_MAX), INPUT_KEY_COUNT);
}

static void a_key_may_be_given_another_meaning_or_none(void **state) {
        assert_true(keypad_map_set(&map, KEY_A, INPUT_KEY_SPEECH));
        assert_true(keypad_map_set(&map, KEY_F1, INPUT_KEY_COUNT));
        assert_int_equal(keypad_map_key(&map, KEY_A), INPUT_KEY_SPEECH);
        assert_int_equal(keypad_map_key(&map, KEY_F1), INPUT_KEY_COUNT);
        assert_false(keypad_map_set(&map, 0, INPUT_KEY_OK));
        assert_false(keypad_map_set(&map, KEYPAD_CODES, INPUT_KEY_OK));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(all_keys_of_a_session_are_on_a_small_numeric_keypad, set_up),
                cmocka_unit_test_setup(digits_are_what_is_printed_on_them, set_up),
                cmocka_unit_test_setup(other_keys_mean_nothing, set_up),
                cmocka_unit_test_setup(a_key_may_be_given_another_meaning_or_none, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
