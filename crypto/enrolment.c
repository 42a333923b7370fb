/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/enrolment.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "crypto/claim.h"
#include "crypto/envelope.h"

enum {
        CLAIM_ENROL_KEY = -65540,
        CLAIM_SEALING_KEY = -65541,
        CLAIM_LEDGER_KEY = -65542,
        PAYLOAD_MAX = 1 + (2 + BOX_ID_MAX) + 3 * (5 + 2 + KEY_PUBLIC_LEN),
};

static void put_payload(struct cbor_writer *writer, const struct enrolment *enrolment) {
        cbor_put_map(writer, 4);
        claim_put_aud(writer, enrolment->box_id);
        cbor_put_int(writer, CLAIM_ENROL_KEY);
        cbor_put_bytes(writer, enrolment->enrol.x, KEY_PUBLIC_LEN);
        cbor_put_int(writer, CLAIM_SEALING_KEY);
        cbor_put_bytes(writer, enrolment->sealing.x, SEALING_KEY_LEN);
        cbor_put_int(writer, CLAIM_LEDGER_KEY);
        cbor_put_bytes(writer, enrolment->ledger.x, KEY_PUBLIC_LEN);
}

/* One key, one use: a box that enrols one key for both is refused. */
static bool enrolment_valid(const struct enrolment *enrolment) {
        return box_id_valid(enrolment->box_id) && memcmp(enrolment->enrol.x, enrolment->ledger.x, KEY_PUBLIC_LEN) != 0;
}

static bool take_payload(const struct envelope *envelope, struct enrolment *enrolment) {
        struct reader reader = reader_over(envelope->payload, envelope->payload_len);
        uint8_t bytes[PAYLOAD_MAX];
        struct cbor_writer again = cbor_writer_over(bytes, sizeof(bytes));

        if (!cbor_expect_map(&reader, 4) ||
            !claim_take_aud(&reader, enrolment->box_id) ||
            !cbor_expect_int(&reader, CLAIM_ENROL_KEY) || !cbor_copy_bytes(&reader, enrolment->enrol.x, KEY_PUBLIC_LEN) ||
            !cbor_expect_int(&reader, CLAIM_SEALING_KEY) || !cbor_copy_bytes(&reader, enrolment->sealing.x, SEALING_KEY_LEN) ||
            !cbor_expect_int(&reader, CLAIM_LEDGER_KEY) || !cbor_copy_bytes(&reader, enrolment->ledger.x, KEY_PUBLIC_LEN) ||
            reader.len > 0 || !enrolment_valid(enrolment))
                return false;
        put_payload(&again, enrolment);
        return cbor_writer_equals(&again, envelope->payload, envelope->payload_len);
}

int enrolment_open(const uint8_t *bytes, size_t len, struct enrolment *ret_enrolment) {
        struct enrolment enrolment = { 0 };
        uint8_t kid[KEY_ID_LEN];
        struct envelope envelope;
        int r;

        if (len > ENROLMENT_MAX_LEN)
                return REFUSAL_TOO_LONG;
        if (!envelope_parse(bytes, len, &envelope) || !take_payload(&envelope, &enrolment))
                return REFUSAL_MALFORMED;
        key_id(&enrolment.enrol, kid);
        if (memcmp(kid, envelope.kid, KEY_ID_LEN) != 0)
                return REFUSAL_MALFORMED;
        r = envelope_verify(&envelope, &enrolment.enrol);
        if (r == 0)
                *ret_enrolment = enrolment;
        return r;
}

int enrolment_sign(const struct enrolment *enrolment, const struct secret_key *enrol_key, struct buffer *ret_bytes) {
        uint8_t payload[PAYLOAD_MAX], bytes[ENVELOPE_OVERHEAD_MAX + PAYLOAD_MAX];
        struct cbor_writer payload_writer = cbor_writer_over(payload, sizeof(payload));
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        int r;

        if (!enrolment_valid(enrolment) || memcmp(enrolment->enrol.x, secret_key_public(enrol_key)->x, KEY_PUBLIC_LEN) != 0)
                return -EINVAL;
        put_payload(&payload_writer, enrolment);
        r = envelope_sign(payload, payload_writer.len, enrol_key, &writer);
        if (r < 0)
                return r;
        return buffer_append(ret_bytes, bytes, writer.len);
}

void enrolment_fingerprint(const uint8_t *bytes, size_t len, char ret_text[ENROLMENT_FINGERPRINT_SIZE]) {
        uint8_t hash[crypto_hash_sha256_BYTES];

        crypto_hash_sha256(hash, bytes, len);
        for (int i = 0; i < 8; i++)
                snprintf(ret_text + 6 * i, 6 + (i < 7), i < 7 ? "%05u " : "%05u", (unsigned)hash[2 * i] << 8 | hash[2 * i + 1]);
}
