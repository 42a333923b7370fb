/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The tree of the entries that have left for an archive: all that is kept of it
 * is its right edge. The whole tree stays provable, for nodes that lie left of
 * the edge are never asked for again: every later tree is built of the edge's
 * subtrees and of what came after them.
 */
#include <errno.h>
#include <stdio.h>

#include "controller/box/store/store_internal.h"

int archived_load(struct store *store) {
        QUERY archive = NULL;
        struct merkle_edge edge = { 0 };
        struct hash root, told;
        int r;

        r = database_query(&store->database, "SELECT size, root, edge FROM archives ORDER BY size DESC LIMIT 1", NO_VALUES, &archive);
        if (r < 0)
                return r;
        r = query_next(&store->database, archive);
        if (r <= 0)
                return r;
        edge.size = (uint64_t)sqlite3_column_int64(archive, 0);
        edge.count = (unsigned)__builtin_popcountll(edge.size);
        if (edge.size > MERKLE_SIZE_MAX || edge.size > store->ledger.edge.size || !query_blob(archive, 1, told.bytes, HASH_LEN) ||
            !query_blob(archive, 2, edge.nodes, edge.count * (size_t)HASH_LEN))
                return -EUCLEAN;
        merkle_edge_root(&edge, &root);
        if (!hash_equal(&root, &told)) {
                snprintf(store->database.error, sizeof(store->database.error), "the edge of the archive does not lead to its root");
                return -EUCLEAN;
        }
        store->ledger.archived = edge;
        return 0;
}

bool archived_node(const struct merkle_edge *edge, unsigned level, uint64_t index, struct hash *ret_hash) {
        unsigned larger = (unsigned)__builtin_popcountll(level < 63 ? edge->size >> (level + 1) : 0);

        if (!(edge->size >> level & 1) || index != (edge->size >> level) - 1)
                return false;
        *ret_hash = edge->nodes[larger];
        return true;
}
