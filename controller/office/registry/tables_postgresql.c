/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * PostgreSQL by libpq. Values travel as text where they are numbers and as bytes
 * otherwise; results come as bytes, a row at a time, so that memory does not grow
 * with a table. Statements without rows are queued within a transaction (libpq's pipeline mode), under a name by which the server knows
 * them prepared: a way there and back for many.
 */
#include <assert.h>
#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/backend.h"

enum { VALUES_MAX = 24, NUMBER_SIZE = 24, NAMED_MAX = 24, NAME_SIZE = 16, SQL_SIZE = 32, QUEUE_MAX = 256 };

/* Statements that were sent and not waited for, and those that the server knows by name. */
struct queue {
        unsigned results;               /* which are to come */
        unsigned next_name;             /* a name is used once */
        bool stale;                     /* the server may know names that are forgotten here */
        struct {
                char *sql;              /* NULL: none */
                unsigned name;
        } named[NAMED_MAX];
};

/* SQLSTATE, by its first characters (PostgreSQL's documentation, appendix A). The longer ones first. */
static const struct {
        const char *state;
        int error;
} states[] = {
        { "53100", ENOSPC }, { "53200", ENOMEM }, { "55P03", EBUSY }, { "40001", EBUSY }, { "40P01", EBUSY }, { "25006", EROFS },
        { "42501", EACCES }, { "P0001", EPROTO }, { "XX001", EUCLEAN }, { "XX002", EUCLEAN }, { "57P", ECONNRESET }, { "08", ECONNRESET },
        { "23", EPROTO },
};

static int errno_of(PGconn *connection, const char *state) {
        if (PQstatus(connection) != CONNECTION_OK)
                return -ECONNRESET;
        for (size_t i = 0; state && i < ARRAY_LEN(states); i++)
                if (strncmp(state, states[i].state, strlen(states[i].state)) == 0)
                        return -states[i].error;
        return -EIO;
}

/* The first line of what it said. */
static void keep_error(struct tables *database, const char *text) {
        snprintf(database->error, sizeof(database->error), "%.*s", (int)strcspn(text, "\n"), text);
}

/* Takes the result over. 1 a row, 0 done, a negative errno. */
static int judge(struct tables *database, PGresult *result, PGresult **ret_row) {
        ExecStatusType status = PQresultStatus(result);
        int r;

        if (status == PGRES_SINGLE_TUPLE && ret_row) {
                *ret_row = result;
                return 1;
        }
        r = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0
                                                                    : errno_of(database->handle, PQresultErrorField(result, PG_DIAG_SQLSTATE));
        if (r < 0)
                keep_error(database, result ? PQresultErrorMessage(result) : PQerrorMessage(database->handle));
        PQclear(result);
        return r;
}

/* Of a transaction in which something failed the server's COMMIT is a ROLLBACK, and no error. */
static int execute(struct tables *database, const char *sql) {
        PGresult *result = PQexec(database->handle, sql);
        bool undone = strcmp(sql, "COMMIT") == 0 && PQresultStatus(result) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(result), sql) != 0;
        int r = judge(database, result, NULL);

        if (r < 0 || !undone)
                return r;
        keep_error(database, "a statement failed, so the transaction was rolled back");
        return -EIO;
}

static void be_silent(void *context, const char *message) {
}

bool tables_has_password(const char *place) {
        PQconninfoOption *options = PQconninfoParse(place, NULL);
        bool has = false;

        for (PQconninfoOption *option = options; option && option->keyword; option++)
                has |= strcmp(option->keyword, "password") == 0 && option->val;
        PQconninfoFree(options);
        return has;
}

static int postgresql_open(struct tables *database, const char *place, bool create) {
        /* What the address says besides wins over what stands before it. */
        static const char *const names[] = { "connect_timeout", "application_name", "client_encoding", "dbname", NULL };
        const char *const values[] = { "10", "pickupbox-office", "UTF8", place, NULL };
        PGconn *connection = PQconnectdbParams(names, values, 1);
        char wait[64];

        database->handle = connection;
        if (!connection)
                return -ENOMEM;
        if (PQstatus(connection) != CONNECTION_OK) {
                keep_error(database, PQerrorMessage(connection));
                return -ECONNREFUSED;
        }
        PQsetNoticeProcessor(connection, be_silent, NULL);
        snprintf(wait, sizeof(wait), "SET synchronous_commit = on; SET lock_timeout = %d", TABLES_WAIT_MS);
        return execute(database, wait);
}

static void forget_names(struct queue *queue) {
        queue->stale = true;
        for (size_t i = 0; i < NAMED_MAX; i++) {
                free(queue->named[i].sql);
                queue->named[i].sql = NULL;
        }
}

static void postgresql_close(struct tables *database) {
        struct queue *queue = database->kept;

        if (queue)
                forget_names(queue);
        free(queue);
        PQfinish(database->handle);
}

/* Values as libpq takes them. */
struct given {
        char numbers[VALUES_MAX][NUMBER_SIZE];
        const char *values[VALUES_MAX];
        int lengths[VALUES_MAX], formats[VALUES_MAX];
};

static void give(const struct value *values, size_t count, struct given *given) {
        assert(count <= VALUES_MAX);
        for (size_t i = 0; i < count; i++) {
                bool number = values[i].type == VALUE_INTEGER;

                snprintf(given->numbers[i], NUMBER_SIZE, "%lld", (long long)values[i].integer);
                given->values[i] = number ? given->numbers[i] : values[i].len == 0 && values[i].type == VALUE_BYTES ? "" : values[i].bytes;
                given->lengths[i] = values[i].type == VALUE_BYTES ? (int)values[i].len : 0;
                given->formats[i] = values[i].type == VALUE_BYTES;
        }
}

static int not_sent(struct tables *database) {
        keep_error(database, PQerrorMessage(database->handle));
        return errno_of(database->handle, NULL);
}

static int postgresql_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows *rows) {
        struct given given;

        give(values, count, &given);
        return PQsendQueryParams(database->handle, sql, (int)count, NULL, given.values, given.lengths, given.formats, 1) &&
                               PQsetSingleRowMode(database->handle)
                       ? 0
                       : not_sent(database);
}

/* ---- what is waited for later ---- */

/* Queries at the end of the queue, whose rows are told. */
struct asked {
        struct rows *rows;
        tables_row_fn *tell;
        void *context;
        size_t count;
};

static int tell_rows(const struct asked *asked, size_t i, PGresult *result) {
        int r = 0;

        asked->rows->handle = result;
        for (asked->rows->at = 0; r == 0 && asked->rows->at < PQntuples(result); asked->rows->at++)
                r = asked->tell(asked->context, i, asked->rows);
        asked->rows->handle = NULL;
        return r;
}

/* libpq gives the first query of a queue row by row when the one before the queue was asked so. */
static bool has_rows(const PGresult *result) {
        return PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_SINGLE_TUPLE;
}

/* What comes of one statement of the queue, of which `left` are to come with it. Those behind one that failed are not tried. */
static int settle_one(struct tables *database, const struct asked *asked, size_t left, bool failed) {
        PGresult *result = PQgetResult(database->handle);
        int r = 0;

        if (!result && !failed)
                return not_sent(database);
        for (; result; result = PQgetResult(database->handle)) {
                if (r == 0 && !failed && asked && left <= asked->count && has_rows(result))
                        r = tell_rows(asked, asked->count - left, result);
                if (r == 0 && !failed && !has_rows(result))
                        r = judge(database, result, NULL);
                else
                        PQclear(result);
        }
        return r;
}

static int settle(struct tables *database, const struct asked *asked) {
        struct queue *queue = database->kept;
        int r = 0;

        if (!queue || PQpipelineStatus(database->handle) == PQ_PIPELINE_OFF)
                return 0;
        if (!PQpipelineSync(database->handle))
                r = not_sent(database);
        for (; queue->results > 0 && PQstatus(database->handle) == CONNECTION_OK; queue->results--) {
                int one = settle_one(database, asked, queue->results, r != 0);

                r = r != 0 ? r : one;
        }
        PQclear(PQgetResult(database->handle)); /* of the end of the queue */
        if ((!PQexitPipelineMode(database->handle) || queue->results > 0) && r >= 0)
                r = not_sent(database);
        queue->results = 0;
        if (r < 0)
                forget_names(queue); /* some were perhaps not prepared */
        return r;
}

static int postgresql_settle(struct tables *database) {
        return settle(database, NULL);
}

/* After a failure nobody knows which of the names the server has: none of them stays there. */
static int drop_stale(struct tables *database, struct queue *queue) {
        PGTransactionStatusType status = PQtransactionStatus(database->handle);
        int r;

        if (!queue->stale || PQpipelineStatus(database->handle) != PQ_PIPELINE_OFF || (status != PQTRANS_IDLE && status != PQTRANS_INTRANS))
                return 0;
        r = execute(database, "DEALLOCATE ALL");
        queue->stale = r < 0;
        return r;
}

/* One that has not been asked for in a while makes room. */
static int drop_name(struct tables *database, struct queue *queue, size_t at) {
        char sql[SQL_SIZE];

        if (!queue->named[at].sql)
                return 0;
        free(queue->named[at].sql);
        queue->named[at].sql = NULL;
        snprintf(sql, sizeof(sql), "DEALLOCATE q%u", queue->named[at].name);
        if (!PQsendQueryParams(database->handle, sql, 0, NULL, NULL, NULL, NULL, 1))
                return not_sent(database);
        queue->results++;
        return 0;
}

/* The number of the name under which the server knows the statement, or will before it comes to it. */
static int name_of(struct tables *database, struct queue *queue, const char *sql, unsigned *ret_name) {
        char text[NAME_SIZE];
        unsigned at = queue->next_name % NAMED_MAX;
        int r;

        for (size_t i = 0; i < NAMED_MAX; i++)
                if (queue->named[i].sql && strcmp(queue->named[i].sql, sql) == 0) {
                        *ret_name = queue->named[i].name;
                        return 0;
                }
        r = drop_name(database, queue, at);
        if (r < 0)
                return r;
        queue->named[at].sql = strdup(sql);
        if (!queue->named[at].sql)
                return -ENOMEM;
        *ret_name = queue->named[at].name = queue->next_name++;
        snprintf(text, sizeof(text), "q%u", *ret_name);
        if (!PQsendPrepare(database->handle, text, sql, 0, NULL)) {
                forget_names(queue);
                return not_sent(database);
        }
        queue->results++;
        return 0;
}

/* From here on statements are queued, in what is kept. */
static int enter_queue(struct tables *database) {
        int r;

        if (!database->kept)
                database->kept = calloc(1, sizeof(struct queue));
        if (!database->kept)
                return -ENOMEM;
        r = drop_stale(database, database->kept);
        if (r < 0)
                return r;
        return PQenterPipelineMode(database->handle) ? 0 : not_sent(database);
}

static int send_named(struct tables *database, struct queue *queue, const char *sql, const struct value *values, size_t count) {
        char name[NAME_SIZE];
        struct given given;
        unsigned number;
        int r = name_of(database, queue, sql, &number);

        if (r < 0)
                return r;
        give(values, count, &given);
        snprintf(name, sizeof(name), "q%u", number);
        return PQsendQueryPrepared(database->handle, name, (int)count, given.values, given.lengths, given.formats, 1) ? 0 : not_sent(database);
}

static int postgresql_queue(struct tables *database, const char *sql, const struct value *values, size_t count) {
        struct queue *queue;
        int r = enter_queue(database);

        if (r < 0)
                return r;
        queue = database->kept;
        r = send_named(database, queue, sql, values, count);
        if (r < 0)
                return r;
        queue->results++;
        return queue->results >= QUEUE_MAX ? postgresql_settle(database) : 0;
}

/* ---- the same query for each of some values ---- */

static int postgresql_query_each(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows *rows,
                                 tables_row_fn *tell, void *context) {
        struct asked asked = { .rows = rows, .tell = tell, .context = context };
        struct queue *queue;
        int r = enter_queue(database);

        if (r < 0)
                return r;
        queue = database->kept;
        for (size_t i = 0; r == 0 && i < count; i++) {
                r = send_named(database, queue, sql, &values[i], 1);
                asked.count += r == 0;
                queue->results += r == 0;
        }
        if (r == 0)
                return settle(database, &asked);
        (void)!postgresql_settle(database);
        return r;
}

static int postgresql_next(struct rows *rows) {
        PGconn *connection = rows->database->handle;
        PGresult *result;
        int r;

        PQclear(rows->handle);
        rows->handle = NULL;
        result = PQgetResult(connection);
        if (!result)
                return 0;
        r = judge(rows->database, result, (PGresult **)&rows->handle);
        if (r == 1)
                return r;
        /* After its last result a statement has one more: none. */
        while ((result = PQgetResult(connection)))
                PQclear(result);
        return r;
}

static int64_t postgresql_integer(const struct rows *rows, int column) {
        const uint8_t *bytes = (const uint8_t *)PQgetvalue(rows->handle, rows->at, column);
        int len = PQgetlength(rows->handle, rows->at, column);
        uint64_t number = len > 0 && bytes[0] & 0x80 ? UINT64_MAX : 0;

        for (int i = 0; i < len && len <= 8; i++)
                number = number << 8 | bytes[i];
        return (int64_t)number;
}

static void postgresql_get(const struct rows *rows, int column, const void **ret_bytes, size_t *ret_len) {
        *ret_bytes = PQgetvalue(rows->handle, rows->at, column);
        *ret_len = (size_t)PQgetlength(rows->handle, rows->at, column);
}

static void postgresql_done(struct rows *rows) {
        PGconn *connection = rows->database->handle;
        PGresult *result;

        PQclear(rows->handle);
        while ((result = PQgetResult(connection)))
                PQclear(result);
}

const struct backend backend_postgresql = {
        .bytes = "BYTEA",
        .whole = "BIGINT",
        .table_end = ")",
        .locked = " FOR UPDATE",
        .open = postgresql_open,
        .close = postgresql_close,
        .execute = execute,
        .query = postgresql_query,
        .next = postgresql_next,
        .integer = postgresql_integer,
        .get = postgresql_get,
        .done = postgresql_done,
        .queue = postgresql_queue,
        .query_each = postgresql_query_each,
        .settle = postgresql_settle,
        .begin = "BEGIN",
};
