/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/tree_page.h"

/* ---- pages read ahead ---- */

/* So many leaves have their pages read ahead together: 2 kB each at most. */
enum { AHEAD_MAX = 4096 };

struct ahead {
        int64_t path;
        struct buffer bytes;
};

struct change {
        struct tables *database;
        struct ahead *ahead;            /* in the order of their paths, which is the one in which they were read: those deeper have longer paths */
        size_t count, capacity;
        bool reads_ahead;
};

static void forget_ahead(struct change *change) {
        for (size_t i = 0; i < change->count; i++)
                buffer_deinit(&change->ahead[i].bytes);
        free(change->ahead);
        *change = (struct change){ .database = change->database };
}

static int keep_ahead(void *context, const struct expected *at, const struct page *page) {
        struct change *change = context;
        struct ahead *ahead;

        if (change->count == change->capacity) {
                size_t capacity = change->capacity ? 2 * change->capacity : 64;
                struct ahead *all = reallocarray(change->ahead, capacity, sizeof(*all));

                if (!all)
                        return -ENOMEM;
                change->ahead = all;
                change->capacity = capacity;
        }
        ahead = &change->ahead[change->count++];
        *ahead = (struct ahead){ .path = at->path, .bytes = BUFFER_INIT_MAX(PAGE_MAX_LEN) };
        return buffer_append(&ahead->bytes, page->bytes.data, page->bytes.len);
}

/* What these leaves change, from this page on. */
static int read_ahead(struct change *change, int64_t path, unsigned depth, const struct hash *hash, const struct leaf *leaves, size_t count) {
        const struct expected from = { .path = path, .hash = *hash, .count = count };
        struct wanted *keys = calloc(count, sizeof(*keys));
        int r;

        if (!keys)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++)
                memcpy(keys[i].key, leaves[i].key, TREE_KEY_LEN);
        change->reads_ahead = true;
        r = page_walk(change->database, &from, depth, keys, 2 * TREE_KEY_LEN, keep_ahead, change);
        free(keys);
        return r;
}

static int compare_paths(const void *path, const void *ahead) {
        int64_t left = *(const int64_t *)path, right = ((const struct ahead *)ahead)->path;

        return (left > right) - (left < right);
}

/* Each is read once, before it is written. */
static int read_page(struct change *change, int64_t path, const struct hash *hash, struct page *page) {
        const struct ahead *ahead = change->count > 0 ? bsearch(&path, change->ahead, change->count, sizeof(*ahead), compare_paths) : NULL;

        return ahead ? page_take(ahead->bytes.data, ahead->bytes.len, hash, page) : page_read(change->database, path, hash, page);
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

/* ---- changing ---- */

static int compare(const void *a, const void *b) {
        const struct leaf *left = a, *right = b;

        return memcmp(left->key, right->key, TREE_KEY_LEN);
}

static int change_page(struct change *change, int64_t path, unsigned depth, struct hash *hash, const struct leaf *leaves, size_t count);

/* How many of them, from the first on, go the same way. */
static size_t alike(const struct leaf *leaves, size_t count, unsigned depth) {
        size_t i = 1;

        while (i < count && page_half_byte(leaves[i].key, depth) == page_half_byte(leaves[0].key, depth))
                i++;
        return i;
}

static int change_below(struct change *change, int64_t path, unsigned depth, struct page *page, const struct leaf *leaves, size_t count) {
        int r = 0;

        for (size_t i = 0, n; r == 0 && i < count; i += n) {
                unsigned at = page_half_byte(leaves[i].key, depth);
                struct hash hash = page_hash_below(page, at);

                n = alike(&leaves[i], count - i, depth);
                r = change_page(change, page_path_below(path, at), depth + 1, &hash, &leaves[i], n);
                memcpy(page->bytes.data + 1 + at * HASH_LEN, hash.bytes, HASH_LEN);
        }
        return r;
}

/* Both are sorted; where both have a key the change counts. Returns how many there are. */
static size_t merge(const struct page *page, const struct leaf *leaves, size_t count, struct leaf *ret_leaves) {
        size_t i = 0, j = 0, n = 0;

        while (i < page->count || j < count) {
                const struct leaf old = i < page->count ? page_leaf(page, i) : (struct leaf){ 0 };
                int order = i == page->count ? 1 : j == count ? -1 : compare(&old, &leaves[j]);

                i += order <= 0;
                if (order < 0)
                        ret_leaves[n++] = old;
                else if (!page_is_none(&leaves[j].value))
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
static int put_leaves(struct change *change, int64_t path, unsigned depth, struct page *page, const struct leaf *leaves, size_t count) {
        static const uint8_t nothing[INNER_LEN - 1] = { 0 };
        int r;

        page->bytes.len = 0;
        page->inner = count > TREE_LEAVES_MAX && depth < TREE_DEPTH_MAX;
        if (!page->inner)
                return append_leaves(&page->bytes, leaves, count);
        r = buffer_append(&page->bytes, (const uint8_t[]){ OF_PAGES }, 1);
        if (r == 0)
                r = buffer_append(&page->bytes, nothing, sizeof(nothing));
        return r == 0 ? change_below(change, path, depth, page, leaves, count) : r;
}

static int change_leaves(struct change *change, int64_t path, unsigned depth, struct page *page, const struct leaf *leaves, size_t count) {
        struct leaf *all = calloc(page->count + count, sizeof(*all));
        int r;

        if (!all)
                return -ENOMEM;
        r = put_leaves(change, path, depth, page, all, merge(page, leaves, count, all));
        free(all);
        return r;
}

static int change_page(struct change *change, int64_t path, unsigned depth, struct hash *hash, const struct leaf *leaves, size_t count) {
        CLEANUP(page_deinit) struct page page = PAGE_INIT;
        bool first = !change->reads_ahead && count <= AHEAD_MAX;
        int r = first ? read_ahead(change, path, depth, hash, leaves, count) : 0;

        if (r == 0 && !page_is_none(hash))
                r = read_page(change, path, hash, &page);
        if (r == 0 && page.inner && depth == TREE_DEPTH_MAX)
                r = TREE_E_DAMAGED;
        if (r == 0)
                r = page.inner ? change_below(change, path, depth, &page, leaves, count) : change_leaves(change, path, depth, &page, leaves, count);
        if (first)
                forget_ahead(change);
        return r == 0 ? write_page(change->database, path, &page.bytes, hash) : r;
}

int tree_change(struct tables *database, enum tree tree, struct hash *root, struct leaf *leaves, size_t count) {
        struct change change = { .database = database };

        if (count == 0)
                return 0;
        qsort(leaves, count, sizeof(*leaves), compare);
        return change_page(&change, tree, 0, root, leaves, count);
}

/* ---- all of it ---- */

/* Pages that are to come, in the order of their paths: a page's own are longer than it. */
struct waiting {
        struct level level;
        size_t first;
};

static int expect(struct waiting *waiting, int64_t path, const struct hash *hash) {
        return level_expect(&waiting->level, &(struct expected){ .path = path, .hash = *hash });
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

        if (waiting->first == waiting->level.count || rows_integer(rows, 0) != waiting->level.pages[waiting->first].path)
                return TREE_E_DAMAGED;
        expected = waiting->level.pages[waiting->first++];
        rows_bytes(rows, 1, &bytes, &len);
        r = page_take(bytes, len, &expected.hash, page);
        for (unsigned i = 0; r == 0 && page->inner && i < FAN; i++) {
                const struct hash hash = page_hash_below(page, i);

                r = expect(waiting, page_path_below(expected.path, i), &hash);
        }
        for (size_t i = 0; r == 0 && i < page->count; i++) {
                const struct leaf leaf = page_leaf(page, i);

                r = tell(context, tree_of(expected.path), &leaf);
        }
        return r;
}

int tree_check(struct tables *database, const struct hash *rows_root, const struct hash *numbers_root, tree_leaf_fn *tell, void *context) {
        CLEANUP(page_deinit) struct page page = PAGE_INIT;
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        struct waiting waiting = { .first = 0 };
        int r = expect(&waiting, TREE_ROWS, rows_root);

        if (r == 0)
                r = expect(&waiting, TREE_NUMBERS, numbers_root);
        if (r == 0)
                r = tables_query(database, "SELECT path, content FROM pages ORDER BY path", NO_VALUES, &rows);
        while (r == 0 && (r = rows_next(rows)) == 1)
                r = check_page(&waiting, rows, &page, tell, context);
        if (r == 0 && waiting.first != waiting.level.count)
                r = TREE_E_DAMAGED;
        level_deinit(&waiting.level);
        return r;
}
