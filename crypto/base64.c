/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/base64.h"

#include <sodium.h>

int base64_encode(const uint8_t *bytes, size_t len, struct buffer *ret_text) {
        enum { GROUPS = 48, CHUNK = 3 * GROUPS };
        char text[4 * GROUPS + 1];
        int r;

        /* Only the last chunk is padded: the others are whole groups of three. */
        for (size_t done = 0; done < len; done += CHUNK) {
                size_t part = len - done < CHUNK ? len - done : CHUNK;

                sodium_bin2base64(text, sizeof(text), bytes + done, part, sodium_base64_VARIANT_ORIGINAL);
                r = buffer_append_text(ret_text, text);
                if (r < 0)
                        return r;
        }
        return 0;
}

bool base64_decode(const char *text, size_t len, uint8_t *ret_bytes, size_t max, size_t *ret_len) {
        size_t bytes_len;

        /* libsodium wants the padding and refuses set bits in what does not make up a byte; a text of no whole groups is caught here. */
        if (len % 4 != 0 || sodium_base642bin(ret_bytes, max, text, len, NULL, &bytes_len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
                return false;
        *ret_len = bytes_len;
        return true;
}
