/* SPDX-License-Identifier: EUPL-1.2 */
/* What is accepted as a code must be the text that its contents make. */
#include <string.h>

#include "crypto/code.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        /* RFC 8032 section 7.1 TEST 1, which signed the valid code of the corpus */
        static const uint8_t seed[KEY_SEED_LEN] = {
                0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
                0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
        };
        static struct secret_key *key;
        CLEANUP(buffer_deinit) struct buffer again = BUFFER_INIT;
        struct code code;

        if (!key)
                MUST_HOLD(crypto_init() == 0 && secret_key_from_seed(seed, &key) == 0);
        if (code_parse((const char *)data, size, &code) != 0)
                return 0;
        MUST_HOLD(box_id_valid(code.aud));
        if (code_verify(&code, secret_key_public(key)) != 0)
                return 0;
        MUST_HOLD(code_sign(&code, key, &again) == 0);
        MUST_HOLD(again.len <= size && memcmp(again.data, data, again.len) == 0);
        return 0;
}
