/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/checkpoint.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const char vkey_text[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        struct checkpoint checkpoint;
        struct vkey vkey;
        struct note note;

        MUST_HOLD(crypto_init() == 0);
        MUST_HOLD(vkey_parse(vkey_text, strlen(vkey_text), &vkey) == 0);
        if (note_parse((const char *)data, size, &note) != 0) {
                MUST_HOLD(checkpoint_open((const char *)data, size, &vkey, &checkpoint) == NOTE_E_MALFORMED);
                return 0;
        }
        MUST_HOLD(note.text == (const char *)data && note.text_len < size && note.signature_count > 0);
        for (size_t i = 0; i < note.signature_count; i++)
                MUST_HOLD(note.signatures[i].base64 + note.signatures[i].base64_len < (const char *)data + size);
        if (note_verify(&note, &vkey) == 0)
                MUST_HOLD(note.text_len == 28 && memcmp(note.text, "This is an example message.\n", 28) == 0);
        return 0;
}
