/* SPDX-License-Identifier: EUPL-1.2 */
/* A file as it comes, and the same bytes as a payload signed by the key that the corpus enrols. */
#include <string.h>

#include "crypto/enrolment.h"
#include "crypto/envelope.h"
#include "tests/fuzz/fuzz.h"

static void check(const uint8_t *bytes, size_t len) {
        struct enrolment enrolment;

        if (enrolment_open(bytes, len, &enrolment) != 0)
                return;
        MUST_HOLD(box_id_valid(enrolment.box_id));
        MUST_HOLD(memcmp(&enrolment.enrol, &enrolment.ledger, sizeof(enrolment.enrol)) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const uint8_t seed[KEY_SEED_LEN] = { 1 };
        static struct secret_key *key;
        uint8_t bytes[2 * ENROLMENT_MAX_LEN];
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));

        if (!key)
                MUST_HOLD(crypto_init() == 0 && secret_key_from_seed(seed, &key) == 0);
        check(data, size);
        if (size <= ENROLMENT_MAX_LEN && envelope_sign(data, size, key, &writer) == 0)
                check(bytes, writer.len);
        return 0;
}
