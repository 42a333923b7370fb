/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/base64.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        static uint8_t bytes[4096];
        size_t len;

        if (!base64_decode((const char *)data, size, bytes, sizeof(bytes), &len))
                return 0;
        MUST_HOLD(size == (len + 2) / 3 * 4);
        MUST_HOLD(base64_encode(bytes, len, &text) == 0);
        MUST_HOLD(text.len == size && (size == 0 || memcmp(text.data, data, size) == 0));
        return 0;
}
