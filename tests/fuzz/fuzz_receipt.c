/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/receipt.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as it was, but for the line end that may follow. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct receipt receipt;

        if (receipt_parse((const char *)data, size, &receipt) != 0)
                return 0;
        MUST_HOLD(receipt_format(&receipt, &text) == 0);
        MUST_HOLD(text.len <= size && size - text.len <= 2 && memcmp(text.data, data, text.len) == 0);
        buffer_deinit(&text);
        return 0;
}
