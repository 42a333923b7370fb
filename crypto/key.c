/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/key_elsewhere.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "base/hex.h"

struct secret_key {
        struct public_key public;
        uint8_t secret[crypto_sign_SECRETKEYBYTES];
        key_sign_fn *elsewhere;         /* who has the secret; NULL: it is here */
        void *context;
};

static_assert(KEY_PUBLIC_LEN == crypto_sign_PUBLICKEYBYTES, "an Ed25519 public key");
static_assert(KEY_SEED_LEN == crypto_sign_SEEDBYTES, "an RFC 8032 seed");
static_assert(KEY_SIGNATURE_LEN == crypto_sign_BYTES, "an Ed25519 signature");

int crypto_init(void) {
        return sodium_init() < 0 ? -EIO : 0;
}

void crypto_random(void *ret_bytes, size_t len) {
        randombytes_buf(ret_bytes, len);
}

void key_id(const struct public_key *key, uint8_t ret_kid[KEY_ID_LEN]) {
        /* {1: 1 (kty OKP), -1: 6 (crv Ed25519), -2: x}, the members and their order of RFC 9679 section 4.1. */
        static const uint8_t head[] = { 0xa3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, KEY_PUBLIC_LEN };
        uint8_t cose_key[sizeof(head) + KEY_PUBLIC_LEN], hash[crypto_hash_sha256_BYTES];

        memcpy(cose_key, head, sizeof(head));
        memcpy(cose_key + sizeof(head), key->x, KEY_PUBLIC_LEN);
        crypto_hash_sha256(hash, cose_key, sizeof(cose_key));
        memcpy(ret_kid, hash, KEY_ID_LEN);
}

bool public_key_parse(const char *text, size_t len, struct public_key *ret_key) {
        if (len > 0 && text[len - 1] == '\n') {
                len--;
                if (len > 0 && text[len - 1] == '\r')
                        len--;
        }
        return hex_decode(text, len, ret_key->x, KEY_PUBLIC_LEN);
}

int secret_key_from_seed(const uint8_t seed[KEY_SEED_LEN], struct secret_key **ret_key) {
        struct secret_key *key = sodium_malloc(sizeof(*key));

        if (!key)
                return -ENOMEM;
        key->elsewhere = NULL;
        crypto_sign_seed_keypair(key->public.x, key->secret, seed);
        sodium_mprotect_readonly(key);
        *ret_key = key;
        return 0;
}

int secret_key_generate(struct secret_key **ret_key) {
        uint8_t seed[KEY_SEED_LEN];
        int r;

        randombytes_buf(seed, sizeof(seed));
        r = secret_key_from_seed(seed, ret_key);
        sodium_memzero(seed, sizeof(seed));
        return r;
}

int secret_key_elsewhere(const struct public_key *public, key_sign_fn *sign, void *context, struct secret_key **ret_key) {
        struct secret_key *key = sodium_malloc(sizeof(*key));

        if (!key)
                return -ENOMEM;
        *key = (struct secret_key){ .public = *public, .elsewhere = sign, .context = context };
        sodium_mprotect_readonly(key);
        *ret_key = key;
        return 0;
}

void secret_key_seed(const struct secret_key *key, uint8_t ret_seed[KEY_SEED_LEN]) {
        assert(!key->elsewhere);
        crypto_sign_ed25519_sk_to_seed(ret_seed, key->secret);
}

void secret_key_free(struct secret_key *key) {
        sodium_free(key);
}

const struct public_key *secret_key_public(const struct secret_key *key) {
        return &key->public;
}

void secret_key_sign(const struct secret_key *key, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        assert(!key->elsewhere);
        crypto_sign_detached(ret_signature, NULL, message, len, key->secret);
}

int secret_key_ask(const struct secret_key *key, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        if (key->elsewhere)
                return key->elsewhere(key->context, &key->public, message, len, ret_signature);
        secret_key_sign(key, message, len, ret_signature);
        return 0;
}

bool public_key_verify(const struct public_key *key, const void *message, uint64_t len,
                       const uint8_t signature[KEY_SIGNATURE_LEN]) {
        return crypto_sign_verify_detached(signature, message, len, key->x) == 0;
}
