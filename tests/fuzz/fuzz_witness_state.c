/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/witness_state.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct witness_state state;

        if (witness_state_parse((const char *)data, size, &state) != 0)
                return 0;
        MUST_HOLD(witness_state_format(&state, &text) == 0);
        MUST_HOLD(text.len == size && memcmp(text.data, data, size) == 0);
        witness_state_deinit(&state);
        buffer_deinit(&text);
        return 0;
}
