/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A registry that was opened by its signed summary alone, in a database that somebody edits: whatever it tells of a consignment is true or it tells
 * nothing, and what it writes leaves the edit to be found. Trees of thousands against a plain list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "controller/office/registry/tree.h"
#include "tests/office/registry/place.h"

/* ---- ways to the database ---- */

static unsigned ways;

int __real_tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows);
int __wrap_tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows);
int __real_tables_query_each(struct tables *database, const char *sql, const struct value *values, size_t count, tables_row_fn *tell, void *context);
int __wrap_tables_query_each(struct tables *database, const char *sql, const struct value *values, size_t count, tables_row_fn *tell, void *context);

int __wrap_tables_query(struct tables *database, const char *sql, const struct value *values, size_t count, struct rows **ret_rows) {
        ways++;
        return __real_tables_query(database, sql, values, count, ret_rows);
}

int __wrap_tables_query_each(struct tables *database, const char *sql, const struct value *values, size_t count, tables_row_fn *tell, void *context) {
        ways++;
        return __real_tables_query_each(database, sql, values, count, tell, context);
}

/* ---- edits ---- */

enum { KNOWN = 6, ASKED = KNOWN + 1 };

/* By the first byte of their ids; the last was never issued. */
static const uint8_t asked[ASKED] = { 1, 2, 3, 4, 5, 7, 6 };

struct scene {
        struct place *place;
        struct tables *tables;
        struct content *whole[PLACE_TABLES];
        struct buffer anchor;
        struct issuance truth[KNOWN];
        unsigned refused_at_opening, refused_at_looking, told, written;
};

static void look_up(struct registry *registry, uint8_t n, struct issuance *ret_issuance, int *ret_r) {
        const uint8_t cti[CTI_LEN] = { n };
        struct registry_fault fault;

        *ret_r = registry_find(registry, cti, &fault, ret_issuance);
}

static void begin(struct scene *scene, struct place *place) {
        struct registry *registry;
        int r;

        *scene = (struct scene){ .place = place, .anchor = BUFFER_INIT };
        place_fill(place);
        registry = place_enter(place);
        for (uint8_t i = 0; i < KNOWN; i++) {
                look_up(registry, asked[i], &scene->truth[i], &r);
                assert_int_equal(r, 0);
        }
        registry_close(registry);
        scene->tables = place_intrude(place);
        for (size_t t = 0; t < PLACE_TABLES; t++) {
                scene->whole[t] = calloc(1, sizeof(struct content));
                place_read(scene->tables, &place_tables[t], scene->whole[t]);
        }
        assert_int_equal(file_read(place->anchor, 4096, &scene->anchor), 0);
}

/* One table that was edited, or, after a change, all. */
static void put_back(struct scene *scene, size_t table, bool all) {
        for (size_t t = 0; t < PLACE_TABLES; t++)
                if (all || t == table)
                        place_put(scene->tables, &place_tables[t], scene->whole[t]);
        if (!all)
                return;
        assert_int_equal(file_replace(scene->place->anchor, scene->anchor.data, scene->anchor.len, 0644), 0);
}

static void end(struct scene *scene) {
        tables_close(scene->tables);
        for (size_t t = 0; t < PLACE_TABLES; t++)
                free(scene->whole[t]);
        buffer_deinit(&scene->anchor);
}

static bool same(const struct issuance *a, const struct issuance *b) {
        return memcmp(a->cti, b->cti, CTI_LEN) == 0 && strcmp(a->box, b->box) == 0 && a->version == b->version && a->nbf == b->nbf &&
               a->ticket_exp == b->ticket_exp && a->code_exp == b->code_exp && a->last_exp == b->last_exp && a->void_before == b->void_before &&
               a->revoked == b->revoked && a->erased == b->erased && memcmp(a->reference_tag, b->reference_tag, TAG_LEN) == 0 &&
               memcmp(a->sealed, b->sealed, ORDER_SEALED_LEN) == 0 && memcmp(&a->blinds, &b->blinds, sizeof(a->blinds)) == 0 &&
               a->own_kept == b->own_kept && memcmp(a->own_salt, b->own_salt, BLIND_LEN) == 0 && hash_equal(&a->own_sha, &b->own_sha);
}

/* By what it has a keyed hash of: it alone, or a refusal. Returns whether it was refused. */
static bool ask_blind(struct scene *scene, struct registry *registry, const struct issuance *truth, enum blind_column column, const char *what) {
        const uint8_t *blind = column == BLIND_BORN ? truth->blinds.born : truth->blinds.own;
        struct issuance *found = NULL;
        struct registry_fault fault;
        size_t count = 0;
        int r = registry_find_blind(registry, column, blind, &fault, &found, &count);

        if (r > 0)
                return true;
        if (r != 0 || count != !blind_is_none(blind) || (count == 1 && !same(found, truth)))
                fail_msg("%s: by a blind of %u it tells %zu consignments, which is not so (%d)", what, truth->cti[0], count, r);
        scene->told++;
        free(found);
        return false;
}

/* All are asked for. Returns how many were refused. */
static unsigned ask(struct scene *scene, struct registry *registry, const char *what) {
        unsigned refused = 0;

        for (uint8_t i = 0; i < ASKED; i++) {
                struct issuance issuance;
                int r;

                look_up(registry, asked[i], &issuance, &r);
                refused += r > 0;
                if (r > 0)
                        continue;
                if (i == KNOWN ? r != REGISTRY_ABSENT : r != 0 || !same(&issuance, &scene->truth[i]))
                        fail_msg("%s: of consignment %u it tells what is not so (%d)", what, asked[i], r);
                scene->told++;
        }
        for (size_t i = 0; i < KNOWN; i++) {
                refused += ask_blind(scene, registry, &scene->truth[i], BLIND_BORN, what);
                refused += ask_blind(scene, registry, &scene->truth[i], BLIND_OWN, what);
        }
        scene->refused_at_looking += refused > 0;
        return refused;
}

/* Writing is refused where the edit is in the way; else the edit is found afterwards as before. */
static void write_beside(struct scene *scene, struct registry *registry, const char *what) {
        const struct record record = place_record(RECORD_ISSUE, 9, 100000, 1);
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .records = &record, .record_count = 1 };
        struct registry_fault fault;

        if (registry_write(registry, &change, &fault) == 0)
                scene->written++;
        if (place_open(scene->place, &fault) == 0)
                fail_msg("%s: writing has washed it", what);
}

static void try_edit(struct scene *scene, const char *what, bool write) {
        struct registry_fault fault;
        struct registry *registry;
        int r = registry_open(&scene->place->at, &fault, &registry);

        scene->refused_at_opening += r > 0;
        if (r > 0)
                return;
        assert_int_equal(r, 0);
        ask(scene, registry, what);
        if (write)
                write_beside(scene, registry, what);
        registry_close(registry);
}

/* Another number, another byte, and what stands for nothing. */
enum { VARIANTS = 2 };

static void edit(unsigned variant, struct cell *cell) {
        cell->number++;
        if (variant == 1 || cell->len == 0)
                place_blank(cell);
        else
                cell->bytes[cell->len / 2] ^= 1;
}

/* Returns whether the database took it. */
static bool edit_cell(struct scene *scene, size_t t, const struct cell *row, size_t column, unsigned variant, bool write) {
        const struct table *table = &place_tables[t];
        struct cell changed = row[column];
        char what[64];

        if (variant > 0 && table->kinds[column] != 'b')
                return false;
        edit(variant, &changed);
        snprintf(what, sizeof(what), "%s.%s", table->name, table->columns[column]);
        if (place_set(scene->tables, table, &row[0], column, &changed) != 0)
                return false;
        try_edit(scene, what, write);
        put_back(scene, t, write);
        return true;
}

static void no_edit_is_told_or_washed(void **state) {
        struct scene scene;
        unsigned edits = 0;

        begin(&scene, *state);
        for (size_t t = 0; t < PLACE_TABLES; t++)
                for (size_t i = 0; i < scene.whole[t]->count; i++)
                        for (size_t column = 0; place_tables[t].columns[column]; column++)
                                for (unsigned variant = 0; variant < VARIANTS; variant++) /* writing takes its time on a disk: every eighth */
                                        edits += edit_cell(&scene, t, scene.whole[t]->cells[i], column, variant, edits % 8 == 0);
        print_message("%u edits: %u refused at opening, %u at looking up; %u answers, all true; %u times written beside it, none washed\n", edits,
                      scene.refused_at_opening, scene.refused_at_looking, scene.told, scene.written);
        assert_true(scene.refused_at_looking > 20 && scene.refused_at_opening > 5 && scene.written > 3);
        end(&scene);
}

/* What one act changed, put back as it was before it, table by table in every mixture. The table `office` it did not change. */
static void no_older_row_is_told(void **state) {
        struct place *place = *state;
        struct content *old[PLACE_TABLES];
        struct record revoked = place_record(RECORD_REVOKE, 1, 0, 0);
        struct registry *registry;
        struct scene scene;

        begin(&scene, place);
        memcpy(old, scene.whole, sizeof(old));
        registry = place_enter(place);
        place_write(registry, &revoked, 1);
        look_up(registry, 1, &scene.truth[0], &(int){ 0 });
        registry_close(registry);
        assert_true(scene.truth[0].revoked);
        for (size_t t = 0; t < PLACE_TABLES; t++) {
                scene.whole[t] = calloc(1, sizeof(struct content));
                place_read(scene.tables, &place_tables[t], scene.whole[t]);
        }
        for (unsigned set = 1; set < 1u << (PLACE_TABLES - 1); set++) {
                if (set == 1u << (PLACE_OFFICE - 1))
                        continue;
                for (size_t t = 1; t < PLACE_TABLES; t++)
                        place_put(scene.tables, &place_tables[t], set >> (t - 1) & 1 ? old[t] : scene.whole[t]);
                try_edit(&scene, "an older mixture", false);
        }
        print_message("%u refused at opening, %u at looking up, %u answers, all true\n", scene.refused_at_opening, scene.refused_at_looking, scene.told);
        assert_int_equal(scene.refused_at_opening + scene.refused_at_looking, (1u << (PLACE_TABLES - 1)) - 2);
        for (size_t t = 0; t < PLACE_TABLES; t++)
                free(old[t]);
        end(&scene);
}

/* ---- how often is asked ---- */

enum { MANY = 9000, SOME = 40 };

/* most[]: how often the longest look of each kind asked. */
static void look_each_way(struct registry *registry, const struct record *record, unsigned most[4]) {
        struct issuance *found = NULL, one;
        struct registry_fault fault;
        size_t count = 0;

        for (unsigned kind = 0; kind < 4; kind++) {
                ways = 0;
                if (kind == 0)
                        assert_int_equal(registry_find_prefix(registry, record->cti, 8, &fault, &found, &count), 0);
                else if (kind == 1)
                        assert_int_equal(registry_find_number(registry, record->reference_tag, &fault, &one), 0);
                else if (kind == 2)
                        assert_int_equal(registry_find_blind(registry, BLIND_OWN, record->blinds.own, &fault, &found, &count), 0);
                else
                        assert_int_equal(registry_find(registry, record->cti, &fault, &one), 0);
                if (most[kind] < ways)
                        most[kind] = ways;
                assert_memory_equal(kind % 2 == 0 ? found[0].cti : one.cti, record->cti, CTI_LEN);
                if (kind % 2 == 0) {
                        assert_int_equal(count, 1);
                        free(found);
                }
        }
}

/* Each way to a server and back is waited for, so they are few and do not grow with the trees. */
static void a_server_is_asked_a_few_times_however_deep_the_trees_are(void **state) {
        struct place *place = *state;
        struct record *records = calloc(MANY, sizeof(*records));
        struct registry *registry;
        unsigned most[4] = { 0 };
        struct tables *tables;
        int64_t deepest;

        assert_non_null(records);
        place_fill(place);
        for (size_t i = 0; i < MANY; i++) {
                uint32_t number = (uint32_t)i * 2654435761u; /* spread evenly, and no two alike: one case, one consignment */

                records[i] = place_record(RECORD_ISSUE, 0, 100000, 1);
                crypto_random(records[i].cti, CTI_LEN);
                memcpy(records[i].cti, &number, sizeof(number));
                crypto_random(records[i].reference_tag, TAG_LEN);
                crypto_random(records[i].blinds.own, BLIND_LEN);
        }
        registry = place_enter(place);
        place_write(registry, records, MANY);
        registry_close(registry);
        registry = place_enter(place);
        tables = place_intrude(place);
        assert_int_equal(tables_integer(tables, "SELECT max(path) FROM pages", NO_VALUES, &deepest), 0);
        assert_true(deepest >> 12 == TREE_NUMBERS);
        for (size_t i = 0; i < SOME; i++)
                look_each_way(registry, &records[i * (MANY / SOME)], most);
        print_message("by case %u, by number %u, by own reference %u, by id %u\n", most[0], most[1], most[2], most[3]);
        if (!tables_is_file(tables))
                assert_true(most[0] == 2 && most[1] == 3 && most[2] == 3 && most[3] == 2);
        tables_close(tables);
        registry_close(registry);
        free(records);
}

/* ---- trees ---- */

enum { LEAVES = 3000, ROUNDS = 12, ALIKE = 40 };

static int remember(void *context, enum tree tree, const struct leaf *leaf) {
        size_t *count = context;

        (*count)++;
        return 0;
}

static void trees_hold_what_a_list_holds(void **state) {
        struct place *place = *state;
        struct leaf *all = calloc(LEAVES, sizeof(*all)), *some = calloc(LEAVES, sizeof(*some));
        struct hash root = { { 0 } }, none = { { 0 } }, value;
        struct tables *tables;
        size_t living = 0, told = 0, in_prefix = 0, expected = 0;

        place_fill(place);
        tables = place_intrude(place);
        assert_int_equal(tables_define(tables, "DELETE FROM pages"), 0);
        for (size_t i = 0; i < LEAVES; i++) {
                crypto_random(all[i].key, TREE_KEY_LEN);
                /* Some that part late, and some that part only behind the last page. All do part: chance would make two alike in one run of 345. */
                if (i < ALIKE)
                        memset(all[i].key, 0x5a, i % 2 ? 6 : 14), all[i].key[TREE_KEY_LEN - 1] = (uint8_t)i;
        }
        assert_int_equal(tables_begin(tables), 0);
        for (unsigned round = 0; round < ROUNDS; round++) {
                size_t count = 0;

                for (size_t i = round; i < LEAVES; i += 1 + round) {
                        if (round > 0 && i % 3 == 0)
                                all[i].value = none;
                        else
                                crypto_random(all[i].value.bytes, HASH_LEN);
                        some[count++] = all[i];
                }
                assert_int_equal(tree_change(tables, TREE_NUMBERS, &root, some, count), 0);
        }
        assert_int_equal(tables_commit(tables), 0);
        for (size_t i = 0; i < LEAVES; i++) {
                bool there = memcmp(&all[i].value, &none, sizeof(none)) != 0;

                living += there;
                expected += there && all[i].key[0] == 0x5a;
                assert_int_equal(tree_find(tables, TREE_NUMBERS, &root, all[i].key, &value), there ? 0 : TREE_E_ABSENT);
                assert_true(!there || hash_equal(&value, &all[i].value));
        }
        assert_int_equal(tree_check(tables, &none, &root, remember, &told), 0);
        assert_int_equal(told, living);
        assert_int_equal(tree_each(tables, TREE_NUMBERS, &root, (const uint8_t[TREE_KEY_LEN]){ 0x5a }, 2, remember, &in_prefix), 0);
        assert_int_equal(in_prefix, expected);
        assert_true(expected >= ALIKE / 2);
        /* A page that belongs to nobody, and one that is gone. */
        assert_int_equal(tables_define(tables, "INSERT INTO pages (path, content) VALUES (99, (SELECT content FROM pages WHERE path = 2))"), 0);
        assert_int_equal(tree_check(tables, &none, &root, remember, &told), TREE_E_DAMAGED);
        assert_int_equal(tables_define(tables, "DELETE FROM pages WHERE path = 99; DELETE FROM pages WHERE path = (SELECT max(path) FROM pages)"), 0);
        assert_int_equal(tree_check(tables, &none, &root, remember, &told), TREE_E_DAMAGED);
        tables_close(tables);
        free(all);
        free(some);
        print_message("%zu leaves\n", living);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(no_edit_is_told_or_washed),
                CASE(no_older_row_is_told),
                CASE(a_server_is_asked_a_few_times_however_deep_the_trees_are),
                CASE(trees_hold_what_a_list_holds),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
