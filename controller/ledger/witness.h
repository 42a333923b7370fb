/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A witness: remembers the newest checkpoint of each log and countersigns only
 * what continues it (C2SP tlog-witness, tlog-cosignature). Its memory is the
 * whole of its worth: it is durable before a cosignature leaves, it is locked
 * against a second witness (FILE-lock), and a missing file is no empty one.
 *
 * One thread; witness_add() blocks until the disk has it.
 */
#pragma once

#include "controller/ledger/witness_key.h"
#include "controller/ledger/witness_state.h"
#include "crypto/cosignature.h"

struct witness;

enum {
        WITNESS_E_KEY_MISSING = 1,
        WITNESS_E_KEY_EXPOSED,     /* others than its owner may read or change the key */
        WITNESS_E_KEY_MALFORMED,
        WITNESS_E_STATE_MISSING,
        WITNESS_E_STATE_MALFORMED,
};

/* Makes key and empty memory in two new files. 0; -EEXIST when either exists; -EINVAL for a name that a key cannot have; -errno. */
MUST_CHECK int witness_create(const char *state_path, const char *key_path, const char *name);
/* 0, WITNESS_E_*, -EBUSY when another witness uses this state, or another negative errno. */
MUST_CHECK int witness_open(const char *state_path, const char *key_path, struct witness **ret_witness);
void witness_close(struct witness *witness);
DEFINE_CLEANUP(struct witness, witness_close, witness_cleanup)

const struct vkey *witness_vkey(const struct witness *witness);
/* What it remembers of a log; NULL for one that it never saw. Valid until the next witness_add(). */
const struct witness_log *witness_find(const struct witness *witness, const char *origin);

enum {
        WITNESS_E_OLD_SIZE = 1,    /* old_size is larger than the checkpoint's size */
        WITNESS_E_STALE,           /* old_size is not what the witness remembers */
        WITNESS_E_INCONSISTENT,    /* the proof does not lead from there to the checkpoint */
};

/*
 * Judges a checkpoint, `text` its signed text, which the caller has found to be signed by `signer`, whose name is the
 * origin. 0 with the cosignature's line appended, after its size and root are remembered durably; WITNESS_E_*, and
 * nothing has changed; a negative errno, and nothing was signed. now_s: seconds since 1970, not 0.
 */
MUST_CHECK int witness_add(struct witness *witness, const char *text, size_t len, const struct vkey *signer, uint64_t old_size,
                           const struct hash *proof, size_t count, uint64_t now_s, struct buffer *ret_line);
