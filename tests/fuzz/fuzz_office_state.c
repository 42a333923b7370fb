/* SPDX-License-Identifier: EUPL-1.2 */
/* office.json: what is read is written and read again as the same. */
#include <string.h>

#include "controller/office/state.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct problems problems = PROBLEMS_INIT;
        struct state *state = NULL, *again = NULL;
        struct buffer text = BUFFER_INIT, text_again = BUFFER_INIT;
        int r;

        r = state_parse(data, size, &problems, &state);
        MUST_HOLD((r == 0) == (problems.count == 0));
        if (r == 0) {
                MUST_HOLD(state_text(state, &text) == 0);
                MUST_HOLD(state_parse(text.data, text.len, &problems, &again) == 0);
                MUST_HOLD(state->box_count == again->box_count && state->staff_count == again->staff_count);
                MUST_HOLD(state_text(again, &text_again) == 0);
                MUST_HOLD(strcmp(buffer_text(&text), buffer_text(&text_again)) == 0);
        }
        state_free(state);
        state_free(again);
        buffer_deinit(&text);
        buffer_deinit(&text_again);
        problems_deinit(&problems);
        return 0;
}
