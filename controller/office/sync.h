/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `office sync`: what boxes exported is taken in as facts. Each export is one change of the store, all of it or nothing; what does not go on for what was seen of
 * its box before is refused, and both signed checkpoints are kept (sync_evidence.h).
 */
#pragma once

#include "controller/ledger/source.h"
#include "controller/office/office.h"

struct synced {
        char box[BOX_ID_MAX + 1];
        uint64_t size, fresh;           /* entries of its log, and of them new ones */
        size_t loaded, collected, taken_out; /* consignments that are there now and were not known to be */
        size_t unknown;                 /* of which the office knows nothing, or for another box */
};

/*
 * Takes one export in. Needs office_lend(). `notes`: what to look into besides. 0, with fresh == 0 when all of it was known; OFFICE_E_REFUSED, nothing being changed: not
 * an export, of no box of this office, not signed by the box, older than or other than what was seen; a negative errno with a problem. progress may be
 * NULL. Blocks.
 */
MUST_CHECK int office_sync(struct office *office, const char *path, ledger_progress_fn *progress, void *context, int64_t now_s,
                           struct problems *problems, struct problems *notes, struct synced *ret_synced);
