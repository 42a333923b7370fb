/* SPDX-License-Identifier: EUPL-1.2 */
/* Nothing opens but what was sealed under the passphrase of the corpus. */
#include <string.h>

#include "crypto/key.h"
#include "crypto/keyfile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        CLEANUP(buffer_wipe) struct buffer secret = BUFFER_INIT;

        MUST_HOLD(crypto_init() == 0);
        if (keyfile_open("passphrase", data, size, &secret) == 0)
                MUST_HOLD(secret.len == 6 && memcmp(secret.data, "secret", 6) == 0);
        else
                MUST_HOLD(secret.len == 0);
        return 0;
}
