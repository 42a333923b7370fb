/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/cosignature.h"
#include "tests/fuzz/fuzz.h"

/* A note verifies under this witness only as the very text that was cosigned, and with the time that was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const char text[] = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        static const uint8_t seed[KEY_SEED_LEN] = { 1 };
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        struct buffer line = BUFFER_INIT;
        struct vkey witness;
        struct note note;
        uint64_t time_s;

        if (note_parse((const char *)data, size, &note) != 0)
                return 0;
        MUST_HOLD(crypto_init() == 0 && secret_key_from_seed(seed, &key) == 0);
        vkey_init(&witness, "witness.example/w1", NOTE_TYPE_COSIGNATURE, secret_key_public(key));
        if (cosignature_verify(&note, &witness, &time_s) != 0)
                return 0;
        MUST_HOLD(note.text_len == strlen(text) && memcmp(note.text, text, note.text_len) == 0);
        MUST_HOLD(cosignature_sign(text, strlen(text), witness.name, key, time_s, &line) == 0);
        MUST_HOLD(memmem(data, size, line.data, line.len));
        buffer_deinit(&line);
        return 0;
}
