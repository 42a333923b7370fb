/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/anchor.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct anchor anchor;

        if (anchor_parse((const char *)data, size, &anchor) != 0)
                return 0;
        MUST_HOLD(anchor_format(anchor.bundle_version, anchor.note, anchor.note_len, &text) == 0);
        MUST_HOLD(text.len == size && memcmp(text.data, data, size) == 0);
        buffer_deinit(&text);
        return 0;
}
