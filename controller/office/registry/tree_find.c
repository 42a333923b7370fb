/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking: what keys have, proven by the pages on their way. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/tree_page.h"

enum { HALF_BYTES = 2 * TREE_KEY_LEN };

struct finding {
        const struct wanted *keys;
        struct hash *values;
};

/* Leaves and keys are both sorted. */
static int find_in_page(void *context, const struct expected *at, const struct page *page) {
        struct finding *finding = context;
        size_t leaf_at = 0;

        for (size_t i = 0; i < at->count; i++) {
                const struct wanted *wanted = &finding->keys[at->first + i];

                for (; leaf_at < page->count; leaf_at++) {
                        const struct leaf leaf = page_leaf(page, leaf_at);
                        int order = memcmp(leaf.key, wanted->key, TREE_KEY_LEN);

                        if (order == 0)
                                finding->values[wanted->at] = leaf.value;
                        if (order >= 0)
                                break;
                }
        }
        return 0;
}

int tree_find_all(struct tables *database, enum tree tree, const struct hash *root, const struct leaf *leaves, size_t count, struct hash *ret_values) {
        const struct expected from = { .path = tree, .hash = *root, .count = count };
        struct wanted *keys;
        int r;

        memset(ret_values, 0, count * sizeof(*ret_values));
        if (count == 0)
                return 0;
        keys = calloc(count, sizeof(*keys));
        if (!keys)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++) {
                memcpy(keys[i].key, leaves[i].key, TREE_KEY_LEN);
                keys[i].at = i;
        }
        wanted_sort(keys, count);
        r = page_walk(database, &from, 0, keys, HALF_BYTES, find_in_page, &(struct finding){ .keys = keys, .values = ret_values });
        free(keys);
        return r;
}

int tree_find(struct tables *database, enum tree tree, const struct hash *root, const uint8_t key[TREE_KEY_LEN], struct hash *ret_value) {
        struct leaf leaf = { .value = { { 0 } } };
        struct hash value;
        int r;

        memcpy(leaf.key, key, TREE_KEY_LEN);
        r = tree_find_all(database, tree, root, &leaf, 1, &value);
        if (r != 0)
                return r;
        if (page_is_none(&value))
                return TREE_E_ABSENT;
        *ret_value = value;
        return 0;
}

struct telling {
        enum tree tree;
        const uint8_t *key;
        unsigned half_bytes;
        tree_leaf_fn *tell;
        void *context;
};

static int tell_page(void *context, const struct expected *at, const struct page *page) {
        const struct telling *telling = context;
        int r = 0;

        for (size_t i = 0; r == 0 && i < page->count; i++) {
                const struct leaf leaf = page_leaf(page, i);
                unsigned same = 0;

                while (same < telling->half_bytes && page_half_byte(leaf.key, same) == page_half_byte(telling->key, same))
                        same++;
                if (same == telling->half_bytes)
                        r = telling->tell(telling->context, telling->tree, &leaf);
        }
        return r;
}

int tree_each(struct tables *database, enum tree tree, const struct hash *root, const uint8_t *key, unsigned half_bytes, tree_leaf_fn *tell,
              void *context) {
        struct telling telling = { .tree = tree, .key = key, .half_bytes = half_bytes, .tell = tell, .context = context };
        const struct expected from = { .path = tree, .hash = *root, .count = 1 };
        struct wanted wanted = { .at = 0 };

        memcpy(wanted.key, key, (half_bytes + 1) / 2);
        return page_walk(database, &from, 0, &wanted, half_bytes, tell_page, &telling);
}
