/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/base64.h"

/* The alphabet is five runs of characters: digits from `first` on are characters from `c` on. */
static const struct {
        uint8_t first, count;
        char c;
} runs[] = {
        { 0, 26, 'A' }, { 26, 26, 'a' }, { 52, 10, '0' }, { 62, 1, '+' }, { 63, 1, '/' },
};

/* All ones when first <= number < first + count, else 0; all of them are small. */
static uint32_t within(uint32_t number, uint32_t first, uint32_t count) {
        return 0 - (((number - first) >> 31 ^ 1) & (number - first - count) >> 31);
}

static char character(uint32_t digit) {
        uint32_t c = 0;

        for (size_t i = 0; i < ARRAY_LEN(runs); i++)
                c |= within(digit, runs[i].first, runs[i].count) & (digit - runs[i].first + (uint8_t)runs[i].c);
        return (char)c;
}

/* 0 to 63, or all ones for what is no digit. */
static uint32_t digit(char character) {
        uint32_t c = (uint8_t)character, value = 0, found = 0;

        for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
                uint32_t here = within(c, (uint8_t)runs[i].c, runs[i].count);

                value |= here & (c - (uint8_t)runs[i].c + runs[i].first);
                found |= here;
        }
        return value | ~found;
}

int base64_encode(const uint8_t *bytes, size_t len, struct buffer *ret_text) {
        int r = 0;

        for (size_t at = 0; r == 0 && at < len; at += 3) {
                size_t rest = len - at;
                uint32_t group = (uint32_t)bytes[at] << 16 | (rest > 1 ? (uint32_t)bytes[at + 1] << 8 : 0) | (rest > 2 ? bytes[at + 2] : 0);
                char text[4] = {
                        character(group >> 18), character(group >> 12 & 63),
                        rest > 1 ? character(group >> 6 & 63) : '=', rest > 2 ? character(group & 63) : '=',
                };

                r = buffer_append(ret_text, text, sizeof(text));
        }
        return r;
}

static size_t padding_of(const char *text, size_t len) {
        if (len == 0 || text[len - 1] != '=')
                return 0;
        return text[len - 2] == '=' ? 2 : 1;
}

bool base64_decode(const char *text, size_t len, uint8_t *ret_bytes, size_t max, size_t *ret_len) {
        size_t bytes_len, padding;
        uint32_t bits = 0, wrong = 0;

        if (len % 4 != 0)
                return false;
        padding = padding_of(text, len);
        bytes_len = len / 4 * 3 - padding;
        if (bytes_len > max)
                return false;
        for (size_t i = 0, done = 0; i < len - padding; i++) {
                uint32_t value = digit(text[i]);

                wrong |= value & ~(uint32_t)63;
                bits = bits << 6 | (value & 63);
                if (i % 4 != 0)
                        ret_bytes[done++] = (uint8_t)(bits >> (6 - i % 4 * 2));
        }
        /* The bits of the last digit that belong to no byte. */
        wrong |= bits & ((UINT32_C(1) << 2 * padding) - 1);
        if (wrong != 0)
                return false;
        *ret_len = bytes_len;
        return true;
}
