/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Counts of an hour that runs, of what anybody can bring about (cause.h) and of where people gave up: as they are kept now and then, so that after a power cut the
 * next start can tell them. An entry that tells a count takes it from here, in the same transaction.
 */
#include <errno.h>

#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

int deed_keep_count(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct entry *entry = deed->entry;

        if (!count_is_one(entry))
                return -EPROTO;
        return database_run(&store->database,
                            "INSERT INTO counted (event, what, c, count) VALUES (?1, ?2, ?3, ?4) "
                            "ON CONFLICT (event, what, c) DO UPDATE SET count = ?4",
                            VALUES(TEXT(entry_event_name(entry->event)), TEXT(entry->what), INTEGER(entry->c), INTEGER(entry->count)));
}

/* 1 when there was one, 0, or a negative errno. */
static int next_count(struct store *store, struct entry *ret_entry) {
        QUERY query = NULL;
        int r = database_query(&store->database, "SELECT event, what, c, count FROM counted ORDER BY event, what, c LIMIT 1", NULL, 0, &query);

        if (r == 0)
                r = query_next(&store->database, query);
        if (r != 1)
                return r;
        *ret_entry = (struct entry){
                .event = entry_event_from_name((const char *)sqlite3_column_text(query, 0)),
                .c = (uint32_t)sqlite3_column_int64(query, 2),
                .count = (uint32_t)sqlite3_column_int64(query, 3),
        };
        r = text_copy(ret_entry->what, sizeof(ret_entry->what), (const char *)sqlite3_column_text(query, 1));
        return r < 0 ? r : 1;
}

int deed_tell_counts(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        for (;;) {
                struct entry entry;
                int r = next_count(store, &entry);

                if (r == 1)
                        r = ledger_append(store, t_ms, &entry);
                else
                        return r;
                if (r == 0)
                        r = count_told(store, &entry);
                if (r < 0)
                        return r;
        }
}
