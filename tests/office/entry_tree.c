/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/office/entry_tree.h"

int entry_tree_node(entry_tree_fn *entry, void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct hash left, right;
        int r;

        if (level == 0) {
                r = entry(context, index, &line);
                if (r == 0)
                        merkle_leaf(line.data, line.len, ret_hash);
                return r;
        }
        r = entry_tree_node(entry, context, level - 1, 2 * index, &left);
        if (r == 0)
                r = entry_tree_node(entry, context, level - 1, 2 * index + 1, &right);
        if (r == 0)
                merkle_node(&left, &right, ret_hash);
        return r;
}
