/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Judging an export folder, and whether one continues another.
 */
#pragma once

#include "controller/ledger/surplus.h"

struct ledger_verdict {
        char origin[NOTE_NAME_MAX + 1]; /* empty when the checkpoint itself is wrong; so too size and root */
        uint64_t size;
        struct hash root;
        bool pinned;                    /* signed by a given key; otherwise only consistent in itself */
        bool unfinished;                /* an export into it was begun and cut off; the verdict is on the checkpoint before */
        uint64_t minimum;               /* entries before this one are gone, pruned by their log, and were not judged; a box's: 0 */
        struct surplus_aside aside;     /* files that are no part of it, and were not judged */
        struct finding finding;         /* LEDGER_E_INVALID: the first thing that is wrong */
};

/*
 * Checks everything in the folder against everything else: the checkpoint's
 * signature, each entry and its hash, each tile, the root, the lines of
 * entries.jsonl and entries.csv where these are there, and that there is nothing
 * besides. Of a box's ledger also the form and place of each entry; any other
 * tlog-tiles log may have any bytes as entries. 0, LEDGER_E_INVALID with the
 * first thing that is wrong, or a negative errno. progress may be NULL.
 *
 * Uses all processors: a crew of threads (controller/ledger/crew.h) hashes the
 * bundles. Memory does not grow with the log.
 */
MUST_CHECK int ledger_verify(const char *path, const struct vkey *vkeys, size_t count, ledger_progress_fn *progress, void *context,
                             struct ledger_verdict *ret_verdict);

/*
 * Verifies both and proves from the tiles of the new one that its ledger only
 * added entries to that of the old. The verdict of each is filled as far as it
 * got; the finding is in *ret_new, or in *ret_old when that does not verify
 * or, with a negative errno, cannot be read.
 */
MUST_CHECK int ledger_compare(const char *old_path, const char *new_path, const struct vkey *vkeys, size_t count,
                              ledger_progress_fn *progress, void *context, struct ledger_verdict *ret_old, struct ledger_verdict *ret_new);
