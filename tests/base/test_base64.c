/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/base64.h"
#include "tests/support/cmocka.h"

static void the_examples_of_rfc_4648_go_both_ways(void **state) {
        static const struct {
                const char *bytes, *text;
        } examples[] = {
                { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
                { "foobar", "Zm9vYmFy" },
        };

        for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
                struct buffer text = BUFFER_INIT;
                uint8_t bytes[8];
                size_t len;

                assert_int_equal(base64_encode((const uint8_t *)examples[i].bytes, strlen(examples[i].bytes), &text), 0);
                assert_string_equal(buffer_text(&text), examples[i].text);
                assert_true(base64_decode(examples[i].text, strlen(examples[i].text), bytes, sizeof(bytes), &len));
                assert_int_equal(len, strlen(examples[i].bytes));
                assert_memory_equal(bytes, examples[i].bytes, len);
                buffer_deinit(&text);
        }
}

static void bytes_of_every_length_come_back(void **state) {
        uint8_t bytes[500], again[500];

        for (size_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)(i * 101 + 7);
        for (size_t len = 0; len <= sizeof(bytes); len++) {
                struct buffer text = BUFFER_INIT;
                size_t again_len;

                assert_int_equal(base64_encode(bytes, len, &text), 0);
                assert_int_equal(text.len, (len + 2) / 3 * 4);
                assert_true(base64_decode(buffer_text(&text), text.len, again, len, &again_len));
                assert_int_equal(again_len, len);
                assert_memory_equal(again, bytes, len);
                if (len > 0)
                        assert_false(base64_decode(buffer_text(&text), text.len, again, len - 1, &again_len));
                buffer_deinit(&text);
        }
}

/* All two-byte texts of a last group, of which exactly those of the alphabet with no bits left over are good. */
static void of_all_last_groups_only_the_canonical_are_read(void **state) {
        unsigned accepted = 0;

        for (unsigned a = 0; a < 256; a++) {
                for (unsigned b = 0; b < 256; b++) {
                        char text[4] = { (char)a, (char)b, '=', '=' };
                        uint8_t byte;
                        size_t len;

                        accepted += base64_decode(text, 4, &byte, 1, &len);
                }
        }
        assert_int_equal(accepted, 256);
}

static void what_is_not_the_one_form_is_refused(void **state) {
        static const char *const texts[] = {
                "Z", "Zg", "Zg=", "Z===", "====", "=g==", "Zg==Zg==", "Zm9v====", "Zm9v\n", "Zm9vYmF=", "Zm9 ", "Zm9-", "Zm9_",
        };

        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                uint8_t bytes[8];
                size_t len;

                assert_false(base64_decode(texts[i], strlen(texts[i]), bytes, sizeof(bytes), &len));
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_examples_of_rfc_4648_go_both_ways),
                cmocka_unit_test(bytes_of_every_length_come_back),
                cmocka_unit_test(of_all_last_groups_only_the_canonical_are_read),
                cmocka_unit_test(what_is_not_the_one_form_is_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
