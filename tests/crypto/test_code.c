/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/hex.h"
#include "crypto/base45.h"
#include "crypto/code.h"
#include "tests/crypto/known_answer.h"
#include "tests/support/cmocka.h"

static struct secret_key *key;

static int set_up(void **state) {
        return crypto_init() < 0 || secret_key_from_seed(known_seed, &key) < 0;
}

static int tear_down(void **state) {
        secret_key_free(key);
        return 0;
}

static void the_known_key_has_its_known_id(void **state) {
        uint8_t kid[KEY_ID_LEN];
        char text[2 * KEY_PUBLIC_LEN + 1];

        hex_encode(secret_key_public(key)->x, KEY_PUBLIC_LEN, text);
        assert_string_equal(text, known_public);
        key_id(secret_key_public(key), kid);
        hex_encode(kid, KEY_ID_LEN, text);
        assert_string_equal(text, known_kid);
}

static void the_known_answer_is_read_and_verified(void **state) {
        struct code code;

        assert_int_equal(code_parse(known_text, strlen(known_text), &code), 0);
        assert_string_equal(code.aud, "K017");
        assert_int_equal(code.exp, KNOWN_EXP);
        assert_int_equal(code.nbf, KNOWN_NBF);
        for (int i = 0; i < CTI_LEN; i++)
                assert_int_equal(code.cti[i], i);
        assert_int_equal(code_verify(&code, secret_key_public(key)), 0);
}

static void the_known_answer_is_made_byte_for_byte(void **state) {
        struct code code = { .aud = "K017", .exp = KNOWN_EXP, .nbf = KNOWN_NBF };
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        uint8_t bytes[KNOWN_COSE_LEN + 8];
        char hex[2 * sizeof(bytes) + 1];
        size_t len;

        for (int i = 0; i < CTI_LEN; i++)
                code.cti[i] = (uint8_t)i;
        assert_int_equal(code_sign(&code, key, &text), 0);
        assert_string_equal(buffer_text(&text), known_text);
        assert_true(base45_decode(buffer_text(&text) + 4, text.len - 4, bytes, sizeof(bytes), &len));
        assert_int_equal(len, KNOWN_COSE_LEN);
        hex_encode(bytes, len, hex);
        assert_string_equal(hex, known_cose);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_known_key_has_its_known_id),
                cmocka_unit_test(the_known_answer_is_read_and_verified),
                cmocka_unit_test(the_known_answer_is_made_byte_for_byte),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
