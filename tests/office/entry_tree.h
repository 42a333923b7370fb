/* SPDX-License-Identifier: EUPL-1.2 */
/* The Merkle tree over a few entries, as RFC 6962 says, computed anew each time. */
#pragma once

#include "crypto/merkle.h"

/* The line of an entry, as struct ledger_source has it. */
typedef int entry_tree_fn(void *context, uint64_t index, struct buffer *ret_line);

/* merkle_read_fn, but for who reads the entries. */
int entry_tree_node(entry_tree_fn *entry, void *context, unsigned level, uint64_t index, struct hash *ret_hash);
