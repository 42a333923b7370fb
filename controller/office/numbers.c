/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/numbers.h"

#include <string.h>

#include "crypto/reference.h"

/* So many decimal digits of 64 bits: of a million or ten million numbers, none is likelier than another by more than one in 10^12. */
static void digits_of(const uint8_t bytes[VALUE_DERIVED_LEN], unsigned len, char *ret_digits) {
        uint64_t number = 0;

        for (unsigned i = 0; i < sizeof(number); i++)
                number = number << 8 | bytes[i];
        for (unsigned i = len; i-- > 0; number /= 10)
                ret_digits[i] = (char)('0' + number % 10);
        ret_digits[len] = '\0';
}

static void derive(const struct value_key *key, const char *what, const uint8_t cti[CTI_LEN], uint32_t nbf, unsigned attempt, unsigned len, char *ret_digits) {
        uint8_t bytes[VALUE_DERIVED_LEN];

        value_derive(key, what, cti, nbf, attempt, bytes);
        digits_of(bytes, len, ret_digits);
        explicit_bzero(bytes, sizeof(bytes));
}

void numbers_reference(const struct value_key *key, const uint8_t cti[CTI_LEN], uint32_t nbf, unsigned attempt, char ret_reference[REFERENCE_LEN + 1]) {
        derive(key, "reference", cti, nbf, attempt, REFERENCE_LEN - 1, ret_reference);
        ret_reference[REFERENCE_LEN - 1] = reference_check_digit(ret_reference, REFERENCE_LEN - 1);
        ret_reference[REFERENCE_LEN] = '\0';
}

void numbers_pin(const struct value_key *key, const uint8_t cti[CTI_LEN], uint32_t nbf, char ret_pin[PIN_LEN + 1]) {
        derive(key, "pin", cti, nbf, 0, PIN_LEN, ret_pin);
}
