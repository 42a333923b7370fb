/* SPDX-License-Identifier: EUPL-1.2 */
/* What boxes exported, taken in: what stands in the store then, and what is signed and erased after it. On a file, or on the server of PICKUPBOX_TEST_DATABASE. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/ledger/anchor.h"
#include "controller/office/clean.h"
#include "controller/office/office_store.h"
#include "controller/office/statement.h"
#include "controller/office/registry/tables.h"
#include "tests/office/dying.h"
#include "tests/office/sync_scene.h"

enum { STEPS_MAX = 400 };

DYING_BEFORE(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING_BEFORE(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
             (path, follow, bundle_version, note, len))

static uint64_t size_of(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_store_load(office, &fixture->problems), 0);
        return registry_size(office->registry);
}

/* ---- what is taken ---- */

static void what_a_box_tells_stands_in_the_store(void **state) {
        struct fixture *fixture = *state;
        struct issued waiting = fixture_issue(fixture), collected = fixture_issue(fixture), out = fixture_issue(fixture), none = fixture_issue(fixture);
        struct box_log log;
        struct synced synced;
        char path[128];

        sync_begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, waiting.cti, FIXTURE_NOW + 100);
        box_log_add(&log, ENTRY_LOADED, collected.cti, FIXTURE_NOW + 200);
        box_log_add(&log, ENTRY_LOADED, out.cti, FIXTURE_NOW + 300);
        box_log_add(&log, ENTRY_ISSUED, collected.cti, FIXTURE_NOW + 400);
        box_log_add(&log, ENTRY_REMOVED, out.cti, FIXTURE_NOW + 500);
        box_log_add(&log, ENTRY_REVOKED, NULL, FIXTURE_NOW + 600)->sha.bytes[0] = 7;
        box_log_export(fixture, &log, "stick", path);
        synced = sync_take_good(fixture, path);
        assert_string_equal(synced.box, "K017");
        assert_int_equal(synced.fresh, 7);
        assert_int_equal(synced.loaded, 1);
        assert_int_equal(synced.collected, 1);
        assert_int_equal(synced.taken_out, 1);
        assert_int_equal(synced.unknown, 0);
        assert_int_equal(sync_standing(fixture, waiting.cti, FIXTURE_NOW + DAY_S), STANDING_WAITING);
        assert_int_equal(sync_standing(fixture, waiting.cti, FIXTURE_NOW + 11 * DAY_S), STANDING_OVERDUE);
        assert_int_equal(sync_standing(fixture, collected.cti, FIXTURE_NOW + DAY_S), STANDING_COLLECTED);
        assert_int_equal(sync_standing(fixture, out.cti, FIXTURE_NOW + DAY_S), STANDING_TAKEN_OUT);
        assert_int_equal(sync_standing(fixture, none.cti, FIXTURE_NOW + DAY_S), STANDING_OPEN);
        /* Issued anew where it lies: until when, the box alone knows. */
        box_log_add(&log, ENTRY_REISSUED, waiting.cti, FIXTURE_NOW + 700);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(sync_take_good(fixture, path).fresh, 1);
        assert_int_equal(sync_standing(fixture, waiting.cti, FIXTURE_NOW + 11 * DAY_S), STANDING_WAITING);
        box_log_add(&log, ENTRY_ISSUED, waiting.cti, FIXTURE_NOW + 800);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(sync_take_good(fixture, path).collected, 1);
        assert_int_equal(sync_standing(fixture, waiting.cti, FIXTURE_NOW + DAY_S), STANDING_COLLECTED);
        box_log_end(&log);
}

static void what_was_collected_is_not_issued_again(void **state) {
        struct fixture *fixture = *state;
        struct issued collected = fixture_issue(fixture), waiting = fixture_issue(fixture), again;
        struct secrets secrets;
        struct office *office;
        struct box_log log;
        char path[128];

        sync_begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, waiting.cti, FIXTURE_NOW + 100);
        box_log_add(&log, ENTRY_LOADED, collected.cti, FIXTURE_NOW + 200);
        box_log_add(&log, ENTRY_ISSUED, collected.cti, FIXTURE_NOW + 300);
        box_log_export(fixture, &log, "stick", path);
        sync_take_good(fixture, path);
        office = fixture_open(fixture);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(issue_again(office, &secrets, collected.cti, NULL, FIXTURE_NOW + 400, &fixture->problems, &again), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "was collected from box K017 already"));
        assert_int_equal(issue_again(office, &secrets, waiting.cti, NULL, FIXTURE_NOW + 400, &fixture->problems, &again), 0);
        secrets_deinit(&secrets);
        office_close(office);
        box_log_end(&log);
}

static void the_same_export_twice_changes_nothing(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct box_log log;
        char path[128];
        uint64_t size;

        sync_begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(sync_take_good(fixture, path).fresh, 2);
        size = size_of(fixture);
        assert_int_equal(sync_take_good(fixture, path).fresh, 0);
        assert_int_equal(size_of(fixture), size);
        box_log_end(&log);
}

static void what_the_office_did_not_issue_for_the_box_is_told_and_not_taken(void **state) {
        static const uint8_t stranger[CTI_LEN] = { 0xab };
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct problems notes = PROBLEMS_INIT;
        struct box_log log, other;
        struct synced synced;
        char path[128], other_path[128];

        sync_begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, stranger, FIXTURE_NOW + 100);
        box_log_add(&log, ENTRY_BUNDLE, NULL, FIXTURE_NOW + 200)->bundle_version = 9;
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(sync_take(fixture, path, &notes, &synced), 0);
        assert_int_equal(synced.unknown, 1);
        assert_true(problems_name(&notes, "ab000000000000000000000000000000"));
        assert_true(problems_name(&notes, "has bundle 9"));
        /* For K017, loaded at K018, as no box does. */
        box_log_begin(&other, "K018", SYNC_DOMAIN, 2);
        box_log_enrol(fixture, &other, false);
        box_log_add(&other, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &other, "other", other_path);
        assert_int_equal(sync_take(fixture, other_path, &notes, &synced), 0);
        assert_int_equal(synced.unknown, 1);
        assert_int_equal(sync_standing(fixture, issued.cti, FIXTURE_NOW + DAY_S), STANDING_OPEN);
        problems_deinit(&notes);
        box_log_end(&log);
        box_log_end(&other);
}

static void told(void *context, uint64_t done, uint64_t size) {
        uint64_t *calls = context;

        assert_true(done <= size && size == BOX_LOG_MAX);
        ++*calls;
}

static void a_long_export_tells_how_far_it_is(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct office *office;
        struct problems notes = PROBLEMS_INIT;
        struct box_log log;
        struct synced synced;
        uint64_t calls = 0;
        char path[128];

        sync_begin(fixture, &log);
        while (log.size < BOX_LOG_MAX - 1)
                box_log_add(&log, ENTRY_SHUTDOWN, NULL, FIXTURE_NOW);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW);
        box_log_export(fixture, &log, "stick", path);
        office = fixture_open(fixture);
        assert_int_equal(office_sync(office, path, told, &calls, FIXTURE_NOW, &fixture->problems, &notes, &synced), 0);
        assert_true(calls >= 3);
        assert_int_equal(synced.loaded, 1);
        office_close(office);
        problems_deinit(&notes);
        box_log_end(&log);
}

static void what_was_collected_is_erased_in_time(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture), stays = fixture_issue(fixture);
        struct box_log log;
        char path[128];
        struct cleaning cleaned;

        sync_begin(fixture, &log);
        box_log_add(&log, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 400);
        box_log_export(fixture, &log, "stick", path);
        (void)sync_take_good(fixture, path);
        for (int day = 6; day <= 8; day += 2) {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

                assert_int_equal(office_clean(office, FIXTURE_NOW + day * DAY_S, &fixture->problems, &cleaned), 0);
                assert_int_equal(issuances_find(fixture_issuances(fixture, office), issued.cti)->erased, day == 8);
                assert_false(issuances_find(fixture_issuances(fixture, office), stays.cti)->erased);
        }
        box_log_end(&log);
}

/* An edit, of what the office revoked and of its log, which the same words undo, and what is said of it. */
static const struct {
        const char *sql, *words;
} elsewhere[] = {
        { "UPDATE consignments SET revoked = 1 - revoked WHERE void_before > 0", "of consignment" },
        { "UPDATE consignments SET code_exp = 2 * last_exp + 1 - code_exp WHERE void_before > 0", "of consignment" },
        { "UPDATE entries SET line = CASE WHEN line LIKE '%\"revoked\"%' THEN replace(line, '\"revoked\"', '\"packed\"')"
          " ELSE replace(line, '\"packed\"', '\"revoked\"') END WHERE line LIKE '%\"void_before\"%'",
          "of the log is not what was written" },
};

static struct tables *intrude(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        char error[TABLES_ERROR_SIZE];
        struct tables *tables;

        assert_int_equal(tables_open(office->database, false, error, &tables), 0);
        assert_int_equal(tables_define_each(tables, "DROP TRIGGER entries_are_not_changed", "DROP TRIGGER entries_are_kept ON entries"), 0);
        return tables;
}

/* Neither a bundle nor a statement; no file of either is there. */
static void expect_nothing_signed(struct fixture *fixture, const char *words) {
        char path[128];

        snprintf(path, sizeof(path), "%s/signed", fixture->folder);
        for (unsigned statement = 0; statement < 2; statement++) {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
                struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
                int r = statement ? office_make_statement(office, &secrets, "K017", path, FIXTURE_NOW + DAY_S, &fixture->problems)
                                  : office_make_bundle(office, &secrets, BUNDLE_FORM_2, path, FIXTURE_NOW + DAY_S, &fixture->problems);

                assert_int_equal(r, OFFICE_E_REFUSED);
                assert_int_equal(access(path, F_OK), -1);
                assert_true(fixture_said(fixture, words));
                secrets_deinit(&secrets);
        }
}

/* What a box tells is taken, of other consignments and before an edited entry; it does not make the edit good. */
static void an_edit_that_no_export_speaks_of_is_named_before_anything_is_signed(void **state) {
        struct fixture *fixture = *state;
        struct issued revoked = fixture_issue(fixture), told[ARRAY_LEN(elsewhere)];
        struct office *office = fixture_open(fixture);
        struct tables *tables;
        struct box_log log;
        struct synced synced;
        char path[128];

        assert_int_equal(office_revoke(office, revoked.cti, FIXTURE_NOW, &fixture->problems), 0);
        office_close(office);
        for (size_t i = 0; i < ARRAY_LEN(told); i++)
                told[i] = fixture_issue(fixture);
        sync_begin(fixture, &log);
        bundle_free(fixture_bundle(fixture, FIXTURE_NOW));
        box_log_export(fixture, &log, "stick", path);
        (void)sync_take_good(fixture, path);
        tables = intrude(fixture);
        for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
                assert_int_equal(tables_define(tables, elsewhere[i].sql), 0);
                box_log_add(&log, ENTRY_LOADED, told[i].cti, FIXTURE_NOW + 100);
                box_log_export(fixture, &log, "stick", path);
                synced = sync_take_good(fixture, path);
                assert_int_equal(synced.loaded, 1);
                expect_nothing_signed(fixture, elsewhere[i].words);
                assert_int_equal(tables_define(tables, elsewhere[i].sql), 0);
        }
        tables_close(tables);
        bundle_free(fixture_bundle(fixture, FIXTURE_NOW + DAY_S));
        box_log_end(&log);
}

/* ---- killed ---- */

static bool attempt(struct fixture *fixture, const char *path, int steps) {
        pid_t child = fork();
        int status;

        if (child == 0) {
                struct problems notes = PROBLEMS_INIT;
                struct office *office;
                struct synced synced;

                office = fixture_open(fixture);
                die_at(steps);
                _exit(office_sync(office, path, NULL, NULL, FIXTURE_NOW + DAY_S, &fixture->problems, &notes, &synced) == 0 ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
        return !WIFSIGNALED(status);
}

static void killed_anywhere_it_is_all_there_or_nothing(void **state) {
        struct fixture *fixture = *state;
        struct issued one = fixture_issue(fixture), two = fixture_issue(fixture);
        unsigned nothing = 0, whole = 0;
        bool ended = false;
        struct box_log log;
        char path[128];

        sync_begin(fixture, &log);
        box_log_export(fixture, &log, "stick", path);
        (void)sync_take_good(fixture, path);
        for (int n = 0; !ended; n++) {
                uint64_t before = size_of(fixture), after;

                /* Each time something new, once the last was taken. */
                box_log_add(&log, ENTRY_LOADED, one.cti, FIXTURE_NOW + 100 + n);
                box_log_add(&log, ENTRY_LOADED, two.cti, FIXTURE_NOW + 100 + n);
                box_log_export(fixture, &log, "stick", path);
                assert_true(n < STEPS_MAX);
                ended = attempt(fixture, path, n);
                after = size_of(fixture);
                if (!ended && after == before) {
                        nothing++;
                        continue;
                }
                assert_int_equal(after, before + 3);
                whole += !ended;
                assert_int_equal(sync_standing(fixture, two.cti, FIXTURE_NOW + DAY_S), STANDING_WAITING);
        }
        assert_true(nothing > 4 && whole > 0);
        assert_int_equal(sync_take_good(fixture, path).fresh, 0);
        print_message("sync: killed at %u places, nothing of it is there; at %u more, all of it\n", nothing, whole);
        box_log_end(&log);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, sync_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_a_box_tells_stands_in_the_store),
                CASE(what_was_collected_is_not_issued_again),
                CASE(the_same_export_twice_changes_nothing),
                CASE(what_the_office_did_not_issue_for_the_box_is_told_and_not_taken),
                CASE(a_long_export_tells_how_far_it_is),
                CASE(what_was_collected_is_erased_in_time),
                CASE(an_edit_that_no_export_speaks_of_is_named_before_anything_is_signed),
                CASE(killed_anywhere_it_is_all_there_or_nothing),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
