/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/sealing.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct sealing_key {
        struct sealing_public public;
        uint8_t secret[SEALING_KEY_LEN];
};

static_assert(SEALING_KEY_LEN == crypto_box_PUBLICKEYBYTES && SEALING_KEY_LEN == crypto_box_SECRETKEYBYTES, "X25519 keys");
static_assert(SEALING_OVERHEAD == crypto_box_SEALBYTES, "an ephemeral key and a tag");

int sealing_key_from_secret(const uint8_t secret[SEALING_KEY_LEN], struct sealing_key **ret_key) {
        struct sealing_key *key = sodium_malloc(sizeof(*key));

        if (!key)
                return -ENOMEM;
        memcpy(key->secret, secret, SEALING_KEY_LEN);
        crypto_scalarmult_base(key->public.x, key->secret);
        sodium_mprotect_readonly(key);
        *ret_key = key;
        return 0;
}

int sealing_key_generate(struct sealing_key **ret_key) {
        uint8_t secret[SEALING_KEY_LEN];
        int r;

        randombytes_buf(secret, sizeof(secret));
        r = sealing_key_from_secret(secret, ret_key);
        sodium_memzero(secret, sizeof(secret));
        return r;
}

void sealing_key_secret(const struct sealing_key *key, uint8_t ret_secret[SEALING_KEY_LEN]) {
        memcpy(ret_secret, key->secret, SEALING_KEY_LEN);
}

const struct sealing_public *sealing_key_public(const struct sealing_key *key) {
        return &key->public;
}

void sealing_key_free(struct sealing_key *key) {
        sodium_free(key);
}

int sealing_seal(const struct sealing_public *to, const void *bytes, size_t len, struct buffer *ret_sealed) {
        uint8_t *sealed;
        int r;

        sealed = malloc(len + SEALING_OVERHEAD);
        if (!sealed)
                return -ENOMEM;
        if (crypto_box_seal(sealed, bytes, len, to->x) == 0)
                r = buffer_append(ret_sealed, sealed, len + SEALING_OVERHEAD);
        else
                r = -EINVAL;
        free(sealed);
        return r;
}

/* libsodium writes only after the tag was found right. */
int sealing_open(const struct sealing_key *key, const uint8_t *sealed, size_t sealed_len, uint8_t *ret_bytes) {
        if (sealed_len < SEALING_OVERHEAD)
                return -EBADMSG;
        return crypto_box_seal_open(ret_bytes, sealed, sealed_len, key->public.x, key->secret) == 0 ? 0 : -EBADMSG;
}
