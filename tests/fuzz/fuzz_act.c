/* SPDX-License-Identifier: EUPL-1.2 */
/* An entry of an office's log: what is read is written again as the same bytes. */
#include <string.h>

#include "controller/office/registry/act.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer line = BUFFER_INIT;
        struct act act;

        if (act_parse((const char *)data, size, &act) != 0)
                return 0;
        MUST_HOLD(act_format(&act, &line) == 0);
        MUST_HOLD(line.len == size && memcmp(line.data, data, size) == 0);
        buffer_deinit(&line);
        return 0;
}
