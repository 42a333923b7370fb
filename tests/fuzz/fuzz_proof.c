/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/proof.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static struct proof proof;
        struct buffer text = BUFFER_INIT;
        struct finding finding;

        if (proof_parse((const char *)data, size, &proof, &finding) != 0)
                return 0;
        MUST_HOLD(proof_format(&proof, &text) == 0);
        MUST_HOLD(text.len == size && memcmp(text.data, data, size) == 0);
        buffer_deinit(&text);
        return 0;
}
