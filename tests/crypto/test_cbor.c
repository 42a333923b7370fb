/* SPDX-License-Identifier: EUPL-1.2 */
/* CBOR and base45, item by item. Whole messages are in test_code.c and others. */
#include <string.h>

#include "base/hex.h"
#include "crypto/base45.h"
#include "crypto/cbor.h"
#include "tests/support/cmocka.h"

/* RFC 8949 appendix A and the borders between the lengths of a head. */
static const struct {
        int64_t value;
        const char *hex;
} integers[] = {
        { 0, "00" }, { 1, "01" }, { 10, "0a" }, { 23, "17" }, { 24, "1818" }, { 25, "1819" }, { 100, "1864" }, { 255, "18ff" },
        { 256, "190100" }, { 1000, "1903e8" }, { 65535, "19ffff" }, { 65536, "1a00010000" }, { 1000000, "1a000f4240" },
        { 4294967295, "1affffffff" }, { 4294967296, "1b0000000100000000" }, { 1000000000000, "1b000000e8d4a51000" },
        { -1, "20" }, { -10, "29" }, { -24, "37" }, { -25, "3818" }, { -100, "3863" }, { -256, "38ff" }, { -257, "390100" },
        { -1000, "3903e7" }, { -65536, "39ffff" }, { -65537, "3a00010000" }, { INT64_MIN, "3b7fffffffffffffff" },
};

static struct reader read_hex(const char *hex) {
        static uint8_t bytes[64];
        size_t len = strlen(hex) / 2;

        assert_true(len <= sizeof(bytes) && hex_decode(hex, 2 * len, bytes, len));
        return reader_over(bytes, len);
}

static void integers_have_their_shortest_form(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(integers); i++) {
                struct reader reader = read_hex(integers[i].hex), again = reader;
                uint8_t bytes[9];
                struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
                uint64_t value;

                cbor_put_int(&writer, integers[i].value);
                assert_true(cbor_writer_equals(&writer, reader.data, reader.len));
                assert_true(cbor_expect_int(&again, integers[i].value));
                assert_int_equal(again.len, 0);
                again = reader;
                assert_false(cbor_expect_int(&again, integers[i].value ^ 1));
                again = reader;
                assert_int_equal(cbor_take_uint(&again, UINT64_MAX, &value), integers[i].value >= 0);
                if (integers[i].value > 0) {
                        again = reader;
                        assert_false(cbor_take_uint(&again, (uint64_t)integers[i].value - 1, &value));
                }
        }
}

static void longer_forms_and_reserved_ones_are_refused(void **state) {
        static const char *const bad[] = { "1800", "1817", "190000", "1900ff", "1a00000000", "1a0000ffff", "1b0000000000000000",
                                           "1b00000000ffffffff", "1c", "1d", "1e", "1f", "18", "1901", "1a000100", "" };
        uint64_t value = 42;

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct reader reader = read_hex(bad[i]);

                assert_false(cbor_take_uint(&reader, UINT64_MAX, &value));
        }
        assert_int_equal(value, 42);
}

static void strings_are_bounded_and_texts_are_clean(void **state) {
        static const char *const bad[] = { "6100", "610a", "617f", "62c280", "61ff", "62c0af", "63eda080", "64f4908080", "65616263",
                                           "4161", "6461626364", "7f6161ff", "780161" };
        struct reader reader = read_hex("63e282ac");
        char text[4] = "abc";
        const uint8_t *bytes;
        size_t len;

        assert_true(cbor_copy_text(&reader, text, sizeof(text)));
        assert_string_equal(text, "€");
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                reader = read_hex(bad[i]);
                assert_false(cbor_copy_text(&reader, text, sizeof(text)));
        }
        reader = read_hex("43010203");
        assert_false(cbor_take_bytes(&reader, 2, &bytes, &len));
        reader = read_hex("43010203");
        assert_true(cbor_take_bytes(&reader, 3, &bytes, &len));
        assert_int_equal(len, 3);
        reader = read_hex("5bffffffffffffffff");
        assert_false(cbor_take_bytes(&reader, SIZE_MAX, &bytes, &len));
}

static void a_full_writer_says_so_and_writes_no_further_than_its_end(void **state) {
        uint8_t bytes[4] = { 0, 0, 0, 0x55 };
        struct cbor_writer writer = cbor_writer_over(bytes, 3);

        cbor_put_uint(&writer, 1000);
        assert_false(writer.overflow);
        cbor_put_null(&writer);
        assert_true(writer.overflow);
        assert_int_equal(bytes[3], 0x55);
        assert_false(cbor_writer_equals(&writer, bytes, 3));
}

/* All 45³ groups of three and 45² of two: exactly those within two bytes, or one, are read, and lead back. */
static void every_group_of_base45_is_read_or_refused(void **state) {
        static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        char text[3], again[3];
        uint8_t bytes[2];
        size_t len;

        for (unsigned n = 0; n < 45 * 45 * 45; n++) {
                text[0] = alphabet[n % 45];
                text[1] = alphabet[n / 45 % 45];
                text[2] = alphabet[n / 2025];
                assert_int_equal(base45_decode(text, 3, bytes, sizeof(bytes), &len), n <= UINT16_MAX);
                if (n <= UINT16_MAX) {
                        base45_encode(bytes, len, again);
                        assert_memory_equal(again, text, 3);
                }
                if (n < 45 * 45)
                        assert_int_equal(base45_decode(text, 2, bytes, sizeof(bytes), &len), n <= UINT8_MAX);
        }
}

static void only_the_alphabet_of_base45_is_read(void **state) {
        uint8_t bytes[2];
        unsigned good = 0;
        size_t len = 7;

        for (int c = 0; c < 256; c++)
                good += base45_decode((const char[]){ (char)c, '0' }, 2, bytes, sizeof(bytes), &len);
        assert_int_equal(good, 45);
        len = 7;
        assert_false(base45_decode("000000", 6, bytes, sizeof(bytes), &len));
        assert_false(base45_decode("0000", 4, bytes, sizeof(bytes), &len));
        assert_int_equal(len, 7);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(integers_have_their_shortest_form),
                cmocka_unit_test(longer_forms_and_reserved_ones_are_refused),
                cmocka_unit_test(strings_are_bounded_and_texts_are_clean),
                cmocka_unit_test(a_full_writer_says_so_and_writes_no_further_than_its_end),
                cmocka_unit_test(every_group_of_base45_is_read_or_refused),
                cmocka_unit_test(only_the_alphabet_of_base45_is_read),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
