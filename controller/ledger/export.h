/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Writing the export folder of a ledger (docs/formats.md section 6; docs/ledger.md).
 *
 * What is new is written behind what is there, so that the work is that of the
 * new entries, however long the ledger. The folder's checkpoint is replaced in
 * one step when all that it speaks of is on the disk; a long export does so now
 * and then, so that one that was cut off goes on from there. From the first
 * write to the last the file `unfinished` says that there may be more than the
 * checkpoint speaks of: whenever power goes, the folder is an export of its
 * checkpoint's size, the old, the new or one between, and says if it is not the
 * one that was wanted. Nothing but plain files, renames and syncs is asked of the
 * file system, so FAT will do.
 */
#pragma once

#include "controller/ledger/exported.h"

enum { EXPORT_STEP = 65536 }; /* entries between two checkpoints of a long export; a multiple of TILE_WIDTH */

/*
 * The log of something else than a box, by its origin, may have any lines as entries, and has no entries.csv.
 *
 * Makes OUT, or brings it up to date, and signs a checkpoint of the source's
 * size with the ledger's key under the name `origin`. A folder that has this
 * checkpoint already keeps it, countersignatures and all. OUT is left alone when
 * it is not an older state of this very ledger. A failure takes back what it
 * wrote, unless it goes on from an export that was cut off.
 *
 * 0; LEDGER_E_INVALID with a finding when OUT may not be brought up to date;
 * -EUCLEAN when the source's entries and tree contradict each other (nothing is
 * signed); -EBUSY when another export into OUT is running; -EINVAL for an OUT
 * without a name; a negative errno of the disk. progress may be NULL. Blocks.
 */
MUST_CHECK int ledger_export(const struct ledger_source *source, const char *origin, const struct secret_key *key, const char *out,
                             ledger_progress_fn *progress, void *context, struct checkpoint *ret_checkpoint, struct finding *ret_finding);
