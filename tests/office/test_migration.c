/* SPDX-License-Identifier: EUPL-1.2 */
/* An office's database moved from its file to the server of PICKUPBOX_TEST_DATABASE, also when the move is cut off anywhere. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/office/clean.h"
#include "controller/office/migration.h"
#include "controller/office/registry/tables.h"
#include "tests/office/dying_writes.h"
#include "tests/office/fixture.h"
#include "tests/office/registry/place.h"

enum { LISTING_SIZE = 16384, STEPS_MAX = 400 };

static char server[256];

/* ---- dying ---- */

DYING(int, rename, (const char *from, const char *to), (from, to))

/* ---- an office in a file, and an empty server ---- */

static int set_up(void **state) {
        const char *address = getenv("PICKUPBOX_TEST_DATABASE");

        if (address) {
                snprintf(server, sizeof(server), "%s", address);
                unsetenv("PICKUPBOX_TEST_DATABASE");
        }
        setenv("PICKUPBOX_TEST_DATABASE", server, 1);
        (void)place_empty("");
        unsetenv("PICKUPBOX_TEST_DATABASE");
        return fixture_set_up(state);
}

static int migrate(struct fixture *fixture) {
        struct registry_copied copied;

        return office_migrate(fixture->dir, server, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &copied);
}

static const char *path_of(const struct fixture *fixture, const char *name) {
        static char path[200];

        snprintf(path, sizeof(path), "%s/%s", fixture->dir, name);
        return path;
}

/* Of one that is revoked: what goes `days` later. */
static struct cleaning clean(struct fixture *fixture, int64_t days) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct cleaning cleaning = { 0 };

        assert_int_equal(office_clean(office, FIXTURE_NOW + (days + 1) * 86400, &fixture->problems, &cleaning), 0);
        return cleaning;
}

static void take_back(struct fixture *fixture, const struct issued *issued) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_revoke(office, issued->cti, FIXTURE_NOW, &fixture->problems), 0);
}

/* ---- cases ---- */

static void a_moved_office_works_on_the_server_and_its_file_is_left(void **state) {
        struct fixture *fixture = *state;
        struct issued before = fixture_issue(fixture), kept = fixture_issue_as(fixture, "AZ 2026/417"), after;
        struct registry_copied copied = { .count = 0 };
        struct cleaning cleaning;
        struct office *office;
        uint64_t entries = 0;
        char output[64];

        take_back(fixture, &kept);
        assert_int_equal(clean(fixture, POLICY_ERASE_DAYS).erased, 1);
        assert_int_equal(office_migrate(fixture->dir, server, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &copied), 0);
        for (size_t i = 0; i < copied.count; i++)
                if (strcmp(copied.tables[i].name, "entries") == 0)
                        entries = copied.tables[i].rows;
        office = fixture_open(fixture);
        assert_string_equal(office->database, server);
        assert_int_equal(registry_size(office->registry), entries);
        assert_non_null(issuances_find(fixture_issuances(fixture, office), before.cti));
        assert_true(issuances_find(fixture_issuances(fixture, office), kept.cti)->own_kept);
        office_close(office);
        after = fixture_issue(fixture);
        office = fixture_open(fixture);
        assert_non_null(issuances_find(fixture_issuances(fixture, office), after.cti));
        office_close(office);
        cleaning = clean(fixture, POLICY_OWN_DAYS);
        assert_int_equal(cleaning.references, 1);
        assert_int_equal(migrate(fixture), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "on a server already"));
        /* The file in its place again: it is not written to. */
        fixture_run(output, sizeof(output), "rm %s/database && mv %s/office.db.moved %s/office.db", fixture->dir, fixture->dir, fixture->dir);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        problems_deinit(&fixture->problems);
}

/* As the move left it: the anchor knows no more than the file. */
static void the_file_that_was_left_refuses_to_open(void **state) {
        struct fixture *fixture = *state;
        struct office *office = NULL;
        char output[64];

        assert_int_equal(migrate(fixture), 0);
        fixture_run(output, sizeof(output), "rm %s/database && mv %s/office.db.moved %s/office.db", fixture->dir, fixture->dir, fixture->dir);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "was moved to a server"));
        assert_int_equal(migrate(fixture), 0);
        office_close(fixture_open(fixture));
}

static void what_cannot_be_moved_to_changes_nothing(void **state) {
        struct fixture *fixture = *state;
        char before[LISTING_SIZE], after[LISTING_SIZE];
        struct registry_copied copied;
        static const struct {
                const char *address;
                int outcome;
        } cases[] = {
                { "office.db", OFFICE_E_REFUSED }, { "postgresql://me:secret@localhost/x", OFFICE_E_REFUSED },
                { "postgresql://127.0.0.1:9/nothing", -ECONNREFUSED },
        };

        fixture_listing(fixture->dir, before, sizeof(before));
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_int_equal(office_migrate(fixture->dir, cases[i].address, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &copied), cases[i].outcome);
                problems_deinit(&fixture->problems);
        }
        assert_int_equal(office_migrate(fixture->dir, server, "another one", FIXTURE_NOW, &fixture->problems, &copied), OFFICE_E_REFUSED);
        problems_deinit(&fixture->problems);
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

/* ---- killed at every step ---- */

/* Whether it ended before its n-th step came. */
static bool attempt(struct fixture *fixture, int n) {
        pid_t pid = fork();

        if (pid == 0) {
                die_at(n);
                _exit(migrate(fixture) == 0 ? 0 : 98);
        }
        return came_to_its_end(pid);
}

/* Killed again and again, each time one step later, by the same command: in the end it is there, once. */
static void a_move_killed_anywhere_is_finished_by_the_same_command(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct office *office;
        unsigned kills = 0;
        int n = 0;

        while (!attempt(fixture, n++)) {
                assert_true(n < STEPS_MAX);
                kills++;
                if (access(path_of(fixture, "database"), F_OK) == 0)
                        break;
        }
        assert_true(kills > 10);
        office = fixture_open(fixture);
        assert_string_equal(office->database, server);
        assert_non_null(issuances_find(fixture_issuances(fixture, office), issued.cti));
        office_close(office);
        print_message("killed %u times, each a step later, and finished\n", kills);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_moved_office_works_on_the_server_and_its_file_is_left),
                CASE(the_file_that_was_left_refuses_to_open),
                CASE(what_cannot_be_moved_to_changes_nothing),
                CASE(a_move_killed_anywhere_is_finished_by_the_same_command),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
