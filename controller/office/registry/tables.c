/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/tables.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "controller/office/registry/backend.h"

bool tables_is_server(const char *place) {
        return strncmp(place, "postgresql://", 13) == 0 || strncmp(place, "postgres://", 11) == 0;
}

int tables_open(const char *place, bool create, char ret_error[TABLES_ERROR_SIZE], struct tables **ret_database) {
        struct tables *database = calloc(1, sizeof(*database));
        int r;

        if (!database)
                return -ENOMEM;
        database->backend = tables_is_server(place) ? &backend_postgresql : &backend_sqlite;
        r = database->backend->open(database, place, create);
        if (r != 0) {
                memcpy(ret_error, database->error, TABLES_ERROR_SIZE);
                tables_close(database);
                return r;
        }
        *ret_database = database;
        return 0;
}

void tables_close(struct tables *database) {
        if (!database)
                return;
        tables_roll_back(database);
        database->backend->close(database);
        free(database);
}

bool tables_is_file(const struct tables *database) {
        return database->backend == &backend_sqlite;
}

const char *tables_error(const struct tables *database) {
        return database->error;
}

const char *tables_locked(const struct tables *database) {
        return database->backend->locked;
}

static int settle(struct tables *database) {
        return database->backend->settle ? database->backend->settle(database) : 0;
}

/* Appends `sql` with the words in capitals replaced. */
static int translate(const struct backend *backend, const char *sql, struct buffer *text) {
        const struct {
                const char *word, *instead;
        } words[] = { { "BYTES", backend->bytes }, { "WHOLE", backend->whole }, { "TABLE_END", backend->table_end } };
        int r = 0;

        while (r == 0 && *sql) {
                size_t i = 0;

                while (i < ARRAY_LEN(words) && strncmp(sql, words[i].word, strlen(words[i].word)) != 0)
                        i++;
                r = i < ARRAY_LEN(words) ? buffer_append_text(text, words[i].instead) : buffer_append(text, sql, 1);
                sql += i < ARRAY_LEN(words) ? strlen(words[i].word) : 1;
        }
        return r;
}

int tables_define(struct tables *database, const char *sql) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        int r = translate(database->backend, sql, &text);

        if (r == 0)
                r = settle(database);
        return r == 0 ? database->backend->execute(database, buffer_text(&text)) : r;
}

int tables_define_each(struct tables *database, const char *sqlite, const char *postgresql) {
        const char *sql = tables_is_file(database) ? sqlite : postgresql;

        return sql ? tables_define(database, sql) : 0;
}

int tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows) {
        struct rows *rows = calloc(1, sizeof(*rows));
        int r;

        if (!rows)
                return -ENOMEM;
        rows->database = database;
        r = settle(database);
        if (r == 0)
                r = database->backend->query(database, sql, values, count, rows);
        if (r < 0) {
                free(rows);
                return r;
        }
        *ret_rows = rows;
        return 0;
}

int rows_next(struct rows *rows) {
        return rows->database->backend->next(rows);
}

int64_t rows_integer(const struct rows *rows, int column) {
        return rows->database->backend->integer(rows, column);
}

void rows_bytes(const struct rows *rows, int column, const void **ret_bytes, size_t *ret_len) {
        rows->database->backend->get(rows, column, ret_bytes, ret_len);
}

bool rows_copy(const struct rows *rows, int column, void *ret_bytes, size_t len) {
        const void *bytes;
        size_t there;

        rows_bytes(rows, column, &bytes, &there);
        if (there != len)
                return false;
        if (len > 0)
                memcpy(ret_bytes, bytes, len);
        return true;
}

bool rows_are(const struct rows *rows, int column, const void *bytes, size_t len) {
        const void *there;
        size_t there_len;

        rows_bytes(rows, column, &there, &there_len);
        return there_len == len && (len == 0 || memcmp(there, bytes, len) == 0);
}

void rows_done(struct rows *rows) {
        if (!rows)
                return;
        rows->database->backend->done(rows);
        free(rows);
}

int tables_run(struct tables *database, const char *sql, const struct value *values, size_t count) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r;

        if (database->within && database->backend->queue)
                return database->backend->queue(database, sql, values, count);
        r = tables_query(database, sql, values, count, &rows);
        if (r == 0)
                r = rows_next(rows);
        assert(r <= 0);
        return r;
}

static int query_one(struct tables *database, const char *sql, const struct value *value, size_t i, tables_row_fn *tell, void *context) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(database, sql, value, 1, &rows);

        while (r == 0 && (r = rows_next(rows)) == 1)
                r = tell(context, i, rows);
        return r;
}

/* Some of them, on the same way. */
struct some {
        tables_row_fn *tell;
        void *context;
        size_t first;
};

static int tell_some(void *context, size_t i, const struct rows *rows) {
        const struct some *some = context;

        return some->tell(some->context, some->first + i, rows);
}

int tables_query_each(struct tables *database, const char *sql, const struct value *values, size_t count, tables_row_fn *tell, void *context) {
        struct rows rows = { .database = database };
        int r = settle(database);

        for (size_t i = 0; r == 0 && i < count && !database->backend->query_each; i++)
                r = query_one(database, sql, &values[i], i, tell, context);
        for (size_t i = 0; r == 0 && i < count && database->backend->query_each; i += TABLES_EACH_MAX) {
                struct some some = { .tell = tell, .context = context, .first = i };

                r = database->backend->query_each(database, sql, values + i, count - i < TABLES_EACH_MAX ? count - i : TABLES_EACH_MAX, &rows, tell_some, &some);
        }
        return r;
}

int tables_integer(struct tables *database, const char *sql, const struct value *values, size_t count, int64_t *ret_integer) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(database, sql, values, count, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r < 0)
                return r;
        if (r == 0)
                return -ENOENT;
        *ret_integer = rows_integer(rows, 0);
        return 0;
}

int tables_begin(struct tables *database) {
        int r;

        assert(!database->within);
        r = database->backend->execute(database, database->backend->begin);
        database->within = r == 0;
        return r;
}

int tables_commit(struct tables *database) {
        int r = settle(database);

        if (r == 0)
                r = database->backend->execute(database, "COMMIT");
        if (r < 0)
                tables_roll_back(database);
        database->within = false;
        return r;
}

void tables_roll_back(struct tables *database) {
        char error[TABLES_ERROR_SIZE];

        if (!database->within)
                return;
        /* What is told stays the first cause. */
        memcpy(error, database->error, sizeof(error));
        (void)!settle(database);
        (void)!database->backend->execute(database, "ROLLBACK");
        memcpy(database->error, error, sizeof(error));
        database->within = false;
}
