/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening an export, and judging the checkpoint in it. */
#include "controller/ledger/exported.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/folder.h"
#include "controller/ledger/rotation.h"

static int read_file(const struct exported *exported, const char *path, size_t max_len, struct buffer *ret_bytes, struct finding *finding) {
        int r = folder_read(exported->folder, path, max_len, ret_bytes);

        return r < 0 ? finding_of_errno(finding, path, r) : 0;
}

static int read_vkey(struct exported *exported, struct finding *finding) {
        struct buffer text = BUFFER_INIT;
        int r;

        r = folder_read(exported->folder, "vkey", NOTE_VKEY_MAX, &text);
        if (r == -ENOENT)
                return 0;
        if (r < 0)
                return finding_of_errno(finding, "vkey", r);
        /* The form of the file has the newline that vkey_parse() would do without. */
        if (vkey_parse(buffer_text(&text), text.len, &exported->vkey) != 0 || text.data[text.len - 1] != '\n')
                r = finding_set(finding, "vkey is not a verifier key (Ed25519)");
        exported->has_vkey = r == 0;
        buffer_deinit(&text);
        return r;
}

/* Every given key is tried; a wrong signature of any of them condemns. *ret_other: one that signed, but is for another origin; else NULL. */
static int judge_by(struct exported *exported, const struct note *note, const struct vkey *vkeys, size_t count, const struct vkey **ret_other,
                    struct finding *finding) {
        const struct vkey *signer = NULL;
        int r = origin_judge(note, exported->checkpoint.origin, vkeys, count, &signer);

        *ret_other = r == ORIGIN_E_OTHER ? signer : NULL;
        if (r == NOTE_E_BAD_SIGNATURE)
                return finding_set(finding, "checkpoint: the signature of the given key is wrong");
        exported->pinned |= r == 0;
        return 0;
}

static int refuse_other(const struct exported *exported, const struct vkey *other, struct finding *finding) {
        return finding_set(finding, "checkpoint: the given key has signed it, but the ledger is %.120s and the key is for %.120s. If that is meant, "
                           "give the key as ORIGIN=KEY", exported->checkpoint.origin, other->origin[0] ? other->origin : other->name);
}

/* A key that none was given of may be one that a given one has handed the ledger on to. */
static int judge_given(struct exported *exported, const struct note *note, const struct vkey *vkeys, size_t count, struct finding *finding) {
        const struct vkey *other, *unused;
        struct rotation_keys keys;
        int r = judge_by(exported, note, vkeys, count, &other, finding);

        if (r != 0 || count == 0 || exported->pinned)
                return r;
        r = rotation_follow(exported, exported->checkpoint.size, vkeys, count, &keys);
        if (r == 0)
                r = judge_by(exported, note, keys.vkeys, keys.count, &unused, finding);
        if (r != 0 || exported->pinned)
                return r;
        if (keys.lost)
                return finding_set(finding, "checkpoint: no given key has signed it. The key of the ledger was lost and changed in entry %llu: get "
                                   "the new one from the office", (unsigned long long)keys.lost_at);
        return other ? refuse_other(exported, other, finding) : finding_set(finding, "checkpoint: no given key has signed it");
}

/* An export that changes to another key, and is cut off, has the new one already. */
static int judge_own(struct exported *exported, const struct note *note, struct finding *finding) {
        const struct vkey *signer;
        int r;

        if (!exported->has_vkey)
                return 0;
        r = origin_judge(note, exported->checkpoint.origin, &exported->vkey, 1, &signer);
        if (r == NOTE_E_UNKNOWN_KEY && exported->unfinished)
                exported->has_vkey = false;
        else if (r != 0)
                return finding_set(finding, "checkpoint: its signature is not by the key in vkey");
        return 0;
}

static bool is_missing(const struct exported *exported, const char *path, size_t max_len) {
        struct buffer bytes = BUFFER_INIT;
        int r = folder_read(exported->folder, path, max_len, &bytes);

        buffer_deinit(&bytes);
        return r == -ENOENT;
}

static int judge_checkpoint(struct exported *exported, const struct vkey *vkeys, size_t count, struct finding *finding) {
        struct note note;
        int r;

        r = read_file(exported, "checkpoint", CHECKPOINT_MAX_LEN, &exported->note, finding);
        if (r == LEDGER_E_INVALID && exported->unfinished)
                return finding_set(finding, "checkpoint is missing: the first export into this folder was cut off");
        if (r == LEDGER_E_INVALID && is_missing(exported, "checkpoint", CHECKPOINT_MAX_LEN) && is_missing(exported, "vkey", NOTE_VKEY_MAX))
                return finding_set(finding, "checkpoint is missing, and so is vkey: this folder is no export. `pickupbox ledger export DIR OUT` writes that of a box's folder, "
                                   "`pickupbox office export DIR OUT` that of an office's");
        if (r != 0)
                return r;
        if (note_parse(buffer_text(&exported->note), exported->note.len, &note) != 0)
                return finding_set(finding, "checkpoint is not a signed note");
        if (checkpoint_parse(note.text, note.text_len, &exported->checkpoint) != 0)
                return finding_set(finding, "checkpoint is not a checkpoint: origin, size, root hash");
        exported->of_box = origin_is_box(exported->checkpoint.origin);
        origin_box(exported->checkpoint.origin, exported->box);
        r = judge_given(exported, &note, vkeys, count, finding);
        if (r != 0)
                return r;
        r = read_vkey(exported, finding);
        if (r != 0)
                return r;
        return judge_own(exported, &note, finding);
}

static bool is_there(const struct exported *exported, const char *name) {
        return faccessat(exported->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int exported_open(const char *path, const struct vkey *vkeys, size_t count, struct exported **ret_exported, struct finding *ret_finding) {
        struct exported *exported = calloc(1, sizeof(*exported));
        int r;

        if (!exported)
                return -ENOMEM;
        exported->folder = -1;
        r = folder_open(path, &exported->folder);
        if (r == 0)
                exported->unfinished = is_there(exported, EXPORTED_UNFINISHED) || is_there(exported, EXPORTED_UNFINISHED_NEW);
        if (r == 0)
                r = judge_checkpoint(exported, vkeys, count, ret_finding);
        if (r != 0)
                exported_close(exported);
        else
                *ret_exported = exported;
        return r;
}
