/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hex.h"

static int digit(char c) {
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

void hex_encode(const uint8_t *bytes, size_t len, char *ret_text) {
        static const char digits[] = "0123456789abcdef";

        for (size_t i = 0; i < len; i++) {
                ret_text[2 * i] = digits[bytes[i] >> 4];
                ret_text[2 * i + 1] = digits[bytes[i] & 15];
        }
        ret_text[2 * len] = 0;
}

bool hex_decode(const char *text, size_t text_len, uint8_t *ret_bytes, size_t len) {
        if (text_len != 2 * len)
                return false;
        for (size_t i = 0; i < text_len; i++)
                if (digit(text[i]) < 0)
                        return false;
        for (size_t i = 0; i < len; i++)
                ret_bytes[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
        return true;
}
