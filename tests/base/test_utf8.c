/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/utf8.h"
#include "tests/support/cmocka.h"

static void characters_of_every_length_are_read(void **state) {
        static const uint32_t expected[] = { 'a', 0x7f, 0x80, 0x7ff, 0x800, 0x2014, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff };
        static const char text[] = "a\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xe2\x80\x94\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf";
        struct reader reader = reader_over(text, sizeof(text) - 1);
        uint32_t code_point;

        for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
                assert_true(reader_utf8(&reader, &code_point));
                assert_int_equal(code_point, expected[i]);
        }
        assert_false(reader_utf8(&reader, &code_point));
}

static void other_forms_are_refused_and_not_consumed(void **state) {
        static const char *const wrong[] = {
                "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                "\xf8\x88\x80\x80\x80", "\xff", "\xc3", "\xe2\x80", "\xe2\x28\xa1", "\xf0\x9f\x98",
        };
        uint32_t code_point;

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                struct reader reader = reader_over(wrong[i], strlen(wrong[i]));

                assert_false(reader_utf8(&reader, &code_point));
                assert_int_equal(reader.len, strlen(wrong[i]));
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(characters_of_every_length_are_read),
                cmocka_unit_test(other_forms_are_refused_and_not_consumed),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
