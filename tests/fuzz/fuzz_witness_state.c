/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/witness_state.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as it was; what an earlier version wrote is read again as what it is written now. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT_MAX(WITNESS_STATE_MAX_LEN);
        struct witness_state state, again;

        if (witness_state_parse((const char *)data, size, &state) != 0)
                return 0;
        MUST_HOLD(witness_state_format(&state, &text) == 0);
        if (state.former) {
                MUST_HOLD(witness_state_parse(buffer_text(&text), text.len, &again) == 0);
                MUST_HOLD(!again.former && again.count == state.count);
                witness_state_deinit(&again);
        } else {
                MUST_HOLD(text.len == size && memcmp(text.data, data, size) == 0);
        }
        witness_state_deinit(&state);
        buffer_deinit(&text);
        return 0;
}
