/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Figures of verified exports: each folder is verified whole (controller/ledger/verify.h) before one of its
 * entries counts, and what is counted is hashed once more, so that it is what the checkpoint signs and not
 * what somebody put there in between.
 */
#pragma once

#include "controller/ledger/exported.h"
#include "controller/audit/figures.h"

struct reading_source {
        char origin[NOTE_NAME_MAX + 1];
        uint64_t size;
        struct hash root;
        bool pinned;            /* signed by a given key */
        int64_t last_ms;        /* the latest time of its entries, whatever period is asked for; 0 when it has none */
};

struct reading {
        size_t source_count;
        struct reading_source sources[FIGURES_BOXES_MAX];
        struct figures *figures; /* owned */
};

/*
 * Reads the exports in `paths`, 1 to FIGURES_BOXES_MAX of them, each of another ledger, under the given keys as
 * exported_open() does. 0; LEDGER_E_INVALID with a finding, *ret_path being the folder it speaks of; a negative errno,
 * *ret_path as before. progress may be NULL. Blocks. Free with reading_free().
 */
MUST_CHECK int reading_new(const char *const *paths, size_t count, const struct vkey *vkeys, size_t vkey_count,
                           const struct figures_period *period, ledger_progress_fn *progress, void *context, struct reading **ret_reading,
                           const char **ret_path, struct finding *ret_finding);
/* The earliest of the ledgers' last entries: from then on one of them may still grow. INT64_MAX when none has an entry. */
int64_t reading_grows_from(const struct reading *reading);
void reading_free(struct reading *reading);
DEFINE_CLEANUP(struct reading, reading_free, reading_cleanup)
