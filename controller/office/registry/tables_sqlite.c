/* SPDX-License-Identifier: EUPL-1.2 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sqlite/safe_sqlite.h"
#include "controller/office/registry/backend.h"

static int fault(struct tables *database, int result) {
        int r = safe_sqlite_errno(result, errno);

        if (r < 0)
                snprintf(database->error, sizeof(database->error), "%s (%d)",
                         database->handle ? sqlite3_errmsg(database->handle) : sqlite3_errstr(result), result);
        return r;
}

/* Whether a lock that one open file holds keeps another one away: SQLite relies on it. */
static int check_locks(const char *path) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x7ffffffe, .l_len = 1 };
        int one = open(path, O_RDWR | O_CLOEXEC), two = open(path, O_RDWR | O_CLOEXEC), r = 0;

        if (one < 0 || two < 0)
                r = -errno;
        else if (fcntl(one, F_OFD_SETLK, &lock) < 0)
                r = errno == EAGAIN || errno == EACCES ? -EBUSY : TABLES_E_NO_LOCKS;
        else if (fcntl(two, F_OFD_SETLK, &lock) == 0)
                r = TABLES_E_NO_LOCKS;
        if (one >= 0)
                close(one);
        if (two >= 0)
                close(two);
        return r;
}

static int execute(struct tables *database, const char *sql) {
        errno = 0;
        return fault(database, sqlite3_exec(database->handle, sql, NULL, NULL, NULL));
}

static int set_up(struct tables *database) {
        int r = safe_sqlite_set_up(database->handle, TABLES_WAIT_MS);

        if (r != SQLITE_OK)
                return fault(database, r);
        /* A journal beside the file that is gone after each commit: nothing erased stays in a log. */
        return execute(database, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                                 "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768");
}

static int sqlite_open(struct tables *database, const char *place, bool create) {
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
        sqlite3 *handle = NULL;
        int fd, r;

        fd = open(place, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
        if (fd < 0) {
                r = -errno;
                snprintf(database->error, sizeof(database->error), "%s", strerror(errno));
                return r;
        }
        close(fd);
        r = check_locks(place);
        if (r != 0)
                return r;
        errno = 0;
        r = sqlite3_open_v2(place, &handle, flags, NULL);
        database->handle = handle;
        return r == SQLITE_OK ? set_up(database) : fault(database, r);
}

/* Statements that have ended, prepared: the same few come again and again. */
enum { KEPT_MAX = 24 };

struct kept {
        sqlite3_stmt *statements[KEPT_MAX];     /* NULL: room */
        unsigned next;                          /* goes when there is none */
};

static void sqlite_close(struct tables *database) {
        struct kept *kept = database->kept;

        for (size_t i = 0; kept && i < KEPT_MAX; i++)
                sqlite3_finalize(kept->statements[i]);
        free(kept);
        sqlite3_close(database->handle);
}

/* One that is kept is taken out, so that each is used once at a time. */
static int prepare(struct tables *database, const char *sql, sqlite3_stmt **ret_statement) {
        struct kept *kept = database->kept;

        for (size_t i = 0; kept && i < KEPT_MAX; i++)
                if (kept->statements[i] && strcmp(sqlite3_sql(kept->statements[i]), sql) == 0) {
                        *ret_statement = kept->statements[i];
                        kept->statements[i] = NULL;
                        return SQLITE_OK;
                }
        return sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, ret_statement, NULL);
}

static void keep(struct tables *database, sqlite3_stmt *statement) {
        struct kept *kept = database->kept ? database->kept : calloc(1, sizeof(*kept));

        database->kept = kept;
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        if (!kept) {
                sqlite3_finalize(statement);
                return;
        }
        for (size_t i = 0; i < KEPT_MAX; i++)
                if (!kept->statements[i]) {
                        kept->statements[i] = statement;
                        return;
                }
        sqlite3_finalize(kept->statements[kept->next]);
        kept->statements[kept->next] = statement;
        kept->next = (kept->next + 1) % KEPT_MAX;
}

static int bind(sqlite3_stmt *statement, int position, const struct value *value) {
        switch (value->type) {
        case VALUE_INTEGER:
                return sqlite3_bind_int64(statement, position, value->integer);
        case VALUE_TEXT:
                return sqlite3_bind_text(statement, position, value->bytes, -1, SQLITE_STATIC);
        case VALUE_BYTES:
                /* A NULL pointer would bind NULL; no bytes are a value. */
                return sqlite3_bind_blob64(statement, position, value->len ? value->bytes : "", value->len, SQLITE_STATIC);
        }
        return SQLITE_MISUSE;
}

static int sqlite_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows *rows) {
        sqlite3_stmt *statement;
        int r;

        errno = 0;
        r = prepare(database, sql, &statement);
        if (r != SQLITE_OK)
                return fault(database, r);
        assert((size_t)sqlite3_bind_parameter_count(statement) == count);
        for (size_t i = 0; i < count; i++) {
                r = bind(statement, (int)i + 1, &values[i]);
                if (r != SQLITE_OK) {
                        r = fault(database, r);
                        sqlite3_finalize(statement);
                        return r;
                }
        }
        rows->handle = statement;
        return 0;
}

static int sqlite_next(struct rows *rows) {
        int r;

        errno = 0;
        r = sqlite3_step(rows->handle);
        return r == SQLITE_ROW ? 1 : fault(rows->database, r);
}

static int64_t sqlite_integer(const struct rows *rows, int column) {
        return sqlite3_column_int64(rows->handle, column);
}

static void sqlite_get(const struct rows *rows, int column, const void **ret_bytes, size_t *ret_len) {
        *ret_bytes = sqlite3_column_blob(rows->handle, column);
        *ret_len = (size_t)sqlite3_column_bytes(rows->handle, column);
}

static void sqlite_done(struct rows *rows) {
        keep(rows->database, rows->handle);
}

const struct backend backend_sqlite = {
        .bytes = "BLOB",
        .whole = "INTEGER",
        .table_end = ") STRICT",
        .locked = "",
        .open = sqlite_open,
        .close = sqlite_close,
        .execute = execute,
        .query = sqlite_query,
        .next = sqlite_next,
        .integer = sqlite_integer,
        .get = sqlite_get,
        .done = sqlite_done,
        .begin = "BEGIN IMMEDIATE",
};
