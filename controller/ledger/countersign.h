/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Witnesses and photographs of an export: countersigning its checkpoint, and
 * comparing it with a checkpoint that somebody saw. What does not fit is told as a finding, as in exported.h. Blocks.
 */
#pragma once

#include "controller/ledger/exported.h"
#include "controller/ledger/witness.h"

struct countersigning {
        char origin[NOTE_NAME_MAX + 1];
        uint64_t old_size, size;   /* remembered before; of the export */
        bool first;                /* the witness had never seen this log */
        bool pinned;               /* signed by a key that was given, or that the witness knows */
        struct vkey vkey;          /* the log's key that signed */
};

/*
 * Countersigns the checkpoint of the export in `out`, when it continues what the witness remembers, and writes it back
 * with the cosignature in place of an earlier one by this witness. The checkpoint must be signed by one of the given
 * keys; without any, by the key that the witness saw last; on first sight by the export's own.
 * 0, LEDGER_E_INVALID with the finding and nothing changed, or a negative errno.
 */
MUST_CHECK int ledger_countersign(const char *out, struct witness *witness, const struct vkey *vkeys, size_t count, uint64_t now_s,
                                  struct countersigning *ret_done, struct finding *ret_finding);

/*
 * Whether a checkpoint that somebody saw, a whole signed note, is a former state of this export: signed by one of the
 * keys (the export's own when count is 0), its tree one that the export's continues. 0, LEDGER_E_INVALID, negative errno.
 */
MUST_CHECK int ledger_check_seen(const struct exported *exported, const char *note, size_t len, const struct vkey *vkeys, size_t count,
                                 struct checkpoint *ret_seen, struct finding *ret_finding);
