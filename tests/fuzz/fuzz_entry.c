/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/entry.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer line = BUFFER_INIT;
        struct entry entry;

        if (entry_parse((const char *)data, size, &entry) != 0)
                return 0;
        MUST_HOLD(entry_format(&entry, &line) == 0);
        MUST_HOLD(line.len == size && memcmp(line.data, data, size) == 0);
        buffer_deinit(&line);
        return 0;
}
