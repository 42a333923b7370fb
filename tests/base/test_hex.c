/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hex.h"
#include "tests/support/cmocka.h"

static void hex_goes_there_and_back(void **state) {
        static const uint8_t bytes[] = { 0x00, 0x0f, 0xa5, 0xff };
        uint8_t back[4];
        char text[9];

        hex_encode(bytes, 4, text);
        assert_string_equal(text, "000fa5ff");
        assert_true(hex_decode("000FA5fF", 8, back, 4));
        assert_memory_equal(back, bytes, 4);
}

static void wrong_hex_leaves_the_output_untouched(void **state) {
        uint8_t back[2] = { 7, 7 };

        assert_false(hex_decode("000", 3, back, 2));
        assert_false(hex_decode("00000", 5, back, 2));
        assert_false(hex_decode("00g0", 4, back, 2));
        assert_int_equal(back[0], 7);
        assert_int_equal(back[1], 7);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(hex_goes_there_and_back),
                cmocka_unit_test(wrong_hex_leaves_the_output_untouched),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
