/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Finding one consignment among many by its case, its number, the office's own reference and the birth date, and finding that there is none, in one connection
 * beside a bare select of a row by its key in another; and by its case with opening and verifying, as a command does it. On a file, then on
 * the server of PICKUPBOX_TEST_DATABASE, to which it is moved as `office migrate` does. PICKUPBOX_BENCH_CONSIGNMENTS says with how many; PICKUPBOX_FULL: five
 * million. Last comes what grows with them: everything verified, which a list, a bundle, a batch and cleaning begin with, what 1,000 more take, and what one box tells.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>

#include "tests/bench/bench.h"
#include "tests/bench/many.h"

enum { USUAL = 20000, FULL = 5000000, THERE = 2000, ABSENT = 200, LOOKS = THERE + ABSENT, COMMANDS = 200, BIRTHS = 100, MORE = 1000, CASE_HALF_BYTES = 8, FACTS = 200 };
/* Numbers from here on were given to none. */
enum { NOBODY = 9000000 };

struct scene {
        struct place *place;
        struct many many;
        uint32_t count;
        struct registry *registry;
        struct tables *bare;
        struct record one;              /* what is looked for */
        struct order order;
        bool there;
};

typedef void look_fn(struct scene *scene);

/* Every row of every table, digested on both sides. */
static void move(const struct registry_place *at, const char *server) {
        double began = bench_now_us();
        struct registry_fault fault;
        struct registry_copied copied;
        struct registry *registry;

        assert_int_equal(registry_open(at, &fault, &registry), 0);
        assert_int_equal(registry_copy(registry, server, &fault, &copied), 0);
        registry_close(registry);
        printf("moved to the server in %.0f s\n", (bench_now_us() - began) / 1e6);
        assert_int_equal(unlink(at->database), 0);
}

/* ---- looks ---- */

/* What is found is the one that was looked for, and opens under its key. */
static void check(const struct scene *scene, const struct issuance *found, size_t count) {
        struct order order;
        size_t i = 0;

        while (i < count && memcmp(found[i].cti, scene->one.cti, CTI_LEN) != 0)
                i++;
        assert_int_equal(i < count, scene->there);
        if (!scene->there)
                return;
        assert_int_equal(order_unseal(found[i].sealed, found[i].cti, found[i].version, scene->many.values, &order), 0);
        assert_string_equal(order.birth, scene->order.birth);
        assert_string_equal(order.box, scene->order.box);
}

static void by_case(struct scene *scene) {
        struct issuance *found = NULL;
        struct registry_fault fault;
        size_t count;

        assert_int_equal(registry_find_prefix(scene->registry, scene->one.cti, CASE_HALF_BYTES, &fault, &found, &count), 0);
        check(scene, found, count);
        free(found);
}

static void by_number(struct scene *scene) {
        struct registry_fault fault;
        struct issuance found;
        int r = registry_find_number(scene->registry, scene->one.reference_tag, &fault, &found);

        assert_int_equal(r, scene->there ? 0 : REGISTRY_ABSENT);
        check(scene, &found, r == 0);
}

static void by_blind(struct scene *scene, enum blind_column column, const uint8_t blind[BLIND_LEN]) {
        struct issuance *found = NULL;
        struct registry_fault fault;
        size_t count;

        assert_int_equal(registry_find_blind(scene->registry, column, blind, &fault, &found, &count), 0);
        check(scene, found, count);
        free(found);
}

static void by_own(struct scene *scene) {
        by_blind(scene, BLIND_OWN, scene->one.blinds.own);
}

static void by_born(struct scene *scene) {
        by_blind(scene, BLIND_BORN, scene->one.blinds.born);
}

static void as_a_command(struct scene *scene) {
        struct registry *kept = scene->registry;
        struct registry_fault fault;

        assert_int_equal(registry_open(&scene->place->at, &fault, &scene->registry), 0);
        by_case(scene);
        registry_close(scene->registry);
        scene->registry = kept;
}

static void select_row(struct scene *scene) {
        struct rows *rows;

        assert_int_equal(tables_query(scene->bare, "SELECT sealed FROM consignments WHERE cti = $1", VALUES(BYTES(scene->one.cti, CTI_LEN)), &rows), 0);
        assert_int_equal(rows_next(rows), scene->there);
        rows_done(rows);
}

static void select_as_a_command(struct scene *scene) {
        struct tables *kept = scene->bare;
        char error[TABLES_ERROR_SIZE];

        assert_int_equal(tables_open(scene->place->at.database, false, error, &scene->bare), 0);
        select_row(scene);
        tables_close(scene->bare);
        scene->bare = kept;
}

static void choose(struct scene *scene, bool there) {
        uint32_t random, number;

        crypto_random(&random, sizeof(random));
        number = there ? random % scene->count : NOBODY + random % 1000000;
        scene->there = there;
        scene->one = many_record(&scene->many, number);
        scene->order = many_order(number);
}

static double time_of(struct scene *scene, look_fn *run) {
        double began = bench_now_us();

        run(scene);
        return bench_now_us() - began;
}

/* `absent` of them look for what there is not, spread among the others. */
static void compare(const char *name, struct scene *scene, look_fn *run, look_fn *beside, unsigned looks, unsigned absent) {
        static double thing[LOOKS], yardstick[LOOKS];
        const struct bench bench = { .name = name, .yardstick_name = "select", .rounds = looks };

        for (unsigned i = 0; i < looks; i++) {
                bool there = absent == 0 || i % (looks / absent) != 0;

                choose(scene, there);
                thing[i] = time_of(scene, run);
                choose(scene, there);
                yardstick[i] = time_of(scene, beside);
        }
        bench_print(&bench, thing, yardstick);
}

static void look(struct scene *scene) {
        char error[TABLES_ERROR_SIZE];
        struct registry_fault fault;

        assert_int_equal(registry_open(&scene->place->at, &fault, &scene->registry), 0);
        assert_int_equal(tables_open(scene->place->at.database, false, error, &scene->bare), 0);
        bench_head();
        compare("find by case", scene, by_case, select_row, LOOKS, ABSENT);
        compare("find by number", scene, by_number, select_row, LOOKS, ABSENT);
        compare("find by own reference", scene, by_own, select_row, LOOKS, ABSENT);
        compare("find by birth date", scene, by_born, select_row, BIRTHS, 0);
        compare("find by case, opened each time", scene, as_a_command, select_as_a_command, COMMANDS, COMMANDS / 10);
        tables_close(scene->bare);
        registry_close(scene->registry);
}

/* ---- what grows ---- */

static void everything(const struct scene *scene) {
        double began = bench_now_us(), took;
        struct registry_fault fault;
        struct registry *registry;
        struct rusage usage;

        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        assert_int_equal(registry_load(registry, &fault), 0);
        assert_int_equal(registry_issuances(registry)->count, scene->count);
        took = bench_now_us() - began;
        registry_close(registry);
        getrusage(RUSAGE_SELF, &usage);
        printf("everything verified: %.1f s, %.1f us each; at most %ld MB of memory\n", took / 1e6, took / scene->count, usage.ru_maxrss / 1000);
}

static int64_t bytes_of(const struct place *place) {
        char error[TABLES_ERROR_SIZE];
        struct tables *tables;
        int64_t bytes;

        assert_int_equal(tables_open(place->at.database, false, error, &tables), 0);
        assert_int_equal(tables_integer(tables, tables_is_file(tables) ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
                                                                       : "SELECT pg_database_size(current_database())", NO_VALUES, &bytes), 0);
        tables_close(tables);
        return bytes;
}

static double processor_s(void) {
        struct rusage usage;

        getrusage(RUSAGE_SELF, &usage);
        return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* What the box of the first one tells of so many of its own; returns how many there are. */
static size_t facts_of(const struct scene *scene, enum stage stage, struct stage_fact facts[FACTS]) {
        const struct order first = many_order(0);
        size_t count = 0;

        for (uint32_t i = 0; count < FACTS && i < scene->count; i++) {
                const struct record record = many_record(&scene->many, i);

                if (strcmp(record.box, first.box) != 0)
                        continue;
                facts[count] = (struct stage_fact){ .stage = stage, .at = (uint32_t)PLACE_NOW, .deadline = stage == STAGE_LOADED ? (uint32_t)PLACE_NOW + 86400 : 0 };
                memcpy(facts[count++].cti, record.cti, CTI_LEN);
        }
        return count;
}

/* One export of a box in the store, as `office sync` does it behind reading it; `whole`: with everything verified before. */
static void take_report(const struct scene *scene, const char *name, enum stage stage, bool whole) {
        struct stage_fact facts[FACTS];
        struct registry_report report = {
                .seen = { .key = { 3 }, .checkpoint = { .origin = "x.example/pickupbox/K000", .size = (uint64_t)stage } }, .note = name, .note_len = strlen(name),
                .facts = facts, .fact_count = facts_of(scene, stage, facts),
        };
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .reports = &report, .report_count = 1 };
        struct issuance *known = calloc(FACTS, sizeof(*known));
        double began = bench_now_us(), processor = processor_s();
        struct registry_box seen;
        struct registry_fault fault;
        struct registry *registry;
        int r;

        assert_non_null(known);
        snprintf(report.seen.box, sizeof(report.seen.box), "%s", many_order(0).box);
        for (size_t i = 0; i < report.fact_count; i++)
                memcpy(known[i].cti, facts[i].cti, CTI_LEN);
        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        if (whole)
                assert_int_equal(registry_load(registry, &fault), 0);
        r = registry_find_box(registry, report.seen.box, &fault, &seen);
        assert_true(r == 0 || (r == REGISTRY_ABSENT && stage == STAGE_LOADED));
        assert_int_equal(registry_find_all(registry, known, report.fact_count, &fault), 0);
        assert_int_equal(registry_write(registry, &change, &fault), 0);
        registry_close(registry);
        printf("%s, of %zu consignments: %.3f s, %.3f s of processor here\n", name, report.fact_count, (bench_now_us() - began) / 1e6, processor_s() - processor);
        free(known);
}

/* More of them, whose pages lie anywhere. */
static void some_more(struct scene *scene) {
        struct record *records = calloc(MORE, sizeof(*records));
        struct registry_fault fault;
        struct registry *registry;
        double began;

        assert_non_null(records);
        for (uint32_t i = 0; i < MORE; i++)
                records[i] = many_record(&scene->many, scene->count + i);
        began = bench_now_us();
        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        place_write(registry, records, MORE);
        registry_close(registry);
        printf("%d more written in %.1f s\n", MORE, (bench_now_us() - began) / 1e6);
        scene->count += MORE;
        free(records);
}

static void measure(struct scene *scene) {
        double bytes = (double)bytes_of(scene->place);

        printf("%s: %.0f MB, %.0f bytes each\n", tables_is_server(scene->place->at.database) ? "server" : "file", bytes / 1e6, bytes / scene->count);
        look(scene);
        everything(scene);
        take_report(scene, "first that a box tells", STAGE_LOADED, false);
        some_more(scene);
        take_report(scene, "next that it tells", STAGE_COLLECTED, false);
        take_report(scene, "the same with everything verified before", STAGE_TAKEN_OUT, true);
        fflush(stdout);
}

static uint32_t how_many(void) {
        const char *count = getenv("PICKUPBOX_BENCH_CONSIGNMENTS");

        return count ? (uint32_t)strtoul(count, NULL, 10) : getenv("PICKUPBOX_FULL") ? FULL : USUAL;
}

static void one_among_many(void **state) {
        struct scene scene = { .place = *state, .count = how_many() };
        const char *database = scene.place->at.database;
        struct registry_place file = scene.place->at;
        double began = bench_now_us();

        scene.place->at.database = file.database = scene.place->file;
        many_init(&scene.many);
        many_fill(&scene.many, &file, scene.count);
        printf("%u consignments in %.0f s\n", scene.count, (bench_now_us() - began) / 1e6);
        fflush(stdout);
        measure(&scene);
        if (tables_is_server(database)) {
                move(&file, database);
                scene.place->at.database = database;
                measure(&scene);
        }
        many_deinit(&scene.many);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(one_among_many, place_set_up, place_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
