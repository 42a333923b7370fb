/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/base45.h"

int token_decode(const char prefix[TOKEN_PREFIX_LEN + 1], const char *text, size_t len, size_t max_len,
                 uint8_t *ret_bytes, size_t size, size_t *ret_len) {
        if (len > max_len)
                return REFUSAL_TOO_LONG;
        if (len > 0 && text[len - 1] == '\n') {
                len--;
                if (len > 0 && text[len - 1] == '\r')
                        len--;
        }
        if (len < TOKEN_PREFIX_LEN || memcmp(text, prefix, TOKEN_PREFIX_LEN) != 0)
                return REFUSAL_MALFORMED;
        if (!base45_decode(text + TOKEN_PREFIX_LEN, len - TOKEN_PREFIX_LEN, ret_bytes, size, ret_len))
                return REFUSAL_MALFORMED;
        return 0;
}

int token_encode(const char prefix[TOKEN_PREFIX_LEN + 1], const uint8_t *bytes, size_t len, struct buffer *ret_text) {
        size_t text_len = TOKEN_PREFIX_LEN + BASE45_TEXT_LEN(len);
        char *text = malloc(text_len);
        int r;

        if (!text)
                return -ENOMEM;
        memcpy(text, prefix, TOKEN_PREFIX_LEN);
        base45_encode(bytes, len, text + TOKEN_PREFIX_LEN);
        r = buffer_append(ret_text, text, text_len);
        free(text);
        return r;
}
