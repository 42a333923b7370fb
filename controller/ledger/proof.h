/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A C2SP tlog-proof (https://c2sp.org/tlog-proof): one entry's inclusion in a
 * signed tree, in a file that needs nothing else but the pinned key. Of a box's
 * ledger or any other. The entry itself travels in the `extra` line; it is a claim until it has been hashed.
 */
#pragma once

#include "controller/ledger/entry.h"
#include "controller/ledger/exported.h"
#include "controller/ledger/source.h"
#include "crypto/receipt.h"

enum { PROOF_MAX_LEN = CHECKPOINT_MAX_LEN + BUNDLE_ENTRY_MAX_LEN / 3 * 4 + 8 + MERKLE_LEVELS * 45 + 128 };

struct proof {
        bool has_entry;            /* an `extra` line, which in our proofs holds the entry; else whoever checks it must have it */
        char entry[BUNDLE_ENTRY_MAX_LEN];
        size_t entry_len;
        uint64_t index;
        struct hash hashes[MERKLE_LEVELS];
        size_t count;
        const char *checkpoint;    /* a signed note, into the proof's bytes */
        size_t checkpoint_len;
};

/* Reads the form, judging nothing. 0, or LEDGER_E_INVALID with the finding. */
MUST_CHECK int proof_parse(const char *bytes, size_t len, struct proof *ret_proof, struct finding *ret_finding);
/* Appends the text. 0, -EINVAL when a member is out of range, or an error of buffer_append(). */
MUST_CHECK int proof_format(const struct proof *proof, struct buffer *ret_text);

/*
 * Whether one of the keys has signed a tree in which this entry stands at this index. 0 with the entry and checkpoint,
 * or LEDGER_E_INVALID with the finding. The entry is all zeros when the ledger is not a box's.
 */
MUST_CHECK int proof_check(const struct proof *proof, const struct vkey *vkeys, size_t count, struct entry *ret_entry,
                           struct checkpoint *ret_checkpoint, struct finding *ret_finding);

/* The checkpoint in it, whose signature is not looked at. */
MUST_CHECK int proof_checkpoint(const struct proof *proof, struct checkpoint *ret_checkpoint, struct finding *ret_finding);
/*
 * The same for a proof whose checkpoint, proof_checkpoint(), somebody else vouches for (controller/ledger/continued.h): nobody
 * need have signed it, but a wrong signature of a given key condemns it all the same.
 */
MUST_CHECK int proof_check_vouched(const struct proof *proof, const struct checkpoint *vouched, const struct vkey *vkeys, size_t count,
                                   struct entry *ret_entry, struct finding *ret_finding);

/* Makes the proof of an entry of an export; it is checked before it is handed out. LEDGER_E_INVALID also when there is no such entry. */
MUST_CHECK int ledger_prove(const struct exported *exported, uint64_t index, struct buffer *ret_proof, struct finding *ret_finding);

/*
 * The same from where the ledger is kept. note: a checkpoint of it, signed, of at most as many entries as the source has; whether the signature
 * is right is not looked at.
 */
MUST_CHECK int ledger_prove_source(const struct ledger_source *source, uint64_t index, const char *note, size_t note_len, struct buffer *ret_proof,
                                   struct finding *ret_finding);

/*
 * Whether a receipt is true by an export: its signature under one of the keys (the folder's own when count is 0), its tree
 * a former state of the export's, its leaf and time those of the entry at its index. 0, LEDGER_E_INVALID, negative errno.
 */
MUST_CHECK int ledger_check_receipt(const struct exported *exported, const struct receipt *receipt, const struct vkey *vkeys, size_t count,
                                    struct finding *ret_finding);
