/* SPDX-License-Identifier: EUPL-1.2 */
/* The same on both databases. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/office/registry/place.h"

/* A file system that takes every lock, or knows none. */
static enum { LOCKS_KEPT, LOCKS_TAKEN_BY_ALL, LOCKS_UNKNOWN } locks;

int __real_fcntl64(int fd, int command, void *argument);
int __wrap_fcntl64(int fd, int command, void *argument);

int __wrap_fcntl64(int fd, int command, void *argument) {
        if (command != F_OFD_SETLK || locks == LOCKS_KEPT)
                return __real_fcntl64(fd, command, argument);
        errno = ENOLCK;
        return locks == LOCKS_TAKEN_BY_ALL ? 0 : -1;
}

static struct tables *open_tables(const struct place *place) {
        char error[TABLES_ERROR_SIZE];
        struct tables *tables;

        assert_int_equal(tables_open(place->at.database, true, error, &tables), 0);
        return tables;
}

static struct tables *make_table(const struct place *place) {
        struct tables *tables = open_tables(place);

        assert_int_equal(tables_define(tables, "CREATE TABLE t (n WHOLE PRIMARY KEY, text TEXT, bytes BYTES CHECK (n < 100)TABLE_END"), 0);
        return tables;
}

static int insert(struct tables *tables, int64_t n, const char *text, const void *bytes, size_t len) {
        return tables_run(tables, "INSERT INTO t (n, text, bytes) VALUES ($1, $2, $3)", VALUES(INTEGER(n), TEXT(text), BYTES(bytes, len)));
}

static int64_t count(struct tables *tables) {
        int64_t n;

        assert_int_equal(tables_integer(tables, "SELECT count(*) FROM t", NO_VALUES, &n), 0);
        return n;
}

static void values_come_back_as_they_were(void **state) {
        struct tables *tables = make_table(*state);
        static const struct {
                int64_t n;
                const char *text, *bytes;
                size_t len;
        } given[] = {
                { INT64_MIN, "", "", 0 }, { -1, "ä 'x' $1", "\0\xff\\", 3 }, { 0, "a\nb", "\0", 1 }, { 99, "z", "bytes", 5 },
        };
        struct rows *rows;
        const void *text;
        size_t len;

        for (size_t i = 0; i < ARRAY_LEN(given); i++)
                assert_int_equal(insert(tables, given[i].n, given[i].text, given[i].bytes, given[i].len), 0);
        assert_int_equal(tables_query(tables, "SELECT n, text, bytes FROM t WHERE n < $1 ORDER BY n", VALUES(INTEGER(1000)), &rows), 0);
        for (size_t i = 0; i < ARRAY_LEN(given); i++) {
                assert_int_equal(rows_next(rows), 1);
                assert_int_equal(rows_integer(rows, 0), given[i].n);
                rows_bytes(rows, 1, &text, &len);
                assert_int_equal(len, strlen(given[i].text));
                assert_memory_equal(text ? text : "", given[i].text, len);
                assert_true(rows_are(rows, 2, given[i].bytes, given[i].len));
                assert_false(rows_are(rows, 2, "other bytes", 11));
        }
        assert_int_equal(rows_next(rows), 0);
        rows_done(rows);
        tables_close(tables);
}

static void a_transaction_is_all_or_nothing(void **state) {
        struct tables *tables = make_table(*state), *other = open_tables(*state);

        assert_int_equal(tables_begin(tables), 0);
        assert_int_equal(insert(tables, 1, "a", "", 0), 0);
        assert_int_equal(count(other), 0);
        tables_roll_back(tables);
        assert_int_equal(count(tables), 0);
        assert_int_equal(tables_begin(tables), 0);
        assert_int_equal(insert(tables, 1, "a", "", 0), 0);
        assert_int_equal(insert(tables, 2, "a", "", 0), 0);
        assert_int_equal(tables_commit(tables), 0);
        assert_int_equal(count(other), 2);
        assert_int_equal(tables_begin(tables), 0);
        assert_int_equal(insert(tables, 3, "a", "", 0), 0);
        tables_close(tables);
        assert_int_equal(count(other), 2);
        tables_close(other);
}

static void a_constraint_says_so_and_what_comes_after_works(void **state) {
        struct tables *tables = make_table(*state);

        assert_int_equal(insert(tables, 1, "a", "", 0), 0);
        assert_int_equal(insert(tables, 1, "a", "", 0), -EPROTO);
        assert_true(strlen(tables_error(tables)) > 0);
        assert_int_equal(insert(tables, 100, "a", "", 0), -EPROTO);
        assert_int_equal(tables_run(tables, "SELECT nonsense FROM nowhere", NO_VALUES), -EIO);
        assert_int_equal(insert(tables, 2, "a", "", 0), 0);
        tables_close(tables);
}

/* On a server the error may come with a later statement, but before anything is kept. */
static void one_statement_that_is_refused_ends_its_transaction(void **state) {
        struct tables *tables = make_table(*state);

        for (int wrong = 0; wrong < 99; wrong += 33) {
                int r = tables_begin(tables);

                for (int n = 0; r == 0 && n < 99; n++)
                        r = insert(tables, n == wrong ? 100 : n, "a", "", 0);
                if (r == 0)
                        r = tables_commit(tables);
                assert_int_equal(r, -EPROTO);
                assert_true(strlen(tables_error(tables)) > 0);
                tables_roll_back(tables);
                assert_int_equal(count(tables), 0);
        }
        assert_int_equal(tables_begin(tables), 0);
        assert_int_equal(insert(tables, 100, "a", "", 0) == 0 ? tables_integer(tables, "SELECT 1", NO_VALUES, &(int64_t){ 0 }) : -EPROTO, -EPROTO);
        tables_roll_back(tables);
        assert_int_equal(insert(tables, 1, "a", "", 0), 0);
        tables_close(tables);
}

/* What failed, and nobody heeded it: a commit that succeeds has kept what was written, and one that has not says so. */
static void a_commit_says_whether_it_kept_what_was_written(void **state) {
        struct tables *tables = make_table(*state);
        int64_t n;
        int r;

        assert_int_equal(tables_begin(tables), 0);
        assert_int_equal(insert(tables, 1, "a", "", 0), 0);
        assert_int_equal(tables_integer(tables, "SELECT nonsense FROM nowhere", NO_VALUES, &n), -EIO);
        r = tables_commit(tables);
        assert_int_equal(count(tables), r == 0);
        assert_true(r == 0 || strlen(tables_error(tables)) > 0);
        assert_int_equal(tables_begin(tables), 0);
        assert_int_equal(insert(tables, 2, "a", "", 0), 0);
        assert_int_equal(tables_commit(tables), 0);
        assert_int_equal(count(tables), r == 0 ? 2 : 1);
        tables_close(tables);
}

/* More than are sent at once. */
static void a_transaction_of_many_statements_sees_its_own(void **state) {
        struct tables *tables = make_table(*state);

        assert_int_equal(tables_begin(tables), 0);
        for (int n = 0; n < 2000; n++) {
                assert_int_equal(insert(tables, -n, "a", "bytes", 5), 0);
                if (n % 500 == 0)
                        assert_int_equal(count(tables), n + 1);
        }
        assert_int_equal(tables_run(tables, "DELETE FROM t WHERE n < $1", VALUES(INTEGER(-999))), 0);
        assert_int_equal(tables_commit(tables), 0);
        assert_int_equal(count(tables), 1000);
        tables_close(tables);
}

static void a_query_may_end_before_its_last_row(void **state) {
        struct tables *tables = make_table(*state);
        struct rows *rows;

        for (int n = 0; n < 50; n++)
                assert_int_equal(insert(tables, n, "a", "", 0), 0);
        assert_int_equal(tables_query(tables, "SELECT n FROM t ORDER BY n", NO_VALUES, &rows), 0);
        assert_int_equal(rows_next(rows), 1);
        rows_done(rows);
        assert_int_equal(count(tables), 50);
        tables_close(tables);
}

/* A second writer waits its time and is told, also by name of the table whose row is held. */
static void what_somebody_else_holds_is_busy(void **state) {
        struct tables *one = make_table(*state), *two = open_tables(*state);
        char sql[64];
        int64_t n;
        int r;

        assert_int_equal(insert(one, 1, "a", "", 0), 0);
        snprintf(sql, sizeof(sql), "SELECT n FROM t WHERE n = 1%s", tables_locked(one));
        assert_int_equal(tables_begin(one), 0);
        assert_int_equal(tables_integer(one, sql, NO_VALUES, &n), 0);
        r = tables_begin(two);
        if (r == 0)
                r = tables_integer(two, sql, NO_VALUES, &n);
        assert_int_equal(r, -EBUSY);
        tables_roll_back(two);
        assert_int_equal(tables_commit(one), 0);
        assert_int_equal(tables_begin(two), 0);
        assert_int_equal(tables_integer(two, sql, NO_VALUES, &n), 0);
        tables_close(one);
        tables_close(two);
}

static void what_is_not_there_or_no_database_is_told_apart(void **state) {
        struct place *place = *state;
        char error[TABLES_ERROR_SIZE] = "", path[128];
        struct tables *tables = NULL;
        FILE *file;

        snprintf(path, sizeof(path), "%s/missing", place->folder);
        assert_int_equal(tables_open(path, false, error, &tables), -ENOENT);
        assert_true(strlen(error) > 0);
        file = fopen(path, "w");
        for (int i = 0; i < 1000; i++)
                fputs("no database ", file);
        fclose(file);
        assert_int_equal(tables_open(path, false, error, &tables), -EUCLEAN);
        assert_int_equal(tables_open("postgresql://127.0.0.1:1/nowhere", false, error, &tables), -ECONNREFUSED);
        assert_true(strlen(error) > 0);
        assert_null(tables);
        assert_true(tables_has_password("postgresql://a:b@host/c"));
        assert_true(tables_has_password("postgresql://a@host/c?password=b"));
        assert_false(tables_has_password("postgresql://a@host/c"));
        assert_false(tables_has_password("/a/file:with@signs"));
}

static void a_file_system_without_locks_is_refused(void **state) {
        struct place *place = *state;
        char error[TABLES_ERROR_SIZE];
        struct registry_fault fault;
        struct tables *tables = NULL;
        int r;

        place->at.database = place->file;
        place_fill(place);
        for (locks = LOCKS_TAKEN_BY_ALL; locks <= LOCKS_UNKNOWN; locks++) {
                r = tables_open(place->file, false, error, &tables);
                assert_int_equal(r, TABLES_E_NO_LOCKS);
                assert_int_equal(place_open(place, &fault), REGISTRY_E_NO_LOCKS);
        }
        locks = LOCKS_KEPT;
        place_expect_good(place);
}

enum { ASKED = 700, STOP = 300 };

struct told {
        unsigned count;
        size_t last;
        bool stops;
};

/* Every third has a row, and each third of those two. */
static int hear(void *context, size_t i, const struct rows *rows) {
        struct told *told = context;

        assert_true(told->count == 0 || i >= told->last);
        assert_int_equal(rows_integer(rows, 0), -(int64_t)i);
        assert_true(rows_are(rows, 1, "bytes", 5));
        told->last = i;
        told->count++;
        return told->stops && i >= STOP ? 77 : 0;
}

static int ask_each(struct tables *tables, const char *sql, struct told *told) {
        struct value values[ASKED];

        for (int i = 0; i < ASKED; i++)
                values[i] = INTEGER(-i);
        return tables_query_each(tables, sql, values, ASKED, hear, told);
}

/* Within a transaction, behind what was written in it, and outside. */
static void each_of_many_values_has_its_own_rows(void **state) {
        struct tables *tables = make_table(*state);
        unsigned there = (ASKED + 2) / 3, twice = (ASKED + 8) / 9;
        const char *sql = "SELECT n, bytes FROM t WHERE n = $1", *both = "SELECT n, bytes FROM t JOIN (SELECT 0 AS more UNION SELECT 1) AS x"
                                                                          " ON more = 0 OR n % 9 = 0 WHERE n = $1";

        assert_int_equal(tables_begin(tables), 0);
        for (int n = 0; n < ASKED; n += 3)
                assert_int_equal(insert(tables, -n, "a", "bytes", 5), 0);
        for (int within = 1; within >= 0; within--) {
                struct told told = { .count = 0 }, doubled = { .count = 0 }, stopped = { .stops = true }, after = { .count = 0 };

                assert_int_equal(ask_each(tables, sql, &told), 0);
                assert_int_equal(told.count, there);
                assert_int_equal(ask_each(tables, both, &doubled), 0);
                assert_int_equal(doubled.count, there + twice);
                assert_int_equal(ask_each(tables, sql, &stopped), 77);
                assert_int_equal(stopped.count, STOP / 3 + 1);
                assert_int_equal(ask_each(tables, sql, &after), 0);
                assert_int_equal(after.count, there);
                assert_int_equal(count(tables), there);
                if (within)
                        assert_int_equal(tables_commit(tables), 0);
        }
        assert_int_equal(ask_each(tables, "SELECT nonsense FROM t WHERE n = $1", &(struct told){ 0 }), -EIO);
        assert_int_equal(count(tables), there);
        tables_close(tables);
}

/* ---- a server alone ---- */

static int64_t names(struct tables *tables) {
        int64_t n;

        assert_int_equal(tables_integer(tables, "SELECT count(*) FROM pg_prepared_statements", NO_VALUES, &n), 0);
        return n;
}

static int insert_otherwise(struct tables *tables, int64_t n) {
        char sql[128];

        snprintf(sql, sizeof(sql), "INSERT INTO t (n, text, bytes) VALUES ($1, '%lld', '')", (long long)n);
        return tables_run(tables, sql, VALUES(INTEGER(n)));
}

/* Neither when many statements come, nor when some fail. */
static void a_server_does_not_keep_names_of_statements_for_ever(void **state) {
        struct tables *tables = make_table(*state);
        int64_t most = 0;

        for (int64_t i = 0; i < 400; i++) {
                if (i % 20 == 0)
                        assert_int_equal(tables_begin(tables), 0);
                assert_int_equal(insert_otherwise(tables, i < 80 ? i : -i), 0);
                if (i % 20 < 19)
                        continue;
                if (i % 100 > 80)
                        assert_int_equal(insert(tables, 100, "refused", "", 0), 0);
                assert_int_equal(tables_commit(tables), i % 100 > 80 ? -EPROTO : 0);
                most = names(tables) > most ? names(tables) : most;
        }
        assert_int_equal(count(tables), 400 - 80);
        assert_true(most > 0);
        assert_true(most <= 24 + 20);
        tables_close(tables);
}

static void break_off(const struct place *place, int64_t pid) {
        struct tables *other = open_tables(place);
        int64_t n = 1;

        assert_int_equal(tables_integer(other, "SELECT pg_terminate_backend($1::int)::int", VALUES(INTEGER(pid)), &n), 0);
        while (n > 0) {
                assert_int_equal(tables_integer(other, "SELECT count(*) FROM pg_stat_activity WHERE pid = $1", VALUES(INTEGER(pid)), &n), 0);
                usleep(1000);
        }
        tables_close(other);
}

/* At the queue's beginning, in its middle, where it is sent, behind that, and before the commit. */
static void a_connection_that_breaks_within_a_queue_keeps_nothing(void **state) {
        const int breaks[] = { 0, 1, 100, 254, 255, 256, 300, 599, 600 };
        struct tables *other = make_table(*state);

        for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
                struct tables *tables = open_tables(*state);
                int64_t pid;
                int r;

                assert_int_equal(tables_integer(tables, "SELECT pg_backend_pid()", NO_VALUES, &pid), 0);
                assert_int_equal(tables_begin(tables), 0);
                for (int n = 0; n < breaks[i]; n++)
                        assert_int_equal(insert(tables, -n, "a", "bytes", 5), 0);
                break_off(*state, pid);
                r = 0;
                for (int n = breaks[i]; r == 0 && n < 600; n++)
                        r = insert(tables, -n, "a", "bytes", 5);
                if (r == 0)
                        r = tables_commit(tables);
                else
                        tables_roll_back(tables);
                assert_int_equal(r, -ECONNRESET);
                assert_true(strlen(tables_error(tables)) > 0);
                assert_int_equal(ask_each(tables, "SELECT n, bytes FROM t WHERE n = $1", &(struct told){ 0 }), -ECONNRESET);
                assert_int_equal(tables_begin(tables), -ECONNRESET);
                tables_close(tables);
                assert_int_equal(count(other), 0);
        }
        tables_close(other);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(values_come_back_as_they_were),
                CASE(a_transaction_is_all_or_nothing),
                CASE(a_constraint_says_so_and_what_comes_after_works),
                CASE(one_statement_that_is_refused_ends_its_transaction),
                CASE(a_commit_says_whether_it_kept_what_was_written),
                CASE(a_transaction_of_many_statements_sees_its_own),
                CASE(a_query_may_end_before_its_last_row),
                CASE(each_of_many_values_has_its_own_rows),
                CASE(what_somebody_else_holds_is_busy),
                CASE(what_is_not_there_or_no_database_is_told_apart),
                CASE(a_file_system_without_locks_is_refused),
        };
        const struct CMUnitTest of_a_server[] = {
                CASE(a_server_does_not_keep_names_of_statements_for_ever),
                CASE(a_connection_that_breaks_within_a_queue_keeps_nothing),
        };
        int failed = cmocka_run_group_tests(tests, NULL, NULL);

        return failed || !getenv("PICKUPBOX_TEST_DATABASE") ? failed : cmocka_run_group_tests(of_a_server, NULL, NULL);
}
