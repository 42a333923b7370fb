/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A secret key that another process holds. What is here stands for it: its public half, and whom to ask for a signature. envelope_sign(),
 * note_sign() and what is made of them take it as any other; secret_key_sign() and secret_key_seed() want one that is here.
 */
#pragma once

#include "crypto/key.h"

/* Signs as secret_key_sign(). 0, or the negative errno that whoever asked is given. */
typedef int key_sign_fn(void *context, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);

/* 0 or -ENOMEM. The caller owns the key; the context outlives it. */
MUST_CHECK int secret_key_elsewhere(const struct public_key *public, key_sign_fn *sign, void *context, struct secret_key **ret_key);

/* Signs with a key that is here, or has it signed. 0; for one elsewhere also what its function answers. */
MUST_CHECK int secret_key_ask(const struct secret_key *key, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);
