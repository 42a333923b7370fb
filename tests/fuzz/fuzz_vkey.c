/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/note.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct vkey vkey;

        if (vkey_parse((const char *)data, size, &vkey) != 0)
                return 0;
        MUST_HOLD(vkey_format(&vkey, &text) == 0);
        MUST_HOLD(text.len == size || (text.len == size - 1 && data[size - 1] == '\n'));
        MUST_HOLD(memcmp(text.data, data, text.len) == 0);
        buffer_deinit(&text);
        return 0;
}
