/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Values that an office keeps in its database, sealed (docs/formats.md "The office's database"): XChaCha20-Poly1305 with a
 * random nonce, bound to the place that they stand in, so that none can be moved to another row or put back from an older
 * one. The key lives in guarded memory.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "crypto/code.h"
#include "crypto/key.h"

enum { VALUE_SECRET_LEN = 32, BLIND_LEN = 16, VALUE_DERIVED_LEN = 32, VALUE_OVERHEAD = 24 + 16, VALUE_PLACE_MAX = 64, VALUE_PARTS_LEN = 3 * 32 };

struct value_key;

/* From 32 secret bytes, which the caller wipes. 0 or -ENOMEM. */
MUST_CHECK int value_key_new(const uint8_t secret[VALUE_SECRET_LEN], struct value_key **ret_key);
/*
 * What the key consists of, for who may use it but not sign: the secret itself also gives value_revoke_seed(), its parts do not. The caller wipes them. 0 or
 * -ENOMEM.
 */
void value_parts(const uint8_t secret[VALUE_SECRET_LEN], uint8_t ret_parts[VALUE_PARTS_LEN]);
MUST_CHECK int value_key_from_parts(const uint8_t parts[VALUE_PARTS_LEN], struct value_key **ret_key);
/* The seed of the key that signs statements of revocation, from the same secret. The caller wipes it. */
void value_revoke_seed(const uint8_t secret[VALUE_SECRET_LEN], uint8_t ret_seed[KEY_SEED_LEN]);
/* The seed of the key that signs the office's log, of keys that were renewed: from that of their key for statements. The caller wipes it. */
void value_log_seed(const uint8_t revoke[KEY_SEED_LEN], uint8_t ret_seed[KEY_SEED_LEN]);
void value_key_free(struct value_key *key);
DEFINE_CLEANUP(struct value_key, value_key_free, value_key_cleanup)

/*
 * A keyed hash of a value in a column, the same for equal values: what stands there can be found by who has the key, for equality only. The key is another
 * subkey of the same secret.
 */
void value_blind(const struct value_key *key, const char *column, const void *bytes, size_t len, uint8_t ret_blind[BLIND_LEN]);

/*
 * Bytes that nobody guesses who has not the key, and that are the same whenever they are asked for: keyed BLAKE2b over the name of what they are for (at most
 * VALUE_PLACE_MAX bytes), cti, time and attempt. The key is one more subkey.
 */
void value_derive(const struct value_key *key, const char *what, const uint8_t cti[CTI_LEN], uint32_t nbf, uint32_t attempt,
                  uint8_t ret_bytes[VALUE_DERIVED_LEN]);

/* Where a value stands. Its name is "table.column", at most VALUE_PLACE_MAX bytes. */
struct value_place {
        const char *column;
        const uint8_t *cti;             /* CTI_LEN bytes */
        uint32_t version;
};

/* Writes len + VALUE_OVERHEAD bytes. */
void value_seal(const struct value_key *key, const struct value_place *place, const void *bytes, size_t len, uint8_t *ret_sealed);
/* Writes sealed_len - VALUE_OVERHEAD bytes. 0, or -EBADMSG when it is not of this key and place; then nothing is written. */
MUST_CHECK int value_open(const struct value_key *key, const struct value_place *place, const uint8_t *sealed, size_t sealed_len,
                          uint8_t *ret_bytes);
