/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/fork.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as it was, and judged without a key convicts nobody. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct fork_verdict verdict;
        struct finding finding;
        struct fork fork;

        if (fork_parse((const char *)data, size, &fork) != 0)
                return 0;
        MUST_HOLD(fork_format(&fork, &text) == 0);
        MUST_HOLD(text.len == size && memcmp(text.data, data, size) == 0);
        MUST_HOLD(fork_check(&fork, NULL, 0, &verdict, &finding) != 0);
        MUST_HOLD(!fork_proves(&fork) || fork.first_len > 0);
        buffer_deinit(&text);
        return 0;
}
