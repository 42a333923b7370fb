/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hex.h"

/* The value of each digit and one; 0: not a digit. */
static const uint8_t values[256] = {
        ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
        ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
        ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static unsigned value(char digit) {
        return values[(unsigned char)digit];
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
        bool bad = false;

        if (text_len != 2 * len)
                return false;
        for (size_t i = 0; i < text_len; i++)
                bad |= value(text[i]) == 0;
        if (bad)
                return false;
        for (size_t i = 0; i < len; i++)
                ret_bytes[i] = (uint8_t)((value(text[2 * i]) - 1) << 4 | (value(text[2 * i + 1]) - 1));
        return true;
}
