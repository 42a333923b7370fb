/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/base45.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static uint8_t bytes[4096];
        static char text[6144];
        size_t len;

        if (!base45_decode((const char *)data, size, bytes, sizeof(bytes), &len))
                return 0;
        MUST_HOLD(BASE45_TEXT_LEN(len) == size);
        base45_encode(bytes, len, text);
        MUST_HOLD(memcmp(text, data, size) == 0);
        return 0;
}
