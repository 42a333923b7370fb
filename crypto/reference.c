/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/reference.h"

#include <string.h>

enum { LEN = 8 };

/* The hybrid system Mod 11,10 of ISO/IEC 7064. */
char reference_check_digit(const char *digits, unsigned len) {
        unsigned product = 10;

        for (unsigned i = 0; i < len; i++) {
                unsigned sum = (product + (unsigned)(digits[i] - '0')) % 10;

                product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (char)('0' + (11 - product) % 10);
}

bool reference_valid(const char *text) {
        if (strnlen(text, LEN + 1) != LEN || strspn(text, "0123456789") != LEN)
                return false;
        return reference_check_digit(text, LEN - 1) == text[LEN - 1];
}
