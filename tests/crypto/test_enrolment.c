/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "crypto/cbor.h"
#include "crypto/enrolment.h"
#include "crypto/envelope.h"
#include "tests/support/cmocka.h"

static struct secret_key *enrol, *ledger;
static struct sealing_key *sealing;

static int set_up(void **state) {
        const uint8_t seeds[3][KEY_SEED_LEN] = { { 1 }, { 2 }, { 3 } };

        return crypto_init() < 0 || secret_key_from_seed(seeds[0], &enrol) < 0 || secret_key_from_seed(seeds[1], &ledger) < 0 ||
               sealing_key_from_secret(seeds[2], &sealing) < 0;
}

static int tear_down(void **state) {
        secret_key_free(enrol);
        secret_key_free(ledger);
        sealing_key_free(sealing);
        return 0;
}

static struct enrolment box(void) {
        struct enrolment enrolment = {
                .box_id = "K017",
                .enrol = *secret_key_public(enrol),
                .ledger = *secret_key_public(ledger),
                .sealing = *sealing_key_public(sealing),
        };

        return enrolment;
}

static void an_enrolment_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = box(), back = { 0 };

        assert_int_equal(enrolment_sign(&enrolment, enrol, &bytes), 0);
        assert_true(bytes.len <= ENROLMENT_MAX_LEN);
        assert_int_equal(enrolment_open(bytes.data, bytes.len, &back), 0);
        assert_memory_equal(&back, &enrolment, sizeof(back));
}

static void every_flipped_bit_and_every_cut_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = box(), back;
        uint8_t longer[ENROLMENT_MAX_LEN + 1] = { 0 };

        assert_int_equal(enrolment_sign(&enrolment, enrol, &bytes), 0);
        for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                assert_int_not_equal(enrolment_open(bytes.data, bytes.len, &back), 0);
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t len = 0; len < bytes.len; len++)
                assert_int_equal(enrolment_open(bytes.data, len, &back), REFUSAL_MALFORMED);
        bytes.data[bytes.len - 1] ^= 1;
        assert_int_equal(enrolment_open(bytes.data, bytes.len, &back), REFUSAL_BAD_SIGNATURE);
        bytes.data[bytes.len - 1] ^= 1;
        memcpy(longer, bytes.data, bytes.len);
        assert_int_equal(enrolment_open(longer, bytes.len + 1, &back), REFUSAL_MALFORMED);
        assert_int_equal(enrolment_open(longer, sizeof(longer), &back), REFUSAL_TOO_LONG);
}

static void one_key_for_two_uses_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = box();

        enrolment.ledger = enrolment.enrol;
        assert_int_equal(enrolment_sign(&enrolment, enrol, &bytes), -EINVAL);
}

static void only_the_box_itself_signs(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = box(), back;
        struct envelope envelope;
        uint8_t forged[ENROLMENT_MAX_LEN];
        struct cbor_writer writer = cbor_writer_over(forged, sizeof(forged));

        assert_int_equal(enrolment_sign(&enrolment, ledger, &bytes), -EINVAL);
        assert_int_equal(enrolment_sign(&enrolment, enrol, &bytes), 0);
        assert_true(envelope_parse(bytes.data, bytes.len, &envelope));
        assert_int_equal(envelope_sign(envelope.payload, envelope.payload_len, ledger, &writer), 0);
        assert_int_equal(enrolment_open(forged, writer.len, &back), REFUSAL_MALFORMED);
        enrolment.box_id[0] = 'k';
        assert_int_equal(enrolment_sign(&enrolment, enrol, &bytes), -EINVAL);
}

/* SHA-256 of nothing begins e3b0c442 98fc1c14 9afbf4c8 996fb924. */
static void the_fingerprint_is_eight_groups_of_five_digits(void **state) {
        char text[ENROLMENT_FINGERPRINT_SIZE];

        enrolment_fingerprint((const uint8_t *)"", 0, text);
        assert_string_equal(text, "58288 50242 39164 07188 39675 62664 39279 47396");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_enrolment_goes_there_and_back),
                cmocka_unit_test(every_flipped_bit_and_every_cut_is_refused),
                cmocka_unit_test(one_key_for_two_uses_is_refused),
                cmocka_unit_test(only_the_box_itself_signs),
                cmocka_unit_test(the_fingerprint_is_eight_groups_of_five_digits),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
