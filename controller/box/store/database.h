/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A thin hand on SQLite: one connection with its cached statements and one
 * transaction at a time, errors as negative errnos.
 *
 * SQL is written where it is used, as a string literal: the cache knows a
 * statement by the literal's address. Values are bound without being copied, so
 * they must live until the call, or the query, has ended. One thread; blocks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/macro.h"

enum { DATABASE_STATEMENTS_MAX = 96, DATABASE_ERROR_SIZE = 256, DATABASE_BUSY_MS = 250 };

struct database {
        sqlite3 *handle;               /* owned */
        struct {
                const char *sql;
                sqlite3_stmt *statement;
        } cache[DATABASE_STATEMENTS_MAX];
        size_t cached;
        int log_pages;                 /* pages in the write-ahead log, as of the last commit */
        int log_room;                  /* pages that its file has room for, as far as that was prepared */
        char error[DATABASE_ERROR_SIZE];
};

/* Opens an existing file (an empty one is an empty database) and sets what every connection of ours wants. 0 or a negative errno. */
MUST_CHECK int database_open(struct database *database, const char *path, bool read_only);
/* Closing writes nothing into the file unless database_trust() was called. Accepts one that was never opened. */
void database_close(struct database *database);
/* The file has passed its checks: from now on the log may be moved into it. */
void database_trust(struct database *database);
/* Closing writes nothing again: what the log holds is in doubt. Accepts one that is closed. */
void database_distrust(struct database *database);

/* A result code of SQLite, just given, as 0 or a negative errno; its message is kept in `error`. */
int database_fault(struct database *database, int result);

struct value {
        enum { VALUE_INTEGER, VALUE_TEXT, VALUE_BLOB, VALUE_NULL } type;
        int64_t integer;
        const void *bytes;
        size_t len;
};

#define INTEGER(x) ((struct value){ .type = VALUE_INTEGER, .integer = (int64_t)(x) })
#define TEXT(x) ((struct value){ .type = VALUE_TEXT, .bytes = (x) })
#define BLOB(x, length) ((struct value){ .type = VALUE_BLOB, .bytes = (x), .len = (length) })
#define NOTHING ((struct value){ .type = VALUE_NULL })
#define VALUES(...) (const struct value[]){ __VA_ARGS__ }, sizeof((const struct value[]){ __VA_ARGS__ }) / sizeof(struct value)
#define NO_VALUES NULL, 0

/* Runs one statement that gives no rows. 0 or a negative errno; -EPROTO when a constraint or trigger refused. */
MUST_CHECK int database_run(struct database *database, const char *sql, const struct value *values, size_t count);
/* Several statements without values and without cache: schema and pragmas. */
MUST_CHECK int database_execute(struct database *database, const char *sql);

/* Starts a query; its rows come from query_next(), its end is query_done() on every path (QUERY declares one so). */
MUST_CHECK int database_query(struct database *database, const char *sql, const struct value *values, size_t count,
                              sqlite3_stmt **ret_query);
/* 1 a row, 0 no more, or a negative errno. */
MUST_CHECK int query_next(struct database *database, sqlite3_stmt *query);
void query_done(sqlite3_stmt **query);
#define QUERY CLEANUP(query_done) sqlite3_stmt *

/* Copies a blob column of exactly len bytes. False and untouched when it has another length. */
MUST_CHECK bool query_blob(sqlite3_stmt *query, int column, void *ret_bytes, size_t len);
/* One integer of a one-row query. 0, -ENOENT without a row, or a negative errno. */
MUST_CHECK int database_integer(struct database *database, const char *sql, const struct value *values, size_t count,
                                int64_t *ret_integer);

/*
 * Appends the whole database as it is at one moment, also beside a writer: the bytes of a file that opens as this one. 0,
 * -EFBIG when it is longer than max_len, or another negative errno.
 */
MUST_CHECK int database_snapshot(struct database *database, size_t max_len, struct buffer *ret_bytes);

/* BEGIN IMMEDIATE. */
MUST_CHECK int database_begin(struct database *database);
/* Commits durably. On error everything is rolled back. */
MUST_CHECK int database_commit(struct database *database);
void database_roll_back(struct database *database);
/* Moves the log into the database and truncates it. 0, -EBUSY, or another negative errno. */
MUST_CHECK int database_checkpoint(struct database *database);

/*
 * Writes zeros behind the log's end where it has little room before its file must grow: a commit then overwrites what is there
 * and syncs no more than that, where it would also wait for the file system's own journal. A log ends at the first frame that
 * is not of it, and zeros are none. Syncs: only when nobody waits. 0, -ENOSPC (some room is there or none), or another
 * negative errno.
 */
MUST_CHECK int database_prepare_log(struct database *database);
