/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Old entries leave the box once they are in an archive, which is the caller's
 * part. Here an entry says so, a row keeps the right edge of the tree they were
 * in, and only then may the triggers let them go. The tree stays whole: nodes
 * that lie left of the edge are never asked for again, because every later tree
 * is built of the edge's subtrees and of what came after them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/store/store_internal.h"

int archive_load(struct store *store) {
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
        store->archived = edge;
        return 0;
}

bool archive_node(const struct store *store, unsigned level, uint64_t index, struct hash *ret_hash) {
        const struct merkle_edge *edge = &store->archived;
        unsigned larger = (unsigned)__builtin_popcountll(level < 63 ? edge->size >> (level + 1) : 0);

        if (!(edge->size >> level & 1) || index != (edge->size >> level) - 1)
                return false;
        *ret_hash = edge->nodes[larger];
        return true;
}

static int archive_in(struct store *store, int64_t t_ms, const struct merkle_edge *edge) {
        struct entry entry = { .event = ENTRY_ARCHIVED, .size = edge->size };
        int r;

        merkle_edge_root(edge, &entry.sha);
        r = ledger_append(store, t_ms, &entry);
        if (r < 0)
                return r;
        return database_run(&store->database, "INSERT INTO archives (size, root, edge) VALUES (?, ?, ?)",
                            VALUES(INTEGER(edge->size), BLOB(entry.sha.bytes, HASH_LEN), BLOB(edge->nodes, edge->count * (size_t)HASH_LEN)));
}

int store_archive(struct store *store, int64_t t_ms, uint64_t size) {
        struct merkle_edge edge;
        int r;

        if (size == 0 || size <= store->archived.size || size > store->ledger.edge.size)
                return -EPROTO;
        r = ledger_edge(store, size, &edge);
        if (r == 0)
                r = store_begin(store);
        if (r < 0)
                return r;
        r = store_end(store, archive_in(store, t_ms, &edge));
        if (r == 0)
                store->archived = edge;
        return r;
}

static int forget_in(struct store *store, int64_t first, int64_t end) {
        return database_run(&store->database, "DELETE FROM entries WHERE n >= ? AND n < ?", VALUES(INTEGER(first), INTEGER(end)));
}

int store_forget_archived(struct store *store, uint64_t *ret_left) {
        int64_t first, end;
        int r;

        r = database_integer(&store->database, "SELECT coalesce(min(n), 0) FROM entries", NO_VALUES, &first);
        if (r < 0)
                return r;
        if ((uint64_t)first >= store->archived.size) {
                *ret_left = 0;
                return 0;
        }
        end = (uint64_t)first + STORE_FORGET_STEP < store->archived.size ? first + STORE_FORGET_STEP : (int64_t)store->archived.size;
        r = store_begin(store);
        if (r < 0)
                return r;
        r = store_end(store, forget_in(store, first, end));
        if (r == 0)
                *ret_left = store->archived.size - (uint64_t)end;
        return r;
}

uint64_t store_archived(const struct store *store) {
        return store->archived.size;
}

int store_size_before(struct store *store, int64_t t_ms, uint64_t *ret_size) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ENTRY_MAX_LEN);
        struct ledger_source source;
        struct entry entry;
        uint64_t size;
        int r;

        store_source(store, &source);
        for (size = source.size; size > source.first; size--) {
                buffer_clear(&line);
                r = source.entry(source.context, size - 1, &line);
                if (r < 0)
                        return r;
                if (entry_parse(buffer_text(&line), line.len, &entry) != 0)
                        return -EUCLEAN;
                if (entry.t_ms < t_ms)
                        break;
        }
        *ret_size = size;
        return 0;
}
