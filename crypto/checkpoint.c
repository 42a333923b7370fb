/* SPDX-License-Identifier: EUPL-1.2 */
/* C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint). */
#include "crypto/checkpoint.h"

#include <errno.h>
#include <string.h>

int checkpoint_format(const struct checkpoint *checkpoint, struct buffer *ret_text) {
        struct buffer text = BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN);
        int r;

        if (checkpoint->size > MERKLE_SIZE_MAX || checkpoint->origin[0] == 0)
                return -EINVAL;
        r = buffer_printf(&text, "%s\n%llu\n", checkpoint->origin, (unsigned long long)checkpoint->size);
        if (r == 0)
                r = hash_format(&checkpoint->root, &text);
        if (r == 0)
                r = buffer_append_text(&text, "\n");
        if (r == 0)
                r = buffer_append(ret_text, text.data, text.len);
        buffer_deinit(&text);
        return r;
}

int checkpoint_parse(const char *text, size_t len, struct checkpoint *ret_checkpoint) {
        struct reader reader = reader_over(text, len), size;
        struct checkpoint checkpoint = { 0 };
        const char *line;
        size_t line_len;

        if (len > CHECKPOINT_MAX_LEN || !note_text_valid(text, len))
                return NOTE_E_MALFORMED;
        if (!reader_line(&reader, &line, &line_len) || line_len == 0 || line_len > NOTE_NAME_MAX)
                return NOTE_E_MALFORMED;
        memcpy(checkpoint.origin, line, line_len);
        if (!reader_line(&reader, &line, &line_len))
                return NOTE_E_MALFORMED;
        size = reader_over(line, line_len);
        if (!reader_decimal(&size, MERKLE_SIZE_MAX, &checkpoint.size) || size.len > 0)
                return NOTE_E_MALFORMED;
        if (!reader_line(&reader, &line, &line_len) || !hash_parse(line, line_len, &checkpoint.root))
                return NOTE_E_MALFORMED;
        while (reader_line(&reader, &line, &line_len))
                if (line_len == 0)
                        return NOTE_E_MALFORMED;
        *ret_checkpoint = checkpoint;
        return 0;
}

int checkpoint_sign(const struct checkpoint *checkpoint, const struct secret_key *key, struct buffer *ret_note) {
        struct buffer text = BUFFER_INIT;
        int r;

        r = checkpoint_format(checkpoint, &text);
        if (r == 0)
                r = note_sign(buffer_text(&text), text.len, checkpoint->origin, key, ret_note);
        buffer_deinit(&text);
        return r;
}

int checkpoint_open(const char *bytes, size_t len, const struct vkey *vkey, struct checkpoint *ret_checkpoint) {
        struct checkpoint checkpoint;
        struct note note;
        int r;

        r = note_parse(bytes, len, &note);
        if (r == 0)
                r = checkpoint_parse(note.text, note.text_len, &checkpoint);
        if (r == 0 && strcmp(checkpoint.origin, vkey->name) != 0)
                r = NOTE_E_UNKNOWN_KEY;
        if (r == 0)
                r = note_verify(&note, vkey);
        if (r == 0)
                *ret_checkpoint = checkpoint;
        return r;
}
