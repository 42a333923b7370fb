/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/keyfile.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum {
        MAGIC_LEN = 8,
        SALT_LEN = crypto_pwhash_SALTBYTES,
        NONCE_LEN = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
        KEY_LEN = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
        HEADER_LEN = MAGIC_LEN + SALT_LEN + NONCE_LEN,
        OVERHEAD = HEADER_LEN + crypto_aead_xchacha20poly1305_ietf_ABYTES,
        PASSES = 3,
        MEMORY_BYTES = 64 << 20,
};

/* Stands for the parameters above: others would be another magic. */
static const char magic[MAGIC_LEN + 1] = "pbkey 1\n";

static_assert(KEYFILE_SECRET_MAX + OVERHEAD <= KEYFILE_MAX_LEN, "a sealed file is one that can be read");

bool passphrase_long_enough(const char *passphrase) {
        unsigned characters = 0;

        for (; *passphrase; passphrase++)
                characters += ((unsigned char)*passphrase & 0xc0) != 0x80;
        return characters >= PASSPHRASE_MIN;
}

static int derive(const char *passphrase, const uint8_t *salt, uint8_t ret_key[KEY_LEN]) {
        return crypto_pwhash(ret_key, KEY_LEN, passphrase, strlen(passphrase), salt, PASSES, MEMORY_BYTES,
                             crypto_pwhash_ALG_ARGON2ID13) == 0 ? 0 : -ENOMEM;
}

int keyfile_seal(const char *passphrase, const void *secret, size_t len, struct buffer *ret_bytes) {
        uint8_t bytes[KEYFILE_MAX_LEN], key[KEY_LEN];
        uint8_t *salt = bytes + MAGIC_LEN, *nonce = salt + SALT_LEN;
        unsigned long long sealed_len;
        int r;

        if (!passphrase[0])
                return -EINVAL;
        if (len > KEYFILE_SECRET_MAX || strlen(passphrase) > PASSPHRASE_MAX)
                return -EMSGSIZE;
        memcpy(bytes, magic, MAGIC_LEN);
        randombytes_buf(salt, SALT_LEN + NONCE_LEN);
        r = derive(passphrase, salt, key);
        if (r < 0)
                return r;
        crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + HEADER_LEN, &sealed_len, secret, len, bytes, HEADER_LEN, NULL, nonce,
                                                   key);
        sodium_memzero(key, sizeof(key));
        return buffer_append(ret_bytes, bytes, HEADER_LEN + (size_t)sealed_len);
}

int keyfile_open(const char *passphrase, const uint8_t *bytes, size_t len, struct buffer *ret_secret) {
        uint8_t key[KEY_LEN], secret[KEYFILE_SECRET_MAX];
        const uint8_t *salt = bytes + MAGIC_LEN, *nonce = salt + SALT_LEN;
        unsigned long long secret_len;
        int r;

        if (len < OVERHEAD || len > OVERHEAD + KEYFILE_SECRET_MAX || memcmp(bytes, magic, MAGIC_LEN) != 0)
                return -EBADMSG;
        if (!passphrase[0] || strlen(passphrase) > PASSPHRASE_MAX)
                return -EBADMSG;
        r = derive(passphrase, salt, key);
        if (r < 0)
                return r;
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(secret, &secret_len, NULL, bytes + HEADER_LEN, len - HEADER_LEN,
                                                       bytes, HEADER_LEN, nonce, key) == 0)
                r = buffer_append(ret_secret, secret, (size_t)secret_len);
        else
                r = -EBADMSG;
        sodium_memzero(key, sizeof(key));
        sodium_memzero(secret, sizeof(secret));
        return r;
}
