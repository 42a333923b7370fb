/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Evidence that a log has signed two trees: both signed checkpoints, and, where
 * the second is larger, a proof that its tree began otherwise than the first.
 * Whoever has the log's key can check it and needs nobody's word:
 *
 *      pickupbox fork 1\n
 *      first <bytes>\n<signed note>         the smaller, or equal; 0 bytes: only its root had been remembered
 *      second <bytes>\n<signed note>
 *      began <root, base64>\n               where the second is larger: the root of its tree's first <size of the first>
 *      <hash, base64>\n                     entries, and the consistency proof (RFC 9162) that leads from there to the second's root
 *
 * Without `began` the larger one is a suspicion: no proof was shown that it
 * continues the first, and only the log could show one. Values only; nothing
 * here touches a file.
 */
#pragma once

#include "controller/ledger/exported.h"

enum { FORK_MAX_LEN = 128 + 2 * NOTE_MAX_LEN + (MERKLE_PROOF_MAX + 1) * 52 };

struct fork {
        const char *first, *second;       /* signed notes, into the caller's bytes */
        size_t first_len, second_len;
        bool proven_larger;               /* `began` and the proof are there */
        struct hash began;
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count;
};

enum { FORK_E_MALFORMED = 1 };
/* Strict: formatting the result gives the same bytes. 0 or FORK_E_MALFORMED. */
MUST_CHECK int fork_parse(const char *bytes, size_t len, struct fork *ret_fork);
/* Appends the file's bytes. 0 or the errors of buffer_append(). */
MUST_CHECK int fork_format(const struct fork *fork, struct buffer *ret_bytes);

/* Whether it can convict at all: two trees of one size, or a proof. Judges no signature. */
MUST_CHECK bool fork_proves(const struct fork *fork);

struct fork_verdict {
        char origin[NOTE_NAME_MAX + 1];
        uint64_t first_size, second_size;
};
/*
 * Whether it convicts the log: both notes signed by one of these keys under one origin, and two trees. 0; LEDGER_E_INVALID
 * with the finding.
 */
MUST_CHECK int fork_check(const struct fork *fork, const struct vkey *vkeys, size_t count, struct fork_verdict *ret_verdict,
                          struct finding *ret_finding);
