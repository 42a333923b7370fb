/* SPDX-License-Identifier: EUPL-1.2 */
/* Key files, PINs, tags, sealing and references: what turns secrets into something that may be kept. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/pin.h"
#include "crypto/reference.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"
#include "tests/support/cmocka.h"

static int set_up(void **state) {
        return crypto_init();
}

static void a_key_file_opens_under_its_passphrase_only(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, secret = BUFFER_INIT;

        assert_int_equal(keyfile_seal("correct horse", "secret", 6, &bytes), 0);
        assert_int_equal(keyfile_open("correct horse", bytes.data, bytes.len, &secret), 0);
        assert_string_equal(buffer_text(&secret), "secret");
        buffer_clear(&secret);
        assert_int_equal(keyfile_open("correct horsf", bytes.data, bytes.len, &secret), -EBADMSG);
        assert_int_equal(keyfile_open("", bytes.data, bytes.len, &secret), -EBADMSG);
        assert_int_equal(secret.len, 0);
}

/* Sealed long ago (tests/fuzz/corpus/keyfile): with other passes or another amount of memory it opens no more. */
static void a_key_file_costs_what_its_first_line_says(void **state) {
        static const uint8_t sealed[] = {
                0x70, 0x62, 0x6b, 0x65, 0x79, 0x20, 0x31, 0x0a, 0xf8, 0xaf, 0x8f, 0xac, 0xad, 0x6d,
                0x0a, 0xaf, 0x00, 0x13, 0x9e, 0xbe, 0x73, 0xa2, 0xa7, 0xc2, 0x3f, 0x5a, 0xd4, 0x05,
                0x3f, 0x39, 0x64, 0x5f, 0x7e, 0x3c, 0x5f, 0xd9, 0xb1, 0xb0, 0xf9, 0xca, 0xda, 0xcb,
                0xd4, 0x92, 0x4e, 0xb2, 0x12, 0xaa, 0xa0, 0xcd, 0xb4, 0xbc, 0x67, 0x00, 0x6b, 0xbc,
                0xc5, 0x20, 0x59, 0x07, 0x93, 0xc9, 0x96, 0xff, 0x96, 0x82, 0x56, 0x95, 0xa2, 0xf3,
        };
        CLEANUP(buffer_deinit) struct buffer secret = BUFFER_INIT;

        assert_int_equal(keyfile_open("passphrase", sealed, sizeof(sealed), &secret), 0);
        assert_string_equal(buffer_text(&secret), "secret");
}

/* One byte of each part: magic, salt, nonce, contents, tag. */
static void a_damaged_key_file_does_not_open(void **state) {
        static const size_t places[] = { 0, 7, 8, 24, 48, 53, 54, 69 };
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, secret = BUFFER_INIT;

        assert_int_equal(keyfile_seal("p", "secret", 6, &bytes), 0);
        assert_int_equal(bytes.len, 8 + 16 + 24 + 6 + 16);
        for (size_t i = 0; i < ARRAY_LEN(places); i++) {
                bytes.data[places[i]] ^= 0x80;
                assert_int_equal(keyfile_open("p", bytes.data, bytes.len, &secret), -EBADMSG);
                bytes.data[places[i]] ^= 0x80;
        }
        assert_int_equal(keyfile_open("p", bytes.data, bytes.len - 1, &secret), -EBADMSG);
        assert_int_equal(keyfile_open("p", bytes.data, 63, &secret), -EBADMSG);
        assert_int_equal(keyfile_open("p", bytes.data, 0, &secret), -EBADMSG);
        assert_int_equal(secret.len, 0);
}

static void key_files_have_limits(void **state) {
        static const uint8_t secret[KEYFILE_SECRET_MAX + 1] = { 1 };
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, back = BUFFER_INIT;
        char passphrase[PASSPHRASE_MAX + 2];

        memset(passphrase, 'x', sizeof(passphrase));
        passphrase[PASSPHRASE_MAX + 1] = 0;
        assert_int_equal(keyfile_seal("", secret, 1, &bytes), -EINVAL);
        assert_int_equal(keyfile_seal("p", secret, KEYFILE_SECRET_MAX + 1, &bytes), -EMSGSIZE);
        assert_int_equal(keyfile_seal(passphrase, secret, 1, &bytes), -EMSGSIZE);
        passphrase[PASSPHRASE_MAX] = 0;
        assert_int_equal(keyfile_seal(passphrase, secret, KEYFILE_SECRET_MAX, &bytes), 0);
        assert_true(bytes.len <= KEYFILE_MAX_LEN);
        assert_int_equal(keyfile_open(passphrase, bytes.data, bytes.len, &back), 0);
        assert_int_equal(back.len, KEYFILE_SECRET_MAX);
        assert_memory_equal(back.data, secret, KEYFILE_SECRET_MAX);
}

static void what_anybody_would_try_is_no_pin(void **state) {
        static const char *const guessable[] = { "00000000", "99999999", "12345678", "01234567", "34567890", "78901234", "87654321", "21098765",
                                                 "12121212", "90909090", "12341234", "19841984" };
        static const char *const good[] = { "13572468", "12345687", "12341235", "11223344", "27182818", "00000001" };

        for (size_t i = 0; i < ARRAY_LEN(guessable); i++)
                assert_true(pin_guessable(guessable[i]));
        for (size_t i = 0; i < ARRAY_LEN(good); i++)
                assert_false(pin_guessable(good[i]));
}

static void a_pin_matches_its_verifier_only(void **state) {
        char verifier[PIN_VERIFIER_SIZE], other[PIN_VERIFIER_SIZE];

        assert_int_equal(pin_hash("04711815", verifier), 0);
        assert_int_equal(strncmp(verifier, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0);
        assert_true(pin_matches("04711815", verifier));
        assert_false(pin_matches("04711816", verifier));
        assert_false(pin_matches("0471181", verifier));
        assert_false(pin_matches("", verifier));
        assert_int_equal(pin_hash("04711815", other), 0);
        assert_string_not_equal(verifier, other);
}

static void a_verifier_of_other_cost_never_matches(void **state) {
        char verifier[PIN_VERIFIER_SIZE];

        assert_false(pin_matches("1", ""));
        assert_false(pin_matches("1", "*"));
        assert_false(pin_matches("1", "$argon2id$v=19$m=4194304,t=9,p=1$AAAAAAAAAAAAAAAAAAAAAA"
                                      "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        memset(verifier, 'x', sizeof(verifier));
        assert_false(pin_matches("1", verifier));
}

static void random_pins_are_digits(void **state) {
        char pin[STAFF_PIN_LEN + 1], again[STAFF_PIN_LEN + 1];
        bool differs = false;

        for (int i = 0; i < 20; i++) {
                pin_random(STAFF_PIN_LEN, pin);
                pin_random(STAFF_PIN_LEN, again);
                assert_int_equal(strlen(pin), STAFF_PIN_LEN);
                assert_int_equal(strspn(pin, "0123456789"), STAFF_PIN_LEN);
                differs |= strcmp(pin, again) != 0;
        }
        assert_true(differs);
}

static void tags_depend_on_key_use_consignment_and_answer(void **state) {
        const uint8_t secrets[2][TAG_SECRET_LEN] = { { 1 }, { 2 } }, ctis[2][CTI_LEN] = { { 1 }, { 2 } };
        CLEANUP(tag_key_cleanup) struct tag_key *key = NULL, *other = NULL;
        uint8_t tags[9][TAG_LEN], again[TAG_LEN];

        assert_int_equal(tag_key_new(secrets[0], &key), 0);
        assert_int_equal(tag_key_new(secrets[1], &other), 0);
        tag_birth(key, ctis[0], "19640812", tags[0]);
        tag_birth(key, ctis[1], "19640812", tags[1]);
        tag_birth(key, ctis[0], "19640813", tags[2]);
        tag_birth(other, ctis[0], "19640812", tags[3]);
        tag_reference(key, "19640812", tags[4]);
        tag_pin(key, ctis[0], "196408", tags[5]);
        tag_birth(key, ctis[0], "19640800", tags[6]);
        tag_reference(other, "19640812", tags[7]);
        tag_unknown(key, "19640812", tags[8]);
        for (size_t i = 0; i < ARRAY_LEN(tags); i++)
                for (size_t j = 0; j < i; j++)
                        assert_false(tag_equal(tags[i], tags[j]));
        tag_birth(key, ctis[0], "19640812", again);
        assert_true(tag_equal(again, tags[0]));
}

/* Worked out with Python's hashlib from what crypto_kdf and crypto_generichash are documented to be. */
static void a_tag_is_the_documented_one(void **state) {
        static const uint8_t expected[TAG_LEN] = {
                0xab, 0x56, 0xda, 0x2d, 0x4d, 0x25, 0x1a, 0x7a, 0x6d, 0xbd, 0xad, 0x38, 0x69, 0x6d, 0xf7, 0x0d,
                0x4f, 0x60, 0xfb, 0xd3, 0x40, 0x07, 0xca, 0xbe, 0xa6, 0xc1, 0x8a, 0xdc, 0x75, 0x5b, 0x00, 0x85,
        };
        uint8_t secret[TAG_SECRET_LEN], cti[CTI_LEN], tag[TAG_LEN];
        CLEANUP(tag_key_cleanup) struct tag_key *key = NULL;

        for (uint8_t i = 0; i < TAG_SECRET_LEN; i++)
                secret[i] = i;
        memcpy(cti, secret, CTI_LEN);
        assert_int_equal(tag_key_new(secret, &key), 0);
        tag_birth(key, cti, "19640812", tag);
        assert_memory_equal(tag, expected, TAG_LEN);
}

static void sealed_bytes_open_for_their_key_only(void **state) {
        CLEANUP(sealing_key_cleanup) struct sealing_key *key = NULL, *same = NULL, *other = NULL;
        CLEANUP(buffer_deinit) struct buffer sealed = BUFFER_INIT;
        uint8_t secret[SEALING_KEY_LEN], opened[6] = "xxxxx";
        struct sealing_public nobody = { { 0 } };

        assert_int_equal(sealing_key_generate(&key), 0);
        assert_int_equal(sealing_key_generate(&other), 0);
        sealing_key_secret(key, secret);
        assert_int_equal(sealing_key_from_secret(secret, &same), 0);
        assert_memory_equal(sealing_key_public(key), sealing_key_public(same), sizeof(struct sealing_public));
        assert_int_equal(sealing_seal(sealing_key_public(key), "hello", 5, &sealed), 0);
        assert_int_equal(sealed.len, 5 + SEALING_OVERHEAD);
        assert_int_equal(sealing_open(other, sealed.data, sealed.len, opened), -EBADMSG);
        assert_int_equal(sealing_open(key, sealed.data, sealed.len - 1, opened), -EBADMSG);
        assert_int_equal(sealing_open(key, sealed.data, SEALING_OVERHEAD - 1, opened), -EBADMSG);
        assert_memory_equal(opened, "xxxxx", sizeof("xxxxx"));
        assert_int_equal(sealing_open(same, sealed.data, sealed.len, opened), 0);
        assert_memory_equal(opened, "hello", sizeof("hello") - 1);
        assert_int_equal(sealing_seal(&nobody, "hello", 5, &sealed), -EINVAL);
}

/* ISO/IEC 7064 gives 0794 with check digit 5 for Mod 11,10. */
static void a_check_digit_finds_every_wrong_digit_and_every_swap_but_few(void **state) {
        char reference[9], wrong[9];
        unsigned swaps = 0, missed = 0;

        assert_int_equal(reference_check_digit("0794", 4), '5');
        for (unsigned n = 0; n < 50; n++) {
                snprintf(reference, sizeof(reference), "%07u", n * 7654321 % 10000000);
                reference[7] = reference_check_digit(reference, 7);
                reference[8] = 0;
                assert_true(reference_valid(reference));
                for (int i = 0; i < 8; i++) {
                        strcpy(wrong, reference);
                        for (char c = '0'; c <= '9'; c++) {
                                wrong[i] = c;
                                assert_int_equal(reference_valid(wrong), c == reference[i]);
                        }
                        strcpy(wrong, reference);
                        if (i == 7 || wrong[i] == wrong[i + 1])
                                continue;
                        wrong[i] = reference[i + 1];
                        wrong[i + 1] = reference[i];
                        swaps++;
                        missed += reference_valid(wrong);
                }
        }
        assert_true(missed * 10 < swaps);
}

static void what_is_no_reference_is_refused(void **state) {
        static const char *const bad[] = { "", "1234567", "123456789", "1234567a", "1234 678", "-2345678" };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(reference_valid(bad[i]));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_key_file_opens_under_its_passphrase_only),
                cmocka_unit_test(a_key_file_costs_what_its_first_line_says),
                cmocka_unit_test(a_damaged_key_file_does_not_open),
                cmocka_unit_test(key_files_have_limits),
                cmocka_unit_test(what_anybody_would_try_is_no_pin),
                cmocka_unit_test(a_pin_matches_its_verifier_only),
                cmocka_unit_test(a_verifier_of_other_cost_never_matches),
                cmocka_unit_test(random_pins_are_digits),
                cmocka_unit_test(tags_depend_on_key_use_consignment_and_answer),
                cmocka_unit_test(a_tag_is_the_documented_one),
                cmocka_unit_test(sealed_bytes_open_for_their_key_only),
                cmocka_unit_test(a_check_digit_finds_every_wrong_digit_and_every_swap_but_few),
                cmocka_unit_test(what_is_no_reference_is_refused),
        };
        return cmocka_run_group_tests(tests, set_up, NULL);
}
