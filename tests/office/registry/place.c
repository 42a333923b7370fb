/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/office/registry/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"

const struct table place_tables[PLACE_ALL_TABLES] = {
        { "schema_version", { "only_one", "version" }, "ii" },
        { "log", { "only_one", "note" }, "ib" },
        { "entries", { "n", "line", "nodes" }, "itb" },
        { "office", { "only_one", "machine" }, "ib" },
        { "consignments",
          { "cti", "box", "version", "nbf", "ticket_exp", "code_exp", "last_exp", "void_before", "revoked", "reference", "sealed", "born",
            "own", "stage", "stage_at", "deadline", "own_salt" },
          "btiiiiiiibbbbiiib" },
        { "summary", { "only_one", "content", "note" }, "ibb" },
        { "pages", { "path", "content" }, "ib" },
        { "boxes", { "box", "note" }, "tb" },
};

const char *place_empty(const char *file) {
        const char *server = getenv("PICKUPBOX_TEST_DATABASE");
        char error[TABLES_ERROR_SIZE];
        struct tables *tables;

        unlink(file);
        if (!server)
                return file;
        assert_int_equal(tables_open(server, false, error, &tables), 0);
        assert_int_equal(tables_define(tables, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"), 0);
        tables_close(tables);
        return server;
}

int place_set_up(void **state) {
        struct place *place = calloc(1, sizeof(*place));
        const char *base = getenv("TMPDIR");

        if (!place || crypto_init() < 0)
                return -1;
        snprintf(place->folder, sizeof(place->folder), "%s/pickupbox-registry-XXXXXX", base ? base : "/tmp");
        if (!mkdtemp(place->folder) || secret_key_generate(&place->key) < 0)
                return -1;
        snprintf(place->file, sizeof(place->file), "%s/office.db", place->folder);
        snprintf(place->anchor, sizeof(place->anchor), "%s/anchor", place->folder);
        place->at = (struct registry_place){
                .database = place_empty(place->file), .anchor = place->anchor, .origin = "x.example/pickupbox/office", .logs = secret_key_public(place->key), .log_count = 1,
                .key = place->key,
        };
        *state = place;
        return 0;
}

int place_tear_down(void **state) {
        struct place *place = *state;
        char command[128];

        snprintf(command, sizeof(command), "rm -rf %s", place->folder);
        secret_key_free(place->key);
        free(place);
        return system(command) == 0 ? 0 : -1;
}

unsigned place_schema = REGISTRY_SCHEMA;

struct record place_record(enum record_event event, uint8_t cti, uint32_t nbf, uint32_t version) {
        struct record record = {
                .event = event, .t = (uint32_t)PLACE_NOW, .cti = { cti }, .box = "K017", .nbf = nbf, .ticket_exp = nbf + 100,
                .code_exp = nbf + 200, .reference_tag = { cti, (uint8_t)version }, .version = version,
        };

        crypto_random(record.sealed, sizeof(record.sealed));
        if (cti % 2 && place_schema >= 3)
                record.blinds = (struct blinds){ { cti }, { cti, 1 } };
        return record;
}

void place_write(struct registry *registry, const struct record *records, size_t count) {
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .records = records, .record_count = count };
        struct registry_fault fault;

        assert_int_equal(registry_write(registry, &change, &fault), 0);
        assert_int_equal(registry_anchor_fault(registry), 0);
}

void place_act(struct registry *registry, enum act_event event, const char *machine) {
        const struct act act = { .event = event, .box = "K017", .sub = "m.muster", .version = 1, .sha = { { 7 } } };
        const struct registry_change change = {
                .t_ms = PLACE_NOW * 1000, .by = "uid-0", .acts = &act, .act_count = 1, .machine = machine, .machine_len = machine ? strlen(machine) : 0,
        };
        struct registry_fault fault;

        assert_int_equal(registry_write(registry, &change, &fault), 0);
}

static void erase(struct registry *registry, enum act_event event, uint32_t before, uint32_t own_before, uint32_t count) {
        const struct act act = { .event = event, .before = before, .count = count };
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .acts = &act, .act_count = 1, .own_before = own_before };
        struct registry_fault fault;

        assert_int_equal(registry_write(registry, &change, &fault), 0);
        assert_int_equal(registry_compact(registry, &fault), 0);
}

void place_erase(struct registry *registry, uint32_t before, uint32_t own_before, uint32_t count) {
        erase(registry, ACT_ERASED, before, own_before, count);
}

void place_forget_own(struct registry *registry, uint32_t before, uint32_t count) {
        erase(registry, ACT_OWN_ERASED, before, before, count);
}

struct registry *place_begin(const struct place *place) {
        const struct registry_change first = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .machine = PLACE_MACHINE, .machine_len = strlen(PLACE_MACHINE) };
        struct registry_fault fault;

        assert_int_equal(registry_create(&place->at, &first, &fault), 0);
        return place_enter(place);
}

struct registry *place_enter(const struct place *place) {
        struct registry_fault fault;
        struct registry *registry;

        assert_int_equal(registry_open(&place->at, &fault, &registry), 0);
        return registry;
}

void place_fill(struct place *place) {
        const struct record batch[] = {
                place_record(RECORD_ISSUE, 1, 100000, 1), place_record(RECORD_ISSUE, 2, 100000, 1), place_record(RECORD_ISSUE, 3, 100000, 1),
                place_record(RECORD_ISSUE, 4, 100000, 1),
        };
        const struct record later[] = {
                place_record(RECORD_REISSUE, 2, 100050, 2), place_record(RECORD_REVOKE, 3, 0, 0), place_record(RECORD_REVOKE, 4, 0, 0),
                place_record(RECORD_REISSUE, 4, (uint32_t)PLACE_NOW + 10, 2),
        };
        const struct record ended[] = { place_record(RECORD_ISSUE, 5, 1000, 1), place_record(RECORD_ISSUE, 7, 1000, 1) };
        struct registry *registry = place_begin(place);

        place_act(registry, ACT_SETTINGS, NULL);
        place_act(registry, ACT_BOX, "{\"boxes\":[\"K017\"]}");
        place_write(registry, batch, ARRAY_LEN(batch));
        for (size_t i = 0; i < ARRAY_LEN(later); i++)
                place_write(registry, &later[i], 1);
        for (size_t i = 0; i < ARRAY_LEN(ended); i++) {
                place_write(registry, &ended[i], 1);
                place_erase(registry, ended[i].code_exp, ended[i].code_exp - (i == 1 && place_schema >= 6), 1);
        }
        place_act(registry, ACT_SIGNED, "{\"boxes\":[\"K017\"],\"bundle_version\":1}");
        registry_close(registry);
}

void place_report(struct place *place) {
        const struct stage_fact facts[] = {
                { .cti = { 1 }, .stage = STAGE_LOADED, .at = 100020, .deadline = 200000 }, { .cti = { 2 }, .stage = STAGE_COLLECTED, .at = 100060 },
        };
        const struct hash statement = { { 9 } };
        const struct registry_report report = {
                .seen = { .box = "K017", .key = { 3 }, .checkpoint = { .origin = "x.example/pickupbox/K017", .size = 7, .root = { { 5 } } } },
                .note = "a note", .note_len = 6, .facts = facts, .fact_count = ARRAY_LEN(facts), .statements = &statement, .statement_count = 1,
        };
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .reports = &report, .report_count = 1 };
        struct registry_box seen;
        struct registry_fault fault;
        struct registry *registry = place_enter(place);

        assert_int_equal(registry_write(registry, &change, &fault), 0);
        assert_int_equal(registry_find_box(registry, "K017", &fault, &seen), 0);
        assert_int_equal(seen.checkpoint.size, 7);
        registry_close(registry);
}

void place_expect_good(const struct place *place) {
        struct registry_fault fault;

        assert_int_equal(place_open(place, &fault), 0);
}

int place_open(const struct place *place, struct registry_fault *ret_fault) {
        struct registry *registry = NULL;
        int r = registry_open(&place->at, ret_fault, &registry);

        if (r == 0)
                r = registry_load(registry, ret_fault);
        registry_close(registry);
        return r;
}

/* ---- tables ---- */

struct tables *place_intrude(const struct place *place) {
        char error[TABLES_ERROR_SIZE];
        struct tables *tables;

        assert_int_equal(tables_open(place->at.database, false, error, &tables), 0);
        /* An intruder does not wait for the disk. */
        assert_int_equal(tables_define_each(tables, "PRAGMA synchronous = OFF", NULL), 0);
        assert_int_equal(tables_define_each(tables, "DROP TRIGGER IF EXISTS entries_are_not_changed; DROP TRIGGER IF EXISTS entries_are_not_deleted",
                                            "DROP TRIGGER IF EXISTS entries_are_kept ON entries"), 0);
        return tables;
}

static void name_columns(const struct table *table, char *ret_text, size_t size) {
        size_t len = 0;

        for (size_t i = 0; table->columns[i]; i++)
                len += (size_t)snprintf(ret_text + len, size - len, "%s%s", i > 0 ? ", " : "", table->columns[i]);
}

void place_read(struct tables *tables, const struct table *table, struct content *ret_content) {
        char columns[256], sql[512];
        struct rows *rows;
        int r;

        name_columns(table, columns, sizeof(columns));
        snprintf(sql, sizeof(sql), "SELECT %s FROM %s ORDER BY %s", columns, table->name, table->columns[0]);
        ret_content->count = 0;
        assert_int_equal(tables_query(tables, sql, NO_VALUES, &rows), 0);
        while ((r = rows_next(rows)) == 1) {
                struct cell *row = ret_content->cells[ret_content->count++];

                assert_true(ret_content->count <= ROWS_MAX);
                for (int i = 0; table->kinds[i]; i++) {
                        const void *bytes = NULL;

                        row[i] = (struct cell){ 0 };
                        if (table->kinds[i] == 'i') {
                                row[i].number = rows_integer(rows, i);
                                continue;
                        }
                        rows_bytes(rows, i, &bytes, &row[i].len);
                        assert_true(row[i].len < CELL_SIZE);
                        if (row[i].len > 0)
                                memcpy(row[i].bytes, bytes, row[i].len);
                }
        }
        assert_int_equal(r, 0);
        rows_done(rows);
}

static struct value value_of(char kind, const struct cell *cell) {
        return kind == 'i' ? INTEGER(cell->number) : kind == 't' ? TEXT(cell->bytes) : BYTES(cell->bytes, cell->len);
}

void place_put(struct tables *tables, const struct table *table, const struct content *content) {
        char columns[256], sql[512];
        size_t count = strlen(table->kinds), len;

        assert_int_equal(tables_begin(tables), 0);
        snprintf(sql, sizeof(sql), "DELETE FROM %s", table->name);
        assert_int_equal(tables_run(tables, sql, NO_VALUES), 0);
        name_columns(table, columns, sizeof(columns));
        for (size_t i = 0; i < content->count; i++) {
                struct value values[CELLS_MAX];

                len = (size_t)snprintf(sql, sizeof(sql), "INSERT INTO %s (%s) VALUES (", table->name, columns);
                for (size_t j = 0; j < count; j++) {
                        len += (size_t)snprintf(sql + len, sizeof(sql) - len, "%s$%zu", j > 0 ? ", " : "", j + 1);
                        values[j] = value_of(table->kinds[j], &content->cells[i][j]);
                }
                snprintf(sql + len, sizeof(sql) - len, ")");
                assert_int_equal(tables_run(tables, sql, values, count), 0);
        }
        assert_int_equal(tables_commit(tables), 0);
}

void place_blank(struct cell *cell) {
        static const uint8_t zeros[CELL_SIZE];

        if (cell->len > 0 && memcmp(cell->bytes, zeros, cell->len) == 0)
                cell->len = 0;
        else if (cell->len == 0)
                cell->len = BLIND_LEN;
        memset(cell->bytes, 0, sizeof(cell->bytes));
}

int place_set(struct tables *tables, const struct table *table, const struct cell *key, size_t column, const struct cell *cell) {
        char sql[256];

        snprintf(sql, sizeof(sql), "UPDATE %s SET %s = $1 WHERE %s = $2", table->name, table->columns[column], table->columns[0]);
        return tables_run(tables, sql, VALUES(value_of(table->kinds[column], cell), value_of(table->kinds[0], key)));
}
