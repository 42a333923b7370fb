/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

enum { FAN = 16, LEAF_LEN = TREE_KEY_LEN + HASH_LEN, INNER_LEN = 1 + FAN * HASH_LEN, OF_LEAVES = 0, OF_PAGES = 1, PAGE_MAX_LEN = 1 << 24 };

/* ---- pages ---- */

/* The first byte says which; behind it leaves sorted by key, or the hashes of the pages below. */
struct page {
        struct buffer bytes;
        bool inner;
        size_t count;           /* leaves */
};

#define PAGE_INIT { .bytes = BUFFER_INIT_MAX(PAGE_MAX_LEN) }

static void page_deinit(struct page *page) {
        buffer_deinit(&page->bytes);
}

static bool is_none(const struct hash *hash) {
        static const struct hash none;

        return memcmp(hash, &none, sizeof(none)) == 0;
}

static unsigned half_byte(const uint8_t *key, unsigned depth) {
        return key[depth / 2] >> (depth % 2 ? 0 : 4) & 15;
}

static int64_t below(int64_t path, unsigned i) {
        return path << 4 | i;
}

static struct leaf leaf_of(const struct page *page, size_t i) {
        const uint8_t *at = page->bytes.data + 1 + i * LEAF_LEN;
        struct leaf leaf;

        memcpy(leaf.key, at, TREE_KEY_LEN);
        memcpy(leaf.value.bytes, at + TREE_KEY_LEN, HASH_LEN);
        return leaf;
}

static struct hash hash_below(const struct page *page, unsigned i) {
        struct hash hash;

        memcpy(hash.bytes, page->bytes.data + 1 + i * HASH_LEN, HASH_LEN);
        return hash;
}

/* What its hash vouches for, taken apart. */
static int take(const void *bytes, size_t len, const struct hash *expected, struct page *page) {
        const uint8_t *at = bytes;
        struct hash hash;

        if (len == 0)
                return TREE_E_DAMAGED;
        sha256(bytes, len, &hash);
        if (!hash_equal(&hash, expected) || at[0] > OF_PAGES || (at[0] == OF_PAGES ? len != INNER_LEN : (len - 1) % LEAF_LEN != 0))
                return TREE_E_DAMAGED;
        page->inner = at[0] == OF_PAGES;
        page->count = page->inner ? 0 : (len - 1) / LEAF_LEN;
        page->bytes.len = 0;
        return buffer_append(&page->bytes, bytes, len);
}

static int read_page(struct tables *database, int64_t path, const struct hash *expected, struct page *page) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *bytes;
        size_t len;
        int r = tables_query(database, "SELECT content FROM pages WHERE path = $1", VALUES(INTEGER(path)), &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : TREE_E_DAMAGED;
        rows_bytes(rows, 0, &bytes, &len);
        return take(bytes, len, expected, page);
}

/* Without bytes the page goes. */
static int write_page(struct tables *database, int64_t path, const struct buffer *bytes, struct hash *ret_hash) {
        if (bytes->len <= 1) {
                *ret_hash = (struct hash){ 0 };
                return tables_run(database, "DELETE FROM pages WHERE path = $1", VALUES(INTEGER(path)));
        }
        sha256(bytes->data, bytes->len, ret_hash);
        return tables_run(database, "INSERT INTO pages (path, content) VALUES ($1, $2) ON CONFLICT (path) DO UPDATE SET content = excluded.content",
                          VALUES(INTEGER(path), BYTES(bytes->data, bytes->len)));
}

/* ---- looking ---- */

int tree_find(struct tables *database, enum tree tree, const struct hash *root, const uint8_t key[TREE_KEY_LEN], struct hash *ret_value) {
        CLEANUP(page_deinit) struct page page = PAGE_INIT;
        struct hash expected = *root;
        int64_t path = tree;

        for (unsigned depth = 0; depth <= TREE_DEPTH_MAX; depth++) {
                int r = is_none(&expected) ? TREE_E_ABSENT : read_page(database, path, &expected, &page);

                if (r != 0)
                        return r;
                if (!page.inner)
                        break;
                expected = hash_below(&page, half_byte(key, depth));
                path = below(path, half_byte(key, depth));
        }
        for (size_t i = 0; !page.inner && i < page.count; i++) {
                const struct leaf leaf = leaf_of(&page, i);

                if (memcmp(leaf.key, key, TREE_KEY_LEN) == 0) {
                        *ret_value = leaf.value;
                        return 0;
                }
        }
        return page.inner ? TREE_E_DAMAGED : TREE_E_ABSENT;
}

struct walk {
        struct tables *database;
        enum tree tree;
        const uint8_t *key;
        unsigned half_bytes;
        tree_leaf_fn *tell;
        void *context;
};

static bool begins(const struct walk *walk, const uint8_t *key) {
        for (unsigned i = 0; i < walk->half_bytes; i++)
                if (half_byte(key, i) != half_byte(walk->key, i))
                        return false;
        return true;
}

/* Deeper than TREE_DEPTH_MAX there are no inner pages. */
static int walk_page(const struct walk *walk, int64_t path, unsigned depth, const struct hash *expected) {
        CLEANUP(page_deinit) struct page page = PAGE_INIT;
        int r = is_none(expected) ? 0 : read_page(walk->database, path, expected, &page);

        if (r != 0 || (page.inner && depth == TREE_DEPTH_MAX))
                return r != 0 ? r : TREE_E_DAMAGED;
        for (size_t i = 0; r == 0 && i < page.count; i++) {
                const struct leaf leaf = leaf_of(&page, i);

                if (begins(walk, leaf.key))
                        r = walk->tell(walk->context, walk->tree, &leaf);
        }
        for (unsigned i = 0; r == 0 && page.inner && i < FAN; i++) {
                const struct hash hash = hash_below(&page, i);

                if (depth >= walk->half_bytes || half_byte(walk->key, depth) == i)
                        r = walk_page(walk, below(path, i), depth + 1, &hash);
        }
        return r;
}

int tree_each(struct tables *database, enum tree tree, const struct hash *root, const uint8_t *key, unsigned half_bytes, tree_leaf_fn *tell,
              void *context) {
        const struct walk walk = { .database = database, .tree = tree, .key = key, .half_bytes = half_bytes, .tell = tell, .context = context };

        return walk_page(&walk, tree, 0, root);
}

/* ---- changing ---- */

static int compare(const void *a, const void *b) {
        const struct leaf *left = a, *right = b;

        return memcmp(left->key, right->key, TREE_KEY_LEN);
}

static int change_page(struct tables *database, int64_t path, unsigned depth, struct hash *hash, const struct leaf *leaves, size_t count);

/* How many of them, from the first on, go the same way. */
static size_t alike(const struct leaf *leaves, size_t count, unsigned depth) {
        size_t i = 1;

        while (i < count && half_byte(leaves[i].key, depth) == half_byte(leaves[0].key, depth))
                i++;
        return i;
}

static int change_below(struct tables *database, int64_t path, unsigned depth, struct page *page, const struct leaf *leaves, size_t count) {
        int r = 0;

        for (size_t i = 0, n; r == 0 && i < count; i += n) {
                unsigned at = half_byte(leaves[i].key, depth);
                struct hash hash = hash_below(page, at);

                n = alike(&leaves[i], count - i, depth);
                r = change_page(database, below(path, at), depth + 1, &hash, &leaves[i], n);
                memcpy(page->bytes.data + 1 + at * HASH_LEN, hash.bytes, HASH_LEN);
        }
        return r;
}

/* Both are sorted; where both have a key the change counts. Returns how many there are. */
static size_t merge(const struct page *page, const struct leaf *leaves, size_t count, struct leaf *ret_leaves) {
        size_t i = 0, j = 0, n = 0;

        while (i < page->count || j < count) {
                const struct leaf old = i < page->count ? leaf_of(page, i) : (struct leaf){ 0 };
                int order = i == page->count ? 1 : j == count ? -1 : compare(&old, &leaves[j]);

                i += order <= 0;
                if (order < 0)
                        ret_leaves[n++] = old;
                else if (!is_none(&leaves[j].value))
                        ret_leaves[n++] = leaves[j];
                j += order >= 0;
        }
        return n;
}

static int append_leaves(struct buffer *bytes, const struct leaf *leaves, size_t count) {
        int r = buffer_append(bytes, (const uint8_t[]){ OF_LEAVES }, 1);

        for (size_t i = 0; r == 0 && i < count; i++) {
                r = buffer_append(bytes, leaves[i].key, TREE_KEY_LEN);
                if (r == 0)
                        r = buffer_append(bytes, leaves[i].value.bytes, HASH_LEN);
        }
        return r;
}

/* As many as do not go into one page are spread over sixteen below it. */
static int put_leaves(struct tables *database, int64_t path, unsigned depth, struct page *page, const struct leaf *leaves, size_t count) {
        static const uint8_t nothing[INNER_LEN - 1] = { 0 };
        int r;

        page->bytes.len = 0;
        page->inner = count > TREE_LEAVES_MAX && depth < TREE_DEPTH_MAX;
        if (!page->inner)
                return append_leaves(&page->bytes, leaves, count);
        r = buffer_append(&page->bytes, (const uint8_t[]){ OF_PAGES }, 1);
        if (r == 0)
                r = buffer_append(&page->bytes, nothing, sizeof(nothing));
        return r == 0 ? change_below(database, path, depth, page, leaves, count) : r;
}

static int change_leaves(struct tables *database, int64_t path, unsigned depth, struct page *page, const struct leaf *leaves, size_t count) {
        struct leaf *all = calloc(page->count + count, sizeof(*all));
        int r;

        if (!all)
                return -ENOMEM;
        r = put_leaves(database, path, depth, page, all, merge(page, leaves, count, all));
        free(all);
        return r;
}

static int change_page(struct tables *database, int64_t path, unsigned depth, struct hash *hash, const struct leaf *leaves, size_t count) {
        CLEANUP(page_deinit) struct page page = PAGE_INIT;
        int r = is_none(hash) ? 0 : read_page(database, path, hash, &page);

        if (r == 0 && page.inner && depth == TREE_DEPTH_MAX)
                return TREE_E_DAMAGED;
        if (r == 0)
                r = page.inner ? change_below(database, path, depth, &page, leaves, count) : change_leaves(database, path, depth, &page, leaves, count);
        return r == 0 ? write_page(database, path, &page.bytes, hash) : r;
}

int tree_change(struct tables *database, enum tree tree, struct hash *root, struct leaf *leaves, size_t count) {
        if (count == 0)
                return 0;
        qsort(leaves, count, sizeof(*leaves), compare);
        return change_page(database, tree, 0, root, leaves, count);
}

/* ---- all of it ---- */

/* Pages that are to come, in the order of their paths: a page's own are longer than it. */
struct waiting {
        struct expected {
                int64_t path;
                struct hash hash;
        } *pages;
        size_t first, count, capacity;
};

static int expect(struct waiting *waiting, int64_t path, const struct hash *hash) {
        struct expected *pages;
        size_t capacity;

        if (is_none(hash))
                return 0;
        if (waiting->count == waiting->capacity) {
                capacity = waiting->capacity ? 2 * waiting->capacity : 64;
                pages = realloc(waiting->pages, capacity * sizeof(*pages));
                if (!pages)
                        return -ENOMEM;
                waiting->pages = pages;
                waiting->capacity = capacity;
        }
        waiting->pages[waiting->count++] = (struct expected){ .path = path, .hash = *hash };
        return 0;
}

static enum tree tree_of(int64_t path) {
        while (path >= FAN)
                path >>= 4;
        return (enum tree)path;
}

static int check_page(struct waiting *waiting, const struct rows *rows, struct page *page, tree_leaf_fn *tell, void *context) {
        struct expected expected;
        const void *bytes;
        size_t len;
        int r;

        if (waiting->first == waiting->count || rows_integer(rows, 0) != waiting->pages[waiting->first].path)
                return TREE_E_DAMAGED;
        expected = waiting->pages[waiting->first++];
        rows_bytes(rows, 1, &bytes, &len);
        r = take(bytes, len, &expected.hash, page);
        for (unsigned i = 0; r == 0 && page->inner && i < FAN; i++) {
                const struct hash hash = hash_below(page, i);

                r = expect(waiting, below(expected.path, i), &hash);
        }
        for (size_t i = 0; r == 0 && i < page->count; i++) {
                const struct leaf leaf = leaf_of(page, i);

                r = tell(context, tree_of(expected.path), &leaf);
        }
        return r;
}

int tree_check(struct tables *database, const struct hash *rows_root, const struct hash *numbers_root, tree_leaf_fn *tell, void *context) {
        CLEANUP(page_deinit) struct page page = PAGE_INIT;
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        struct waiting waiting = { .count = 0 };
        int r = expect(&waiting, TREE_ROWS, rows_root);

        if (r == 0)
                r = expect(&waiting, TREE_NUMBERS, numbers_root);
        if (r == 0)
                r = tables_query(database, "SELECT path, content FROM pages ORDER BY path", NO_VALUES, &rows);
        while (r == 0 && (r = rows_next(rows)) == 1)
                r = check_page(&waiting, rows, &page, tell, context);
        if (r == 0 && waiting.first != waiting.count)
                r = TREE_E_DAMAGED;
        free(waiting.pages);
        return r;
}
