/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Finding one consignment among many, by its case and by its number: opening and verifying included, beside a bare select of the same row over
 * a connection of its own. On a file, or on the server of PICKUPBOX_TEST_DATABASE. The registry is filled through the library;
 * PICKUPBOX_BENCH_CONSIGNMENTS says with how many. Last comes what grows with them: everything verified, which a list, a bundle, a
 * batch and cleaning begin with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/bench/bench.h"
#include "tests/office/registry/place.h"

enum { AT_ONCE = 10000, USUAL = 20000, LOOKS = 1000, CASE_HALF_BYTES = 8 };

struct scene {
        struct place *place;
        struct record one;
};

/* Known again from its number alone. */
static struct record record_of(uint32_t number) {
        struct record record = place_record(RECORD_ISSUE, 0, (uint32_t)PLACE_NOW, 1);
        struct hash hash;

        sha256(&number, sizeof(number), &hash);
        memcpy(record.cti, hash.bytes, CTI_LEN);
        memcpy(record.reference_tag, hash.bytes, TAG_LEN);
        return record;
}

static void fill(struct place *place, uint32_t count) {
        const struct registry_change first = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .machine = PLACE_MACHINE, .machine_len = strlen(PLACE_MACHINE) };
        struct record *records = calloc(AT_ONCE, sizeof(*records));
        struct registry_fault fault;
        struct registry *registry;

        assert_int_equal(registry_create(&place->at, &first, &fault), 0);
        assert_int_equal(registry_open(&place->at, &fault, &registry), 0);
        for (uint32_t done = 0; done < count; done += AT_ONCE) {
                uint32_t more = count - done < AT_ONCE ? count - done : AT_ONCE;

                for (uint32_t i = 0; i < more; i++)
                        records[i] = record_of(done + i);
                place_write(registry, records, more);
        }
        registry_close(registry);
        free(records);
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
        const struct bench bench = { .name = name, .yardstick_name = "select", .rounds = LOOKS, .repeat = 1, .yardstick_repeat = 1 };

        for (unsigned i = 0; i < LOOKS; i++) {
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

static void one_among_many(void **state) {
        const char *count_text = getenv("PICKUPBOX_BENCH_CONSIGNMENTS");
        uint32_t count = count_text ? (uint32_t)strtoul(count_text, NULL, 10) : USUAL;
        struct scene scene = { .place = *state };
        double began = bench_now_us();

        fill(scene.place, count);
        printf("%u consignments in %.0f s, %.0f MB\n", count, (bench_now_us() - began) / 1e6, (double)bytes_of(scene.place) / 1e6);
        bench_head();
        compare("find by case", &scene, count, by_case);
        compare("find by number", &scene, count, by_number);
        everything(&scene, count);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(one_among_many, place_set_up, place_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
