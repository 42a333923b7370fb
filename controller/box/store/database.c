/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/store/database.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sqlite/safe_sqlite.h"

/* A page of 4,096 bytes behind its head. A session of one citizen takes 21 to 25. */
enum { LOG_FRAME_LEN = 24 + 4096, LOG_ROOM_PAGES = 32 };

int database_fault(struct database *database, int result) {
        int r = safe_sqlite_errno(result, errno);

        if (r < 0)
                snprintf(database->error, sizeof(database->error), "%s (%d)",
                         database->handle ? sqlite3_errmsg(database->handle) : sqlite3_errstr(result), result);
        return r;
}

/* Told after each commit how long the log is now. */
static int committed(void *context, sqlite3 *handle, const char *name, int pages) {
        struct database *database = context;

        database->log_pages = pages;
        return SQLITE_OK;
}

static int set_up(struct database *database) {
        int r = safe_sqlite_set_up(database->handle, DATABASE_BUSY_MS);

        if (r == SQLITE_OK)
                r = sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        if (r != SQLITE_OK)
                return database_fault(database, r);
        /* The log is moved into the file by database_checkpoint() alone, never within a commit. */
        r = database_execute(database, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                                       "PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0");
        sqlite3_wal_hook(database->handle, committed, database);
        return r;
}

int database_open(struct database *database, const char *path, bool read_only) {
        int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
        int r;

        *database = (struct database){ 0 };
        errno = 0;
        r = sqlite3_open_v2(path, &database->handle, flags, NULL);
        r = r == SQLITE_OK ? set_up(database) : database_fault(database, r);
        if (r < 0)
                database_close(database);
        return r;
}

void database_close(struct database *database) {
        for (size_t i = 0; i < database->cached; i++)
                sqlite3_finalize(database->cache[i].statement);
        database->cached = 0;
        sqlite3_close(database->handle);
        database->handle = NULL;
}

void database_trust(struct database *database) {
        sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
}

void database_distrust(struct database *database) {
        if (database->handle)
                sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

static int prepare(struct database *database, const char *sql, sqlite3_stmt **ret_statement) {
        sqlite3_stmt *statement;
        int r;

        if (!database->handle)
                return -EIO;
        for (size_t i = 0; i < database->cached; i++)
                if (database->cache[i].sql == sql) {
                        *ret_statement = database->cache[i].statement;
                        return 0;
                }
        assert(database->cached < DATABASE_STATEMENTS_MAX);
        errno = 0;
        r = sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
        if (r != SQLITE_OK)
                return database_fault(database, r);
        database->cache[database->cached].sql = sql;
        database->cache[database->cached++].statement = statement;
        *ret_statement = statement;
        return 0;
}

static int bind(sqlite3_stmt *statement, int position, const struct value *value) {
        switch (value->type) {
        case VALUE_INTEGER:
                return sqlite3_bind_int64(statement, position, value->integer);
        case VALUE_TEXT:
                return sqlite3_bind_text(statement, position, value->bytes, -1, SQLITE_STATIC);
        case VALUE_BLOB:
                /* A NULL pointer would bind NULL; an empty blob is a value. */
                return sqlite3_bind_blob64(statement, position, value->len ? value->bytes : "", value->len, SQLITE_STATIC);
        case VALUE_NULL:
                return sqlite3_bind_null(statement, position);
        }
        return SQLITE_MISUSE;
}

int database_query(struct database *database, const char *sql, const struct value *values, size_t count, sqlite3_stmt **ret_query) {
        sqlite3_stmt *statement;
        int r;

        r = prepare(database, sql, &statement);
        if (r < 0)
                return r;
        assert(!sqlite3_stmt_busy(statement));
        assert((size_t)sqlite3_bind_parameter_count(statement) == count);
        for (size_t i = 0; i < count; i++) {
                r = bind(statement, (int)i + 1, &values[i]);
                if (r != SQLITE_OK) {
                        r = database_fault(database, r);
                        query_done(&statement);
                        return r;
                }
        }
        *ret_query = statement;
        return 0;
}

int query_next(struct database *database, sqlite3_stmt *query) {
        int r;

        errno = 0;
        r = sqlite3_step(query);
        if (r == SQLITE_ROW)
                return 1;
        return r == SQLITE_DONE ? 0 : database_fault(database, r);
}

void query_done(sqlite3_stmt **query) {
        if (!*query)
                return;
        sqlite3_reset(*query);
        sqlite3_clear_bindings(*query);
        *query = NULL;
}

bool query_blob(sqlite3_stmt *query, int column, void *ret_bytes, size_t len) {
        const void *bytes = sqlite3_column_blob(query, column);

        if (!bytes || (size_t)sqlite3_column_bytes(query, column) != len)
                return false;
        memcpy(ret_bytes, bytes, len);
        return true;
}

int database_run(struct database *database, const char *sql, const struct value *values, size_t count) {
        QUERY query = NULL;
        int r;

        r = database_query(database, sql, values, count, &query);
        if (r < 0)
                return r;
        r = query_next(database, query);
        assert(r <= 0);
        return r;
}

int database_execute(struct database *database, const char *sql) {
        errno = 0;
        return database_fault(database, sqlite3_exec(database->handle, sql, NULL, NULL, NULL));
}

int database_integer(struct database *database, const char *sql, const struct value *values, size_t count, int64_t *ret_integer) {
        QUERY query = NULL;
        int r;

        r = database_query(database, sql, values, count, &query);
        if (r < 0)
                return r;
        r = query_next(database, query);
        if (r <= 0)
                return r < 0 ? r : -ENOENT;
        *ret_integer = sqlite3_column_int64(query, 0);
        return 0;
}

static int copy_pages(struct database *database, size_t max_len, struct buffer *bytes) {
        sqlite3_int64 len = 0;
        unsigned char *pages;
        int64_t count;
        int r;

        /* The first reading fixes the moment. */
        r = database_integer(database, "PRAGMA page_count", NO_VALUES, &count);
        if (r == 0)
                r = database_integer(database, "SELECT count(*) FROM sqlite_schema", NO_VALUES, &count);
        if (r < 0)
                return r;
        pages = sqlite3_serialize(database->handle, "main", &len, 0);
        if (!pages)
                return -ENOMEM;
        r = (uint64_t)len > max_len ? -EFBIG : buffer_append(bytes, pages, (size_t)len);
        explicit_bzero(pages, (size_t)len);
        sqlite3_free(pages);
        return r;
}

int database_snapshot(struct database *database, size_t max_len, struct buffer *ret_bytes) {
        int r = database_execute(database, "BEGIN");

        if (r < 0)
                return r;
        r = copy_pages(database, max_len, ret_bytes);
        database_roll_back(database);
        return r;
}

int database_begin(struct database *database) {
        return database_run(database, "BEGIN IMMEDIATE", NO_VALUES);
}

int database_commit(struct database *database) {
        int r = database_run(database, "COMMIT", NO_VALUES);

        if (r < 0)
                database_roll_back(database);
        return r;
}

void database_roll_back(struct database *database) {
        char error[DATABASE_ERROR_SIZE];

        /* SQLite has rolled back by itself after some errors; what is told stays the first cause. */
        memcpy(error, database->error, sizeof(error));
        if (!sqlite3_get_autocommit(database->handle) && database_run(database, "ROLLBACK", NO_VALUES) == 0)
                memcpy(database->error, error, sizeof(error));
}

int database_checkpoint(struct database *database) {
        int r;

        errno = 0;
        r = sqlite3_wal_checkpoint_v2(database->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

        if (r != SQLITE_OK)
                return database_fault(database, r);
        database->log_pages = database->log_room = 0;
        return 0;
}

/* Behind all frames: what is there is written over by the commits to come alone. */
static int extend_log(sqlite3_file *log) {
        enum { PIECES = 2, PIECE = LOG_ROOM_PAGES / PIECES * LOG_FRAME_LEN }; /* SQLite writes less than 128 KiB at once */
        void *zeros = calloc(1, PIECE);
        sqlite3_int64 len;
        int r;

        if (!zeros)
                return SQLITE_NOMEM;
        r = log->pMethods->xFileSize(log, &len);
        for (unsigned i = 0; r == SQLITE_OK && i < PIECES; i++, len += PIECE)
                r = log->pMethods->xWrite(log, zeros, PIECE, len);
        if (r == SQLITE_OK)
                r = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
        free(zeros);
        return r;
}

int database_prepare_log(struct database *database) {
        sqlite3_file *log = NULL;
        int r;

        if (database->log_room - database->log_pages >= LOG_ROOM_PAGES / 2)
                return 0;
        errno = 0;
        r = sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
        if (r == SQLITE_OK && log && log->pMethods)
                r = extend_log(log);
        if (r != SQLITE_OK)
                return database_fault(database, r);
        database->log_room = (database->log_room > database->log_pages ? database->log_room : database->log_pages) + LOG_ROOM_PAGES;
        return 0;
}
