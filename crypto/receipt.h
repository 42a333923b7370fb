/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Receipts: `RC1:` + base45 of 152 bytes (docs/formats.md section 6). The signature
 * covers the checkpoint only; index, t and leaf are claims until an export or a
 * proof confirms them.
 */
#pragma once

#include "base/bytes.h"
#include "base/words/refusal.h"
#include "crypto/checkpoint.h"

enum { RECEIPT_LEN = 152, RECEIPT_TEXT_MAX = 240 };

struct receipt {
        uint64_t index;
        uint64_t t_ms;
        struct hash leaf;
        uint64_t size;
        struct hash root;
        uint8_t signature[KEY_SIGNATURE_LEN];
};

/* Appends the text. 0; -EINVAL when index >= size or a number is over INT64_MAX; -ENOMEM. */
MUST_CHECK int receipt_format(const struct receipt *receipt, struct buffer *ret_text);
/* Reads the form without judging the signature. 0, REFUSAL_MALFORMED or REFUSAL_TOO_LONG. */
MUST_CHECK int receipt_parse(const char *text, size_t len, struct receipt *ret_receipt);
/* Whether the vkey's owner signed a checkpoint of this size and root. */
MUST_CHECK bool receipt_verify(const struct receipt *receipt, const struct vkey *vkey);
