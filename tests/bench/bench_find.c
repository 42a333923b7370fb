/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Finding one consignment among many, by its case and by its number: opening and verifying included, beside a bare select of the same row over
 * a connection of its own. On a file, then on the server of PICKUPBOX_TEST_DATABASE, to which it is moved as `office migrate` does. The registry is
 * filled through the library; PICKUPBOX_BENCH_CONSIGNMENTS says with how many. Last comes what grows with them: everything verified, which a list, a bundle, a
 * batch and cleaning begin with, and what 1,000 more take.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/resource.h>

#include "tests/bench/bench.h"
#include "tests/office/registry/place.h"

enum { AT_ONCE = 10000, USUAL = 20000, LOOKS = 1000, SERVER_LOOKS = 300, MORE = 1000, CASE_HALF_BYTES = 8 };

struct scene {
        struct place *place;
        struct record one;
};

static struct hash hash_of(uint32_t number) {
        struct hash hash;

        sha256(&number, sizeof(number), &hash);
        return hash;
}

/* Known again from its number alone. */
static struct record record_of(uint32_t number) {
        struct record record = place_record(RECORD_ISSUE, 0, (uint32_t)PLACE_NOW, 1);
        struct hash hash = hash_of(number);

        memcpy(record.cti, hash.bytes, CTI_LEN);
        memcpy(record.reference_tag, hash.bytes, TAG_LEN);
        return record;
}

static int compare_numbers(const void *a, const void *b) {
        struct hash left = hash_of(*(const uint32_t *)a), right = hash_of(*(const uint32_t *)b);

        return memcmp(&left, &right, sizeof(left));
}

/* In the order of their ids, so that neighbours share pages and filling takes a part of the time; the caller frees it. */
static uint32_t *order_of(uint32_t count) {
        uint32_t *numbers = calloc(count, sizeof(*numbers));

        assert_non_null(numbers);
        for (uint32_t i = 0; i < count; i++)
                numbers[i] = i;
        qsort(numbers, count, sizeof(*numbers), compare_numbers);
        return numbers;
}

static void fill(const struct registry_place *at, uint32_t count) {
        const struct registry_change first = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .machine = PLACE_MACHINE, .machine_len = strlen(PLACE_MACHINE) };
        struct record *records = calloc(AT_ONCE, sizeof(*records));
        uint32_t *numbers = order_of(count);
        struct registry_fault fault;
        struct registry *registry;

        assert_int_equal(registry_create(at, &first, &fault), 0);
        assert_int_equal(registry_open(at, &fault, &registry), 0);
        for (uint32_t done = 0; done < count; done += AT_ONCE) {
                uint32_t more = count - done < AT_ONCE ? count - done : AT_ONCE;

                for (uint32_t i = 0; i < more; i++)
                        records[i] = record_of(numbers[done + i]);
                place_write(registry, records, more);
        }
        registry_close(registry);
        free(records);
        free(numbers);
}

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

static void by_case(void *context) {
        struct scene *scene = context;
        struct issuance *found;
        struct registry_fault fault;
        struct registry *registry;
        size_t count;

        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        assert_int_equal(registry_find_prefix(registry, scene->one.cti, CASE_HALF_BYTES, &fault, &found, &count), 0);
        assert_true(count >= 1);
        free(found);
        registry_close(registry);
}

static void by_number(void *context) {
        struct scene *scene = context;
        struct issuance found;
        struct registry_fault fault;
        struct registry *registry;

        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        assert_int_equal(registry_find_number(registry, scene->one.reference_tag, &fault, &found), 0);
        registry_close(registry);
}

static void bare(void *context) {
        struct scene *scene = context;
        char error[TABLES_ERROR_SIZE];
        struct tables *tables;
        struct rows *rows;

        assert_int_equal(tables_open(scene->place->at.database, false, error, &tables), 0);
        assert_int_equal(tables_query(tables, "SELECT sealed FROM consignments WHERE cti = $1", VALUES(BYTES(scene->one.cti, CTI_LEN)), &rows), 0);
        assert_int_equal(rows_next(rows), 1);
        rows_done(rows);
        tables_close(tables);
}

static void compare(const char *name, struct scene *scene, uint32_t count, bench_fn *run) {
        static double thing[LOOKS], yardstick[LOOKS];
        unsigned looks = tables_is_server(scene->place->at.database) ? SERVER_LOOKS : LOOKS;
        const struct bench bench = { .name = name, .yardstick_name = "select", .rounds = looks, .repeat = 1, .yardstick_repeat = 1 };

        for (unsigned i = 0; i < looks; i++) {
                uint32_t which;
                double began;

                crypto_random(&which, sizeof(which));
                scene->one = record_of(which % count);
                began = bench_now_us();
                run(scene);
                thing[i] = bench_now_us() - began;
                crypto_random(&which, sizeof(which));
                scene->one = record_of(which % count);
                began = bench_now_us();
                bare(scene);
                yardstick[i] = bench_now_us() - began;
        }
        bench_print(&bench, thing, yardstick);
}

static void everything(const struct scene *scene, uint32_t count) {
        double began = bench_now_us(), took;
        struct registry_fault fault;
        struct registry *registry;
        struct rusage usage;

        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        assert_int_equal(registry_load(registry, &fault), 0);
        assert_int_equal(registry_issuances(registry)->count, count);
        took = bench_now_us() - began;
        registry_close(registry);
        getrusage(RUSAGE_SELF, &usage);
        printf("everything verified: %.1f s, %.1f us each; at most %ld MB of memory\n", took / 1e6, took / count, usage.ru_maxrss / 1000);
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

/* More of them, whose pages lie anywhere. */
static void some_more(const struct scene *scene, uint32_t count) {
        struct record *records = calloc(MORE, sizeof(*records));
        double began = bench_now_us();
        struct registry_fault fault;
        struct registry *registry;

        assert_non_null(records);
        for (uint32_t i = 0; i < MORE; i++)
                records[i] = record_of(count + i);
        assert_int_equal(registry_open(&scene->place->at, &fault, &registry), 0);
        place_write(registry, records, MORE);
        registry_close(registry);
        printf("%d more written in %.1f s\n", MORE, (bench_now_us() - began) / 1e6);
        free(records);
}

static void measure(struct scene *scene, uint32_t count) {
        printf("%s: %.0f MB\n", tables_is_server(scene->place->at.database) ? "server" : "file", (double)bytes_of(scene->place) / 1e6);
        bench_head();
        compare("find by case", scene, count, by_case);
        compare("find by number", scene, count, by_number);
        everything(scene, count);
        some_more(scene, count);
        fflush(stdout);
}

static void one_among_many(void **state) {
        const char *count_text = getenv("PICKUPBOX_BENCH_CONSIGNMENTS");
        uint32_t count = count_text ? (uint32_t)strtoul(count_text, NULL, 10) : USUAL;
        struct scene scene = { .place = *state };
        const char *database = scene.place->at.database;
        struct registry_place file = scene.place->at;
        double began = bench_now_us();

        scene.place->at.database = file.database = scene.place->file;
        fill(&file, count);
        printf("%u consignments in %.0f s\n", count, (bench_now_us() - began) / 1e6);
        fflush(stdout);
        measure(&scene, count);
        if (!tables_is_server(database))
                return;
        move(&file, database);
        scene.place->at.database = database;
        measure(&scene, count + MORE);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(one_among_many, place_set_up, place_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
