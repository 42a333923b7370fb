/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/badge.h"

#include <errno.h>
#include <string.h>

#include "base/words/prefix.h"
#include "crypto/base45.h"
#include "crypto/claim.h"
#include "crypto/envelope.h"
#include "crypto/judge.h"
#include "crypto/token.h"

enum {
        PAYLOAD_MAX = 1 + (2 + SUB_MAX) + 2 * 6 + (2 + CTI_LEN),
        BADGE_MAX_LEN = BASE45_BYTES_LEN(BADGE_TEXT_MAX - TOKEN_PREFIX_LEN),
};

static const char prefix[] = PREFIX_BADGE;

bool sub_valid(const char *sub) {
        static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
        size_t len = strnlen(sub, SUB_MAX + 1);

        return len >= 1 && len <= SUB_MAX && strspn(sub, allowed) == len;
}

static void put_payload(struct cbor_writer *writer, const struct badge *badge) {
        cbor_put_map(writer, 4);
        cbor_put_int(writer, CLAIM_SUB);
        cbor_put_text(writer, badge->sub);
        claim_put_time(writer, CLAIM_EXP, badge->exp);
        claim_put_time(writer, CLAIM_NBF, badge->nbf);
        claim_put_cti(writer, badge->cti);
}

static bool take_payload(const struct envelope *envelope, struct badge *badge) {
        struct reader reader = reader_over(envelope->payload, envelope->payload_len);
        uint8_t bytes[PAYLOAD_MAX];
        struct cbor_writer again = cbor_writer_over(bytes, sizeof(bytes));

        if (!cbor_expect_map(&reader, 4) ||
            !cbor_expect_int(&reader, CLAIM_SUB) || !cbor_copy_text(&reader, badge->sub, sizeof(badge->sub)) ||
            !sub_valid(badge->sub) ||
            !claim_take_time(&reader, CLAIM_EXP, &badge->exp) ||
            !claim_take_time(&reader, CLAIM_NBF, &badge->nbf) ||
            !claim_take_cti(&reader, badge->cti) ||
            reader.len > 0)
                return false;
        put_payload(&again, badge);
        return cbor_writer_equals(&again, envelope->payload, envelope->payload_len);
}

/* *envelope points into bytes. */
static int badge_read(const char *text, size_t len, uint8_t bytes[BADGE_MAX_LEN], struct envelope *envelope,
                      struct badge *ret_badge) {
        struct badge badge = { 0 };
        size_t bytes_len;
        int r;

        r = token_decode(prefix, text, len, BADGE_TEXT_MAX, bytes, BADGE_MAX_LEN, &bytes_len);
        if (r != 0)
                return r;
        if (!envelope_parse(bytes, bytes_len, envelope) || !take_payload(envelope, &badge))
                return REFUSAL_MALFORMED;
        memcpy(badge.kid, envelope->kid, sizeof(badge.kid));
        *ret_badge = badge;
        return 0;
}

int badge_parse(const char *text, size_t len, struct badge *ret_badge) {
        uint8_t bytes[BADGE_MAX_LEN];
        struct envelope envelope;

        return badge_read(text, len, bytes, &envelope, ret_badge);
}

int badge_judge(const char *text, size_t len, const struct bundle *bundle, int64_t now_s, struct badge *ret_badge,
                const struct bundle_staff **ret_staff, bool *ret_signed) {
        uint8_t bytes[BADGE_MAX_LEN];
        const struct bundle_staff *staff;
        const struct bundle_key *key;
        struct envelope envelope;
        struct claims claims;
        int r;

        *ret_signed = false;
        r = badge_read(text, len, bytes, &envelope, ret_badge);
        if (r != 0)
                return r;
        r = bundle_find_key(bundle, envelope.kid, KEY_USE_BADGE, &key);
        if (r != 0)
                return r;
        r = envelope_verify(&envelope, &key->key);
        if (r != 0)
                return r;
        *ret_signed = true;
        claims = (struct claims){
                .nbf = ret_badge->nbf,
                .exp = ret_badge->exp,
                .validity_max_s = UINT32_MAX,
                .cti = ret_badge->cti,
        };
        r = judge_claims(&claims, bundle, key, NULL, now_s);
        if (r != 0)
                return r;
        staff = bundle_find_staff(bundle, ret_badge->sub);
        if (!staff || memcmp(staff->badge_cti, ret_badge->cti, CTI_LEN) != 0)
                return REFUSAL_REVOKED;
        *ret_staff = staff;
        return 0;
}

int badge_sign(const struct badge *badge, const struct secret_key *key, struct buffer *ret_text) {
        uint8_t payload[PAYLOAD_MAX], bytes[ENVELOPE_OVERHEAD_MAX + PAYLOAD_MAX];
        struct cbor_writer payload_writer = cbor_writer_over(payload, sizeof(payload));
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        int r;

        if (!sub_valid(badge->sub) || badge->exp < CLAIM_TIME_MIN || badge->nbf < CLAIM_TIME_MIN)
                return -EINVAL;
        put_payload(&payload_writer, badge);
        r = envelope_sign(payload, payload_writer.len, key, &writer);
        if (r < 0)
                return r;
        return token_encode(prefix, bytes, writer.len, ret_text);
}
