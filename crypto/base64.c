/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/base64.h"

#include <sodium.h>
#include <string.h>

/* Encoded in parts; only the last is padded, because the others are whole groups of three. */
enum { PART_GROUPS = 48, PART_LEN = 3 * PART_GROUPS, PART_TEXT_LEN = 4 * PART_GROUPS };

static void encode_part(const uint8_t *bytes, size_t len, char ret_text[PART_TEXT_LEN + 1]) {
        sodium_bin2base64(ret_text, PART_TEXT_LEN + 1, bytes, len < PART_LEN ? len : PART_LEN, sodium_base64_VARIANT_ORIGINAL);
}

int base64_encode(const uint8_t *bytes, size_t len, struct buffer *ret_text) {
        char text[PART_TEXT_LEN + 1];
        int r = 0;

        for (size_t done = 0; r == 0 && done < len; done += PART_LEN) {
                encode_part(bytes + done, len - done, text);
                r = buffer_append_text(ret_text, text);
        }
        return r;
}

/* libsodium 1.0.18 takes some characters above 0x7f for letters: only what encodes to the same text again is good. */
static bool is_encoding_of(const char *text, size_t text_len, const uint8_t *bytes, size_t len) {
        char part[PART_TEXT_LEN + 1];

        for (size_t done = 0; done < len; done += PART_LEN) {
                size_t part_len;

                encode_part(bytes + done, len - done, part);
                part_len = strlen(part);
                if (text_len < part_len || memcmp(text, part, part_len) != 0)
                        return false;
                text += part_len;
                text_len -= part_len;
        }
        return text_len == 0;
}

bool base64_decode(const char *text, size_t len, uint8_t *ret_bytes, size_t max, size_t *ret_len) {
        size_t bytes_len;

        if (sodium_base642bin(ret_bytes, max, text, len, NULL, &bytes_len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
            !is_encoding_of(text, len, ret_bytes, bytes_len))
                return false;
        *ret_len = bytes_len;
        return true;
}
