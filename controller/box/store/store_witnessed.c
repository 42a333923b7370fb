/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>

#include "controller/box/store/store_internal.h"

int witnessed_keep(struct store *store, int64_t t_ms, const struct entry *entry) {
        bool fits = entry->event == ENTRY_COUNTERSIGNED;

        if (!fits && entry->event != ENTRY_CONTRADICTED)
                return 0;
        return database_run(&store->database, "INSERT OR REPLACE INTO witnessed (fits, size, root, witness, at_ms, t_ms) VALUES (?, ?, ?, ?, ?, ?)",
                            VALUES(INTEGER(fits), INTEGER(entry->size), BLOB(entry->root.bytes, HASH_LEN), TEXT(entry->origin),
                                   INTEGER(fits ? entry->now_ms : 0), INTEGER(t_ms)));
}

int store_witnessed(struct store *store, bool fits, struct store_witnessed *ret_witnessed) {
        struct store_witnessed witnessed = { 0 };
        QUERY row = NULL;
        int r;

        r = database_query(&store->database, "SELECT size, root, witness, at_ms, t_ms FROM witnessed WHERE fits = ?", VALUES(INTEGER(fits)), &row);
        if (r == 0)
                r = query_next(&store->database, row);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        witnessed.size = (uint64_t)sqlite3_column_int64(row, 0);
        if (!query_blob(row, 1, witnessed.root.bytes, HASH_LEN))
                return -EUCLEAN;
        snprintf(witnessed.witness, sizeof(witnessed.witness), "%s", (const char *)sqlite3_column_text(row, 2));
        witnessed.at_ms = sqlite3_column_int64(row, 3);
        witnessed.t_ms = sqlite3_column_int64(row, 4);
        *ret_witnessed = witnessed;
        return 0;
}
