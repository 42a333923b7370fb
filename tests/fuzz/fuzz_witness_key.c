/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/witness_key.h"
#include "tests/fuzz/fuzz.h"

/* What was read is a key that its own name and id stand for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer text = BUFFER_INIT;
        struct witness_key key;
        struct vkey vkey;

        MUST_HOLD(crypto_init() == 0);
        if (witness_key_parse((const char *)data, size, &key) != 0)
                return 0;
        MUST_HOLD(vkey_format(&key.vkey, &text) == 0);
        MUST_HOLD(vkey_parse_type(buffer_text(&text), text.len, NOTE_TYPE_COSIGNATURE, &vkey) == 0);
        MUST_HOLD(memcmp(&vkey, &key.vkey, sizeof(vkey)) == 0);
        witness_key_deinit(&key);
        buffer_deinit(&text);
        return 0;
}
