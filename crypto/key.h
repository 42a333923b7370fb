/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Ed25519 keys, each bound to one use (docs/formats.md section 1).
 *
 * A secret key lives in guarded memory (sodium_malloc), is never copied out and
 * is wiped by its destroyer. crypto_init() must have been called once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

enum {
        KEY_PUBLIC_LEN = 32,
        KEY_ID_LEN = 8,
        KEY_SIGNATURE_LEN = 64,
        KEY_SEED_LEN = 32,
};

enum key_use {
        KEY_USE_ROOT = 1,  /* signs bundles */
        KEY_USE_CODE,      /* pickup codes */
        KEY_USE_TICKET,    /* load tickets */
        KEY_USE_BADGE,     /* staff badges */
        KEY_USE_ENROL,     /* a box's enrolment */
        KEY_USE_LEDGER,    /* a box's checkpoints */
        KEY_USE_REVOKE,    /* statements of revocation */
};

struct public_key {
        uint8_t x[KEY_PUBLIC_LEN];
};

struct secret_key;

/* Starts the crypto library. 0, or -EIO when the system has no randomness. Idempotent; call before anything else here. */
MUST_CHECK int crypto_init(void);

/* Random bytes from the system, for ids, salts and seeds. */
void crypto_random(void *ret_bytes, size_t len);

/* First 8 bytes of the RFC 9679 thumbprint: SHA-256 over the COSE_Key {1: 1, -1: 6, -2: x}. */
void key_id(const struct public_key *key, uint8_t ret_kid[KEY_ID_LEN]);

/* Reads 64 hexadecimal digits, as root.pub holds them; one final LF or CRLF is dropped. False and untouched otherwise. */
MUST_CHECK bool public_key_parse(const char *text, size_t len, struct public_key *ret_key);

/* 0 or -ENOMEM. The caller owns the key. */
MUST_CHECK int secret_key_generate(struct secret_key **ret_key);
/* From an RFC 8032 seed. 0 or -ENOMEM. The caller wipes the seed. */
MUST_CHECK int secret_key_from_seed(const uint8_t seed[KEY_SEED_LEN], struct secret_key **ret_key);
/* Copies the seed out, to be encrypted and stored. The caller wipes it. */
void secret_key_seed(const struct secret_key *key, uint8_t ret_seed[KEY_SEED_LEN]);
void secret_key_free(struct secret_key *key);
DEFINE_CLEANUP(struct secret_key, secret_key_free, secret_key_cleanup)

const struct public_key *secret_key_public(const struct secret_key *key);

/* Ed25519 (RFC 8032), deterministic. */
void secret_key_sign(const struct secret_key *key, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);

/* Whether libsodium accepts the signature (small-order keys and non-canonical values are refused). */
MUST_CHECK bool public_key_verify(const struct public_key *key, const void *message, uint64_t len,
                                  const uint8_t signature[KEY_SIGNATURE_LEN]);
