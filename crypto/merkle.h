/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * RFC 6962 Merkle tree hashing: leaves, nodes, the growing edge of a log, and
 * the verification of inclusion and consistency proofs (RFC 9162 section 2.1.3
 * and 2.1.4 give the algorithms).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macro.h"

enum { HASH_LEN = 32, MERKLE_LEVELS = 63, MERKLE_PROOF_MAX = 2 * MERKLE_LEVELS };

/* No tree is larger, so that a size is also a positive signed integer (C2SP tlog-checkpoint). */
#define MERKLE_SIZE_MAX ((uint64_t)INT64_MAX)

struct hash {
        uint8_t bytes[HASH_LEN];
};

void sha256(const void *bytes, size_t len, struct hash *ret_hash);
/* SHA-256(0x00 ‖ bytes) */
void merkle_leaf(const void *bytes, size_t len, struct hash *ret_hash);
/* SHA-256(0x01 ‖ left ‖ right) */
void merkle_node(const struct hash *left, const struct hash *right, struct hash *ret_hash);
MUST_CHECK bool hash_equal(const struct hash *a, const struct hash *b);

/* Base64, 44 characters, as C2SP texts have it. 0 or the errors of buffer_append(). */
MUST_CHECK int hash_format(const struct hash *hash, struct buffer *ret_text);
/* False, and ret_hash untouched, unless it is the canonical base64 of exactly 32 bytes. */
MUST_CHECK bool hash_parse(const char *text, size_t len, struct hash *ret_hash);

/*
 * The right edge of a tree of `size` leaves: the roots of its complete
 * subtrees, largest first, one per set bit of size. Enough to append and to
 * know the root.
 */
struct merkle_edge {
        uint64_t size;
        unsigned count;
        struct hash nodes[MERKLE_LEVELS];
};

typedef void merkle_completed_fn(void *context, unsigned level, uint64_t index, const struct hash *hash);

/*
 * Appends a leaf. Every node completed by it is told to `completed` (level 0 is
 * the leaf itself, index counts within the level), which may be NULL. The size
 * must be below MERKLE_SIZE_MAX.
 */
void merkle_edge_append(struct merkle_edge *edge, const struct hash *leaf, merkle_completed_fn *completed, void *context);

/* The nodes above level 0 that one entry completes, lowest first: what a database keeps beside it. */
struct merkle_nodes {
        struct hash nodes[MERKLE_LEVELS];
        unsigned count;
};
/* Appends the leaf of an entry and tells what it completes. */
void merkle_edge_append_entry(struct merkle_edge *edge, const void *bytes, size_t len, struct merkle_nodes *ret_completed);
/* The root; SHA-256 of nothing when size is 0. */
void merkle_edge_root(const struct merkle_edge *edge, struct hash *ret_root);

/*
 * Makes proofs. `read` gives the hash of a complete subtree (level, index), 0 or a negative errno, which is handed on.
 * -EINVAL when index >= size, or old_size > size. *ret_count <= MERKLE_PROOF_MAX.
 */
typedef int merkle_read_fn(void *context, unsigned level, uint64_t index, struct hash *ret_hash);
MUST_CHECK int merkle_root(uint64_t size, merkle_read_fn *read, void *context, struct hash *ret_root);
MUST_CHECK int merkle_prove_inclusion(uint64_t index, uint64_t size, merkle_read_fn *read, void *context,
                                      struct hash ret_proof[MERKLE_PROOF_MAX], size_t *ret_count);
MUST_CHECK int merkle_prove_consistency(uint64_t old_size, uint64_t size, merkle_read_fn *read, void *context,
                                        struct hash ret_proof[MERKLE_PROOF_MAX], size_t *ret_count);

/*
 * True only for a proof of exactly the right length that leads to the root. Size 0 proves nothing: an empty old tree is
 * a prefix of every other, and a caller that means that has to say so itself.
 */
MUST_CHECK bool merkle_check_inclusion(const struct hash *leaf, uint64_t index, uint64_t size, const struct hash *proof, size_t count,
                                       const struct hash *root);
MUST_CHECK bool merkle_check_consistency(uint64_t old_size, uint64_t size, const struct hash *old_root, const struct hash *root,
                                         const struct hash *proof, size_t count);

/*
 * The two roots that a consistency proof leads to, for 0 < old_size < size; false when it has not the right length. Where
 * old_size is a power of two the proof begins at the old root itself, which must be given: ret_old_root is it again.
 */
MUST_CHECK bool merkle_consistency_roots(uint64_t old_size, uint64_t size, const struct hash *old_root, const struct hash *proof, size_t count,
                                         struct hash *ret_old_root, struct hash *ret_root);
