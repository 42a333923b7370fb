/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Maps from keys of 16 bytes to values of 32 bytes in a table of a database, under one hash each: what a key has, and that there is none, is
 * proven by the few pages on its way (docs/formats.md "The office's database"). Keys are evenly spread by whoever makes them.
 *
 * A page holds up to TREE_LEAVES_MAX leaves, or the hashes of sixteen pages, one for each next half byte of the key. Its hash is SHA-256 of
 * its bytes; a page that is not there has zeros. The hash of the first page is the tree's root.
 *
 * Blocks. Functions return 0; TREE_E_…; or a negative errno of tables.h, or -ENOMEM.
 */
#pragma once

#include "controller/office/registry/tables.h"
#include "crypto/merkle.h"

enum { TREE_KEY_LEN = 16, TREE_LEAVES_MAX = 32, TREE_DEPTH_MAX = 15 };

enum {
        TREE_E_ABSENT = 1,      /* proven: it is not in the tree */
        TREE_E_DAMAGED,         /* a page is not what its hash says, or missing */
};

/* Kept in the pages' names; no others than these two. */
enum tree { TREE_ROWS = 1, TREE_NUMBERS };

struct leaf {
        uint8_t key[TREE_KEY_LEN];
        struct hash value;      /* zeros: none; takes the key away where a tree is changed */
};

/* The value of each leaf's key, zeros where it has none; their own values are ignored. As many ways to the database as the tree has levels. */
MUST_CHECK int tree_find_all(struct tables *database, enum tree tree, const struct hash *root, const struct leaf *leaves, size_t count, struct hash *ret_values);
MUST_CHECK int tree_find(struct tables *database, enum tree tree, const struct hash *root, const uint8_t key[TREE_KEY_LEN], struct hash *ret_value);

typedef int tree_leaf_fn(void *context, enum tree tree, const struct leaf *leaf);
/* Tells every leaf whose key begins with these half bytes (at most 2 * TREE_KEY_LEN of key), in no order. What `tell` returns but 0 ends it. */
MUST_CHECK int tree_each(struct tables *database, enum tree tree, const struct hash *root, const uint8_t *key, unsigned half_bytes,
                         tree_leaf_fn *tell, void *context);
/* Sets leaves, which are sorted by key here, each key once, and the root. On error the transaction around it must be rolled back. */
MUST_CHECK int tree_change(struct tables *database, enum tree tree, struct hash *root, struct leaf *leaves, size_t count);
/* Reads every page of all trees once, in no order of keys, and tells their leaves. TREE_E_DAMAGED also for a page that belongs to none. */
MUST_CHECK int tree_check(struct tables *database, const struct hash *rows_root, const struct hash *numbers_root, tree_leaf_fn *tell, void *context);
