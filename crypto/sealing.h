/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Anonymous public-key encryption to one box: crypto_box_seal (X25519,
 * XSalsa20-Poly1305). The secret half lives in guarded memory.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macro.h"

enum { SEALING_KEY_LEN = 32, SEALING_OVERHEAD = 48 };

struct sealing_public {
        uint8_t x[SEALING_KEY_LEN];
};

struct sealing_key;

/* Each 0 or -ENOMEM; the caller owns the key and wipes the secret it gave. */
MUST_CHECK int sealing_key_generate(struct sealing_key **ret_key);
MUST_CHECK int sealing_key_from_secret(const uint8_t secret[SEALING_KEY_LEN], struct sealing_key **ret_key);
/* Copies the secret out, to be stored. The caller wipes it. */
void sealing_key_secret(const struct sealing_key *key, uint8_t ret_secret[SEALING_KEY_LEN]);
const struct sealing_public *sealing_key_public(const struct sealing_key *key);
void sealing_key_free(struct sealing_key *key);
DEFINE_CLEANUP(struct sealing_key, sealing_key_free, sealing_key_cleanup)

/*
 * Appends len + SEALING_OVERHEAD bytes. 0; -EINVAL when the public key is of small order (nobody's key); or an error of
 * buffer_append().
 */
MUST_CHECK int sealing_seal(const struct sealing_public *to, const void *bytes, size_t len, struct buffer *ret_sealed);
/* Writes sealed_len - SEALING_OVERHEAD bytes. 0, or -EBADMSG when it is not for this key; then ret_bytes is untouched. */
MUST_CHECK int sealing_open(const struct sealing_key *key, const uint8_t *sealed, size_t sealed_len, uint8_t *ret_bytes);
