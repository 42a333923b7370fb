/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts copied in; the rows of consignments and of their tags, read and written. */
#include <errno.h>
#include <string.h>

#include "controller/box/store/store_internal.h"

int text_copy(char *ret_text, size_t size, const char *text) {
        size_t len = strnlen(text, size);

        if (len == size)
                return -EINVAL;
        memcpy(ret_text, text, len + 1);
        return 0;
}

int consignment_of_row(sqlite3_stmt *row, int column, struct consignment *ret_consignment) {
        struct consignment consignment = {
                .state = (enum consignment_state)sqlite3_column_int(row, column + 1),
                .c = (unsigned)sqlite3_column_int(row, column + 2),
                .item_count = (uint8_t)sqlite3_column_bytes(row, column + 3),
                .wishes = (uint8_t)sqlite3_column_int(row, column + 4),
                .has_group = sqlite3_column_type(row, column + 5) != SQLITE_NULL,
                .loaded_ms = sqlite3_column_int64(row, column + 6),
                .deadline_ms = sqlite3_column_int64(row, column + 7),
                .issued_ms = sqlite3_column_int64(row, column + 8),
                .nbf = (uint32_t)sqlite3_column_int64(row, column + 9),
                .forget_after = (uint32_t)sqlite3_column_int64(row, column + 10),
                .wrong = (unsigned)sqlite3_column_int(row, column + 11),
                .locked_until_ms = sqlite3_column_int64(row, column + 12),
                .unsure = sqlite3_column_int(row, column + 13) != 0,
                .released = sqlite3_column_int(row, column + 14) != 0,
                .reopened = sqlite3_column_int(row, column + 15) != 0,
                .restored = sqlite3_column_int(row, column + 16) != 0,
                .unshut = sqlite3_column_int(row, column + 17) != 0,
                .papers_owed = sqlite3_column_int(row, column + 18) != 0,
        };

        if (!query_blob(row, column, consignment.cti, CTI_LEN) || consignment.item_count > TICKET_ITEMS_MAX)
                return -EUCLEAN;
        if (consignment.item_count > 0 && !query_blob(row, column + 3, consignment.items, consignment.item_count))
                return -EUCLEAN;
        if (consignment.has_group && !query_blob(row, column + 5, consignment.group, GROUP_LEN))
                return -EUCLEAN;
        *ret_consignment = consignment;
        return 0;
}

int consignment_read(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT " CONSIGNMENT_COLUMNS " FROM consignments s WHERE s.cti = ?",
                           VALUES(BLOB(cti, CTI_LEN)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        return consignment_of_row(query, 0, ret_consignment);
}

int consignment_known(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment) {
        int r = consignment_read(store, cti, ret_consignment);

        return r == -ENOENT ? -EPROTO : r;
}

int consignment_write(struct store *store, const struct consignment *s) {
        return database_run(&store->database,
                            "UPDATE consignments SET state = ?, c = ?, items = ?, wishes = ?, together = ?, loaded_ms = ?,"
                            " deadline_ms = ?, issued_ms = ?, nbf = ?, forget_after = ?, wrong = ?, locked_until_ms = ?, unsure = ?,"
                            " released = ?, reopened = ?, restored = ?, unshut = ?, papers_owed = ? WHERE cti = ?",
                            VALUES(INTEGER(s->state), INTEGER(s->c), BLOB(s->items, s->item_count), INTEGER(s->wishes),
                                   s->has_group ? BLOB(s->group, GROUP_LEN) : NOTHING, INTEGER(s->loaded_ms), INTEGER(s->deadline_ms),
                                   INTEGER(s->issued_ms), INTEGER(s->nbf), INTEGER(s->forget_after), INTEGER(s->wrong),
                                   INTEGER(s->locked_until_ms), INTEGER(s->unsure), INTEGER(s->released), INTEGER(s->reopened), INTEGER(s->restored),
                                   INTEGER(s->unshut), INTEGER(s->papers_owed), BLOB(s->cti, CTI_LEN)));
}

struct entry consignment_entry(const struct consignment *consignment, enum entry_event event) {
        struct entry entry = { .event = event, .has_cti = true, .c = consignment->c };

        memcpy(entry.cti, consignment->cti, CTI_LEN);
        return entry;
}

/* ---- tags ---- */

int tags_read(struct store *store, unsigned c, struct tags *ret_tags) {
        QUERY query = NULL;
        int r;

        r = database_query(&store->database, "SELECT reference, pin, birth FROM tags WHERE c = ?", VALUES(INTEGER(c)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r < 0)
                return r;
        if (r == 0 || !query_blob(query, 0, ret_tags->reference, TAG_LEN) || !query_blob(query, 1, ret_tags->pin, TAG_LEN) ||
            !query_blob(query, 2, ret_tags->birth, TAG_LEN))
                return -EUCLEAN;
        return 0;
}

int tags_write(struct store *store, unsigned c, const struct tags *tags) {
        /* Whatever stood there before is to leave the log too. */
        store->erases = true;
        return database_run(&store->database, "UPDATE tags SET reference = ?, pin = ?, birth = ? WHERE c = ?",
                            VALUES(BLOB(tags->reference, TAG_LEN), BLOB(tags->pin, TAG_LEN), BLOB(tags->birth, TAG_LEN), INTEGER(c)));
}

int tags_erase(struct store *store, unsigned c) {
        return tags_write(store, c, &(struct tags){ 0 });
}

/* Looks at every row to the end, so that the time tells nothing about where, or whether, one is. */
int tags_find(struct store *store, const uint8_t reference[TAG_LEN], unsigned *ret_c) {
        uint8_t stored[TAG_LEN];
        QUERY query = NULL;
        unsigned found = 0;
        int r;

        r = database_query(&store->database, "SELECT c, reference FROM tags", NO_VALUES, &query);
        while (r >= 0 && (r = query_next(&store->database, query)) == 1) {
                if (!query_blob(query, 1, stored, TAG_LEN))
                        return -EUCLEAN;
                if (tag_equal(stored, reference))
                        found = (unsigned)sqlite3_column_int(query, 0);
        }
        if (r < 0)
                return r;
        if (found == 0)
                return -ENOENT;
        *ret_c = found;
        return 0;
}

int tags_reference_free(struct store *store, const uint8_t reference[TAG_LEN], unsigned c) {
        unsigned found;
        int r = tags_find(store, reference, &found);

        if (r == -ENOENT)
                return 0;
        return r < 0 ? r : found == c ? 0 : -EEXIST;
}
