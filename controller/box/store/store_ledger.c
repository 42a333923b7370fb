/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/ledger/anchor.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

enum { CHECKED_ENTRIES = 1024 }; /* at opening: the newest ones are hashed again; all of them are by `ledger verify` */

/* ---- appending ---- */

int ledger_append(struct store *store, int64_t t_ms, const struct entry *entry) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ENTRY_MAX_LEN);
        struct merkle_nodes completed;
        struct merkle_edge *edge = &store->next.edge;
        struct entry whole = *entry;
        uint64_t n = edge->size;
        int r;

        if (!store->next.origin[0])
                return -EPROTO;
        memcpy(whole.box, store->config.box_id, sizeof(whole.box));
        whole.n = n;
        whole.t_ms = store->written_ms - t_ms > STORE_LATE_MS ? store->written_ms : t_ms;
        whole.seen_ms = whole.t_ms != t_ms ? t_ms : 0;
        r = entry_format(&whole, &line);
        if (r < 0)
                return r;
        merkle_edge_append_entry(edge, line.data, line.len, &completed);
        if (store->clock_trusted && whole.t_ms > store->next.floor_ms)
                store->next.floor_ms = whole.t_ms;
        r = database_run(&store->database, "INSERT INTO entries (n, line, nodes) VALUES (?, ?, ?)",
                         VALUES(INTEGER(n), TEXT(buffer_text(&line)), BLOB(completed.nodes, completed.count * (size_t)HASH_LEN)));
        return r < 0 ? r : compartment_told(store, &whole);
}

int deed_entry(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int r = ledger_append(store, t_ms, deed->entry);

        if (r == 0)
                r = witnessed_keep(store, t_ms, deed->entry);
        return r < 0 ? r : count_told(store, deed->entry);
}

int ledger_save(struct store *store) {
        struct hash root;

        merkle_edge_root(&store->next.edge, &root);
        return database_run(&store->database, "UPDATE ledger SET size = ?, root = ?, floor_ms = ?, clock = ?",
                            VALUES(INTEGER(store->next.edge.size), BLOB(root.bytes, HASH_LEN), INTEGER(store->next.floor_ms),
                                   INTEGER(store->next.clock)));
}

/* ---- reading ---- */

static int read_entry(void *context, uint64_t n, struct buffer *ret_line) {
        struct store *store = context;
        QUERY entry = NULL;
        int r;

        if (n < store->ledger.archived.size || n >= store->ledger.edge.size)
                return -ENOENT;
        r = database_query(&store->database, "SELECT line FROM entries WHERE n = ?", VALUES(INTEGER(n)), &entry);
        if (r < 0)
                return r;
        r = query_next(&store->database, entry);
        if (r <= 0)
                return r < 0 ? r : -EUCLEAN;
        return buffer_append(ret_line, sqlite3_column_text(entry, 0), (size_t)sqlite3_column_bytes(entry, 0));
}

static int read_leaf(struct store *store, uint64_t n, struct hash *ret_hash) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        int r = read_entry(store, n, &line);

        if (r == 0)
                merkle_leaf(line.data, line.len, ret_hash);
        return r;
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        struct store *store = context;
        QUERY entry = NULL;
        size_t offset = (level - 1) * (size_t)HASH_LEN;
        int r;

        if (level >= MERKLE_LEVELS || index >= store->ledger.edge.size >> level)
                return -ENOENT;
        if (((index + 1) << level) <= store->ledger.archived.size)
                return archived_node(&store->ledger.archived, level, index, ret_hash) ? 0 : -ENOENT;
        if (level == 0)
                return read_leaf(store, index, ret_hash);
        r = database_query(&store->database, "SELECT nodes FROM entries WHERE n = ?", VALUES(INTEGER(((index + 1) << level) - 1)), &entry);
        if (r < 0)
                return r;
        r = query_next(&store->database, entry);
        if (r < 0)
                return r;
        if (r == 0 || (size_t)sqlite3_column_bytes(entry, 0) < offset + HASH_LEN)
                return -EUCLEAN;
        memcpy(ret_hash->bytes, (const uint8_t *)sqlite3_column_blob(entry, 0) + offset, HASH_LEN);
        return 0;
}

/* The edge as its complete subtrees were stored. */
int ledger_edge(struct store *store, uint64_t size, struct merkle_edge *ret_edge) {
        uint64_t start = 0;
        struct merkle_edge edge = { .size = size };
        int r;

        for (unsigned level = MERKLE_LEVELS; level-- > 0;) {
                if (!(size >> level & 1))
                        continue;
                r = read_node(store, level, start >> level, &edge.nodes[edge.count++]);
                if (r < 0)
                        return r;
                start += (uint64_t)1 << level;
        }
        *ret_edge = edge;
        return 0;
}

/* Every node that entry n completes must follow from the two below it. */
static int check_entry(struct store *store, uint64_t n) {
        struct hash left, right, node, stored;
        int r;

        r = read_leaf(store, n, &right);
        for (unsigned level = 0; r == 0 && n >> level & 1; level++) {
                r = read_node(store, level, (n >> level) - 1, &left);
                if (r == 0)
                        r = read_node(store, level + 1, n >> (level + 1), &stored);
                if (r < 0)
                        break;
                merkle_node(&left, &right, &node);
                if (!hash_equal(&node, &stored))
                        return -EUCLEAN;
                right = node;
        }
        return r;
}

static int check_ledger(struct store *store, const struct hash *root) {
        struct database *database = &store->database;
        uint64_t size = store->ledger.edge.size, first;
        struct hash computed;
        int64_t count;
        int r;

        r = database_integer(database, "SELECT coalesce(max(n) + 1, 0) FROM entries", NO_VALUES, &count);
        if (r < 0)
                return r;
        if ((uint64_t)count != size) {
                snprintf(database->error, sizeof(database->error), "the ledger says %llu entries, %lld are there",
                         (unsigned long long)size, (long long)count);
                return -EUCLEAN;
        }
        r = ledger_edge(store, size, &store->ledger.edge);
        first = size > CHECKED_ENTRIES ? size - CHECKED_ENTRIES : 0;
        for (uint64_t n = first > store->ledger.archived.size ? first : store->ledger.archived.size; r == 0 && n < size; n++)
                r = check_entry(store, n);
        if (r == 0) {
                merkle_edge_root(&store->ledger.edge, &computed);
                r = hash_equal(&computed, root) ? 0 : -EUCLEAN;
        }
        if (r == -EUCLEAN)
                snprintf(database->error, sizeof(database->error), "the ledger's entries do not lead to its root");
        return r;
}

int ledger_load(struct store *store) {
        QUERY ledger = NULL;
        struct hash root;
        int64_t size;
        int r;

        r = database_query(&store->database, "SELECT size, root, floor_ms, clock FROM ledger", NO_VALUES, &ledger);
        if (r < 0)
                return r;
        r = query_next(&store->database, ledger);
        if (r < 0)
                return r;
        if (r == 0 || !query_blob(ledger, 1, root.bytes, HASH_LEN))
                return -EUCLEAN;
        size = sqlite3_column_int64(ledger, 0);
        if (size < 0)
                return -EUCLEAN;
        store->ledger.edge = (struct merkle_edge){ .size = (uint64_t)size };
        store->ledger.floor_ms = sqlite3_column_int64(ledger, 2);
        store->ledger.clock = sqlite3_column_int(ledger, 3);
        r = archived_load(store);
        return r < 0 ? r : check_ledger(store, &root);
}

static bool tells_the_same(const struct entry *entry, const struct entry *like) {
        struct entry a = *entry, b = *like;

        if (a.event != b.event)
                return false;
        a.n = b.n = 0;
        memcpy(b.box, a.box, sizeof(b.box));
        a.t_ms = entry_time(entry);
        b.t_ms = entry_time(like);
        a.seen_ms = b.seen_ms = 0;
        if (b.c == 0)
                a.c = 0;
        return entry_equal(&a, &b);
}

int store_find_entry(struct store *store, uint64_t from, const struct entry *like, uint64_t *ret_index) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        uint64_t first = from > store->ledger.archived.size ? from : store->ledger.archived.size;
        struct entry entry;
        int r;

        for (uint64_t n = store->ledger.edge.size; n > first; n--) {
                buffer_clear(&line);
                r = read_entry(store, n - 1, &line);
                if (r < 0)
                        return r;
                if (entry_parse(buffer_text(&line), line.len, &entry) == 0 && tells_the_same(&entry, like)) {
                        *ret_index = n - 1;
                        return 0;
                }
        }
        return -ENOENT;
}

void store_source(struct store *store, struct ledger_source *ret_source) {
        *ret_source = (struct ledger_source){
                .context = store,
                .first = store->ledger.archived.size,
                .size = store->ledger.edge.size,
                .entry = read_entry,
                .node = read_node,
        };
}

uint64_t store_size(const struct store *store) {
        return store->ledger.edge.size;
}

void store_root(const struct store *store, struct hash *ret_root) {
        merkle_edge_root(&store->ledger.edge, ret_root);
}

/* ---- time ---- */

int64_t store_time_floor(const struct store *store) {
        return store->ledger.floor_ms > store->ledger.bundle_issued_ms ? store->ledger.floor_ms : store->ledger.bundle_issued_ms;
}

void store_trust_clock(struct store *store, bool trusted) {
        store->clock_trusted = trusted;
}

int store_clock(const struct store *store) {
        return store->ledger.clock;
}

int deed_confirm_time(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (store->next.clock == STORE_CLOCK_DOUBTED)
                return -EPROTO;
        if (store->next.clock == STORE_CLOCK_BELIEVED)
                store->next.floor_ms = t_ms;
        else
                store->next.clock--;
        return 0;
}

int deed_clock_doubted(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (deed->entry->event != ENTRY_CLOCK)
                return -EPROTO;
        store->next.clock = STORE_CLOCK_DOUBTED;
        return ledger_append(store, t_ms, deed->entry);
}

int deed_clock_believed(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (deed->entry->event != ENTRY_CLOCK || deed->hours > STORE_CLOCK_HOURS)
                return -EPROTO;
        store->next.clock = (int)deed->hours;
        if (deed->hours == 0)
                store->next.floor_ms = t_ms;
        return ledger_append(store, t_ms, deed->entry);
}

/* ---- checkpoints ---- */

int checkpoint_write(struct store *store, uint64_t size, const void *note, size_t len) {
        store->next.anchor = ANCHOR_FOLLOW;
        return database_run(&store->database, "INSERT OR REPLACE INTO checkpoint (only, size, note) VALUES (1, ?, ?)",
                            VALUES(INTEGER(size), BLOB(note, len)));
}

int deed_set_checkpoint(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (deed->size > store->ledger.edge.size || deed->len > CHECKPOINT_MAX_LEN)
                return -EPROTO;
        return checkpoint_write(store, deed->size, deed->bytes, deed->len);
}

int store_checkpoint(struct store *store, uint64_t *ret_size, struct buffer *ret_note) {
        QUERY checkpoint = NULL;
        int r;

        r = database_query(&store->database, "SELECT size, note FROM checkpoint", NO_VALUES, &checkpoint);
        if (r < 0)
                return r;
        r = query_next(&store->database, checkpoint);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        r = buffer_append(ret_note, sqlite3_column_blob(checkpoint, 1), (size_t)sqlite3_column_bytes(checkpoint, 1));
        if (r == 0)
                *ret_size = (uint64_t)sqlite3_column_int64(checkpoint, 0);
        return r;
}

int deed_audited(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (deed->size > store->ledger.edge.size)
                return -EPROTO;
        return database_run(&store->database, "INSERT INTO audited (only, size, t_ms) VALUES (1, ?1, ?2) ON CONFLICT (only) DO UPDATE SET size = ?1, t_ms = ?2",
                            VALUES(INTEGER(deed->size), INTEGER(t_ms)));
}

int store_audited(struct store *store, uint64_t *ret_size, int64_t *ret_t_ms) {
        QUERY row = NULL;
        int r;

        r = database_query(&store->database, "SELECT size, t_ms FROM audited", NO_VALUES, &row);
        if (r == 0)
                r = query_next(&store->database, row);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        *ret_size = (uint64_t)sqlite3_column_int64(row, 0);
        *ret_t_ms = sqlite3_column_int64(row, 1);
        return 0;
}
