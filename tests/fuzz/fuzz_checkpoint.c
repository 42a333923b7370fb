/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/checkpoint.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as the start of what was read; only extension lines may follow. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct checkpoint checkpoint;

        if (checkpoint_parse((const char *)data, size, &checkpoint) != 0)
                return 0;
        MUST_HOLD(checkpoint_format(&checkpoint, &text) == 0);
        MUST_HOLD(text.len <= size && memcmp(text.data, data, text.len) == 0);
        buffer_deinit(&text);
        return 0;
}
