/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/cosignature.h"

#include <errno.h>
#include <string.h>

/* "cosignature/v1", the time, then the whole text of the checkpoint: the header line keeps it from being anything else. */
static int message(const char *text, size_t len, uint64_t time_s, struct buffer *ret_message) {
        int r = buffer_printf(ret_message, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);

        return r < 0 ? r : buffer_append(ret_message, text, len);
}

int cosignature_sign(const char *text, size_t len, const char *name, const struct secret_key *key, uint64_t time_s,
                     struct buffer *ret_line) {
        struct buffer signed_text = BUFFER_INIT, blob = BUFFER_INIT_MAX(COSIGNATURE_LEN);
        uint8_t signature[KEY_SIGNATURE_LEN];
        struct checkpoint checkpoint;
        struct vkey vkey;
        int r;

        if (time_s == 0 || time_s > COSIGNATURE_TIME_MAX || !vkey_name_valid(name, strlen(name)) ||
            checkpoint_parse(text, len, &checkpoint) != 0)
                return -EINVAL;
        vkey_init(&vkey, name, NOTE_TYPE_COSIGNATURE, secret_key_public(key));
        r = message(text, len, time_s, &signed_text);
        if (r == 0) {
                secret_key_sign(key, signed_text.data, signed_text.len, signature);
                r = buffer_append_u64(&blob, time_s);
        }
        if (r == 0)
                r = buffer_append(&blob, signature, sizeof(signature));
        if (r == 0)
                r = note_append_line(&vkey, blob.data, blob.len, ret_line);
        buffer_deinit(&blob);
        buffer_deinit(&signed_text);
        return r;
}

/* False also when memory is short: then nothing was verified. */
static bool verify_line(const struct note *note, const struct note_signature *line, const struct vkey *witness, uint64_t *ret_time_s) {
        struct buffer signed_text = BUFFER_INIT;
        uint8_t blob[COSIGNATURE_LEN];
        struct reader reader = reader_over(blob, sizeof(blob));
        uint64_t time_s;
        bool good;

        if (!note_signature_blob(line, sizeof(blob), blob) || !reader_u64(&reader, &time_s) || time_s == 0 || time_s > COSIGNATURE_TIME_MAX)
                return false;
        good = message(note->text, note->text_len, time_s, &signed_text) == 0 &&
               public_key_verify(&witness->key, signed_text.data, signed_text.len, reader.data);
        buffer_deinit(&signed_text);
        if (good)
                *ret_time_s = time_s;
        return good;
}

int cosignature_verify(const struct note *note, const struct vkey *witness, uint64_t *ret_time_s) {
        struct checkpoint checkpoint;
        uint64_t latest = 0, time_s;

        if (checkpoint_parse(note->text, note->text_len, &checkpoint) != 0)
                return NOTE_E_MALFORMED;
        for (size_t i = 0; i < note->signature_count; i++) {
                if (!note_signature_is_by(&note->signatures[i], witness))
                        continue;
                if (!verify_line(note, &note->signatures[i], witness, &time_s))
                        return NOTE_E_BAD_SIGNATURE;
                if (time_s > latest)
                        latest = time_s;
        }
        if (latest == 0)
                return NOTE_E_UNKNOWN_KEY;
        *ret_time_s = latest;
        return 0;
}
