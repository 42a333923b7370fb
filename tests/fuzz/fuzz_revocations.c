/* SPDX-License-Identifier: EUPL-1.2 */
/* A statement as it comes, and the same bytes as a payload signed by a key that may: what opens must sign to the same bytes. */
#include <string.h>

#include "crypto/envelope.h"
#include "crypto/revocations.h"
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 16384 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const uint8_t seed[KEY_SEED_LEN] = { 1 };
        static struct secret_key *secret;
        static struct bundle_key key = { .use = KEY_USE_REVOKE, .exp = UINT32_MAX };
        static uint8_t bytes[INPUT_MAX + ENVELOPE_OVERHEAD_MAX];
        const struct bundle bundle = { .keys = &key, .key_count = 1 };
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        CLEANUP(revocations_cleanup) struct revocations *raw = NULL, *opened = NULL;
        CLEANUP(buffer_deinit) struct buffer again = BUFFER_INIT;

        if (!secret) {
                MUST_HOLD(crypto_init() == 0 && secret_key_from_seed(seed, &secret) == 0);
                key.key = *secret_key_public(secret);
                key_id(&key.key, key.kid);
        }
        (void)!revocations_open(data, size, &bundle, "K017", &raw);
        if (size > INPUT_MAX || envelope_sign(data, size, secret, &writer) != 0)
                return 0;
        if (revocations_open(bytes, writer.len, &bundle, "K017", &opened) != 0)
                return 0;
        MUST_HOLD(revocations_sign(opened, secret, &again) == 0);
        MUST_HOLD(cbor_writer_equals(&writer, again.data, again.len));
        return 0;
}
