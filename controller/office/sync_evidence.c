/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/sync_evidence.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hex.h"
#include "controller/ledger/fork.h"

enum { DIGITS = 8 };

static int make_folder(const char *path) {
        return mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : file_sync_parent(path);
}

static int keep(const char *folder, const char *name, const struct buffer *note) {
        char path[OFFICE_PATH_SIZE];

        path_inside(path, folder, name);
        return file_replace(path, note->data, note->len, 0600);
}

/* The checkpoint that was seen. */
static int read_seen(const struct office *office, const struct box_export *export, struct buffer *ret_note) {
        struct registry_fault fault;
        int r;

        if (export->before)
                return buffer_append(ret_note, export->before->note.data, export->before->note.len);
        r = registry_box_note(office->registry, export->former.box, &fault, ret_note);
        return r > 0 ? -EUCLEAN : r;
}

/* Both as one file, for whoever has the box's key. */
static int keep_fork(const struct box_export *export, const struct buffer *seen, const char *folder) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(FORK_MAX_LEN);
        struct fork fork = {
                .first = buffer_text(seen), .first_len = seen->len, .second = buffer_text(&export->note), .second_len = export->note.len,
                .proven_larger = export->proof.len > 0,
        };
        int r;

        if (fork.proven_larger) {
                memcpy(fork.began.bytes, export->proof.data, HASH_LEN);
                for (; fork.count + 1 < export->proof.len / HASH_LEN; fork.count++)
                        memcpy(fork.proof[fork.count].bytes, export->proof.data + (fork.count + 1) * HASH_LEN, HASH_LEN);
        }
        r = fork_format(&fork, &bytes);
        return r == 0 ? keep(folder, "fork", &bytes) : r;
}

/* The checkpoint that was seen, if there is one. */
static int keep_seen(const struct office *office, const struct box_export *export, const char *folder) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN);
        int r;

        if (!export->former.box[0])
                return 0;
        r = read_seen(office, export, &note);
        if (r == 0)
                r = keep(folder, "known", &note);
        return r == 0 && export->forked ? keep_fork(export, &note, folder) : r;
}

/* Names the folder and fills it. 0 or a negative errno; it is named all the same. */
static int keep_both(const struct office *office, const struct box_export *export, char ret_path[OFFICE_PATH_SIZE]) {
        char digits[2 * DIGITS + 1], parent[OFFICE_PATH_SIZE];
        struct hash sha;
        int r;

        sha256(export->note.data, export->note.len, &sha);
        hex_encode(sha.bytes, DIGITS, digits);
        office_path(office, parent, "evidence");
        office_path(office, ret_path, "evidence/%s-%s", export->seen.box[0] ? export->seen.box : "unknown", digits);
        r = make_folder(parent);
        if (r == 0)
                r = make_folder(ret_path);
        if (r == 0)
                r = keep(ret_path, "export", &export->note);
        return r == 0 ? keep_seen(office, export, ret_path) : r;
}

static const enum text_id refusals[] = {
        [BOX_EXPORT_E_FOREIGN] = TEXT_PROBLEM_SYNC_FOREIGN, [BOX_EXPORT_E_INVALID] = TEXT_PROBLEM_SYNC_INVALID,
        [BOX_EXPORT_E_OLDER] = TEXT_PROBLEM_SYNC_OLDER,     [BOX_EXPORT_E_FORKED] = TEXT_PROBLEM_SYNC_FORKED,
        [BOX_EXPORT_E_OTHER_LOG] = TEXT_PROBLEM_SYNC_OTHER_LOG, [BOX_EXPORT_E_LOST] = TEXT_PROBLEM_SYNC_LOST,
};

int sync_refuse(const struct office *office, const char *path, int verdict, const struct box_export *export, struct problems *problems) {
        uint64_t size = verdict == BOX_EXPORT_E_LOST ? export->continued : export->seen.checkpoint.size;
        char kept[OFFICE_PATH_SIZE];
        int r;

        if (verdict == BOX_EXPORT_E_UNREADABLE)
                return problems_add(problems, TEXT_PROBLEM_SYNC_UNREADABLE, "path", path, "why", export->finding.text, NULL);
        r = keep_both(office, export, kept);
        if (r < 0)
                problems_add_fault(problems, r, TEXT_PROBLEM_SYNC_EVIDENCE, "path", path, "kept", kept, NULL);
        return problems_add(problems, refusals[verdict], "path", path, "kept", kept, "box", export->seen.box, "size", NUMERAL(size), "known",
                            NUMERAL(export->former.checkpoint.size), "origin", export->seen.checkpoint.origin, "former", export->former.checkpoint.origin, "why",
                            export->finding.text, NULL);
}
