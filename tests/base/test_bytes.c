/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "tests/support/cmocka.h"

static void a_reader_consumes_or_leaves_alone(void **state) {
        static const uint8_t bytes[] = { 1, 2, 3, 4, 5 };
        struct reader reader = reader_over(bytes, sizeof(bytes));
        uint32_t word;
        uint16_t half;
        uint64_t wide;

        assert_true(reader_u32(&reader, &word));
        assert_int_equal(word, 0x01020304);
        assert_false(reader_u16(&reader, &half));
        assert_false(reader_u64(&reader, &wide));
        assert_int_equal(reader.len, 1);
        assert_int_equal(reader.data[0], 5);
}

static void a_line_ends_at_lf(void **state) {
        struct reader reader = reader_over("ab\n\nrest", 8);
        const char *line;
        size_t len;

        assert_true(reader_line(&reader, &line, &len));
        assert_int_equal(len, 2);
        assert_memory_equal(line, "ab", 2);
        assert_true(reader_line(&reader, &line, &len));
        assert_int_equal(len, 0);
        assert_false(reader_line(&reader, &line, &len));
        assert_int_equal(reader.len, 4);
}

static void a_decimal_number_has_one_form_and_a_limit(void **state) {
        static const char *const wrong[] = { "", "x1", "-1", "+1", " 1", "01", "00", "18446744073709551616", "99999999999999999999" };
        struct reader reader;
        uint64_t value;

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                reader = reader_over(wrong[i], strlen(wrong[i]));
                assert_false(reader_decimal(&reader, UINT64_MAX, &value));
                assert_int_equal(reader.len, strlen(wrong[i]));
        }
        reader = reader_over("18446744073709551615,0", 22);
        assert_true(reader_decimal(&reader, UINT64_MAX, &value));
        assert_true(value == UINT64_MAX);
        assert_true(reader_text(&reader, ","));
        assert_false(reader_text(&reader, "00"));
        assert_true(reader_decimal(&reader, 0, &value));
        assert_int_equal(value, 0);
        reader = reader_over("255", 3);
        assert_false(reader_decimal(&reader, 254, &value));
        assert_true(reader_decimal(&reader, 255, &value));
}

static void a_buffer_refuses_more_than_its_limit_and_stays_as_it_was(void **state) {
        struct buffer buffer = BUFFER_INIT_MAX(4);

        assert_int_equal(buffer_append_text(&buffer, "abc"), 0);
        assert_int_equal(buffer_append_u16(&buffer, 7), -EMSGSIZE);
        assert_int_equal(buffer_append_u8(&buffer, 'd'), 0);
        assert_string_equal(buffer_text(&buffer), "abcd");
        assert_int_equal(buffer_printf(&buffer, "%d", 1), -EMSGSIZE);
        assert_int_equal(buffer.len, 4);
        buffer_deinit(&buffer);
}

static void integers_are_big_endian(void **state) {
        static const uint8_t expected[] = { 1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4 };
        struct buffer buffer = BUFFER_INIT;

        assert_int_equal(buffer_append_u8(&buffer, 1), 0);
        assert_int_equal(buffer_append_u16(&buffer, 2), 0);
        assert_int_equal(buffer_append_u32(&buffer, 3), 0);
        assert_int_equal(buffer_append_u64(&buffer, 4), 0);
        assert_int_equal(buffer.len, sizeof(expected));
        assert_memory_equal(buffer.data, expected, sizeof(expected));
        buffer_wipe(&buffer);
        assert_null(buffer.data);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_reader_consumes_or_leaves_alone),
                cmocka_unit_test(a_line_ends_at_lf),
                cmocka_unit_test(a_decimal_number_has_one_form_and_a_limit),
                cmocka_unit_test(a_buffer_refuses_more_than_its_limit_and_stays_as_it_was),
                cmocka_unit_test(integers_are_big_endian),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
