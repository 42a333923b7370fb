/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/base45.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

enum { BAD = 45 };

/* RFC 9285 section 4.2, table 1. */
static unsigned digit(char c) {
        static const char special[] = " $%*+-./:";
        const char *found;

        if (c >= '0' && c <= '9')
                return (unsigned)(c - '0');
        if (c >= 'A' && c <= 'Z')
                return (unsigned)(c - 'A') + 10;
        found = memchr(special, c, sizeof(special) - 1);
        return found ? (unsigned)(found - special) + 36 : BAD;
}

void base45_encode(const uint8_t *bytes, size_t len, char *ret_text) {
        size_t i;

        for (i = 0; i + 1 < len; i += 2) {
                unsigned n = (unsigned)bytes[i] << 8 | bytes[i + 1];

                *ret_text++ = alphabet[n % 45];
                *ret_text++ = alphabet[n / 45 % 45];
                *ret_text++ = alphabet[n / (45 * 45)];
        }
        if (i < len) {
                *ret_text++ = alphabet[bytes[i] % 45];
                *ret_text++ = alphabet[bytes[i] / 45];
        }
}

bool base45_decode(const char *text, size_t text_len, uint8_t *ret_bytes, size_t size, size_t *ret_len) {
        size_t len = 0;

        if (text_len % 3 == 1 || BASE45_BYTES_LEN(text_len) > size)
                return false;
        for (size_t i = 0; i + 1 < text_len; i += 3) {
                bool whole = i + 2 < text_len;
                unsigned c = digit(text[i]), d = digit(text[i + 1]), e = whole ? digit(text[i + 2]) : 0;
                unsigned n = c + d * 45 + e * 45 * 45;

                if (c == BAD || d == BAD || e == BAD || n > (whole ? 0xffffu : 0xffu))
                        return false;
                if (whole)
                        ret_bytes[len++] = (uint8_t)(n >> 8);
                ret_bytes[len++] = (uint8_t)n;
        }
        *ret_len = len;
        return true;
}
