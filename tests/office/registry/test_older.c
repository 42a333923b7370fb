/* SPDX-License-Identifier: EUPL-1.2 */
/* Databases of older schemas: they are read as they are, and become one of today with the next act, or stay what they are, whenever it dies. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/ledger/anchor.h"
#include "tests/office/dying.h"
#include "tests/office/registry/place.h"

enum { KNOWN = 5, KEPT = 7 /* the id of one more, whose own reference a program of today would have kept */, NEXT = 9 /* the id that the next act issues */ };

/* ---- dying ---- */

DYING(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING(int, tables_define, (struct tables *tables, const char *sql), (tables, sql))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
      (path, follow, bundle_version, note, len))

/* ---- an older one ---- */

static void define(const struct place *place, const char *sql) {
        struct tables *tables = place_intrude(place);

        assert_int_equal(tables_define(tables, sql), 0);
        tables_close(tables);
}

/* A server whose columns are as they were has samples of their values, as it takes them by itself. */
static void gather_samples(const struct place *place) {
        static const char *const columns[] = { "reference", "sealed", "born", "own" };
        struct tables *tables = place_intrude(place);
        char sql[96];

        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
                snprintf(sql, sizeof(sql), "ALTER TABLE consignments ALTER COLUMN %s SET STATISTICS -1", columns[i]);
                assert_int_equal(tables_define_each(tables, NULL, sql), 0);
        }
        assert_int_equal(tables_define_each(tables, NULL, "ANALYZE"), 0);
        tables_close(tables);
}

/* Of how many columns with values it has some, also when it has gathered them anew. A file keeps none. */
static int64_t sampled(const struct place *place) {
        struct tables *tables = place_intrude(place);
        int64_t count = 0;

        for (unsigned again = 0; !tables_is_file(tables) && again < 2; again++) {
                int64_t now;

                assert_int_equal(tables_integer(tables,
                                                "SELECT count(*) FROM pg_stats WHERE tablename IN ('consignments', 'pages', 'accesses')"
                                                " AND attname IN ('reference', 'sealed', 'born', 'own', 'own_salt', 'content', 'line')",
                                                NO_VALUES, &now), 0);
                count = again == 0 || now > count ? now : count;
                assert_int_equal(tables_define(tables, "ANALYZE"), 0);
        }
        tables_close(tables);
        return count;
}

/* As a program of that schema left it. */
static void make(struct place *place, unsigned version) {
        place_empty(place->file);
        unlink(place->anchor);
        place_schema = version;
        place_fill(place);
        place_schema = REGISTRY_SCHEMA;
        define(place, "ALTER TABLE consignments DROP COLUMN own_salt; UPDATE schema_version SET version = 5");
        gather_samples(place);
        if (version <= 4)
                define(place, "DROP TABLE boxes; ALTER TABLE consignments DROP COLUMN stage; ALTER TABLE consignments DROP COLUMN stage_at;"
                      " ALTER TABLE consignments DROP COLUMN deadline; UPDATE schema_version SET version = 4");
        if (version <= 3)
                define(place, "DROP TABLE accesses; UPDATE schema_version SET version = 3");
        if (version <= 2)
                define(place, "ALTER TABLE consignments DROP COLUMN born; ALTER TABLE consignments DROP COLUMN own; UPDATE schema_version SET version = 2");
        if (version == 1)
                define(place, "DROP TABLE summary; DROP TABLE pages; UPDATE schema_version SET version = 1");
}

static int64_t version_of(const struct place *place) {
        struct tables *tables = place_intrude(place);
        int64_t version;

        assert_int_equal(tables_integer(tables, "SELECT version FROM schema_version", NO_VALUES, &version), 0);
        tables_close(tables);
        return version;
}

/* Those that it had, and the next one when it was issued. */
static void look_up_all(struct registry *registry, bool issued) {
        const struct record next = place_record(RECORD_ISSUE, NEXT, 100000, 1);
        struct issuance issuance, *found = NULL;
        struct registry_fault fault;
        size_t count = 0;

        for (uint8_t i = 1; i <= NEXT; i++) {
                const uint8_t cti[CTI_LEN] = { i };

                assert_int_equal(registry_find(registry, cti, &fault, &issuance), i <= KNOWN || i == KEPT || (i == NEXT && issued) ? 0 : REGISTRY_ABSENT);
                if (i == 3)
                        assert_true(issuance.revoked);
        }
        assert_int_equal(registry_find_blind(registry, BLIND_OWN, next.blinds.own, &fault, &found, &count), 0);
        assert_int_equal(count, issued);
        free(found);
}

static void write_next(struct registry *registry) {
        const struct record next = place_record(RECORD_ISSUE, NEXT, 100000, 1);

        place_write(registry, &next, 1);
}

/* The first and the third have ended; what is kept of them is found all the same. */
enum { ENDED = 2, ENDED_AT = 100200 };

static void erase_next(struct registry *registry) {
        place_erase(registry, ENDED_AT, 0, ENDED);
}

static void look_up_ended(struct registry *registry, unsigned version, bool erased) {
        for (uint8_t i = 1; i <= 3; i += 2) {
                const struct record record = place_record(RECORD_ISSUE, i, 100000, 1);
                struct issuance issuance, *found = NULL;
                struct registry_fault fault;
                size_t count = 0;

                assert_int_equal(registry_find(registry, record.cti, &fault, &issuance), 0);
                assert_int_equal(issuance.erased, erased);
                assert_int_equal(issuance.own_kept, erased && version >= 3);
                assert_int_equal(registry_find_blind(registry, BLIND_OWN, record.blinds.own, &fault, &found, &count), 0);
                assert_int_equal(count, version >= 3);
                free(found);
        }
}

static void is_taken_over(struct place *place, unsigned version) {
        struct registry *registry;

        make(place, version);
        place_expect_good(place);
        assert_int_equal(sampled(place) > 0, getenv("PICKUPBOX_TEST_DATABASE") != NULL);
        registry = place_enter(place);
        look_up_all(registry, false);
        assert_int_equal(version_of(place), version);
        write_next(registry);
        look_up_all(registry, true);
        registry_close(registry);
        assert_int_equal(version_of(place), REGISTRY_SCHEMA);
        assert_int_equal(sampled(place), 0);
        place_expect_good(place);
        registry = place_enter(place);
        look_up_all(registry, true);
        registry_close(registry);
}

static void an_older_schema_is_taken_over_with_the_next_act(void **state) {
        for (unsigned version = 1; version < REGISTRY_SCHEMA; version++)
                is_taken_over(*state, version);
}

/* An erasure as the first act of today. */
static void an_older_schema_is_taken_over_by_an_erasure(void **state) {
        struct place *place = *state;

        for (unsigned version = 1; version < REGISTRY_SCHEMA; version++) {
                struct registry *registry;

                make(place, version);
                registry = place_enter(place);
                look_up_ended(registry, version, false);
                erase_next(registry);
                look_up_ended(registry, version, true);
                registry_close(registry);
                assert_int_equal(version_of(place), REGISTRY_SCHEMA);
                place_expect_good(place);
                registry = place_enter(place);
                look_up_ended(registry, version, true);
                if (version >= 3)
                        place_forget_own(registry, ENDED_AT, ENDED);
                registry_close(registry);
                place_expect_good(place);
        }
}

static void what_is_only_called_older_is_refused(void **state) {
        struct place *place = *state;
        struct registry_fault fault;

        place_fill(place);
        define(place, "UPDATE schema_version SET version = 1");
        assert_int_equal(place_open(place, &fault), REGISTRY_E_SUMMARY);
        define(place, "UPDATE schema_version SET version = 2");
        assert_int_equal(place_open(place, &fault), REGISTRY_E_SUMMARY);
        define(place, "UPDATE schema_version SET version = 3");
        assert_int_equal(place_open(place, &fault), REGISTRY_E_SUMMARY);
        define(place, "UPDATE schema_version SET version = 4");
        assert_int_equal(place_open(place, &fault), REGISTRY_E_SUMMARY);
        define(place, "UPDATE schema_version SET version = 5");
        assert_int_equal(place_open(place, &fault), REGISTRY_E_SUMMARY);
        define(place, "UPDATE schema_version SET version = 6");
        place_expect_good(place);
}

/* ---- killed ---- */

/* Whether it got to its end. */
static bool write_and_die(const struct place *place, void (*act)(struct registry *), int steps) {
        pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0) {
                struct registry *registry = place_enter(place);

                die_at(steps);
                act(registry);
                _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
        return WIFEXITED(status);
}

static void is_killed_everywhere(struct place *place, unsigned version, bool erases) {
        unsigned kills = 0, taken_over = 0;
        struct registry *registry;

        make(place, version);
        for (int steps = 0;; steps++) {
                bool ended = write_and_die(place, erases ? erase_next : write_next, steps), over = version_of(place) == REGISTRY_SCHEMA;

                place_expect_good(place);
                registry = place_enter(place);
                look_up_all(registry, over && !erases);
                look_up_ended(registry, version, over && erases);
                registry_close(registry);
                if (ended)
                        break;
                kills++;
                taken_over += over;
                if (over)
                        make(place, version);
        }
        print_message("schema %u, %s: %u kills, %u behind the commit: all of it or nothing\n", version, erases ? "erasing" : "issuing", kills, taken_over);
        assert_true(kills > 10 && taken_over >= 2 && taken_over < kills);
}

static void taking_over_is_whole_or_not_at_all(void **state) {
        bool all = !getenv("PICKUPBOX_TEST_DATABASE") || getenv("PICKUPBOX_FULL");

        /* A server takes its time: in the usual run the newest step there. */
        for (unsigned version = all ? 1 : REGISTRY_SCHEMA - 1; version < REGISTRY_SCHEMA; version++)
                is_killed_everywhere(*state, version, false);
        is_killed_everywhere(*state, REGISTRY_SCHEMA - 1, true);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(an_older_schema_is_taken_over_with_the_next_act),
                CASE(an_older_schema_is_taken_over_by_an_erasure),
                CASE(what_is_only_called_older_is_refused),
                CASE(taking_over_is_whole_or_not_at_all),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
