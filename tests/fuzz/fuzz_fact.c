/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/box/store/fact.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as it was, and is a fact. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer line = BUFFER_INIT;
        struct fact fact;
        struct deed deed;

        if (fact_parse((const char *)data, size, &fact) != 0)
                return 0;
        deed = fact_deed(&fact);
        MUST_HOLD(deed_class(&deed) == DEED_FACT);
        MUST_HOLD(fact_format(&fact, &line) == 0);
        MUST_HOLD(line.len == size && memcmp(line.data, data, size) == 0);
        buffer_deinit(&line);
        return 0;
}
