/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/tag.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum subkey { SUBKEY_REFERENCE = 1, SUBKEY_PIN, SUBKEY_BIRTH, SUBKEY_UNKNOWN, SUBKEY_INCIDENT, SUBKEY_END };

struct tag_key {
        uint8_t subkeys[SUBKEY_END][crypto_generichash_KEYBYTES];
};

static const char context[crypto_kdf_CONTEXTBYTES] = { 'P', 'B', 'O', 'X', 'T', 'A', 'G', 'S' };

static_assert(TAG_SECRET_LEN == crypto_kdf_KEYBYTES, "the secret is crypto_kdf's master key");
static_assert(TAG_LEN <= crypto_generichash_BYTES_MAX, "a BLAKE2b hash");

int tag_key_new(const uint8_t secret[TAG_SECRET_LEN], struct tag_key **ret_key) {
        struct tag_key *key = sodium_malloc(sizeof(*key));

        if (!key)
                return -ENOMEM;
        memset(key, 0, sizeof(*key));
        for (unsigned i = SUBKEY_REFERENCE; i < SUBKEY_END; i++)
                crypto_kdf_derive_from_key(key->subkeys[i], sizeof(key->subkeys[i]), i, context, secret);
        sodium_mprotect_readonly(key);
        *ret_key = key;
        return 0;
}

void tag_key_free(struct tag_key *key) {
        sodium_free(key);
}

static void make_tag(const struct tag_key *key, enum subkey subkey, const uint8_t *cti, const char *answer, size_t len,
                     uint8_t ret_tag[TAG_LEN]) {
        crypto_generichash_state hash;

        crypto_generichash_init(&hash, key->subkeys[subkey], sizeof(key->subkeys[subkey]), TAG_LEN);
        if (cti)
                crypto_generichash_update(&hash, cti, CTI_LEN);
        crypto_generichash_update(&hash, (const unsigned char *)answer, len);
        crypto_generichash_final(&hash, ret_tag, TAG_LEN);
        sodium_memzero(&hash, sizeof(hash));
}

void tag_reference(const struct tag_key *key, const char reference[REFERENCE_LEN], uint8_t ret_tag[TAG_LEN]) {
        make_tag(key, SUBKEY_REFERENCE, NULL, reference, REFERENCE_LEN, ret_tag);
}

void tag_pin(const struct tag_key *key, const uint8_t cti[CTI_LEN], const char pin[PIN_LEN], uint8_t ret_tag[TAG_LEN]) {
        make_tag(key, SUBKEY_PIN, cti, pin, PIN_LEN, ret_tag);
}

void tag_birth(const struct tag_key *key, const uint8_t cti[CTI_LEN], const char birth[BIRTH_LEN], uint8_t ret_tag[TAG_LEN]) {
        make_tag(key, SUBKEY_BIRTH, cti, birth, BIRTH_LEN, ret_tag);
}

void tag_unknown(const struct tag_key *key, const char reference[REFERENCE_LEN], uint8_t ret_tag[TAG_LEN]) {
        make_tag(key, SUBKEY_UNKNOWN, NULL, reference, REFERENCE_LEN, ret_tag);
}

unsigned tag_incident(const struct tag_key *key, uint64_t n) {
        const uint8_t bytes[8] = { (uint8_t)(n >> 56), (uint8_t)(n >> 48), (uint8_t)(n >> 40), (uint8_t)(n >> 32),
                                   (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
        uint8_t tag[TAG_LEN];

        make_tag(key, SUBKEY_INCIDENT, NULL, (const char *)bytes, sizeof(bytes), tag);
        return TAG_INCIDENT_FIRST + ((unsigned)tag[0] << 24 | (unsigned)tag[1] << 16 | (unsigned)tag[2] << 8 | tag[3]) % TAG_INCIDENTS;
}

bool tag_equal(const uint8_t a[TAG_LEN], const uint8_t b[TAG_LEN]) {
        return sodium_memcmp(a, b, TAG_LEN) == 0;
}
