/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Somebody who may write into the database: every column of every row of every table, rows that go or come back from an
 * older copy, and the whole database as it was. Whatever it is, it is named, and nothing opens.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/office/registry/place.h"

/* How often each outcome was the answer. */
static unsigned verdicts[REGISTRY_E_ACCESSES + 1];
static unsigned edits, refused;

static void expect_named(const struct place *place, const char *what, const char *column) {
        struct registry_fault fault;
        int r = place_open(place, &fault);

        edits++;
        if (r <= 0)
                fail_msg("%s.%s: opening answers %d", what, column, r);
        verdicts[r]++;
}

/* Variant `i` of a cell; false when there is none. Texts stay texts. */
static bool edit(char kind, unsigned i, struct cell *cell) {
        static const int64_t steps[] = { 1, -1, 86400 };

        if (kind == 'i') {
                if (i >= ARRAY_LEN(steps))
                        return false;
                cell->number += steps[i];
                return true;
        }
        switch (i) {
        case 0:
        case 1:
        case 2:
                if (cell->len == 0)
                        return false;
                cell->bytes[i == 0 ? 0 : i == 1 ? cell->len / 2 : cell->len - 1] ^= 1;
                return true;
        case 3:
                cell->bytes[cell->len++] = '0';
                return true;
        case 4:
                if (cell->len == 0)
                        return false;
                cell->bytes[--cell->len] = 0;
                return true;
        case 5:
                place_blank(cell);
                return kind == 'b';
        default:
                return false;
        }
}

static void edit_cell(const struct place *place, struct tables *tables, const struct table *table, const struct cell *row, size_t column) {
        for (unsigned i = 0; i < 6; i++) {
                struct cell changed = row[column];
                int r;

                if (!edit(table->kinds[column], i, &changed))
                        continue;
                r = place_set(tables, table, &row[0], column, &changed);
                if (r == -EPROTO) {
                        refused++;
                        continue;
                }
                assert_int_equal(r, 0);
                expect_named(place, table->name, table->columns[column]);
                assert_int_equal(place_set(tables, table, column == 0 ? &changed : &row[0], column, &row[column]), 0);
        }
}

static void every_column_of_every_row_edited_is_named(void **state) {
        struct place *place = *state;
        struct tables *tables;

        place_fill(place);
        place_report(place);
        tables = place_intrude(place);
        for (size_t t = 0; t < PLACE_ALL_TABLES; t++) {
                const struct table *table = &place_tables[t];
                struct content *content = calloc(1, sizeof(*content));

                place_read(tables, table, content);
                assert_true(content->count > 0);
                for (size_t i = 0; i < content->count; i++)
                        for (size_t column = 0; table->columns[column]; column++)
                                edit_cell(place, tables, table, content->cells[i], column);
                free(content);
        }
        place_expect_good(place);
        tables_close(tables);
        print_message("%u edits named (log %u, checkpoint %u, rows %u, surplus %u, office %u, newer %u, none %u), %u refused by the database\n", edits,
                      verdicts[REGISTRY_E_LOG], verdicts[REGISTRY_E_CHECKPOINT] + verdicts[REGISTRY_E_FORKED], verdicts[REGISTRY_E_ROW],
                      verdicts[REGISTRY_E_SURPLUS], verdicts[REGISTRY_E_OFFICE], verdicts[REGISTRY_E_NEWER], verdicts[REGISTRY_E_NOT_OURS], refused);
}

static bool is_listed(const char *table, const char *column) {
        /* Edited by test_accesses.c. */
        if (strcmp(table, "accesses") == 0)
                return strcmp(column, "n") == 0 || strcmp(column, "line") == 0;
        for (size_t t = 0; t < PLACE_ALL_TABLES; t++)
                for (size_t i = 0; strcmp(place_tables[t].name, table) == 0 && place_tables[t].columns[i]; i++)
                        if (strcmp(place_tables[t].columns[i], column) == 0)
                                return true;
        return false;
}

static void text_of(const struct rows *rows, int column, char ret_text[REGISTRY_TABLE_SIZE]) {
        const void *bytes;
        size_t len;

        rows_bytes(rows, column, &bytes, &len);
        snprintf(ret_text, REGISTRY_TABLE_SIZE, "%.*s", (int)len, (const char *)bytes);
}

/* The list by which tables are edited is what the database itself says it has. */
static void no_column_of_the_database_is_left_out(void **state) {
        struct place *place = *state;
        char table[REGISTRY_TABLE_SIZE], column[REGISTRY_TABLE_SIZE];
        struct tables *tables;
        struct rows *rows;
        size_t listed = 2, there = 0;
        int r;

        place_fill(place);
        tables = place_intrude(place);
        r = tables_query(tables,
                         tables_is_file(tables) ? "SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c WHERE s.type = 'table'"
                                                : "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'",
                         NO_VALUES, &rows);
        assert_int_equal(r, 0);
        for (; (r = rows_next(rows)) == 1; there++) {
                text_of(rows, 0, table);
                text_of(rows, 1, column);
                if (!is_listed(table, column))
                        fail_msg("%s.%s is edited by no test", table, column);
        }
        assert_int_equal(r, 0);
        rows_done(rows);
        tables_close(tables);
        for (size_t t = 0; t < PLACE_ALL_TABLES; t++)
                listed += strlen(place_tables[t].kinds);
        assert_int_equal(there, listed);
}

static void every_row_deleted_is_named(void **state) {
        struct place *place = *state;
        struct content *whole = calloc(1, sizeof(*whole)), *less = calloc(1, sizeof(*less));
        struct tables *tables;
        unsigned rows = 0;

        place_fill(place);
        place_report(place);
        tables = place_intrude(place);
        for (size_t t = 0; t < PLACE_ALL_TABLES; t++) {
                place_read(tables, &place_tables[t], whole);
                for (size_t i = 0; i < whole->count; i++, rows++) {
                        *less = *whole;
                        memmove(less->cells[i], less->cells[i + 1], (whole->count - i - 1) * sizeof(less->cells[0]));
                        less->count--;
                        place_put(tables, &place_tables[t], less);
                        expect_named(place, place_tables[t].name, "a row deleted");
                }
                *less = (struct content){ 0 };
                place_put(tables, &place_tables[t], less);
                expect_named(place, place_tables[t].name, "all rows deleted");
                place_put(tables, &place_tables[t], whole);
        }
        place_expect_good(place);
        tables_close(tables);
        free(whole);
        free(less);
        print_message("%u rows deleted\n", rows);
}

enum { MOMENTS = 8 };

/* All mixtures of the first and the last moment; of those between them the ones whose summary and pages are of the log's time. */
static bool is_tried(unsigned moment, unsigned set) {
        bool log = set & 1, summary = set >> (PLACE_SUMMARY - 1) & 1, pages = set >> (PLACE_SUMMARY) & 1;

        return moment == 0 || moment == MOMENTS - 2 || (log == summary && log == pages) || getenv("PICKUPBOX_FULL");
}

/* The tables at each moment of a life; put back alone or together. */
static void tables_from_older_copies_are_named(void **state) {
        struct place *place = *state;
        struct content(*copies)[PLACE_TABLES] = calloc(MOMENTS, sizeof(*copies));
        const struct registry_change first = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .machine = "{0}", .machine_len = 3 };
        struct registry_fault fault;
        struct registry *registry;
        struct tables *tables;
        unsigned named = 0, rolled_back = 0;

        assert_int_equal(registry_create(&place->at, &first, &fault), 0);
        tables = place_intrude(place);
        for (unsigned moment = 0; moment < MOMENTS; moment++) {
                const struct record records[] = {
                        place_record(RECORD_ISSUE, (uint8_t)(moment + 1), 100000, 1), place_record(RECORD_REVOKE, (uint8_t)moment, 0, 0),
                };
                char machine[8];

                registry = place_enter(place);
                place_write(registry, records, 1);
                if (moment > 0)
                        place_write(registry, &records[1], 1);
                snprintf(machine, sizeof(machine), "{%u}", moment + 1);
                place_act(registry, ACT_BOX, machine);
                registry_close(registry);
                for (size_t t = 0; t < PLACE_TABLES; t++)
                        place_read(tables, &place_tables[t], &copies[moment][t]);
        }
        for (unsigned moment = 0; moment + 1 < MOMENTS; moment++) {
                for (unsigned set = 1; set < 1u << (PLACE_TABLES - 1); set++) {
                        int r;

                        if (!is_tried(moment, set))
                                continue;

                        for (size_t t = 1; t < PLACE_TABLES; t++)
                                place_put(tables, &place_tables[t], &copies[set >> (t - 1) & 1 ? moment : MOMENTS - 1][t]);
                        r = place_open(place, &fault);
                        assert_true(r > 0);
                        named++;
                        /* All of them together are a database that is good in itself. */
                        if (set == (1u << (PLACE_TABLES - 1)) - 1) {
                                assert_int_equal(r, REGISTRY_E_ROLLED_BACK);
                                assert_true(fault.number < fault.known);
                                rolled_back++;
                        }
                }
        }
        for (size_t t = 1; t < PLACE_TABLES; t++)
                place_put(tables, &place_tables[t], &copies[MOMENTS - 1][t]);
        place_expect_good(place);
        tables_close(tables);
        free(copies);
        print_message("%u mixtures of older tables named, %u of them the whole database\n", named, rolled_back);
}

/* Two rows' values exchanged, and an entry that nobody signed. */
static void values_of_other_rows_and_entries_nobody_signed_are_named(void **state) {
        struct place *place = *state;
        const struct table *table = &place_tables[PLACE_CONSIGNMENTS];
        struct content *content = calloc(1, sizeof(*content));
        struct tables *tables;
        unsigned swapped = 0;

        place_fill(place);
        tables = place_intrude(place);
        place_read(tables, table, content);
        for (size_t column = 1; table->columns[column]; column++)
                for (size_t i = 0; i + 1 < content->count; i++) {
                        const struct cell *one = content->cells[i], *two = content->cells[i + 1];

                        if (memcmp(&one[column], &two[column], sizeof(struct cell)) == 0)
                                continue;
                        assert_int_equal(place_set(tables, table, &one[0], column, &two[column]), 0);
                        assert_int_equal(place_set(tables, table, &two[0], column, &one[column]), 0);
                        expect_named(place, table->name, table->columns[column]);
                        assert_int_equal(place_set(tables, table, &one[0], column, &one[column]), 0);
                        assert_int_equal(place_set(tables, table, &two[0], column, &two[column]), 0);
                        swapped++;
                }
        assert_true(swapped > 10);
        assert_int_equal(tables_run(tables, "INSERT INTO entries (n, line, nodes) VALUES ($1, $2, $3)",
                                    VALUES(INTEGER(17), TEXT("{\"v\":1,\"n\":17,\"t\":1,\"e\":\"revoked\",\"by\":\"uid-0\",\"cti\":"
                                                             "\"01000000000000000000000000000000\",\"void_before\":1795000001}"),
                                           BYTES("", 0))), 0);
        expect_named(place, "entries", "an entry more");
        tables_close(tables);
        free(content);
}

/* A log that says another number than there are. */
static void an_erasure_of_another_number_is_named(void **state) {
        struct place *place = *state;
        const struct act act = { .event = ACT_ERASED, .before = 100200, .count = 4 };
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .acts = &act, .act_count = 1 };
        struct registry_fault fault;
        struct registry *registry;

        place_fill(place);
        registry = place_enter(place);
        assert_int_equal(registry_write(registry, &change, &fault), 0);
        registry_close(registry);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_LOG);
}

static void write_anchor(const struct place *place, const char *text, size_t len) {
        assert_int_equal(file_replace(place->anchor, text, len, 0644), 0);
}

static void an_anchor_that_is_missing_damaged_or_of_another_key_is_named(void **state) {
        struct place *place = *state;
        struct secret_key *other CLEANUP(secret_key_cleanup) = NULL;
        struct buffer anchor = BUFFER_INIT;
        struct registry_fault fault;

        place_fill(place);
        assert_int_equal(file_read(place->anchor, 4096, &anchor), 0);
        assert_int_equal(unlink(place->anchor), 0);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_NO_ANCHOR);
        for (size_t i = 0; i < anchor.len; i++) {
                struct buffer changed = BUFFER_INIT;

                assert_int_equal(buffer_append(&changed, anchor.data, anchor.len), 0);
                changed.data[i] ^= 1;
                write_anchor(place, buffer_text(&changed), changed.len);
                buffer_deinit(&changed);
                /* The bundle's version is beside the signature: it is compared by whoever knows it. */
                if (i != strlen("anchor/v1\nbundle "))
                        assert_int_equal(place_open(place, &fault), REGISTRY_E_ANCHOR);
        }
        write_anchor(place, buffer_text(&anchor), anchor.len);
        assert_int_equal(secret_key_generate(&other), 0);
        place->at.logs = secret_key_public(other);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_ANCHOR);
        place->at.logs = secret_key_public(place->key);
        place_expect_good(place);
        buffer_deinit(&anchor);
}

/* Whoever exchanges one that is kept is found out, by a look at it and by a look at everything. */
static void a_kept_own_reference_that_was_edited_is_named(void **state) {
        static const char *const changes[] = {
                "UPDATE consignments SET own = reference WHERE length(own_salt) = 16",
                "UPDATE consignments SET own_salt = own WHERE length(own_salt) = 16",
                "UPDATE consignments SET own_salt = reference WHERE length(own_salt) = 16",
                "UPDATE consignments SET own = born, own_salt = reference",
        };

        for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
                struct place *place = *state;
                struct record record = place_record(RECORD_ISSUE, 1, 1000, 1);
                struct registry_fault fault;
                struct issuance issuance;
                struct registry *registry;
                struct tables *tables;

                place_empty(place->file);
                unlink(place->anchor);
                registry = place_begin(place);
                place_write(registry, &record, 1);
                place_erase(registry, record.code_exp, 0, 1);
                registry_close(registry);
                place_expect_good(place);
                tables = place_intrude(place);
                assert_int_equal(tables_run(tables, changes[i], NO_VALUES), 0);
                tables_close(tables);
                registry = place_enter(place);
                assert_int_equal(registry_find(registry, record.cti, &fault, &issuance), REGISTRY_E_ROW);
                assert_int_equal(registry_load(registry, &fault), REGISTRY_E_ROW);
                registry_close(registry);
        }
}

/* In a file's table that lets it be, bytes may be a text: the same when they are read, and found by no look for them. */
static void an_id_that_is_a_text_is_named(void **state) {
        static const char *const changes[] = {
                "UPDATE consignments SET cti = CAST(cti AS TEXT) WHERE hex(cti) LIKE '02%'",
                "INSERT INTO consignments SELECT CAST(cti AS TEXT), box, version, nbf, ticket_exp, code_exp, last_exp, void_before, revoked, reference,"
                " sealed, born, own, stage, stage_at, deadline, own_salt FROM consignments WHERE hex(cti) LIKE '02%'",
        };
        struct place *place = *state;
        struct content *whole = calloc(1, sizeof(*whole));
        struct registry_fault fault;
        struct tables *tables;

        assert_non_null(whole);
        place_fill(place);
        tables = place_intrude(place);
        place_read(tables, &place_tables[PLACE_CONSIGNMENTS], whole);
        assert_int_equal(tables_define(tables, "CREATE TABLE loose AS SELECT * FROM consignments; DROP TABLE consignments; ALTER TABLE loose RENAME TO consignments"), 0);
        place_expect_good(place);
        for (size_t i = 0; tables_is_file(tables) && i < ARRAY_LEN(changes); i++) {
                assert_int_equal(tables_define(tables, changes[i]), 0);
                assert_int_equal(place_open(place, &fault), REGISTRY_E_ROW);
                assert_int_equal(fault.cti[0], 2);
                place_put(tables, &place_tables[PLACE_CONSIGNMENTS], whole);
        }
        /* A server's columns have one type. */
        if (!tables_is_file(tables))
                assert_true(tables_define(tables, "UPDATE consignments SET cti = CAST(cti AS TEXT)") < 0);
        place_expect_good(place);
        tables_close(tables);
        free(whole);
}

/* What one look says, of the consignment whose id begins with 2. */
static int look(const struct place *place, struct registry_fault *ret_fault) {
        const uint8_t cti[CTI_LEN] = { 2 };
        struct issuance issuance;
        struct registry *registry;
        int r;

        assert_int_equal(registry_open(&place->at, ret_fault, &registry), 0);
        r = registry_find(registry, cti, ret_fault, &issuance);
        registry_close(registry);
        return r;
}

/* By a look at it, too; and a page that is larger than any page may be. */
static void a_second_row_and_a_page_of_any_size_are_named(void **state) {
        struct place *place = *state;
        struct registry_fault fault;
        struct tables *tables;

        place_fill(place);
        tables = place_intrude(place);
        assert_int_equal(look(place, &fault), 0);
        assert_int_equal(tables_define(tables, "CREATE TABLE loose AS SELECT * FROM consignments; DROP TABLE consignments; ALTER TABLE loose RENAME TO consignments;"
                                               "INSERT INTO consignments SELECT * FROM consignments"), 0);
        assert_int_equal(look(place, &fault), REGISTRY_E_SURPLUS);
        assert_int_equal(fault.cti[0], 2);
        expect_named(place, "consignments", "twice");
        assert_int_equal(tables_define_each(tables, "UPDATE pages SET content = zeroblob(20000000)", "UPDATE pages SET content = decode(repeat('00', 20000000), 'hex')"), 0);
        assert_int_equal(look(place, &fault), REGISTRY_E_SUMMARY);
        tables_close(tables);
}

/* Also where it is found out only by who writes. */
static void a_write_over_an_edited_row_names_it(void **state) {
        struct place *place = *state;
        const struct record revoked = place_record(RECORD_REVOKE, 2, 0, 0);
        const struct stage_fact fact = { .cti = { 2 }, .stage = STAGE_LOADED, .at = 100060, .deadline = 200000 };
        const struct registry_report report = { .seen = { .box = "K017" }, .note = "a note", .note_len = 6, .facts = &fact, .fact_count = 1 };
        const struct registry_change changes[] = {
                { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .records = &revoked, .record_count = 1 },
                { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .reports = &report, .report_count = 1 },
        };
        struct registry_fault fault;
        struct registry *registry;
        struct tables *tables;

        place_fill(place);
        tables = place_intrude(place);
        assert_int_equal(tables_define(tables, "UPDATE consignments SET last_exp = last_exp + 1"), 0);
        tables_close(tables);
        for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
                registry = place_enter(place);
                assert_int_equal(registry_write(registry, &changes[i], &fault), REGISTRY_E_ROW);
                assert_int_equal(fault.cti[0], 2);
                registry_close(registry);
        }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(no_column_of_the_database_is_left_out),
                CASE(every_column_of_every_row_edited_is_named),
                CASE(every_row_deleted_is_named),
                CASE(tables_from_older_copies_are_named),
                CASE(values_of_other_rows_and_entries_nobody_signed_are_named),
                CASE(a_kept_own_reference_that_was_edited_is_named),
                CASE(an_id_that_is_a_text_is_named),
                CASE(a_second_row_and_a_page_of_any_size_are_named),
                CASE(a_write_over_an_edited_row_names_it),
                CASE(an_erasure_of_another_number_is_named),
                CASE(an_anchor_that_is_missing_damaged_or_of_another_key_is_named),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
