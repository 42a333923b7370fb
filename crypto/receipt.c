/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/receipt.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/words/prefix.h"
#include "crypto/token.h"

static const char prefix[] = PREFIX_RECEIPT;

/* What can be a receipt at all: its entry is inside its tree. */
static bool receipt_valid(const struct receipt *receipt) {
        return receipt->size <= MERKLE_SIZE_MAX && receipt->index < receipt->size && receipt->t_ms <= INT64_MAX;
}

int receipt_format(const struct receipt *receipt, struct buffer *ret_text) {
        struct buffer bytes = BUFFER_INIT_MAX(RECEIPT_LEN);
        int r;

        if (!receipt_valid(receipt))
                return -EINVAL;
        r = buffer_append_u64(&bytes, receipt->index);
        if (r == 0)
                r = buffer_append_u64(&bytes, receipt->t_ms);
        if (r == 0)
                r = buffer_append(&bytes, receipt->leaf.bytes, HASH_LEN);
        if (r == 0)
                r = buffer_append_u64(&bytes, receipt->size);
        if (r == 0)
                r = buffer_append(&bytes, receipt->root.bytes, HASH_LEN);
        if (r == 0)
                r = buffer_append(&bytes, receipt->signature, KEY_SIGNATURE_LEN);
        if (r == 0)
                r = token_encode(prefix, bytes.data, bytes.len, ret_text);
        buffer_deinit(&bytes);
        return r;
}

int receipt_parse(const char *text, size_t len, struct receipt *ret_receipt) {
        uint8_t bytes[RECEIPT_LEN];
        struct receipt receipt;
        struct reader reader;
        size_t bytes_len;
        int r;

        r = token_decode(prefix, text, len, RECEIPT_TEXT_MAX, bytes, sizeof(bytes), &bytes_len);
        if (r != 0)
                return r;
        reader = reader_over(bytes, bytes_len);
        if (!reader_u64(&reader, &receipt.index) || !reader_u64(&reader, &receipt.t_ms) ||
            !reader_copy(&reader, receipt.leaf.bytes, HASH_LEN) || !reader_u64(&reader, &receipt.size) ||
            !reader_copy(&reader, receipt.root.bytes, HASH_LEN) || !reader_copy(&reader, receipt.signature, KEY_SIGNATURE_LEN) ||
            reader.len > 0 || !receipt_valid(&receipt))
                return REFUSAL_MALFORMED;
        *ret_receipt = receipt;
        return 0;
}

bool receipt_verify(const struct receipt *receipt, const struct vkey *vkey) {
        struct checkpoint checkpoint = { .size = receipt->size, .root = receipt->root };
        struct buffer text = BUFFER_INIT;
        bool verified;

        static_assert(sizeof(checkpoint.origin) == sizeof(vkey->name) && sizeof(checkpoint.origin) == sizeof(vkey->origin), "as long");
        memcpy(checkpoint.origin, vkey->origin[0] ? vkey->origin : vkey->name, sizeof(checkpoint.origin));
        verified = checkpoint_format(&checkpoint, &text) == 0 &&
                   public_key_verify(&vkey->key, text.data, text.len, receipt->signature);
        buffer_deinit(&text);
        return verified;
}
