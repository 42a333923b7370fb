/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/tree_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool page_is_none(const struct hash *hash) {
        static const struct hash none;

        return memcmp(hash, &none, sizeof(none)) == 0;
}

unsigned page_half_byte(const uint8_t *key, unsigned depth) {
        return key[depth / 2] >> (depth % 2 ? 0 : 4) & 15;
}

int64_t page_path_below(int64_t path, unsigned i) {
        return path << 4 | i;
}

struct leaf page_leaf(const struct page *page, size_t i) {
        const uint8_t *at = page->bytes.data + 1 + i * LEAF_LEN;
        struct leaf leaf;

        memcpy(leaf.key, at, TREE_KEY_LEN);
        memcpy(leaf.value.bytes, at + TREE_KEY_LEN, HASH_LEN);
        return leaf;
}

struct hash page_hash_below(const struct page *page, unsigned i) {
        struct hash hash;

        memcpy(hash.bytes, page->bytes.data + 1 + i * HASH_LEN, HASH_LEN);
        return hash;
}

int page_take(const void *bytes, size_t len, const struct hash *expected, struct page *page) {
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

int page_read(struct tables *database, int64_t path, const struct hash *expected, struct page *page) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *bytes;
        size_t len;
        int r = tables_query(database, "SELECT content FROM pages WHERE path = $1", VALUES(INTEGER(path)), &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : TREE_E_DAMAGED;
        rows_bytes(rows, 0, &bytes, &len);
        return page_take(bytes, len, expected, page);
}

/* ---- the way down ---- */

void level_deinit(struct level *level) {
        free(level->pages);
        *level = (struct level){ .count = 0 };
}

int level_expect(struct level *level, const struct expected *expected) {
        struct expected *pages;
        size_t capacity;

        if (page_is_none(&expected->hash))
                return 0;
        if (level->count == level->capacity) {
                capacity = level->capacity ? 2 * level->capacity : 64;
                pages = reallocarray(level->pages, capacity, sizeof(*pages));
                if (!pages)
                        return -ENOMEM;
                level->pages = pages;
                level->capacity = capacity;
        }
        level->pages[level->count++] = *expected;
        return 0;
}

static int compare(const void *a, const void *b) {
        return memcmp(((const struct wanted *)a)->key, ((const struct wanted *)b)->key, TREE_KEY_LEN);
}

void wanted_sort(struct wanted *keys, size_t count) {
        qsort(keys, count, sizeof(*keys), compare);
}

/* A server is asked at once, for few keys, for what may lie on their way as deep as pages of millions lie; each way to it costs more than some pages in vain. */
enum { GUESS_KEYS_MAX = 8, GUESS_DEPTH = 6, GUESSES_MAX = GUESS_KEYS_MAX * GUESS_DEPTH };

struct guess {
        int64_t path;
        bool there;
        struct buffer bytes;
};

struct walk {
        const struct wanted *keys;
        unsigned half_bytes, depth;
        page_fn *visit;
        void *context;
        struct level now, next;
        size_t read;                    /* pages of this level */
        struct page page;
        unsigned guessed;               /* so many levels from the first on were guessed: their pages are these, or are not there */
        struct guess guesses[GUESSES_MAX];
        size_t guess_count;
};

static void walk_deinit(struct walk *walk) {
        for (size_t i = 0; i < walk->guess_count; i++)
                buffer_deinit(&walk->guesses[i].bytes);
        level_deinit(&walk->now);
        level_deinit(&walk->next);
        page_deinit(&walk->page);
}

/* How many of the keys, from the first on, go the same way. */
static size_t alike(const struct wanted *keys, size_t count, unsigned depth) {
        size_t i = 1;

        while (i < count && page_half_byte(keys[i].key, depth) == page_half_byte(keys[0].key, depth))
                i++;
        return i;
}

static int expect_ways(struct walk *walk, const struct expected *at) {
        const struct wanted *keys = &walk->keys[at->first];
        int r = 0;

        for (size_t i = 0, n; r == 0 && i < at->count; i += n) {
                unsigned way = page_half_byte(keys[i].key, walk->depth);

                n = alike(&keys[i], at->count - i, walk->depth);
                r = level_expect(&walk->next, &(struct expected){ .path = page_path_below(at->path, way), .hash = page_hash_below(&walk->page, way),
                                                                  .first = at->first + i, .count = n });
        }
        return r;
}

static int expect_all(struct walk *walk, const struct expected *at) {
        int r = 0;

        for (unsigned i = 0; r == 0 && i < FAN; i++)
                r = level_expect(&walk->next, &(struct expected){ .path = page_path_below(at->path, i), .hash = page_hash_below(&walk->page, i),
                                                                  .first = at->first, .count = at->count });
        return r;
}

/* Deeper than TREE_DEPTH_MAX there are no inner pages. */
static int take_one(struct walk *walk, size_t i, const void *bytes, size_t len) {
        int r = page_take(bytes, len, &walk->now.pages[i].hash, &walk->page);

        if (r == 0 && walk->page.inner && walk->depth == TREE_DEPTH_MAX)
                return TREE_E_DAMAGED;
        if (r == 0)
                r = walk->visit(walk->context, &walk->now.pages[i], &walk->page);
        if (r != 0 || !walk->page.inner)
                return r;
        return walk->depth < walk->half_bytes ? expect_ways(walk, &walk->now.pages[i]) : expect_all(walk, &walk->now.pages[i]);
}

/* Two with one path would be one too many. */
static int read_one(void *context, size_t i, const struct rows *rows) {
        struct walk *walk = context;
        const void *bytes;
        size_t len;

        if (i != walk->read++)
                return TREE_E_DAMAGED;
        rows_bytes(rows, 0, &bytes, &len);
        return take_one(walk, i, bytes, len);
}

static const char page_sql[] = "SELECT content FROM pages WHERE path = $1";

static int read_level(struct tables *database, struct walk *walk) {
        struct value *paths = calloc(walk->now.count, sizeof(*paths));
        int r;

        if (!paths)
                return -ENOMEM;
        for (size_t i = 0; i < walk->now.count; i++)
                paths[i] = INTEGER(walk->now.pages[i].path);
        walk->read = 0;
        r = tables_query_each(database, page_sql, paths, walk->now.count, read_one, walk);
        free(paths);
        return r == 0 && walk->read != walk->now.count ? TREE_E_DAMAGED : r;
}

/* ---- guessed ---- */

static struct guess *find_guess(struct walk *walk, int64_t path) {
        for (size_t i = 0; i < walk->guess_count; i++)
                if (walk->guesses[i].path == path)
                        return &walk->guesses[i];
        return NULL;
}

static int read_guess(void *context, size_t i, const struct rows *rows) {
        struct walk *walk = context;
        struct guess *guess = &walk->guesses[i];
        const void *bytes;
        size_t len;

        rows_bytes(rows, 0, &bytes, &len);
        if (guess->there || len > PAGE_MAX_LEN)
                return TREE_E_DAMAGED;
        guess->there = true;
        return buffer_append(&guess->bytes, bytes, len);
}

static void guess_path(struct walk *walk, int64_t path) {
        if (!find_guess(walk, path))
                walk->guesses[walk->guess_count++] = (struct guess){ .path = path, .bytes = BUFFER_INIT_MAX(PAGE_MAX_LEN) };
}

static int guess(struct tables *database, struct walk *walk, const struct expected *from) {
        struct value paths[GUESSES_MAX];

        if (tables_is_file(database) || from->count > GUESS_KEYS_MAX)
                return 0;
        while (walk->guessed < GUESS_DEPTH && walk->depth + walk->guessed <= walk->half_bytes && walk->depth + walk->guessed <= TREE_DEPTH_MAX)
                walk->guessed++;
        for (size_t i = 0; i < from->count; i++) {
                const struct wanted *key = &walk->keys[from->first + i];
                int64_t path = from->path;

                for (unsigned level = 0; level < walk->guessed; level++) {
                        guess_path(walk, path);
                        path = page_path_below(path, page_half_byte(key->key, walk->depth + level));
                }
        }
        for (size_t i = 0; i < walk->guess_count; i++)
                paths[i] = INTEGER(walk->guesses[i].path);
        return tables_query_each(database, page_sql, paths, walk->guess_count, read_guess, walk);
}

static int take_level(struct walk *walk) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < walk->now.count; i++) {
                const struct guess *there = find_guess(walk, walk->now.pages[i].path);

                r = there && there->there ? take_one(walk, i, there->bytes.data, there->bytes.len) : TREE_E_DAMAGED;
        }
        return r;
}

int page_walk(struct tables *database, const struct expected *from, unsigned depth, const struct wanted *keys, unsigned half_bytes, page_fn *visit, void *context) {
        CLEANUP(walk_deinit) struct walk walk = { .keys = keys, .half_bytes = half_bytes, .depth = depth, .visit = visit, .context = context, .page = PAGE_INIT };
        int r = level_expect(&walk.now, from);

        if (r == 0 && walk.now.count > 0)
                r = guess(database, &walk, from);
        while (r == 0 && walk.now.count > 0) {
                struct level done = walk.now;

                r = walk.depth - depth < walk.guessed ? take_level(&walk) : read_level(database, &walk);
                walk.now = walk.next;
                walk.next = done;
                walk.next.count = 0;
                walk.depth++;
        }
        return r;
}
