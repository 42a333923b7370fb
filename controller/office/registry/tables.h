/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One hand on two databases: a file of SQLite, or a PostgreSQL server. Statements
 * are the same for both; where their words differ the statement has a name of its
 * own (tables_define(), tables_locked()).
 *
 * Positions of values are written $1, $2 … in the order in which they are given,
 * each once. Whole numbers are 64 bits, texts are UTF-8. Values are not copied and
 * live until the call, or the query, has ended. One thread; everything blocks, at
 * most about TABLES_WAIT_MS for somebody else's lock.
 *
 * Errors: -ENOENT there is no such file; -ECONNREFUSED the server does not answer, or does not let us in; -ECONNRESET it
 * went away (whether a commit under way took place is not known then); -ENOSPC the disk is full; -EBUSY somebody else holds
 * it; -EROFS it cannot be written; -EUCLEAN it is damaged, or is no database; -EPROTO a constraint or trigger refused;
 * -EACCES; -ENOMEM; -EIO anything else. What the database itself says is in tables_error(), in English.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

enum { TABLES_WAIT_MS = 2000, TABLES_PLACE_MAX = 2048, TABLES_ERROR_SIZE = 512 };

/* A file on a file system that does not keep locks, as some network shares: two computers would write at once. */
enum { TABLES_E_NO_LOCKS = 1 };

struct tables;
struct rows;

struct value {
        enum { VALUE_INTEGER, VALUE_TEXT, VALUE_BYTES } type;
        int64_t integer;
        const void *bytes;
        size_t len;
};

#define INTEGER(x) ((struct value){ .type = VALUE_INTEGER, .integer = (int64_t)(x) })
#define TEXT(x) ((struct value){ .type = VALUE_TEXT, .bytes = (x) })
#define BYTES(x, length) ((struct value){ .type = VALUE_BYTES, .bytes = (x), .len = (length) })
#define VALUES(...) (const struct value[]){ __VA_ARGS__ }, sizeof((const struct value[]){ __VA_ARGS__ }) / sizeof(struct value)
#define NO_VALUES NULL, 0

/* Whether the place is a server's address, "postgresql://…". */
bool tables_is_server(const char *place);
/* Whether the address has a password in it, which belongs into libpq's password file instead. */
bool tables_has_password(const char *place);

/*
 * Opens a database: a file by its path, a server by its address. `create`: the file is made where there is none. 0;
 * TABLES_E_NO_LOCKS; a negative errno with its reason in ret_error. The caller closes it.
 */
MUST_CHECK int tables_open(const char *place, bool create, char ret_error[TABLES_ERROR_SIZE], struct tables **ret_database);
/* An open transaction is rolled back. Accepts NULL. */
void tables_close(struct tables *database);
DEFINE_CLEANUP(struct tables, tables_close, tables_cleanup)

/* Whether it is a file of SQLite. */
bool tables_is_file(const struct tables *database);

/* What it said about the last error. */
const char *tables_error(const struct tables *database);

/*
 * Statements of a schema, without values. The words BYTES, WHOLE and TABLE_END stand for the backend's types of a blob and a
 * whole number, and for what ends a table.
 */
MUST_CHECK int tables_define(struct tables *database, const char *sql);
/* The same for what both say differently. Either may be NULL: nothing. */
MUST_CHECK int tables_define_each(struct tables *database, const char *sqlite, const char *postgresql);

/* One statement that gives no rows. Within a transaction a server's error may be told by a later call, the commit at the latest. */
MUST_CHECK int tables_run(struct tables *database, const char *sql, const struct value *values, size_t count);

/* A query, whose rows come one by one. Before its end nothing else may be asked. */
MUST_CHECK int tables_query(struct tables *database, const char *sql, const struct value *values, size_t count,
                              struct rows **ret_rows);
/* 1 a row, 0 no more, or a negative errno. */
MUST_CHECK int rows_next(struct rows *rows);
/* Columns of the row, from 0. NULL is 0 and no bytes. What points into the row is good until the next. */
int64_t rows_integer(const struct rows *rows, int column);
void rows_bytes(const struct rows *rows, int column, const void **ret_bytes, size_t *ret_len);
/* False and untouched when it is not exactly len bytes. */
MUST_CHECK bool rows_copy(const struct rows *rows, int column, void *ret_bytes, size_t len);
bool rows_are(const struct rows *rows, int column, const void *bytes, size_t len);
/* Ends it, also before the last row. Accepts NULL. */
void rows_done(struct rows *rows);
DEFINE_CLEANUP(struct rows, rows_done, rows_cleanup)

typedef int tables_row_fn(void *context, size_t i, const struct rows *rows);
/*
 * The same query for each of these values, which has $1 and no others: hundreds of them on one way to a server and back. Tells their rows in the order of
 * the values, with the value's number; `tell` asks nothing else of the database. 0; what `tell` returned but 0, after which it is told no more; a negative errno.
 */
MUST_CHECK int tables_query_each(struct tables *database, const char *sql, const struct value *values, size_t count, tables_row_fn *tell, void *context);

/* One integer of a one-row query. -ENOENT without a row. */
MUST_CHECK int tables_integer(struct tables *database, const char *sql, const struct value *values, size_t count,
                                int64_t *ret_integer);

/* A transaction that writes. Only a server has others beside it: they wait where they say tables_locked(). */
MUST_CHECK int tables_begin(struct tables *database);
/*
 * Durable when it returns 0. On error everything is rolled back, but for -ECONNRESET, where nobody knows. A server keeps nothing
 * of a transaction in which anything failed, heeded or not: then -EIO.
 */
MUST_CHECK int tables_commit(struct tables *database);
void tables_roll_back(struct tables *database);

/* Appended to a query on one table: its rows are held for this transaction alone. */
const char *tables_locked(const struct tables *database);
