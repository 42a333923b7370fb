/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Writing the export folder of a ledger (formats.md section 6; docs/ledger.md).
 *
 * A whole new folder is made beside the old one, files that did not change
 * being further names of the old ones. When all is synced it takes the old
 * one's place in one step, so that whoever looks, and whenever power goes,
 * there is the old export or the new one. What a killed export leaves behind,
 * `.NAME.export` beside OUT, the next one clears away.
 */
#pragma once

#include "controller/ledger/exported.h"

/*
 * Makes OUT, or brings it up to date, and signs a checkpoint of the source's
 * size with the ledger's key under the name `origin`. OUT is left alone when it
 * is not an older state of this very ledger.
 *
 * 0; LEDGER_E_INVALID with a finding when OUT may not be replaced; -EUCLEAN when
 * the source's entries and tree contradict each other (nothing is signed);
 * -EBUSY when another export into OUT is running; -EINVAL for an OUT without a
 * name; a negative errno of the disk. progress may be NULL. Blocks.
 */
MUST_CHECK int ledger_export(const struct ledger_source *source, const char *origin, const struct secret_key *key, const char *out,
                             ledger_progress_fn *progress, void *context, struct checkpoint *ret_checkpoint, struct finding *ret_finding);
