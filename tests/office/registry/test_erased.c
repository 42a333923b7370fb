/* SPDX-License-Identifier: EUPL-1.2 */
/* What is erased stands in no file any more, as bytes: of SQLite or of a server, in its pages, statistics and copies of pages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/tree.h"
#include "tests/office/registry/place.h"

enum { FILES_MAX = 256 << 20 };

/* All files below the folder, one behind the other. */
static void read_files(const char *folder, struct buffer *ret_bytes) {
        uint8_t chunk[65536];
        char command[400];
        size_t len;
        FILE *pipe;

        snprintf(command, sizeof(command), "find '%s' -type f -exec cat {} +", folder);
        pipe = popen(command, "r");
        assert_non_null(pipe);
        while ((len = fread(chunk, 1, sizeof(chunk), pipe)) > 0)
                assert_int_equal(buffer_append(ret_bytes, chunk, len), 0);
        assert_int_equal(pclose(pipe), 0);
}

static bool holds(const struct buffer *files, const uint8_t *bytes, size_t len) {
        return memmem(files->data, files->len, bytes, len) != NULL;
}

/* Where the tables lie: the folder with the file, or the server's, but for its log of writes, which ages (docs/data-protection.md). */
static void folder_of_tables(const struct place *place, struct tables *tables, char *ret_folder, size_t size) {
        struct rows *rows;
        const void *text;
        size_t len;

        if (tables_is_file(tables)) {
                snprintf(ret_folder, size, "%s", place->folder);
                return;
        }
        assert_int_equal(tables_define(tables, "CHECKPOINT"), 0);
        assert_int_equal(tables_query(tables, "SELECT setting FROM pg_settings WHERE name = 'data_directory'", NO_VALUES, &rows), 0);
        assert_int_equal(rows_next(rows), 1);
        rows_bytes(rows, 0, &text, &len);
        snprintf(ret_folder, size, "%.*s/base", (int)len, (const char *)text);
        rows_done(rows);
}

enum { PART_LEN = 32 };

/* What a server does by itself: samples of every column in a table of its own. */
static void gather_statistics(struct tables *tables) {
        assert_int_equal(tables_define_each(tables, NULL, "ANALYZE"), 0);
}

static void what_was_erased_stands_in_no_file(void **state) {
        struct place *place = *state;
        struct record records[40], revoked = place_record(RECORD_REVOKE, 40, 0, 0);
        struct registry *registry;
        struct buffer before = BUFFER_INIT_MAX(FILES_MAX), after = BUFFER_INIT_MAX(FILES_MAX);
        struct tables *tables;
        char folder[300];
        unsigned erased = 0, kept = 0;

        registry = place_begin(place);
        for (uint8_t i = 0; i < ARRAY_LEN(records); i++) {
                records[i] = place_record(RECORD_ISSUE, (uint8_t)(i + 1), i % 2 ? 1000 : (uint32_t)PLACE_NOW, 1);
                crypto_random(records[i].reference_tag, TAG_LEN);
        }
        place_write(registry, records, ARRAY_LEN(records));
        place_write(registry, &revoked, 1);
        tables = place_intrude(place);
        gather_statistics(tables);
        folder_of_tables(place, tables, folder, sizeof(folder));
        read_files(folder, &before);
        for (size_t i = 0; i < ARRAY_LEN(records); i++)
                assert_true(holds(&before, records[i].sealed, PART_LEN) && holds(&before, records[i].reference_tag, TAG_LEN));
        place_erase(registry, 1200, 1200, ARRAY_LEN(records) / 2);
        registry_close(registry);
        folder_of_tables(place, tables, folder, sizeof(folder));
        read_files(folder, &after);
        for (size_t i = 0; i < ARRAY_LEN(records); i++) {
                bool head = holds(&after, records[i].sealed, PART_LEN), middle = holds(&after, records[i].sealed + PART_LEN, PART_LEN),
                     tag = holds(&after, records[i].reference_tag, TAG_LEN);

                assert_int_equal(head + middle + tag, i % 2 ? 0 : 3);
                erased += i % 2;
                kept += !(i % 2);
        }
        place_expect_good(place);
        tables_close(tables);
        buffer_deinit(&before);
        buffer_deinit(&after);
        print_message("%u erased consignments stand in no file, %u others do\n", erased, kept);
}

/* Whom the office employed before, for example. */
static void what_the_office_was_stands_in_no_file(void **state) {
        static const char gone[] = "somebody who has left";
        struct place *place = *state;
        CLEANUP(buffer_deinit) struct buffer before = BUFFER_INIT_MAX(FILES_MAX), after = BUFFER_INIT_MAX(FILES_MAX), machine = BUFFER_INIT;
        struct registry *registry;
        struct registry_fault fault;
        struct tables *tables;
        char folder[300];

        place_fill(place);
        registry = place_enter(place);
        assert_int_equal(buffer_append_text(&machine, "{\"staff\":["), 0);
        tables = place_intrude(place);
        for (unsigned i = 0; i < (tables_is_file(tables) ? 400 : 10); i++) /* more than a page of a file; a server would compress that */
                assert_int_equal(buffer_printf(&machine, "\"%s %u\",", gone, i), 0);
        assert_int_equal(buffer_append_text(&machine, "]}"), 0);
        place_act(registry, ACT_PERSON, buffer_text(&machine));
        folder_of_tables(place, tables, folder, sizeof(folder));
        read_files(folder, &before);
        place_act(registry, ACT_PERSON_GONE, PLACE_MACHINE);
        assert_int_equal(registry_compact(registry, &fault), 0);
        registry_close(registry);
        folder_of_tables(place, tables, folder, sizeof(folder));
        read_files(folder, &after);
        tables_close(tables);
        assert_true(holds(&before, (const uint8_t *)gone, sizeof(gone) - 1));
        assert_false(holds(&after, (const uint8_t *)gone, sizeof(gone) - 1));
        place_expect_good(place);
}

/* Whom an own reference finds, as one look does and as everything does. */
static size_t found_by(const struct place *place, const uint8_t own[BLIND_LEN], bool all) {
        struct issuance *found = NULL;
        struct registry_fault fault;
        struct registry *registry;
        size_t count = 0;

        registry = place_enter(place);
        if (all)
                assert_int_equal(registry_load(registry, &fault), 0);
        assert_int_equal(registry_find_blind(registry, BLIND_OWN, own, &fault, &found, &count), 0);
        registry_close(registry);
        free(found);
        return count;
}

/* What stands for it in the tree of names (docs/formats.md). */
static bool holds_leaf(const struct buffer *files, const struct record *record) {
        uint8_t key[TREE_KEY_LEN];
        struct hash hash;

        sha256(record->blinds.own, BLIND_LEN, &hash);
        memcpy(key, hash.bytes, 4);
        memcpy(key + 4, record->cti, TREE_KEY_LEN - 4);
        return holds(files, key, sizeof(key));
}

/* Of four the first ended long ago; of the last nothing is erased. */
static void an_own_reference_outlives_the_other_values_and_then_stands_nowhere(void **state) {
        struct place *place = *state;
        static const uint32_t begun[] = { 1000, 300000, 300000, (uint32_t)PLACE_NOW };
        struct issuance kept[ARRAY_LEN(begun)];
        struct record records[ARRAY_LEN(begun)];
        struct registry_fault fault;
        struct registry *registry;
        struct tables *tables;
        char folder[300];

        registry = place_begin(place);
        for (uint8_t i = 0; i < ARRAY_LEN(records); i++) {
                records[i] = place_record(RECORD_ISSUE, (uint8_t)(i + 1), begun[i], 1);
                crypto_random(records[i].reference_tag, TAG_LEN);
                crypto_random(records[i].blinds.own, BLIND_LEN);
        }
        place_write(registry, records, ARRAY_LEN(records));
        tables = place_intrude(place);
        for (unsigned round = 0; round < 3; round++) {
                struct buffer files = BUFFER_INIT_MAX(FILES_MAX);

                gather_statistics(tables);

                if (round == 1)
                        place_erase(registry, records[1].code_exp, records[0].code_exp, 3);
                for (size_t i = 0; round == 1 && i < ARRAY_LEN(records); i++) {
                        assert_int_equal(registry_find(registry, records[i].cti, &fault, &kept[i]), 0);
                        assert_int_equal(kept[i].own_kept, i == 1 || i == 2);
                }
                if (round == 2)
                        place_forget_own(registry, records[1].code_exp, 2);
                registry_close(registry);
                folder_of_tables(place, tables, folder, sizeof(folder));
                read_files(folder, &files);
                for (size_t i = 0; i < ARRAY_LEN(records); i++) {
                        bool own = round == 0 || i == 3 || (round == 1 && i > 0);

                        assert_int_equal(holds(&files, records[i].sealed, PART_LEN), round == 0 || i == 3);
                        assert_int_equal(holds(&files, records[i].blinds.own, BLIND_LEN), own);
                        assert_int_equal(holds_leaf(&files, &records[i]), own);
                        if (round > 0 && kept[i].own_kept)
                                assert_int_equal(holds(&files, kept[i].own_salt, BLIND_LEN), round == 1);
                        assert_int_equal(found_by(place, records[i].blinds.own, false), own);
                        assert_int_equal(found_by(place, records[i].blinds.own, true), own);
                }
                place_expect_good(place);
                buffer_deinit(&files);
                registry = place_enter(place);
        }
        registry_close(registry);
        tables_close(tables);
}

enum { MANY = 450 };

/* Always the same for the same number, and evenly spread. */
static void spread(uint32_t number, uint8_t *ret_bytes, size_t len) {
        struct hash hash;

        sha256(&number, sizeof(number), &hash);
        assert_true(len <= sizeof(hash.bytes));
        memcpy(ret_bytes, hash.bytes, len);
}

/*
 * So many that rows move between pages, when they are written, grow by a salt, and shrink again. Their ids are such that copies of leaves would stay in the
 * parts of a file's pages that are not used, were it not written anew.
 */
static void of_many_that_moved_nothing_stands_in_a_file(void **state) {
        struct place *place = *state;
        struct record *records = calloc(MANY, sizeof(*records));
        struct buffer files = BUFFER_INIT_MAX(FILES_MAX);
        struct registry *registry;
        struct tables *tables;
        unsigned sealed = 0, tags = 0, blinds = 0, leaves = 0;
        char folder[300];

        assert_non_null(records);
        registry = place_begin(place);
        for (size_t i = 0; i < MANY; i++) {
                uint32_t number = 84000 + 4 * (uint32_t)i;

                records[i] = place_record(RECORD_ISSUE, 1, 1000 * (uint32_t)(1 + i % 3), 1);
                spread(number, records[i].cti, CTI_LEN);
                spread(number + 1, records[i].reference_tag, TAG_LEN);
                spread(number + 2, records[i].blinds.own, BLIND_LEN);
                spread(number + 3, records[i].blinds.born, BLIND_LEN);
        }
        for (size_t i = 0; i < MANY; i += MANY / 9)
                place_write(registry, &records[i], MANY / 9);
        tables = place_intrude(place);
        for (uint32_t i = 1; i <= 3; i++) {
                gather_statistics(tables);
                place_erase(registry, 1000 * i + 200, 0, MANY / 3);
        }
        place_forget_own(registry, 3200, MANY);
        registry_close(registry);
        place_expect_good(place);
        folder_of_tables(place, tables, folder, sizeof(folder));
        read_files(folder, &files);
        for (size_t i = 0; i < MANY; i++) {
                sealed += holds(&files, records[i].sealed, PART_LEN) || holds(&files, records[i].sealed + ORDER_SEALED_LEN - PART_LEN, PART_LEN);
                tags += holds(&files, records[i].reference_tag, TAG_LEN);
                blinds += holds(&files, records[i].blinds.own, BLIND_LEN) || holds(&files, records[i].blinds.born, BLIND_LEN);
                leaves += holds_leaf(&files, &records[i]);
        }
        print_message("of %u: sealed %u, tags %u, blinds %u, leaves %u\n", (unsigned)MANY, sealed, tags, blinds, leaves);
        assert_int_equal(sealed + tags + blinds + leaves, 0);
        tables_close(tables);
        buffer_deinit(&files);
        free(records);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_was_erased_stands_in_no_file),
                CASE(what_the_office_was_stands_in_no_file),
                CASE(an_own_reference_outlives_the_other_values_and_then_stands_nowhere),
                CASE(of_many_that_moved_nothing_stands_in_a_file),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
