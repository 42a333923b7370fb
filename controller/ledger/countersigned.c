/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/countersigned.h"

#include <errno.h>

#include "controller/ledger/folder.h"

static bool is_replaced(const struct note_signature *line, const struct note *added) {
        for (size_t i = 0; i < added->signature_count; i++)
                if (note_signature_same_key(line, &added->signatures[i]))
                        return true;
        return false;
}

static int append_head(const struct note *note, struct buffer *bytes) {
        int r = buffer_append(bytes, note->text, note->text_len);

        return r < 0 ? r : buffer_append_text(bytes, "\n");
}

/* What a witness that was cut off left there is none's work. */
static int replace_checkpoint(const struct exported *exported, const struct buffer *note) {
        int r = folder_unlink(exported->folder, "checkpoint.new");

        return r < 0 ? r : folder_replace(exported->folder, "checkpoint", note->data, note->len);
}

int exported_add_signatures(const struct exported *exported, const struct buffer *lines, struct finding *ret_finding) {
        CLEANUP(buffer_deinit) struct buffer alone = BUFFER_INIT_MAX(2 * NOTE_MAX_LEN), bytes = BUFFER_INIT_MAX(2 * NOTE_MAX_LEN);
        struct note note, added, whole;
        int r;

        if (note_parse(buffer_text(&exported->note), exported->note.len, &note) != 0)
                return -EBADMSG;
        r = append_head(&note, &alone);
        if (r == 0)
                r = buffer_append(&alone, lines->data, lines->len);
        if (r == 0 && note_parse(buffer_text(&alone), alone.len, &added) != 0)
                return finding_set(ret_finding, "checkpoint: what is to be added are no signature lines");
        if (r == 0)
                r = append_head(&note, &bytes);
        for (size_t i = 0; r == 0 && i < note.signature_count; i++)
                if (!is_replaced(&note.signatures[i], &added))
                        r = note_append_signature(&note.signatures[i], &bytes);
        if (r == 0)
                r = buffer_append(&bytes, lines->data, lines->len);
        if (r == 0 && note_parse(buffer_text(&bytes), bytes.len, &whole) != 0)
                return finding_set(ret_finding, "checkpoint: it has so many signatures that there is no room for more");
        return r == 0 ? replace_checkpoint(exported, &bytes) : r;
}
