/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A witness: remembers the newest signed checkpoint of each log and countersigns
 * only what continues it (C2SP tlog-witness, tlog-cosignature). Its memory is the
 * whole of its worth: it is durable before a cosignature leaves, it is locked
 * against a second witness (FILE-lock), and a missing file is no empty one. When
 * a log shows it two trees it keeps what convicts that log before anybody.
 *
 * One thread; witness_add() blocks until the disk has it.
 */
#pragma once

#include <limits.h>

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

/* Two signed checkpoints that no proof joins (controller/ledger/fork.h), kept in FILE-fork-<SHA-256 of the origin, hex>. */
enum witness_fork {
        WITNESS_FORK_NONE,         /* nothing that needs keeping */
        WITNESS_FORK_KNOWN,        /* such evidence is there already */
        WITNESS_FORK_SUSPECTED,    /* kept now: both are signed, and nothing shows that the larger continues the other, nor that it does not */
        WITNESS_FORK_PROVEN,       /* kept now: the log has signed two trees */
        WITNESS_FORK_UNKEPT,       /* the disk did not take it */
};

struct witness_news {
        enum witness_fork fork;
        char path[PATH_MAX];       /* of the evidence; "" with WITNESS_FORK_NONE */
};

/* What a log shows that asks for a cosignature. */
struct witness_case {
        const struct note *note;   /* its checkpoint, signed by `signer`, which speaks for its origin (controller/ledger/origin.h) */
        const struct vkey *signer;
        uint64_t old_size;
        const struct hash *proof;
        size_t count;
        const struct hash *began;  /* the root of its first old_size entries where the caller has seen them; else NULL */
};

/*
 * Judges it. 0 with the cosignature's line appended, after the checkpoint is remembered durably; WITNESS_E_*, and nothing
 * has changed but that *ret_news tells of evidence; a negative errno (-EINVAL: not a checkpoint that is so signed), and
 * nothing was signed. now_s: seconds since 1970, not 0.
 */
MUST_CHECK int witness_add(struct witness *witness, const struct witness_case *asked, uint64_t now_s, struct buffer *ret_line,
                           struct witness_news *ret_news);

/* The log whose origin has this SHA-256, in lower-case hex; NULL. */
const struct witness_log *witness_find_hash(const struct witness *witness, const char *hex);
