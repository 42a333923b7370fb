/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/envelope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key_elsewhere.h"

enum {
        TAG_COSE_SIGN1 = 0xd2,                /* tag 18 (RFC 9052 section 2) */
        ARRAY_OF_4 = 0x84,
        EMPTY_MAP = 0xa0,
        SIG_STRUCTURE_OVERHEAD = 1 + 1 + 10 + 1 + ENVELOPE_PROTECTED_LEN + 1 + 5,
};

/* {1: -8 (alg EdDSA), 4: kid}, up to the kid */
static const uint8_t protected_head[] = { 0xa2, 0x01, 0x27, 0x04, 0x48 };

static const char signed_context[] = "Signature1";

static void make_protected(const uint8_t kid[KEY_ID_LEN], uint8_t ret_protected[ENVELOPE_PROTECTED_LEN]) {
        memcpy(ret_protected, protected_head, sizeof(protected_head));
        memcpy(ret_protected + sizeof(protected_head), kid, KEY_ID_LEN);
}

/* Everything before the payload. */
static void put_frame(struct cbor_writer *writer, const uint8_t kid[KEY_ID_LEN], size_t payload_len) {
        uint8_t protected[ENVELOPE_PROTECTED_LEN];

        make_protected(kid, protected);
        cbor_put_raw(writer, (const uint8_t[]){ TAG_COSE_SIGN1, ARRAY_OF_4 }, 2);
        cbor_put_bytes(writer, protected, sizeof(protected));
        cbor_put_raw(writer, (const uint8_t[]){ EMPTY_MAP }, 1);
        cbor_put_bytes_head(writer, payload_len);
}

bool envelope_parse(const uint8_t *bytes, size_t len, struct envelope *ret_envelope) {
        uint8_t protected[ENVELOPE_PROTECTED_LEN], frame[ENVELOPE_OVERHEAD_MAX], tag, array, unprotected;
        struct cbor_writer again = cbor_writer_over(frame, sizeof(frame));
        struct reader reader = reader_over(bytes, len);
        struct envelope envelope;

        if (!reader_u8(&reader, &tag) || tag != TAG_COSE_SIGN1 ||
            !reader_u8(&reader, &array) || array != ARRAY_OF_4 ||
            !cbor_copy_bytes(&reader, protected, sizeof(protected)) ||
            memcmp(protected, protected_head, sizeof(protected_head)) != 0 ||
            !reader_u8(&reader, &unprotected) || unprotected != EMPTY_MAP ||
            !cbor_take_bytes(&reader, ENVELOPE_PAYLOAD_MAX, &envelope.payload, &envelope.payload_len) ||
            !cbor_copy_bytes(&reader, envelope.signature, sizeof(envelope.signature)) ||
            reader.len > 0)
                return false;
        memcpy(envelope.kid, protected + sizeof(protected_head), KEY_ID_LEN);
        /* Only the frame is written again; whoever knows the payload does the same with it. */
        put_frame(&again, envelope.kid, envelope.payload_len);
        if (!cbor_writer_equals(&again, bytes, (size_t)(envelope.payload - bytes)))
                return false;
        *ret_envelope = envelope;
        return true;
}

void envelope_write(const struct envelope *envelope, struct cbor_writer *writer) {
        put_frame(writer, envelope->kid, envelope->payload_len);
        cbor_put_raw(writer, envelope->payload, envelope->payload_len);
        cbor_put_bytes(writer, envelope->signature, sizeof(envelope->signature));
}

void envelope_put_sig_structure(struct cbor_writer *writer, const void *protected, size_t protected_len, const void *payload,
                                size_t payload_len) {
        cbor_put_array(writer, 4);
        cbor_put_text(writer, signed_context);
        cbor_put_bytes(writer, protected, protected_len);
        cbor_put_bytes(writer, NULL, 0);
        cbor_put_bytes(writer, payload, payload_len);
}

/* Everything of a Sig_structure before the payload. */
static void put_signed_frame(struct cbor_writer *writer, const uint8_t protected[ENVELOPE_PROTECTED_LEN], size_t payload_len) {
        cbor_put_array(writer, 4);
        cbor_put_text(writer, signed_context);
        cbor_put_bytes(writer, protected, ENVELOPE_PROTECTED_LEN);
        cbor_put_bytes(writer, NULL, 0);
        cbor_put_bytes_head(writer, payload_len);
}

bool envelope_parse_signed(const uint8_t *bytes, size_t len, struct envelope *ret_envelope) {
        uint8_t protected[ENVELOPE_PROTECTED_LEN], frame[SIG_STRUCTURE_OVERHEAD];
        struct cbor_writer again = cbor_writer_over(frame, sizeof(frame));
        struct reader reader = reader_over(bytes, len);
        struct envelope envelope = { .payload = NULL };
        char context[sizeof(signed_context)];
        const uint8_t *external;
        size_t external_len;

        if (!cbor_expect_array(&reader, 4) || !cbor_copy_text(&reader, context, sizeof(context)) || strcmp(context, signed_context) != 0 ||
            !cbor_copy_bytes(&reader, protected, sizeof(protected)) || memcmp(protected, protected_head, sizeof(protected_head)) != 0 ||
            !cbor_take_bytes(&reader, 0, &external, &external_len) ||
            !cbor_take_bytes(&reader, ENVELOPE_PAYLOAD_MAX, &envelope.payload, &envelope.payload_len) || reader.len > 0)
                return false;
        memcpy(envelope.kid, protected + sizeof(protected_head), KEY_ID_LEN);
        put_signed_frame(&again, protected, envelope.payload_len);
        if (!cbor_writer_equals(&again, bytes, (size_t)(envelope.payload - bytes)))
                return false;
        *ret_envelope = envelope;
        return true;
}

/* What is signed: a Sig_structure on the stack, or on the heap when it is large. */
struct signed_bytes {
        uint8_t small[SIG_STRUCTURE_OVERHEAD + ENVELOPE_SMALL_MAX];
        uint8_t *large;
        const uint8_t *bytes;
        size_t len;
};

static void signed_bytes_deinit(struct signed_bytes *message) {
        free(message->large);
}

static int signed_bytes_make(struct signed_bytes *message, const uint8_t kid[KEY_ID_LEN], const void *payload,
                             size_t payload_len) {
        struct cbor_writer writer = cbor_writer_over(message->small, sizeof(message->small));
        uint8_t protected[ENVELOPE_PROTECTED_LEN];

        if (payload_len > ENVELOPE_PAYLOAD_MAX)
                return -EMSGSIZE;
        if (payload_len > ENVELOPE_SMALL_MAX) {
                message->large = malloc(SIG_STRUCTURE_OVERHEAD + payload_len);
                if (!message->large)
                        return -ENOMEM;
                writer = cbor_writer_over(message->large, SIG_STRUCTURE_OVERHEAD + payload_len);
        }
        make_protected(kid, protected);
        envelope_put_sig_structure(&writer, protected, sizeof(protected), payload, payload_len);
        message->bytes = writer.data;
        message->len = writer.len;
        return 0;
}

int envelope_verify(const struct envelope *envelope, const struct public_key *key) {
        CLEANUP(signed_bytes_deinit) struct signed_bytes message;
        int r;

        message.large = NULL;
        r = signed_bytes_make(&message, envelope->kid, envelope->payload, envelope->payload_len);
        if (r < 0)
                return r;
        return public_key_verify(key, message.bytes, message.len, envelope->signature) ? 0 : REFUSAL_BAD_SIGNATURE;
}

int envelope_sign(const void *payload, size_t len, const struct secret_key *key, struct cbor_writer *writer) {
        CLEANUP(signed_bytes_deinit) struct signed_bytes message;
        struct envelope envelope = { .payload = payload, .payload_len = len };
        int r;

        message.large = NULL;
        key_id(secret_key_public(key), envelope.kid);
        r = signed_bytes_make(&message, envelope.kid, payload, len);
        if (r < 0)
                return r;
        r = secret_key_ask(key, message.bytes, message.len, envelope.signature);
        if (r < 0)
                return r;
        envelope_write(&envelope, writer);
        return writer->overflow ? -EMSGSIZE : 0;
}
