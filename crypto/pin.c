/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/pin.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { PASSES = 2, MEMORY_BYTES = 19 << 20 };

static_assert(PIN_VERIFIER_SIZE == crypto_pwhash_STRBYTES, "libsodium's string, its NUL included");

int pin_hash(const char *pin, char ret_verifier[PIN_VERIFIER_SIZE]) {
        char verifier[crypto_pwhash_STRBYTES];

        if (crypto_pwhash_str(verifier, pin, strlen(pin), PASSES, MEMORY_BYTES) != 0)
                return -ENOMEM;
        memcpy(ret_verifier, verifier, PIN_VERIFIER_SIZE);
        return 0;
}

bool pin_matches(const char *pin, const char *verifier) {
        if (strnlen(verifier, PIN_VERIFIER_SIZE) == PIN_VERIFIER_SIZE)
                return false;
        /* Other parameters than ours could ask for any amount of memory and time. */
        if (crypto_pwhash_str_needs_rehash(verifier, PASSES, MEMORY_BYTES) != 0)
                return false;
        return crypto_pwhash_str_verify(verifier, pin, strlen(pin)) == 0;
}

static bool is_run(const char *pin, size_t len, int step) {
        for (size_t i = 1; i < len; i++)
                if ((pin[i] - pin[i - 1] - step) % 10 != 0)
                        return false;
        return true;
}

static bool repeats(const char *pin, size_t len, size_t period) {
        for (size_t i = period; i < len; i++)
                if (pin[i] != pin[i - period])
                        return false;
        return true;
}

bool pin_guessable(const char *pin) {
        size_t len = strlen(pin);

        return is_run(pin, len, 1) || is_run(pin, len, -1) || repeats(pin, len, 1) || repeats(pin, len, 2) || repeats(pin, len, 4);
}

void pin_random(unsigned len, char *ret_pin) {
        for (unsigned i = 0; i < len; i++)
                ret_pin[i] = (char)('0' + randombytes_uniform(10));
        ret_pin[len] = 0;
}
