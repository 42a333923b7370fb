/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Knowing a text again without keeping it: a keyed BLAKE2b (RFC 7693) under a random key that lives and ends with the process.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { RECALL_KEY_LEN = 32, RECALL_LEN = 16 };

void recall_key_random(uint8_t ret_key[RECALL_KEY_LEN]);
void recall_of(const uint8_t key[RECALL_KEY_LEN], const void *bytes, size_t len, uint8_t ret_recall[RECALL_LEN]);
