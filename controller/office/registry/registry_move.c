/* SPDX-License-Identifier: EUPL-1.2 */
/* From a file to a server: every row of every table as it is, and a digest of each table on both sides. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"
#include "controller/office/registry/registry_schema.h"

enum { COLUMNS_MAX = 24, SQL_SIZE = 1024 };

struct columns {
        char names[COLUMNS_MAX][REGISTRY_TABLE_SIZE];
        char kinds[COLUMNS_MAX];        /* i: integer, t: text, b: bytes */
        size_t count;
};

/* ---- what there is ---- */

static int text_of(const struct rows *rows, int column, char ret_text[REGISTRY_TABLE_SIZE]) {
        const void *bytes;
        size_t len;

        rows_bytes(rows, column, &bytes, &len);
        if (len == 0 || len >= REGISTRY_TABLE_SIZE || strspn(bytes, "abcdefghijklmnopqrstuvwxyz0123456789_") < len)
                return -EUCLEAN;
        snprintf(ret_text, REGISTRY_TABLE_SIZE, "%.*s", (int)len, (const char *)bytes);
        return 0;
}

static int list_tables(struct tables *file, struct registry_copied *copied) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(file, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", NO_VALUES, &rows);

        copied->count = 0;
        while (r == 0 && (r = rows_next(rows)) == 1)
                r = copied->count < REGISTRY_TABLES_MAX ? text_of(rows, 0, copied->tables[copied->count++].name) : -EUCLEAN;
        return r;
}

static int list_columns(struct tables *file, const char *table, struct columns *columns) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(file, "SELECT name, CASE type WHEN 'INTEGER' THEN 'i' WHEN 'TEXT' THEN 't' ELSE 'b' END FROM pragma_table_info($1) ORDER BY cid",
                             VALUES(TEXT(table)), &rows);

        columns->count = 0;
        while (r == 0 && (r = rows_next(rows)) == 1) {
                if (columns->count == COLUMNS_MAX)
                        return -EUCLEAN;
                r = text_of(rows, 0, columns->names[columns->count]);
                if (r == 0 && !rows_copy(rows, 1, &columns->kinds[columns->count++], 1))
                        r = -EUCLEAN;
        }
        return r;
}

/* ---- a row ---- */

static int digest_row(const struct rows *rows, const struct columns *columns, struct hash *digest) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX((size_t)64 << 20);
        int r = buffer_append(&bytes, digest->bytes, HASH_LEN);

        for (size_t i = 0; r == 0 && i < columns->count; i++) {
                const void *at = NULL;
                size_t len;

                if (columns->kinds[i] == 'i') {
                        r = buffer_printf(&bytes, "i%lld,", (long long)rows_integer(rows, (int)i));
                        continue;
                }
                rows_bytes(rows, (int)i, &at, &len);
                r = buffer_printf(&bytes, "%c%zu,", columns->kinds[i], len);
                if (r == 0 && len > 0)
                        r = buffer_append(&bytes, at, len);
        }
        if (r == 0)
                sha256(bytes.data, bytes.len, digest);
        return r;
}

static int insert_row(struct tables *server, const char *sql, const struct rows *rows, const struct columns *columns) {
        struct buffer texts[COLUMNS_MAX];
        struct value values[COLUMNS_MAX];
        int r = 0;

        for (size_t i = 0; i < columns->count; i++)
                texts[i] = (struct buffer)BUFFER_INIT_MAX((size_t)64 << 20);
        for (size_t i = 0; r == 0 && i < columns->count; i++) {
                const void *bytes = NULL;
                size_t len;

                if (columns->kinds[i] == 'i') {
                        values[i] = INTEGER(rows_integer(rows, (int)i));
                        continue;
                }
                rows_bytes(rows, (int)i, &bytes, &len);
                if (columns->kinds[i] == 'b') {
                        values[i] = BYTES(len > 0 ? bytes : "", len);
                        continue;
                }
                r = buffer_append(&texts[i], len > 0 ? bytes : "", len);
                values[i] = TEXT(buffer_text(&texts[i]));
        }
        if (r == 0)
                r = tables_run(server, sql, values, columns->count);
        for (size_t i = 0; i < columns->count; i++)
                buffer_deinit(&texts[i]);
        return r;
}

/* ---- a table ---- */

/* The rows of a table in the order of its key, told one by one; `to`: they are put there as well. */
static int walk(struct tables *from, struct tables *to, const struct columns *columns, struct registry_copied_table *table) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        char select[SQL_SIZE], insert[SQL_SIZE];
        int len = snprintf(select, sizeof(select), "SELECT "), insert_len = snprintf(insert, sizeof(insert), "INSERT INTO %s VALUES (", table->name), r;

        for (size_t i = 0; i < columns->count; i++) {
                len += snprintf(select + len, sizeof(select) - (size_t)len, "%s%s", i > 0 ? ", " : "", columns->names[i]);
                insert_len += snprintf(insert + insert_len, sizeof(insert) - (size_t)insert_len, "%s$%zu", i > 0 ? ", " : "", i + 1);
        }
        snprintf(select + len, sizeof(select) - (size_t)len, " FROM %s ORDER BY 1", table->name);
        snprintf(insert + insert_len, sizeof(insert) - (size_t)insert_len, ")");
        r = tables_query(from, select, NO_VALUES, &rows);
        while (r == 0 && (r = rows_next(rows)) == 1) {
                table->rows++;
                r = digest_row(rows, columns, &table->digest);
                if (r == 0 && to)
                        r = insert_row(to, insert, rows, columns);
        }
        return r;
}

/* Those of former generations are no part of the schema. */
static int define_former(struct tables *server, const char *table, const struct columns *columns) {
        char sql[SQL_SIZE];
        int len = snprintf(sql, sizeof(sql), "CREATE TABLE %s (", table);

        for (size_t i = 0; i < columns->count; i++)
                len += snprintf(sql + len, sizeof(sql) - (size_t)len, "%s%s %s NOT NULL", i > 0 ? ", " : "", columns->names[i],
                                columns->kinds[i] == 'i' ? "WHOLE" : columns->kinds[i] == 't' ? "TEXT" : "BYTES");
        snprintf(sql + len, sizeof(sql) - (size_t)len, " TABLE_END");
        return tables_define(server, sql);
}

static int copy_table(struct tables *file, struct tables *server, struct registry_copied_table *table, bool there) {
        struct registry_copied_table again = *table;
        struct columns columns;
        int r = list_columns(file, table->name, &columns);

        if (r == 0 && !there && strncmp(table->name, "former_", 7) == 0)
                r = define_former(server, table->name, &columns);
        if (r == 0)
                r = walk(file, there ? NULL : server, &columns, table);
        if (r == 0)
                r = walk(server, NULL, &columns, &again);
        return r == 0 && (again.rows != table->rows || !hash_equal(&again.digest, &table->digest)) ? REGISTRY_E_THERE_ALREADY : r;
}

static int copy_all(struct registry *registry, struct tables *server, struct registry_copied *copied) {
        int64_t version;
        int r = registry_schema_version(server, &version);
        bool there = r == 0 && version != 0;

        /* What is there already must be what a copy that was cut off behind its commit has left. */
        if (r == 0 && !there)
                r = registry_schema_migrate(server, 0, registry->version);
        if (r == 0 && !there)
                r = tables_run(server, "DELETE FROM schema_version", NO_VALUES);
        if (r == 0)
                r = list_tables(registry->database, copied);
        for (size_t i = 0; r == 0 && i < copied->count; i++)
                r = copy_table(registry->database, server, &copied->tables[i], there);
        return r;
}

int registry_copy(struct registry *registry, const char *address, struct registry_fault *ret_fault, struct registry_copied *ret_copied) {
        struct tables *server CLEANUP(tables_cleanup) = NULL;
        struct registry_copied copied = { .count = 0 };
        int r;

        *ret_fault = (struct registry_fault){ 0 };
        if (!tables_is_file(registry->database) || !tables_is_server(address))
                return -EINVAL;
        r = tables_open(address, false, ret_fault->error, &server);
        if (r == 0)
                r = tables_begin(server);
        if (r != 0)
                return r;
        r = copy_all(registry, server, &copied);
        if (r == 0)
                r = tables_commit(server);
        else
                tables_roll_back(server);
        if (r == 0)
                *ret_copied = copied;
        else if (r < 0)
                snprintf(ret_fault->error, sizeof(ret_fault->error), "%s", tables_error(server)[0] ? tables_error(server) : tables_error(registry->database));
        return r;
}

/* ---- the file that was left ---- */

void registry_address_hash(const char *address, struct hash *ret_hash) {
        sha256(address, strlen(address), ret_hash);
}

/* The newest entry is `moved`, and names this. */
static int newest_move(struct registry *registry, bool *ret_moved, struct hash *ret_sha) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *line;
        struct act act;
        size_t len;
        int r = tables_query(registry->database, "SELECT line FROM entries ORDER BY n DESC LIMIT 1", NO_VALUES, &rows);

        *ret_moved = false;
        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r;
        rows_bytes(rows, 0, &line, &len);
        *ret_moved = act_parse(line, len, &act) == 0 && act.event == ACT_MOVED;
        if (*ret_moved)
                *ret_sha = act.sha;
        return 0;
}

int registry_moves_to(struct registry *registry, const char *address, bool *ret_moves) {
        struct hash there, named;
        bool moved;
        int r = newest_move(registry, &moved, &named);

        registry_address_hash(address, &there);
        if (r == 0)
                *ret_moves = moved && hash_equal(&there, &named);
        return r;
}

int registry_check_moved(struct registry *registry) {
        struct hash here, named;
        bool moved;
        int r = newest_move(registry, &moved, &named);

        registry_address_hash(registry->place.database, &here);
        return r == 0 && moved && !registry->place.moving && !hash_equal(&here, &named) ? REGISTRY_E_MOVED : r;
}
