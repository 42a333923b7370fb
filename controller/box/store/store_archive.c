/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Old entries leave the box once they are in an archive, which is the caller's
 * part. Here an entry says so, a row keeps the right edge of the tree they were
 * in (archived.c), and only then may the triggers let them go.
 */
#include <errno.h>

#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

int deed_archive(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_ARCHIVED, .size = deed->size };
        struct merkle_edge edge;
        int r;

        if (deed->size <= store->ledger.archived.size || deed->size > store->ledger.edge.size)
                return -EPROTO;
        r = ledger_edge(store, deed->size, &edge);
        if (r < 0)
                return r;
        merkle_edge_root(&edge, &entry.sha);
        r = ledger_append(store, t_ms, &entry);
        if (r < 0)
                return r;
        store->next.archived = edge;
        return database_run(&store->database, "INSERT INTO archives (size, root, edge) VALUES (?, ?, ?)",
                            VALUES(INTEGER(edge.size), BLOB(entry.sha.bytes, HASH_LEN), BLOB(edge.nodes, edge.count * (size_t)HASH_LEN)));
}

int deed_forget_archived(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        uint64_t size = store->ledger.archived.size, end;
        int64_t first;
        int r;

        r = database_integer(&store->database, "SELECT coalesce(min(n), 0) FROM entries", NO_VALUES, &first);
        if (r < 0 || (uint64_t)first >= size)
                return r;
        end = (uint64_t)first + STORE_FORGET_STEP < size ? (uint64_t)first + STORE_FORGET_STEP : size;
        ret_outcome->left = size - end;
        return database_run(&store->database, "DELETE FROM entries WHERE n >= ? AND n < ?", VALUES(INTEGER(first), INTEGER(end)));
}

uint64_t store_archived(const struct store *store) {
        return store->ledger.archived.size;
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
