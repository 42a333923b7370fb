/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/recall.h"

#include <assert.h>
#include <sodium.h>

static_assert(RECALL_KEY_LEN == crypto_generichash_KEYBYTES && RECALL_LEN == crypto_generichash_BYTES_MIN, "sizes of BLAKE2b");

void recall_key_random(uint8_t ret_key[RECALL_KEY_LEN]) {
        randombytes_buf(ret_key, RECALL_KEY_LEN);
}

void recall_of(const uint8_t key[RECALL_KEY_LEN], const void *bytes, size_t len, uint8_t ret_recall[RECALL_LEN]) {
        crypto_generichash(ret_recall, RECALL_LEN, bytes, len, key, RECALL_KEY_LEN);
}
