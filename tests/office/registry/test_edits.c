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
static unsigned verdicts[REGISTRY_E_OUTDATED + 1];
static unsigned edits, refused;

static void expect_named(const struct place *place, const char *what, const char *column) {
        struct registry_fault fault;
        int r = place_open(place, &fault);

        edits++;
        if (r <= 0)
                fail_msg("%s.%s: opening answers %d", what, column, r);
        verdicts[r]++;
}

static void expect_good(const struct place *place) {
        struct registry_fault fault;

        assert_int_equal(place_open(place, &fault), 0);
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
        default:
                return false;
        }
}

static void edit_cell(const struct place *place, struct tables *tables, const struct table *table, const struct cell *row, size_t column) {
        for (unsigned i = 0; i < 5; i++) {
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
        tables = place_intrude(place);
        for (size_t t = 0; t < PLACE_TABLES; t++) {
                const struct table *table = &place_tables[t];
                struct content *content = calloc(1, sizeof(*content));

                place_read(tables, table, content);
                assert_true(content->count > 0);
                for (size_t i = 0; i < content->count; i++)
                        for (size_t column = 0; table->columns[column]; column++)
                                edit_cell(place, tables, table, content->cells[i], column);
                free(content);
        }
        expect_good(place);
        tables_close(tables);
        print_message("%u edits named (log %u, checkpoint %u, rows %u, surplus %u, office %u, newer %u, none %u), %u refused by the database\n", edits,
                      verdicts[REGISTRY_E_LOG], verdicts[REGISTRY_E_CHECKPOINT] + verdicts[REGISTRY_E_FORKED], verdicts[REGISTRY_E_ROW],
                      verdicts[REGISTRY_E_SURPLUS], verdicts[REGISTRY_E_OFFICE], verdicts[REGISTRY_E_NEWER], verdicts[REGISTRY_E_NOT_OURS], refused);
}

static void every_row_deleted_is_named(void **state) {
        struct place *place = *state;
        struct content *whole = calloc(1, sizeof(*whole)), *less = calloc(1, sizeof(*less));
        struct tables *tables;
        unsigned rows = 0;

        place_fill(place);
        tables = place_intrude(place);
        for (size_t t = 0; t < PLACE_TABLES; t++) {
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
        expect_good(place);
        tables_close(tables);
        free(whole);
        free(less);
        print_message("%u rows deleted\n", rows);
}

enum { MOMENTS = 8 };

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

                assert_int_equal(registry_open(&place->at, &fault, &registry), 0);
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
        expect_good(place);
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
                                    VALUES(INTEGER(12), TEXT("{\"v\":1,\"n\":12,\"t\":1,\"e\":\"revoked\",\"by\":\"uid-0\",\"cti\":"
                                                             "\"01000000000000000000000000000000\",\"void_before\":1795000001}"),
                                           BYTES("", 0))), 0);
        expect_named(place, "entries", "an entry more");
        tables_close(tables);
        free(content);
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
        place->at.log = secret_key_public(other);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_ANCHOR);
        place->at.log = secret_key_public(place->key);
        expect_good(place);
        buffer_deinit(&anchor);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(every_column_of_every_row_edited_is_named),
                CASE(every_row_deleted_is_named),
                CASE(tables_from_older_copies_are_named),
                CASE(values_of_other_rows_and_entries_nobody_signed_are_named),
                CASE(an_anchor_that_is_missing_damaged_or_of_another_key_is_named),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
