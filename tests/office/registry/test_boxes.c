/* SPDX-License-Identifier: EUPL-1.2 */
/* How far a box's log was taken in, told without following the whole log: as everything verified tells it, in a database that somebody edits, too, or nothing is told. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/office/registry/place.h"

/* Two that are known, and one of which nothing was taken in. */
static const char *const boxes[] = { "K017", "K018", "K019" };
enum { FIRST, SECOND, NEVER, BOXES };

/* ---- scene ---- */

static int report(struct registry *registry, const char *box, uint64_t size, const struct stage_fact *facts, size_t fact_count) {
        char note[32];
        struct registry_report one = {
                .seen = { .key = { 3, (uint8_t)size }, .checkpoint = { .size = size, .root = { { 5, (uint8_t)size } } } }, .note = note, .facts = facts, .fact_count = fact_count,
        };
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .reports = &one, .report_count = 1 };
        struct registry_fault fault;

        snprintf(one.seen.box, sizeof(one.seen.box), "%s", box);
        snprintf(one.seen.checkpoint.origin, sizeof(one.seen.checkpoint.origin), "x.example/pickupbox/%s", box);
        one.note_len = (size_t)snprintf(note, sizeof(note), "a note of %s, %llu", box, (unsigned long long)size);
        return registry_write(registry, &change, &fault);
}

/* So many entries at once that say nothing of boxes. */
static void pass(struct registry *registry, size_t count) {
        struct act *acts = calloc(count, sizeof(*acts));
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .acts = acts, .act_count = count };
        struct registry_fault fault;

        assert_non_null(acts);
        for (size_t i = 0; i < count; i++)
                acts[i].event = ACT_BATCH;
        assert_int_equal(registry_write(registry, &change, &fault), 0);
        free(acts);
}

static bool same(const struct registry_box *a, const struct registry_box *b) {
        return strcmp(a->box, b->box) == 0 && memcmp(a->key, b->key, KEY_ID_LEN) == 0 && strcmp(a->checkpoint.origin, b->checkpoint.origin) == 0 &&
               a->checkpoint.size == b->checkpoint.size && hash_equal(&a->checkpoint.root, &b->checkpoint.root) && hash_equal(&a->sha, &b->sha);
}

/* With everything verified. */
static struct registry_box truth_of(const struct place *place, const char *box) {
        struct registry *registry CLEANUP(registry_cleanup) = place_enter(place);
        const struct registry_box *all;
        struct registry_fault fault;
        size_t count;

        assert_int_equal(registry_load(registry, &fault), 0);
        all = registry_boxes(registry, &count);
        for (size_t i = 0; i < count; i++)
                if (strcmp(all[i].box, box) == 0)
                        return all[i];
        return (struct registry_box){ .box = "" };
}

/* 0 or REGISTRY_ABSENT when what is told is so; else the outcome. */
static int ask_one(struct registry *registry, const char *box, const struct registry_box *truth) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct registry_fault fault;
        struct registry_box seen;
        struct hash sha;
        int r = registry_find_box(registry, box, &fault, &seen);

        if (r > 0)
                return r;
        if (r != (truth->box[0] ? 0 : REGISTRY_ABSENT) || (r == 0 && !same(&seen, truth)))
                fail_msg("of %s it tells what is not so (%d)", box, r);
        if (r != 0)
                return r;
        assert_int_equal(registry_box_note(registry, box, &fault, &note), 0);
        sha256(note.data, note.len, &sha);
        assert_true(hash_equal(&sha, &truth->sha));
        return 0;
}

static int ask(const struct place *place, const char *box, const struct registry_box *truth) {
        struct registry *registry CLEANUP(registry_cleanup) = NULL;
        struct registry_fault fault;
        int r = registry_open(&place->at, &fault, &registry);

        return r == 0 ? ask_one(registry, box, truth) : r;
}

/* ---- somebody who writes between two looks ---- */

static struct moment {
        struct tables *tables;
        const struct place *place;
        bool come, gone;
        struct content entries;
} moment;

int __real_tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows);
int __wrap_tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows);

/* Whoever looks where to begin finds the copy of an entry in the place of the newest; whoever follows, neither that nor the box's row. */
int __wrap_tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows) {
        struct tables *tables = moment.tables;

        if (tables && !moment.come && strstr(sql, "LIKE")) {
                moment.come = true;
                moment.tables = NULL;
                place_read(tables, &place_tables[PLACE_ENTRIES], &moment.entries);
                assert_int_equal(tables_define(tables, "UPDATE entries SET line = (SELECT e.line FROM entries AS e WHERE e.line LIKE '%synced%' AND e.line LIKE '%K017%')"
                                                       " WHERE n = (SELECT max(e.n) FROM entries AS e)"), 0);
                moment.tables = tables;
        } else if (tables && moment.come && !moment.gone) {
                moment.gone = true;
                moment.tables = NULL;
                place_put(tables, &place_tables[PLACE_ENTRIES], &moment.entries);
                assert_int_equal(tables_define(tables, "DELETE FROM boxes"), 0);
        }
        return __real_tables_query(database, sql, values, count, ret_rows);
}

/* ---- cases ---- */

/* Wherever in the log it stands. */
static void a_box_is_told_as_everything_verified_tells_it(void **state) {
        static const size_t passes[] = { 0, 1, 5, 490, 700, 2100 };
        struct place *place = *state;
        struct registry *registry;
        uint64_t size = 10;

        place_fill(place);
        for (size_t i = 0; i < ARRAY_LEN(passes); i++) {
                registry = place_enter(place);
                assert_int_equal(report(registry, boxes[FIRST], ++size, NULL, 0), 0);
                if (i % 2 == 0)
                        assert_int_equal(report(registry, boxes[SECOND], ++size, NULL, 0), 0);
                if (passes[i] > 0)
                        pass(registry, passes[i]);
                registry_close(registry);
                for (size_t box = 0; box < BOXES; box++) {
                        const struct registry_box truth = truth_of(place, boxes[box]);

                        assert_int_equal(truth.box[0] == '\0', box == NEVER);
                        assert_int_equal(ask(place, boxes[box], &truth), box == NEVER ? REGISTRY_ABSENT : 0);
                }
        }
}

static unsigned told, refused;

/* Up to the first refusal. */
static void ask_all(const struct place *place, const struct registry_box truth[BOXES]) {
        struct registry *registry CLEANUP(registry_cleanup) = NULL;
        struct registry_fault fault;
        int r = registry_open(&place->at, &fault, &registry);

        for (size_t box = 0; r <= 0 && box < BOXES; box++) {
                r = ask_one(registry, boxes[box], &truth[box]);
                told += r <= 0;
        }
        refused += r > 0;
}

/* Both were told of twice, and the newest entries are of something else; to be edited. */
static struct tables *told_and_open(struct place *place, struct registry_box ret_truth[BOXES]) {
        struct registry *registry;

        place_fill(place);
        registry = place_enter(place);
        for (uint64_t size = 11; size < 15; size++)
                assert_int_equal(report(registry, boxes[size % 2], size, NULL, 0), 0);
        pass(registry, 3);
        registry_close(registry);
        for (size_t box = 0; box < BOXES; box++)
                ret_truth[box] = truth_of(place, boxes[box]);
        return place_intrude(place);
}

static void no_edit_is_told(void **state) {
        struct place *place = *state;
        struct content *whole = calloc(1, sizeof(*whole));
        struct registry_box truth[BOXES];
        struct tables *tables = told_and_open(place, truth);

        assert_non_null(whole);
        for (size_t t = 0; t < PLACE_ALL_TABLES; t++) {
                const struct table *table = &place_tables[t];

                if (t == PLACE_CONSIGNMENTS) /* of which nothing is told here */
                        continue;
                place_read(tables, table, whole);
                for (size_t i = 0; i < whole->count; i++)
                        for (size_t column = 0; table->columns[column]; column++) {
                                struct cell changed = whole->cells[i][column];

                                changed.number++;
                                changed.bytes[changed.len / 2] ^= 1;
                                if (place_set(tables, table, &whole->cells[i][0], column, &changed) != 0)
                                        continue;
                                ask_all(place, truth);
                                assert_int_equal(place_set(tables, table, column == 0 ? &changed : &whole->cells[i][0], column, &whole->cells[i][column]), 0);
                        }
        }
        print_message("%u answers, all true; %u refusals\n", told, refused);
        assert_true(refused > 40 && told > 40);
        tables_close(tables);
        free(whole);
}

/* The outcome for this box, with the database so changed. */
static int with(const struct place *place, struct tables *tables, const char *sql, size_t box, const struct registry_box truth[BOXES]) {
        struct content *log = calloc(1, sizeof(*log)), *notes = calloc(1, sizeof(*notes));
        int r;

        assert_true(log && notes);
        place_read(tables, &place_tables[PLACE_ENTRIES], log);
        place_read(tables, &place_tables[PLACE_ALL_TABLES - 1], notes);
        assert_int_equal(tables_define(tables, sql), 0);
        r = ask(place, boxes[box], &truth[box]);
        place_put(tables, &place_tables[PLACE_ENTRIES], log);
        place_put(tables, &place_tables[PLACE_ALL_TABLES - 1], notes);
        free(log);
        free(notes);
        return r;
}

/* Rows that go, come, or come back, and entries that hide from who looks for them. */
static void what_goes_or_comes_back_is_not_told(void **state) {
        struct place *place = *state;
        struct registry_box truth[BOXES];
        struct tables *tables = told_and_open(place, truth);

        assert_int_equal(with(place, tables, "DELETE FROM boxes WHERE box = 'K017'", FIRST, truth), REGISTRY_E_BOXES);
        assert_int_equal(with(place, tables, "DELETE FROM boxes", FIRST, truth), REGISTRY_E_BOXES);
        assert_int_equal(with(place, tables, "UPDATE boxes SET note = (SELECT b.note FROM boxes AS b WHERE b.box = 'K018') WHERE box = 'K017'", FIRST, truth), REGISTRY_E_BOXES);
        assert_int_equal(with(place, tables, "UPDATE boxes SET box = 'K019' WHERE box = 'K017'", NEVER, truth), REGISTRY_E_BOXES);
        assert_int_equal(with(place, tables, "UPDATE boxes SET box = 'K019' WHERE box = 'K018'", FIRST, truth), 0);
        assert_int_equal(with(place, tables, "UPDATE entries SET line = replace(line, '\"synced\"', '\"Synced\"')", FIRST, truth), REGISTRY_E_LOG);
        assert_int_equal(with(place, tables, "UPDATE entries SET line = replace(line, '\"box\":\"K017\"', '\"box\":\"K018\"')", FIRST, truth), REGISTRY_E_LOG);
        assert_int_equal(with(place, tables, "DELETE FROM entries WHERE n = (SELECT max(n) - 4 FROM entries)", FIRST, truth), REGISTRY_E_LOG);
        assert_int_equal(ask(place, boxes[FIRST], &truth[FIRST]), 0);
        tables_close(tables);
}

/* Whoever goes on after a refusal, as with the next of several exports, is refused the same, and nothing is signed. */
static void what_was_found_broken_stays_so(void **state) {
        static const char *const changes[] = {
                "DELETE FROM boxes WHERE box = 'K017'", "DELETE FROM boxes WHERE box = 'K017'; UPDATE consignments SET last_exp = last_exp + 1",
                "UPDATE entries SET line = replace(line, '\"size\":11', '\"size\":10')",
        };
        static const int outcomes[ARRAY_LEN(changes)] = { REGISTRY_E_BOXES, REGISTRY_E_ROW, REGISTRY_E_LOG };
        const uint8_t never[CTI_LEN] = { 6 }, number[TAG_LEN] = { 9 }, blind[BLIND_LEN] = { 9 };

        for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
                struct place *place = *state;
                struct issuance issuance, *found = NULL;
                struct registry *registry;
                struct registry_fault fault;
                struct registry_box seen;
                struct tables *tables;
                size_t count;

                place_empty(place->file);
                (void)remove(place->anchor);
                place_fill(place);
                registry = place_enter(place);
                for (size_t box = 0; box < NEVER; box++)
                        assert_int_equal(report(registry, boxes[box], 11 + box, NULL, 0), 0);
                registry_close(registry);
                tables = place_intrude(place);
                assert_int_equal(tables_define(tables, changes[i]), 0);
                tables_close(tables);
                registry = place_enter(place);
                for (size_t box = 0; box < BOXES; box++)
                        assert_int_equal(registry_find_box(registry, boxes[box], &fault, &seen), outcomes[i]);
                assert_int_equal(registry_find(registry, never, &fault, &issuance), outcomes[i]);
                assert_int_equal(registry_find_number(registry, number, &fault, &issuance), outcomes[i]);
                assert_int_equal(registry_find_blind(registry, BLIND_OWN, blind, &fault, &found, &count), outcomes[i]);
                assert_int_equal(registry_find_prefix(registry, never, 2, &fault, &found, &count), outcomes[i]);
                assert_int_equal(report(registry, boxes[SECOND], 13, NULL, 0), outcomes[i]);
                registry_close(registry);
        }
}

/* In a table that lets it be. */
static void a_box_with_two_rows_hides_none_that_has_none(void **state) {
        struct place *place = *state;
        struct registry *registry;
        struct registry_fault fault;
        struct registry_box seen;
        struct tables *tables;

        place_fill(place);
        registry = place_enter(place);
        for (size_t box = 0; box < NEVER; box++)
                assert_int_equal(report(registry, boxes[box], 11 + box, NULL, 0), 0);
        registry_close(registry);
        tables = place_intrude(place);
        assert_int_equal(tables_define(tables, "CREATE TABLE loose AS SELECT * FROM boxes; DROP TABLE boxes; ALTER TABLE loose RENAME TO boxes;"
                                               "UPDATE boxes SET box = 'K017', note = (SELECT b.note FROM boxes AS b WHERE b.box = 'K017') WHERE box = 'K018'"), 0);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_BOXES);
        for (size_t box = 0; box < NEVER; box++) {
                registry = place_enter(place);
                assert_int_equal(registry_find_box(registry, boxes[box], &fault, &seen), REGISTRY_E_BOXES);
                registry_close(registry);
        }
        tables_close(tables);
}

/* The same of a table of one row: whichever of two is read, the other might be the next time. */
static void a_second_row_in_a_table_of_one_is_named(void **state) {
        static const struct {
                const char *twice, *once;
                int outcome;
        } tables_of_one[] = {
#define TWICE(table) "CREATE TABLE loose AS SELECT * FROM " table "; DROP TABLE " table "; ALTER TABLE loose RENAME TO " table "; INSERT INTO " table " SELECT * FROM " table
#define ONCE(table) "CREATE TABLE loose AS SELECT * FROM " table " LIMIT 1; DROP TABLE " table "; ALTER TABLE loose RENAME TO " table
                { TWICE("log"), ONCE("log"), REGISTRY_E_CHECKPOINT },
                { TWICE("office"), ONCE("office"), REGISTRY_E_OFFICE },
                { TWICE("summary"), ONCE("summary"), REGISTRY_E_SUMMARY },
        };
        struct place *place = *state;
        struct registry_fault fault;

        place_fill(place);
        for (size_t i = 0; i < ARRAY_LEN(tables_of_one); i++) {
                struct tables *tables = place_intrude(place);

                assert_int_equal(place_open(place, &fault), 0);
                assert_int_equal(tables_define(tables, tables_of_one[i].twice), 0);
                assert_int_equal(place_open(place, &fault), tables_of_one[i].outcome);
                assert_int_equal(tables_define(tables, tables_of_one[i].once), 0);
                tables_close(tables);
        }
        assert_int_equal(place_open(place, &fault), 0);
}

/* An entry that is there as long as somebody looks where to begin, behind the one that counts, and a row that was there until then. */
static void an_entry_that_was_there_for_a_moment_hides_none(void **state) {
        struct place *place = *state;
        const struct registry_box none = { .box = "" };
        struct registry *registry;
        struct tables *tables;

        place_fill(place);
        registry = place_enter(place);
        assert_int_equal(report(registry, boxes[FIRST], 11, NULL, 0), 0);
        pass(registry, 3);
        registry_close(registry);
        tables = place_intrude(place);
        moment = (struct moment){ .tables = tables, .place = place };
        assert_int_equal(ask(place, boxes[FIRST], &none), REGISTRY_E_BOXES);
        assert_true(moment.gone);
        tables_close(tables);
}

/* Once it is open: the newest entry goes, and the note of the one before it comes back. */
static void what_comes_back_behind_the_opening_is_not_told(void **state) {
        struct place *place = *state;
        struct content *notes = calloc(1, sizeof(*notes));
        struct registry *registry;
        struct registry_fault fault;
        struct registry_box seen;
        struct tables *tables;
        int r;

        assert_non_null(notes);
        place_fill(place);
        registry = place_enter(place);
        assert_int_equal(report(registry, boxes[FIRST], 11, NULL, 0), 0);
        tables = place_intrude(place);
        place_read(tables, &place_tables[PLACE_ALL_TABLES - 1], notes);
        assert_int_equal(report(registry, boxes[FIRST], 12, NULL, 0), 0);
        registry_close(registry);
        registry = place_enter(place);
        place_put(tables, &place_tables[PLACE_ALL_TABLES - 1], notes);
        assert_int_equal(tables_define(tables, "DELETE FROM entries WHERE n = (SELECT max(n) FROM entries)"), 0);
        r = registry_find_box(registry, boxes[FIRST], &fault, &seen);
        assert_true(r > 0 && r != REGISTRY_E_OUTDATED);
        registry_close(registry);
        tables_close(tables);
        free(notes);
}

static void what_another_computer_took_in_meanwhile_is_not_told_as_it_was(void **state) {
        struct place *place = *state;
        struct registry *one, *other;
        struct registry_fault fault;
        struct registry_box seen;

        place_fill(place);
        one = place_enter(place);
        assert_int_equal(report(one, boxes[FIRST], 11, NULL, 0), 0);
        other = place_enter(place);
        assert_int_equal(report(one, boxes[FIRST], 12, NULL, 0), 0);
        assert_int_equal(registry_find_box(other, boxes[FIRST], &fault, &seen), REGISTRY_E_OUTDATED);
        assert_int_equal(report(other, boxes[FIRST], 13, NULL, 0), REGISTRY_E_OUTDATED);
        assert_int_equal(registry_find_box(one, boxes[FIRST], &fault, &seen), 0);
        assert_int_equal(seen.checkpoint.size, 12);
        registry_close(one);
        registry_close(other);
}

/* More than are looked up together, without everything being verified before. */
static void what_a_box_tells_of_many_is_written_and_verifies(void **state) {
        enum { MANY = 2500 };
        struct place *place = *state;
        struct record *records = calloc(MANY, sizeof(*records));
        struct stage_fact *facts = calloc(MANY + 1, sizeof(*facts));
        struct registry *registry;
        struct registry_fault fault;
        size_t loaded = 0;

        assert_true(records && facts);
        place_fill(place);
        for (size_t i = 0; i < MANY; i++) {
                records[i] = place_record(RECORD_ISSUE, 0, 100000, 1);
                crypto_random(records[i].cti, CTI_LEN);
                crypto_random(records[i].reference_tag, TAG_LEN);
                facts[i] = (struct stage_fact){ .stage = STAGE_LOADED, .at = 100020, .deadline = 200000 };
                memcpy(facts[i].cti, records[i].cti, CTI_LEN);
        }
        crypto_random(facts[MANY].cti, CTI_LEN); /* which nobody issued */
        facts[MANY].stage = STAGE_LOADED;
        registry = place_enter(place);
        place_write(registry, records, MANY);
        registry_close(registry);
        registry = place_enter(place);
        assert_int_equal(report(registry, boxes[FIRST], 11, facts, MANY + 1), -EINVAL);
        assert_int_equal(report(registry, boxes[SECOND], 11, facts, MANY), -EINVAL); /* for another box */
        assert_int_equal(report(registry, boxes[FIRST], 11, facts, MANY), 0);
        registry_close(registry);
        registry = place_enter(place);
        assert_int_equal(registry_load(registry, &fault), 0);
        for (size_t i = 0; i < registry_issuances(registry)->count; i++)
                loaded += registry_issuances(registry)->consignments[i].stage == STAGE_LOADED;
        assert_int_equal(loaded, MANY);
        registry_close(registry);
        free(records);
        free(facts);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_box_is_told_as_everything_verified_tells_it),
                CASE(no_edit_is_told),
                CASE(what_goes_or_comes_back_is_not_told),
                CASE(what_was_found_broken_stays_so),
                CASE(a_box_with_two_rows_hides_none_that_has_none),
                CASE(a_second_row_in_a_table_of_one_is_named),
                CASE(an_entry_that_was_there_for_a_moment_hides_none),
                CASE(what_comes_back_behind_the_opening_is_not_told),
                CASE(what_another_computer_took_in_meanwhile_is_not_told_as_it_was),
                CASE(what_a_box_tells_of_many_is_written_and_verifies),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
