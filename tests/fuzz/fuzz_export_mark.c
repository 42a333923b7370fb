/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/export_mark.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct export_mark mark;

        if (!export_mark_parse(data, size, &mark))
                return 0;
        MUST_HOLD(export_mark_format(&mark, &text) == 0);
        MUST_HOLD(text.len == size && memcmp(text.data, data, size) == 0);
        buffer_deinit(&text);
        return 0;
}
