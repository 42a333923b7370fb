/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of the trees, and the way down to them. Private to tree*.c. */
#pragma once

#include "base/bytes.h"
#include "controller/office/registry/tree.h"

enum { FAN = 16, LEAF_LEN = TREE_KEY_LEN + HASH_LEN, INNER_LEN = 1 + FAN * HASH_LEN, OF_LEAVES = 0, OF_PAGES = 1, PAGE_MAX_LEN = 1 << 24 };

/* The first byte says which; behind it leaves sorted by key, or the hashes of the pages below. */
struct page {
        struct buffer bytes;
        bool inner;
        size_t count;           /* leaves */
};

#define PAGE_INIT { .bytes = BUFFER_INIT_MAX(PAGE_MAX_LEN) }

static inline void page_deinit(struct page *page) {
        buffer_deinit(&page->bytes);
}

/* Those of a page that is not there. */
bool page_is_none(const struct hash *hash);
struct leaf page_leaf(const struct page *page, size_t i);
struct hash page_hash_below(const struct page *page, unsigned i);
unsigned page_half_byte(const uint8_t *key, unsigned depth);
int64_t page_path_below(int64_t path, unsigned i);
/* What its hash vouches for, taken apart. 0, TREE_E_DAMAGED or -ENOMEM. */
MUST_CHECK int page_take(const void *bytes, size_t len, const struct hash *expected, struct page *page);

/* Reads one. The same, or a negative errno. */
MUST_CHECK int page_read(struct tables *database, int64_t path, const struct hash *expected, struct page *page);

/* What is looked for: a key, and where it stands among those of the caller. */
struct wanted {
        uint8_t key[TREE_KEY_LEN];
        size_t at;
};

/* A page that is to come, and which of the keys lead to it. */
struct expected {
        int64_t path;
        struct hash hash;
        size_t first, count;
};

struct level {
        struct expected *pages;
        size_t count, capacity;
};

void level_deinit(struct level *level);
/* 0 or -ENOMEM; nothing for a page that is not there. */
MUST_CHECK int level_expect(struct level *level, const struct expected *expected);

typedef int page_fn(void *context, const struct expected *at, const struct page *page);
/*
 * Every page on the way from this one, which lies at `depth`, to all those keys, which are sorted by their bytes: level by level, all of a level asked for at once. Only
 * this many half bytes of the keys lead; behind them every page is on the way. 0; TREE_E_DAMAGED; what `visit` returns; a negative errno.
 */
MUST_CHECK int page_walk(struct tables *database, const struct expected *from, unsigned depth, const struct wanted *keys, unsigned half_bytes, page_fn *visit, void *context);
/* The same order as leaves have. */
void wanted_sort(struct wanted *keys, size_t count);
