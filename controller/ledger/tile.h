/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Tiles and entry bundles of C2SP tlog-tiles (https://c2sp.org/tlog-tiles):
 * which there are for a tree of a size, what they are called, what they hold.
 * Values only; nothing here touches a file.
 */
#pragma once

#include "base/bytes.h"
#include "controller/ledger/entry.h"
#include "crypto/merkle.h"

enum {
        TILE_WIDTH = 256,
        TILE_HEIGHT = 8,            /* levels of the tree that one level of tiles covers */
        TILE_LEVELS = 8,            /* 256^8 is more than any tree has */
        TILE_ENTRIES = -1,          /* the level of an entry bundle */
        TILE_PATH_SIZE = 64,
        TILE_MAX_LEN = TILE_WIDTH * HASH_LEN,
        BUNDLE_ENTRY_MAX_LEN = 65535, /* of any log; a box's entry has at most ENTRY_MAX_LEN */
        BUNDLE_FILE_MAX_LEN = TILE_WIDTH * (2 + BUNDLE_ENTRY_MAX_LEN),
};

struct tile {
        int level;                  /* 0 to TILE_LEVELS - 1, or TILE_ENTRIES */
        uint64_t n;
        unsigned width;             /* 1 to TILE_WIDTH */
};

/* The width of tile n of this level in a tree of `size` leaves; 0 when there is none. */
unsigned tile_width(int level, uint64_t n, uint64_t size);

/* "tile/0/x001/234.p/7", "tile/entries/000" */
void tile_path(const struct tile *tile, char ret_path[TILE_PATH_SIZE]);
/* Reads exactly what tile_path() writes. */
MUST_CHECK bool tile_parse(const char *path, struct tile *ret_tile);

/* The next entry of a bundle, maybe empty. False, nothing consumed, when it is cut. */
MUST_CHECK bool bundle_take(struct reader *reader, const char **ret_line, size_t *ret_len);
/* How many bytes the first `width` entries take. False when one of them is cut. */
MUST_CHECK bool bundle_prefix(const void *bytes, size_t len, unsigned width, size_t *ret_len);
/* Appends an entry to a bundle. 0; -EINVAL for one longer than BUNDLE_ENTRY_MAX_LEN; the errors of buffer_append(). */
MUST_CHECK int bundle_append(struct buffer *bundle, const void *line, size_t len);

/* The root of the complete subtree over `count` neighbouring hashes, a power of two up to TILE_WIDTH. */
void tile_fold(const struct hash *hashes, unsigned count, struct hash *ret_hash);
