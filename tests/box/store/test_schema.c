/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>

#include <stdio.h>

#include "controller/box/store/schema.h"
#include "tests/box/store/box.h"
#include "tests/support/cmocka.h"

struct fixture {
        struct box_files files;
        struct database database;
};

/* An adopted store with one consignment, then closed and opened as a bare database. */
static int set_up(void **state) {
        static struct fixture fixture;
        struct store *store;

        box_folder_make(&fixture.files);
        store = box_store(&fixture.files);
        box_bring(store, CONSIGNMENT_ISSUED);
        store_close(store);
        assert_int_equal(database_open(&fixture.database, fixture.files.path, false), 0);
        database_trust(&fixture.database);
        *state = &fixture;
        return 0;
}

static int tear_down(void **state) {
        struct fixture *fixture = *state;

        database_close(&fixture->database);
        box_folder_remove(&fixture->files);
        return 0;
}

static int reopen(struct fixture *f) {
        struct store *store = NULL;
        int r;

        database_close(&f->database);
        r = store_open(f->files.path, STORE_MODE_SIMULATED, &store);
        store_close(store);
        return r;
}

static void the_database_refuses_to_change_or_delete_entries(void **state) {
        static const char *const deeds[] = {
                "UPDATE entries SET line = 'x' WHERE n = 1",
                "UPDATE entries SET nodes = x'' WHERE n = 1",
                "UPDATE entries SET n = n + 100",
                "DELETE FROM entries",
                "DELETE FROM entries WHERE n = 0",
                "INSERT OR REPLACE INTO entries (n, line, nodes) VALUES (0, 'x', x'')",
                "REPLACE INTO entries (n, line, nodes) VALUES (1, 'x', x'')",
                "INSERT INTO entries (n, line, nodes) VALUES (100, 'x', x'')",
                "INSERT INTO entries (n, line, nodes) VALUES (-1, 'x', x'')",
                "UPDATE ledger SET size = 0",
                "DELETE FROM ledger",
                "UPDATE consignments SET state = 2",
                "UPDATE box SET mode = 2",
                "INSERT INTO archives (size, root, edge) VALUES (1, zeroblob(32), zeroblob(32))",
                "INSERT INTO archives (size, root, edge) VALUES (0, zeroblob(32), x'')",
        };
        struct fixture *f = *state;

        for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
                if (database_execute(&f->database, deeds[i]) != -EPROTO)
                        fail_msg("not refused: %s", deeds[i]);
        assert_int_equal(reopen(f), 0);
}

static void columns_keep_their_types(void **state) {
        struct fixture *f = *state;

        assert_int_equal(database_execute(&f->database, "UPDATE compartments SET why = x'00'"), -EPROTO);
        assert_int_equal(database_execute(&f->database, "UPDATE tags SET pin = x'00'"), -EPROTO);
        assert_int_equal(database_execute(&f->database, "UPDATE compartments SET state = 9"), -EPROTO);
}

static void a_newer_file_is_refused_and_kept(void **state) {
        struct fixture *f = *state;

        char pragma[64];

        snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", STORE_SCHEMA + 1);
        assert_int_equal(database_execute(&f->database, pragma), 0);
        assert_int_equal(reopen(f), STORE_E_NEWER);
        assert_int_equal(reopen(f), STORE_E_NEWER);
}

static void somebody_elses_database_is_refused(void **state) {
        struct fixture *f = *state;

        assert_int_equal(database_execute(&f->database, "PRAGMA application_id = 1"), 0);
        assert_int_equal(reopen(f), STORE_E_DAMAGED);
}

static void a_file_without_a_version_is_refused(void **state) {
        struct fixture *f = *state;

        assert_int_equal(database_execute(&f->database, "PRAGMA user_version = 0"), 0);
        assert_int_equal(reopen(f), STORE_E_DAMAGED);
}

static void a_later_migration_is_added_to_what_is_there(void **state) {
        const char *migrations[STORE_SCHEMA + 1];
        const struct schema later = { migrations, ARRAY_LEN(migrations) };
        struct fixture *f = *state;
        int64_t value;

        for (unsigned i = 0; i < STORE_SCHEMA - 1; i++)
                migrations[i] = "this one was applied long ago and is not read again";
        migrations[STORE_SCHEMA - 1] = "ALTER TABLE compartments ADD COLUMN height INTEGER NOT NULL DEFAULT 7";
        migrations[STORE_SCHEMA] = "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO more VALUES (3)";
        assert_int_equal(schema_migrate(&f->database, &later, STORE_SCHEMA - 1), 0);
        assert_int_equal(schema_version(&f->database, &value), 0);
        assert_int_equal(value, STORE_SCHEMA + 1);
        assert_int_equal(database_integer(&f->database, "SELECT sum(height) FROM compartments", NO_VALUES, &value), 0);
        assert_int_equal(value, 7 * BOX_COMPARTMENTS);
        assert_int_equal(database_integer(&f->database, "SELECT x FROM more", NO_VALUES, &value), 0);
        assert_int_equal(value, 3);
        assert_int_equal(schema_check(&f->database), 0);
        assert_int_equal(reopen(f), STORE_E_NEWER);
}

/* What the schema before this one knew by the state of the compartment: 1 is occupied, 3 quarantined; 4 in the wishes is for old papers. */
static void what_was_waited_for_still_is_after_the_fourteenth_migration_and_the_next(void **state) {
        static const struct {
                const char *set;
                int64_t unshut, papers_owed;
        } cases[] = {
                { "UPDATE consignments SET wishes = 1", 1, 0 },
                { "UPDATE consignments SET wishes = 5", 1, 1 },
                { "UPDATE consignments SET wishes = 5; UPDATE compartments SET state = 3 WHERE cti IS NOT NULL", 0, 0 },
        };
        struct fixture *f = *state;
        int64_t value;

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_int_equal(database_execute(&f->database, cases[i].set), 0);
                assert_int_equal(database_execute(&f->database, "ALTER TABLE consignments DROP COLUMN unshut; ALTER TABLE consignments DROP COLUMN papers_owed;"
                                                                "ALTER TABLE compartments DROP COLUMN told_open; PRAGMA user_version = 13"), 0);
                assert_int_equal(reopen(f), 0);
                assert_int_equal(database_open(&f->database, f->files.path, false), 0);
                assert_int_equal(database_integer(&f->database, "SELECT unshut FROM consignments WHERE state = 4", NO_VALUES, &value), 0);
                assert_int_equal(value, cases[i].unshut);
                assert_int_equal(database_integer(&f->database, "SELECT papers_owed FROM consignments WHERE state = 4", NO_VALUES, &value), 0);
                assert_int_equal(value, cases[i].papers_owed);
                assert_int_equal(database_integer(&f->database, "SELECT sum(told_open) FROM compartments", NO_VALUES, &value), 0);
                assert_int_equal(value, cases[i].unshut);
        }
}

static void a_file_from_before_the_archive_is_brought_up_to_date(void **state) {
        struct fixture *f = *state;
        int64_t value;

        assert_int_equal(database_execute(&f->database, "DROP TABLE witnessed; DROP TABLE audited; DROP TABLE counted; DROP TABLE unknown; DROP TABLE listed; DROP TABLE stated; DROP TABLE former_entries; DROP TABLE former_archives; DROP TRIGGER ledger_grows;"
                                                        "DROP TRIGGER entries_are_not_deleted; DROP TABLE archives; DROP TABLE generations;"
                                                        "ALTER TABLE consignments DROP COLUMN restored; ALTER TABLE consignments DROP COLUMN unshut; ALTER TABLE consignments DROP COLUMN papers_owed;"
                                                        "CREATE TRIGGER ledger_grows BEFORE UPDATE ON ledger WHEN NEW.size < OLD.size"
                                                        "  BEGIN SELECT raise(ABORT, 'the ledger grows'); END;"
                                                        "ALTER TABLE box DROP COLUMN anchored; ALTER TABLE ledger DROP COLUMN clock; ALTER TABLE compartments DROP COLUMN since;"
                                                        "ALTER TABLE compartments DROP COLUMN coil_lost; ALTER TABLE compartments DROP COLUMN told_open; ALTER TABLE staff DROP COLUMN given;"
                                                        "CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries"
                                                        "  BEGIN SELECT raise(ABORT, 'entries are not deleted'); END;"
                                                        "PRAGMA user_version = 1"), 0);
        assert_int_equal(reopen(f), 0);
        assert_int_equal(database_open(&f->database, f->files.path, false), 0);
        assert_int_equal(schema_version(&f->database, &value), 0);
        assert_int_equal(value, STORE_SCHEMA);
        assert_int_equal(database_execute(&f->database, "DELETE FROM entries WHERE n = 0"), -EPROTO);
        assert_int_equal(database_integer(&f->database, "SELECT count(*) FROM archives", NO_VALUES, &value), 0);
        assert_int_equal(value, 0);
}

static void a_migration_that_fails_leaves_the_file_as_it_was(void **state) {
        const char *const migrations[] = { "", "CREATE TABLE more (x INTEGER) STRICT", "CREATE TABLE more (x INTEGER) STRICT" };
        const struct schema later = { migrations, ARRAY_LEN(migrations) };
        struct fixture *f = *state;
        int64_t value;

        assert_true(schema_migrate(&f->database, &later, 1) < 0);
        assert_int_equal(schema_version(&f->database, &value), 0);
        assert_int_equal(value, STORE_SCHEMA);
        assert_int_equal(database_integer(&f->database, "SELECT count(*) FROM sqlite_schema WHERE name = 'more'", NO_VALUES, &value), 0);
        assert_int_equal(value, 0);
        assert_int_equal(reopen(f), 0);
}

static void every_connection_waits_for_the_disk_and_wipes(void **state) {
        struct fixture *f = *state;
        int64_t value;

        assert_int_equal(database_integer(&f->database, "PRAGMA synchronous", NO_VALUES, &value), 0);
        assert_int_equal(value, 2); /* FULL */
        assert_int_equal(database_integer(&f->database, "PRAGMA secure_delete", NO_VALUES, &value), 0);
        assert_int_equal(value, 1);
        assert_int_equal(database_integer(&f->database, "PRAGMA foreign_keys", NO_VALUES, &value), 0);
        assert_int_equal(value, 1);
        assert_int_equal(database_integer(&f->database, "PRAGMA wal_autocheckpoint", NO_VALUES, &value), 0);
        assert_int_equal(value, 0);
        assert_int_equal(database_integer(&f->database, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND NOT strict"
                                                        " AND name NOT LIKE 'sqlite_%'", NO_VALUES, &value), 0);
        assert_int_equal(value, 0);
}

#define SCHEMA_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SCHEMA_TEST(the_database_refuses_to_change_or_delete_entries),
                SCHEMA_TEST(columns_keep_their_types),
                SCHEMA_TEST(a_newer_file_is_refused_and_kept),
                SCHEMA_TEST(somebody_elses_database_is_refused),
                SCHEMA_TEST(a_file_without_a_version_is_refused),
                SCHEMA_TEST(a_later_migration_is_added_to_what_is_there),
                SCHEMA_TEST(what_was_waited_for_still_is_after_the_fourteenth_migration_and_the_next),
                SCHEMA_TEST(a_file_from_before_the_archive_is_brought_up_to_date),
                SCHEMA_TEST(a_migration_that_fails_leaves_the_file_as_it_was),
                SCHEMA_TEST(every_connection_waits_for_the_disk_and_wipes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
