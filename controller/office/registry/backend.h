/* SPDX-License-Identifier: EUPL-1.2 */
/* What a backend of controller/office/registry/tables.h does. Contracts are there. Private to this folder. */
#pragma once

#include "controller/office/registry/tables.h"

enum { TABLES_EACH_MAX = 256 };

struct backend {
        const char *bytes, *whole, *table_end;  /* its words for tables_define() */
        const char *locked;
        int (*open)(struct tables *database, const char *place, bool create);
        void (*close)(struct tables *database);
        int (*execute)(struct tables *database, const char *sql); /* several statements */
        int (*query)(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows *rows);
        int (*next)(struct rows *rows);
        int64_t (*integer)(const struct rows *rows, int column);
        void (*get)(const struct rows *rows, int column, const void **ret_bytes, size_t *ret_len);
        void (*done)(struct rows *rows);
        /* A statement without rows within a transaction: it may be waited for later. NULL: it never is. */
        int (*queue)(struct tables *database, const char *sql, const struct value *values, size_t count);
        /* tables_query_each(), at most TABLES_EACH_MAX values. NULL: one query after the other is as good. */
        int (*query_each)(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows *rows, tables_row_fn *tell, void *context);
        /* Waits for all that were queued: 0 or the first one's error. */
        int (*settle)(struct tables *database);
        const char *begin;
};

struct tables {
        const struct backend *backend;
        void *handle;                   /* owned by the backend */
        void *kept;                     /* by the backend, of statements that come again; owned by it */
        bool within;                    /* a transaction is open */
        char error[TABLES_ERROR_SIZE];
};

struct rows {
        struct tables *database;
        void *handle;                   /* owned by the backend */
        int at;                         /* the row, where the handle has several */
};

extern const struct backend backend_sqlite, backend_postgresql;
