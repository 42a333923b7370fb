/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An export folder, opened for reading. Everything in it may be hostile: no
 * link is followed, every length is bounded, every form is read strictly. What
 * is wrong is told as a finding, a sentence that names the file.
 *
 * Functions return 0; LEDGER_E_INVALID with the finding set; or a negative
 * errno when the disk or memory, not the export, is to blame. They block.
 */
#pragma once

#include "controller/ledger/origin.h"
#include "controller/ledger/source.h"
#include "controller/ledger/tile.h"
#include "crypto/checkpoint.h"

enum { LEDGER_E_INVALID = 1 };

struct finding {
        char text[512];
};

/* Sets the text, anything but printable ASCII replaced by '?', and returns LEDGER_E_INVALID. */
int finding_set(struct finding *finding, const char *format, ...) PRINTF_LIKE(2, 3);
/* What an errno of reading `path` means: a finding for what the export's maker controls, else the errno itself. */
MUST_CHECK int finding_of_errno(struct finding *finding, const char *path, int error);

/* There while an export is being written into the folder (controller/ledger/export.h). */
#define EXPORTED_UNFINISHED "unfinished"
#define EXPORTED_UNFINISHED_NEW EXPORTED_UNFINISHED ".new"

struct exported {
        int folder;
        struct checkpoint checkpoint;
        struct buffer note;        /* the file `checkpoint` */
        bool has_vkey;
        struct vkey vkey;          /* the folder's own: a convenience, never a reason to trust */
        bool pinned;               /* the signature is by a key that the caller gave */
        bool of_box;               /* a box's ledger by its origin, whose entries have our form; otherwise any tlog-tiles log */
        char box[ORIGIN_BOX_SIZE]; /* of_box: which one */
        bool unfinished;
};

/*
 * Opens the folder and judges its checkpoint: under the given keys, one of
 * which must have signed; without any (count 0) under the folder's own `vkey`,
 * which proves nothing about who made it, if there is one. -ENOENT and the like
 * when there is no such folder.
 */
MUST_CHECK int exported_open(const char *path, const struct vkey *vkeys, size_t count, struct exported **ret_exported,
                             struct finding *ret_finding);
void exported_close(struct exported *exported);
DEFINE_CLEANUP(struct exported, exported_close, exported_cleanup)

/*
 * Replaces the buffer's contents with a tile, which has exactly the right number of bytes, or a bundle. Where a partial one
 * is missing, the full one that took its place serves, cut to its width.
 */
MUST_CHECK int exported_tile(const struct exported *exported, const struct tile *tile, struct buffer *ret_bytes, struct finding *ret_finding);
/* Appends one entry's line, unjudged but for the bundle's form. -EINVAL when index >= size. */
MUST_CHECK int exported_entry(const struct exported *exported, uint64_t index, struct buffer *ret_line, struct finding *ret_finding);
/* merkle_read_fn over the tiles, with a struct exported_nodes as context. A finding makes it return -EBADMSG. */
struct exported_nodes {
        const struct exported *exported;
        struct finding finding;
};
merkle_read_fn exported_node;
/*
 * The root of the first `size` entries, by the tiles, of which it is proved that the signed tree continues them; so it is
 * worth what the export's checkpoint is. -EINVAL when there are not so many.
 */
MUST_CHECK int exported_former_root(const struct exported *exported, uint64_t size, struct hash *ret_root, struct finding *ret_finding);
