/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The signed envelope of everything we sign except notes: a COSE_Sign1 (RFC 9052)
 * with tag 18, protected header exactly {1: -8, 4: kid}, empty unprotected header
 * and Ed25519 (docs/formats.md section 1). An envelope points into bytes that somebody
 * else owns. Nothing here judges what the payload says.
 */
#pragma once

#include "base/bytes.h"
#include "base/words/refusal.h"
#include "crypto/cbor.h"
#include "crypto/key.h"

enum {
        ENVELOPE_PROTECTED_LEN = 13,          /* A2 01 27 04 48 <kid 8> */
        ENVELOPE_PAYLOAD_MAX = 1 << 20,
        ENVELOPE_SMALL_MAX = 512,             /* payloads up to this need no memory from the heap */
        /* D2 84 4D <protected> A0 <head, up to 5> payload 58 40 <signature> */
        ENVELOPE_OVERHEAD_MAX = 2 + 1 + ENVELOPE_PROTECTED_LEN + 1 + 5 + 2 + KEY_SIGNATURE_LEN,
};

struct envelope {
        uint8_t kid[KEY_ID_LEN];
        const uint8_t *payload;               /* into the caller's bytes */
        size_t payload_len;
        uint8_t signature[KEY_SIGNATURE_LEN];
};

/* Reads exactly one envelope in its only form, to the last byte. False when it is anything else. */
MUST_CHECK bool envelope_parse(const uint8_t *bytes, size_t len, struct envelope *ret_envelope);

/* Writes it; to a writer of the same bytes' size it gives what envelope_parse() read. */
void envelope_write(const struct envelope *envelope, struct cbor_writer *writer);

/*
 * Whether `key` made the signature; the kid is not looked at. 0, REFUSAL_BAD_SIGNATURE, or -ENOMEM, which is possible only
 * for a payload over ENVELOPE_SMALL_MAX.
 */
MUST_CHECK int envelope_verify(const struct envelope *envelope, const struct public_key *key);

/*
 * Reads what is signed of an envelope, the Sig_structure of RFC 9052 section 4.4, in its only form and to the last byte. False when it is anything else. The
 * signature is all zero.
 */
MUST_CHECK bool envelope_parse_signed(const uint8_t *bytes, size_t len, struct envelope *ret_envelope);

/*
 * Signs a payload and writes the envelope. 0; -ENOMEM as above; -EMSGSIZE when the payload is too long or the writer is full; for a key that is elsewhere
 * (key_elsewhere.h) what its holder answers.
 */
MUST_CHECK int envelope_sign(const void *payload, size_t len, const struct secret_key *key, struct cbor_writer *writer);

/* Writes the Sig_structure ["Signature1", protected, h'', payload] of RFC 9052 section 4.4. */
void envelope_put_sig_structure(struct cbor_writer *writer, const void *protected, size_t protected_len, const void *payload,
                                size_t payload_len);
