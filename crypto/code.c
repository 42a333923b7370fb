/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A code is small and of one shape, so that nothing here allocates except for
 * the text of a new one: parsing, writing again and judging work on the stack.
 */
#include "crypto/code.h"

#include <errno.h>
#include <string.h>

#include "base/words/prefix.h"
#include "crypto/base45.h"
#include "crypto/claim.h"
#include "crypto/envelope.h"
#include "crypto/judge.h"
#include "crypto/token.h"

enum {
        PAYLOAD_MAX = 1 + (2 + BOX_ID_MAX) + 2 * 6 + (2 + CTI_LEN),
        CODE_MAX_LEN = BASE45_BYTES_LEN(CODE_TEXT_MAX - TOKEN_PREFIX_LEN),
};

static const char prefix[] = PREFIX_CODE;

static void put_payload(struct cbor_writer *writer, const struct code *code) {
        cbor_put_map(writer, 4);
        claim_put_aud(writer, code->aud);
        claim_put_time(writer, CLAIM_EXP, code->exp);
        claim_put_time(writer, CLAIM_NBF, code->nbf);
        claim_put_cti(writer, code->cti);
}

static bool take_payload(const struct envelope *envelope, struct code *code) {
        struct reader reader = reader_over(envelope->payload, envelope->payload_len);
        uint8_t bytes[PAYLOAD_MAX];
        struct cbor_writer again = cbor_writer_over(bytes, sizeof(bytes));

        if (!cbor_expect_map(&reader, 4) ||
            !claim_take_aud(&reader, code->aud) ||
            !claim_take_time(&reader, CLAIM_EXP, &code->exp) ||
            !claim_take_time(&reader, CLAIM_NBF, &code->nbf) ||
            !claim_take_cti(&reader, code->cti) ||
            reader.len > 0)
                return false;
        put_payload(&again, code);
        return cbor_writer_equals(&again, envelope->payload, envelope->payload_len);
}

int code_parse(const char *text, size_t len, struct code *ret_code) {
        uint8_t bytes[CODE_MAX_LEN];
        struct envelope envelope;
        struct code code = { 0 };
        size_t bytes_len;
        int r;

        r = token_decode(prefix, text, len, CODE_TEXT_MAX, bytes, sizeof(bytes), &bytes_len);
        if (r != 0)
                return r;
        if (!envelope_parse(bytes, bytes_len, &envelope) || !take_payload(&envelope, &code))
                return REFUSAL_MALFORMED;
        memcpy(code.kid, envelope.kid, sizeof(code.kid));
        memcpy(code.signature, envelope.signature, sizeof(code.signature));
        *ret_code = code;
        return 0;
}

int code_verify(const struct code *code, const struct public_key *key) {
        uint8_t payload[PAYLOAD_MAX];
        struct cbor_writer writer = cbor_writer_over(payload, sizeof(payload));
        struct envelope envelope = { .payload = payload };

        put_payload(&writer, code);
        envelope.payload_len = writer.len;
        memcpy(envelope.kid, code->kid, sizeof(envelope.kid));
        memcpy(envelope.signature, code->signature, sizeof(envelope.signature));
        return envelope_verify(&envelope, key);
}

int code_sign(const struct code *code, const struct secret_key *key, struct buffer *ret_text) {
        uint8_t payload[PAYLOAD_MAX], bytes[ENVELOPE_OVERHEAD_MAX + PAYLOAD_MAX];
        struct cbor_writer payload_writer = cbor_writer_over(payload, sizeof(payload));
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        int r;

        if (!box_id_valid(code->aud) || code->exp < CLAIM_TIME_MIN || code->nbf < CLAIM_TIME_MIN)
                return -EINVAL;
        put_payload(&payload_writer, code);
        r = envelope_sign(payload, payload_writer.len, key, &writer);
        if (r < 0)
                return r;
        return token_encode(prefix, bytes, writer.len, ret_text);
}

int code_judge(const char *text, size_t len, const struct bundle *bundle, const char *box_id, int64_t now_s,
               struct code *ret_code, bool *ret_signed) {
        const struct bundle_key *key;
        struct claims claims;
        int r;

        *ret_signed = false;
        r = code_parse(text, len, ret_code);
        if (r != 0)
                return r;
        r = bundle_find_key(bundle, ret_code->kid, KEY_USE_CODE, &key);
        if (r != 0)
                return r;
        r = code_verify(ret_code, &key->key);
        if (r != 0)
                return r;
        *ret_signed = true;
        claims = (struct claims){
                .aud = ret_code->aud,
                .nbf = ret_code->nbf,
                .exp = ret_code->exp,
                .validity_max_s = CODE_VALIDITY_MAX_S,
                .cti = ret_code->cti,
        };
        return judge_claims(&claims, bundle, key, box_id, now_s);
}
