/* SPDX-License-Identifier: EUPL-1.2 */
/* The input as a payload that the root signed: what opens must sign to the same bytes again. */
#include <string.h>

#include "crypto/bundle.h"
#include "crypto/envelope.h"
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 16384 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const uint8_t seed[KEY_SEED_LEN] = { 1 };
        static struct secret_key *root;
        static uint8_t bytes[INPUT_MAX + ENVELOPE_OVERHEAD_MAX];
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL, *unverified = NULL;
        CLEANUP(buffer_deinit) struct buffer again = BUFFER_INIT;

        if (!root)
                MUST_HOLD(crypto_init() == 0 && secret_key_from_seed(seed, &root) == 0);
        (void)!bundle_read_unverified(data, size, &unverified);
        if (size > INPUT_MAX || envelope_sign(data, size, root, &writer) != 0)
                return 0;
        if (bundle_open(bytes, writer.len, secret_key_public(root), &bundle) != 0)
                return 0;
        MUST_HOLD(bundle_sign(bundle, root, &again) == 0);
        MUST_HOLD(cbor_writer_equals(&writer, again.data, again.len));
        return 0;
}
