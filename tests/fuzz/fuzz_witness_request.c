/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/witness_request.h"
#include "tests/fuzz/fuzz.h"

/* What was read is written again as the start of what was read; the note is the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct witness_request request;

        if (witness_request_parse((const char *)data, size, &request) != 0)
                return 0;
        MUST_HOLD(buffer_printf(&text, "old %llu\n", (unsigned long long)request.old_size) == 0);
        for (size_t i = 0; i < request.count; i++)
                MUST_HOLD(hash_format(&request.proof[i], &text) == 0 && buffer_append_text(&text, "\n") == 0);
        MUST_HOLD(buffer_append_text(&text, "\n") == 0);
        MUST_HOLD(text.len + request.note_len == size && memcmp(text.data, data, text.len) == 0);
        MUST_HOLD((const uint8_t *)request.note == data + text.len);
        buffer_deinit(&text);
        return 0;
}
