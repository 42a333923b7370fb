/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/value.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { SUBKEY_SEAL = 1, SUBKEY_REVOKE, SUBKEY_BLIND, SUBKEY_DERIVE, SUBKEY_LOG };

struct value_key {
        uint8_t seal[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
        uint8_t blind[crypto_generichash_KEYBYTES], derive[crypto_generichash_KEYBYTES];
};

static const char context[crypto_kdf_CONTEXTBYTES] = { 'P', 'B', 'O', 'X', 'V', 'A', 'L', 'S' };

static_assert(VALUE_SECRET_LEN == crypto_kdf_KEYBYTES, "the secret is crypto_kdf's master key");
static_assert(VALUE_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, "nonce and tag");

static_assert(sizeof(struct value_key) == VALUE_PARTS_LEN, "the parts one after the other");

void value_parts(const uint8_t secret[VALUE_SECRET_LEN], uint8_t ret_parts[VALUE_PARTS_LEN]) {
        struct value_key *key = (struct value_key *)ret_parts;

        crypto_kdf_derive_from_key(key->seal, sizeof(key->seal), SUBKEY_SEAL, context, secret);
        crypto_kdf_derive_from_key(key->blind, sizeof(key->blind), SUBKEY_BLIND, context, secret);
        crypto_kdf_derive_from_key(key->derive, sizeof(key->derive), SUBKEY_DERIVE, context, secret);
}

int value_key_from_parts(const uint8_t parts[VALUE_PARTS_LEN], struct value_key **ret_key) {
        struct value_key *key = sodium_malloc(sizeof(*key));

        if (!key)
                return -ENOMEM;
        memcpy(key, parts, sizeof(*key));
        sodium_mprotect_readonly(key);
        *ret_key = key;
        return 0;
}

int value_key_new(const uint8_t secret[VALUE_SECRET_LEN], struct value_key **ret_key) {
        uint8_t parts[VALUE_PARTS_LEN];
        int r;

        value_parts(secret, parts);
        r = value_key_from_parts(parts, ret_key);
        sodium_memzero(parts, sizeof(parts));
        return r;
}

void value_revoke_seed(const uint8_t secret[VALUE_SECRET_LEN], uint8_t ret_seed[KEY_SEED_LEN]) {
        crypto_kdf_derive_from_key(ret_seed, KEY_SEED_LEN, SUBKEY_REVOKE, context, secret);
}

void value_log_seed(const uint8_t revoke[KEY_SEED_LEN], uint8_t ret_seed[KEY_SEED_LEN]) {
        static_assert(KEY_SEED_LEN == crypto_kdf_KEYBYTES, "a seed can be a master key");

        crypto_kdf_derive_from_key(ret_seed, KEY_SEED_LEN, SUBKEY_LOG, context, revoke);
}

void value_key_free(struct value_key *key) {
        sodium_free(key);
}

void value_blind(const struct value_key *key, const char *column, const void *bytes, size_t len, uint8_t ret_blind[BLIND_LEN]) {
        crypto_generichash_state state;
        uint8_t column_len = (uint8_t)strlen(column);

        crypto_generichash_init(&state, key->blind, sizeof(key->blind), BLIND_LEN);
        crypto_generichash_update(&state, &column_len, 1);
        crypto_generichash_update(&state, (const uint8_t *)column, column_len);
        crypto_generichash_update(&state, bytes, len);
        crypto_generichash_final(&state, ret_blind, BLIND_LEN);
        sodium_memzero(&state, sizeof(state));
}

void value_derive(const struct value_key *key, const char *what, const uint8_t cti[CTI_LEN], uint32_t nbf, uint32_t attempt,
                  uint8_t ret_bytes[VALUE_DERIVED_LEN]) {
        crypto_generichash_state state;
        uint8_t what_len = (uint8_t)strlen(what), numbers[8];

        for (unsigned i = 0; i < 4; i++) {
                numbers[i] = (uint8_t)(nbf >> (24 - 8 * i));
                numbers[4 + i] = (uint8_t)(attempt >> (24 - 8 * i));
        }
        crypto_generichash_init(&state, key->derive, sizeof(key->derive), VALUE_DERIVED_LEN);
        crypto_generichash_update(&state, &what_len, 1);
        crypto_generichash_update(&state, (const uint8_t *)what, what_len);
        crypto_generichash_update(&state, cti, CTI_LEN);
        crypto_generichash_update(&state, numbers, sizeof(numbers));
        crypto_generichash_final(&state, ret_bytes, VALUE_DERIVED_LEN);
        sodium_memzero(&state, sizeof(state));
}

/* Its length goes before the name of the column: no two places are the same bytes. */
static size_t associate(const struct value_place *place, uint8_t ret_data[1 + VALUE_PLACE_MAX + CTI_LEN + 4]) {
        size_t len = strlen(place->column);

        assert(len <= VALUE_PLACE_MAX);
        ret_data[0] = (uint8_t)len;
        memcpy(ret_data + 1, place->column, len);
        memcpy(ret_data + 1 + len, place->cti, CTI_LEN);
        for (int i = 0; i < 4; i++)
                ret_data[1 + len + CTI_LEN + (size_t)i] = (uint8_t)(place->version >> (24 - 8 * i));
        return 1 + len + CTI_LEN + 4;
}

void value_seal(const struct value_key *key, const struct value_place *place, const void *bytes, size_t len, uint8_t *ret_sealed) {
        uint8_t data[1 + VALUE_PLACE_MAX + CTI_LEN + 4];
        size_t data_len = associate(place, data);

        randombytes_buf(ret_sealed, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
        crypto_aead_xchacha20poly1305_ietf_encrypt(ret_sealed + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, NULL, bytes, len, data,
                                                   data_len, NULL, ret_sealed, key->seal);
}

int value_open(const struct value_key *key, const struct value_place *place, const uint8_t *sealed, size_t sealed_len, uint8_t *ret_bytes) {
        uint8_t data[1 + VALUE_PLACE_MAX + CTI_LEN + 4];
        size_t data_len = associate(place, data), nonce_len = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

        if (sealed_len < VALUE_OVERHEAD)
                return -EBADMSG;
        return crypto_aead_xchacha20poly1305_ietf_decrypt(ret_bytes, NULL, NULL, sealed + nonce_len, sealed_len - nonce_len, data, data_len,
                                                          sealed, key->seal) == 0 ? 0 : -EBADMSG;
}
