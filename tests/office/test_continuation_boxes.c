/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office that goes on from an older copy, with exports of its boxes: what they know that the copy does not. On a file, or on the server of
 * PICKUPBOX_TEST_DATABASE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/office/continuation.h"
#include "controller/office/find.h"
#include "controller/office/office_store.h"
#include "controller/office/registry/tables.h"
#include "controller/office/sync.h"
#include "tests/office/box_log.h"
#include "tests/office/dying.h"
#include "tests/office/registry/place.h"

enum { DAY_S = 86400, STEPS_MAX = 400 };
#define DOMAIN "musterstadt.example"

/* ---- dying ---- */

DYING_BEFORE(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING_BEFORE(int, tables_define, (struct tables *tables, const char *sql), (tables, sql))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING(int, file_replace, (const char *path, const void *bytes, size_t len, mode_t mode), (path, bytes, len, mode))
DYING(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
      (path, follow, bundle_version, note, len))

static int set_up(void **state) {
        (void)place_empty("");
        return fixture_set_up(state);
}

/* ---- the story ---- */

struct story {
        struct issued early, late, gone;        /* in the copy; issued after it was made, and that one collected */
        struct box_log log;
        char bundle[128], export[128];
};

/* A bundle in the copy; then two are issued, loaded, one is collected, with one of the copy; then the copy is put back. */
static struct story live_and_lose(struct fixture *fixture) {
        struct story story = { .early = fixture_issue(fixture) };
        char output[64];

        box_log_begin(&story.log, "K017", DOMAIN, 1);
        box_log_enrol(fixture, &story.log, true);
        box_log_add(&story.log, ENTRY_LOADED, story.early.cti, FIXTURE_NOW + 10);
        bundle_free(fixture_bundle(fixture, FIXTURE_NOW));
        fixture_run(output, sizeof(output), "cp %s/bundle %s/newest", fixture->folder, fixture->folder);
        fixture_keep_database(fixture, "copy");
        snprintf(story.bundle, sizeof(story.bundle), "%s/newest", fixture->folder);
        story.late = fixture_issue(fixture);
        story.gone = fixture_issue(fixture);
        box_log_add(&story.log, ENTRY_BUNDLE, NULL, FIXTURE_NOW + 20)->bundle_version = 1;
        box_log_add(&story.log, ENTRY_LOADED, story.late.cti, FIXTURE_NOW + 30);
        box_log_add(&story.log, ENTRY_LOADED, story.gone.cti, FIXTURE_NOW + 40);
        box_log_add(&story.log, ENTRY_ISSUED, story.gone.cti, FIXTURE_NOW + 50);
        box_log_add(&story.log, ENTRY_ISSUED, story.early.cti, FIXTURE_NOW + 60);
        box_log_export(fixture, &story.log, "stick", story.export);
        fixture_put_back_database(fixture, "copy");
        return story;
}

static int go_on(struct fixture *fixture, const struct story *story, const char *const *exports, size_t count, struct problems *notes,
                 struct continuation *ret_continuation) {
        const struct continuation_sources sources = { .bundle = story->bundle, .exports = exports, .export_count = count };

        return office_continue(fixture->dir, FIXTURE_PASSPHRASE, &sources, FIXTURE_NOW + 100, &fixture->problems, notes, ret_continuation);
}

static enum standing standing_of(struct fixture *fixture, const uint8_t cti[CTI_LEN]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct issuance issuance;
        bool there;

        assert_int_equal(office_look_up(office, cti, &fixture->problems, &there, &issuance), 0);
        return there ? issuance_standing(&issuance, FIXTURE_NOW + DAY_S) : STANDING_NONE;
}

static int sync_export(struct fixture *fixture, const char *path, struct synced *ret_synced) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct problems notes = PROBLEMS_INIT;
        int r = office_sync(office, path, NULL, NULL, FIXTURE_NOW + 200, &fixture->problems, &notes, ret_synced);

        problems_deinit(&notes);
        return r;
}

/* ---- cases ---- */

static void what_the_boxes_know_stands_in_the_new_generation(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        const char *const exports[] = { story.export };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct synced synced;

        assert_int_equal(go_on(fixture, &story, exports, 1, &notes, &continuation), 0);
        assert_int_equal(continuation.told, 2);
        assert_true(problems_name(&notes, "speaks of 2 consignments"));
        assert_int_equal(standing_of(fixture, story.early.cti), STANDING_COLLECTED);
        assert_int_equal(standing_of(fixture, story.late.cti), STANDING_WAITING);
        assert_int_equal(standing_of(fixture, story.gone.cti), STANDING_COLLECTED);
        /* It is the office's again: everything verifies, it can be revoked, and the box is followed from there. */
        {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

                assert_int_equal(fixture_issuances(fixture, office)->count, 3);
                assert_int_equal(office_revoke(office, story.late.cti, FIXTURE_NOW + 110, &fixture->problems), 0);
        }
        assert_int_equal(sync_export(fixture, story.export, &synced), 0);
        assert_int_equal(synced.fresh, 0);
        box_log_add(&story.log, ENTRY_REMOVED, story.late.cti, FIXTURE_NOW + 120);
        box_log_export(fixture, &story.log, "stick", story.export);
        assert_int_equal(sync_export(fixture, story.export, &synced), 0);
        assert_int_equal(synced.taken_out, 1);
        assert_int_equal(synced.unknown, 0);
        box_log_end(&story.log);
        problems_deinit(&notes);
}

/* What the copy had been told is carried over without any export, and how far it had seen the box. */
static void what_the_copy_was_told_is_carried_over(void **state) {
        struct fixture *fixture = *state;
        struct box_log log;
        struct issued issued = fixture_issue(fixture);
        const struct continuation_sources sources = { .bundle = NULL };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct synced synced;
        char path[128], older[128];

        box_log_begin(&log, "K017", DOMAIN, 1);
        box_log_enrol(fixture, &log, true);
        box_log_export(fixture, &log, "older", older);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 10);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(sync_export(fixture, path, &synced), 0);
        fixture_keep_database(fixture, "copy");
        (void)fixture_issue(fixture);
        fixture_put_back_database(fixture, "copy");
        assert_int_equal(office_continue(fixture->dir, FIXTURE_PASSPHRASE, &sources, FIXTURE_NOW + 100, &fixture->problems, &notes, &continuation), 0);
        assert_int_equal(standing_of(fixture, issued.cti), STANDING_WAITING);
        assert_int_equal(sync_export(fixture, path, &synced), 0);
        assert_int_equal(synced.fresh, 0);
        assert_int_equal(sync_export(fixture, older, &synced), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "this office has seen 2"));
        box_log_end(&log);
        problems_deinit(&notes);
}

static void an_export_that_cannot_be_is_refused_and_nothing_begins(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        struct box_log fork, away;
        char forked[128], foreign[128];
        const char *const both[] = { story.export, forked }, *const none[] = { foreign };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct office *office = NULL;

        box_log_begin(&away, "K017", "other.example", 1);
        box_log_export(fixture, &away, "away", foreign);
        assert_int_equal(go_on(fixture, &story, none, 1, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "not an export of a box of this office"));
        /* Two that contradict each other; and a box that has a newer bundle. */
        box_log_copy(&fork, &story.log, 3);
        for (int i = 0; i < 6; i++)
                box_log_add(&fork, ENTRY_SHUTDOWN, NULL, FIXTURE_NOW + 70);
        box_log_export(fixture, &fork, "fork", forked);
        assert_int_equal(go_on(fixture, &story, both, 2, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "has signed two logs"));
        box_log_add(&story.log, ENTRY_BUNDLE, NULL, FIXTURE_NOW + 80)->bundle_version = 4;
        box_log_export(fixture, &story.log, "stick", story.export);
        assert_int_equal(go_on(fixture, &story, both, 1, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "bundle 4 was made already"));
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "office continue"));
        box_log_end(&story.log);
        box_log_end(&fork);
        box_log_end(&away);
        problems_deinit(&notes);
}

/* The box went on in another log meanwhile: both exports, in their order. */
static void two_exports_of_one_box_follow_each_other(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        struct box_log next;
        char newer[128];
        const char *const both[] = { story.export, newer };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;

        box_log_continue(&next, &story.log, 1);
        box_log_add(&next, ENTRY_REMOVED, story.late.cti, FIXTURE_NOW + 90);
        box_log_export(fixture, &next, "newer", newer);
        assert_int_equal(go_on(fixture, &story, both, 2, &notes, &continuation), 0);
        assert_int_equal(continuation.told, 2);
        assert_int_equal(standing_of(fixture, story.late.cti), STANDING_TAKEN_OUT);
        assert_int_equal(standing_of(fixture, story.gone.cti), STANDING_COLLECTED);
        box_log_end(&story.log);
        box_log_end(&next);
        problems_deinit(&notes);
}

/* ---- killed ---- */

static bool go_on_and_die(struct fixture *fixture, const struct story *story, int steps) {
        const char *const exports[] = { story->export };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        pid_t pid = fork();
        int status;

        if (pid == 0) {
                die_at(steps);
                _exit(go_on(fixture, story, exports, 1, &notes, &continuation) == 0 ? 0 : 98);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
                return false;
        assert_int_equal(status, 0);
        return true;
}

/* Whether it is the older copy still, which does nothing; else it is whole, with what the box told. */
static bool has_not_gone_on(struct fixture *fixture, const struct story *story) {
        struct office *office;
        int r = office_open(fixture->dir, &fixture->problems, &office);

        if (r != 0) {
                assert_int_equal(r, OFFICE_E_REFUSED);
                assert_true(fixture_said(fixture, "pickupbox office continue"));
                return true;
        }
        assert_int_equal(office_store_load(office, &fixture->problems), 0);
        assert_int_equal(registry_issuances(office->registry)->count, 3);
        office_close(office);
        assert_int_equal(standing_of(fixture, story->early.cti), STANDING_COLLECTED);
        assert_int_equal(standing_of(fixture, story->late.cti), STANDING_WAITING);
        assert_int_equal(standing_of(fixture, story->gone.cti), STANDING_COLLECTED);
        return false;
}

static void going_on_killed_anywhere_is_done_or_not(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        unsigned nothing = 0, whole = 0;
        bool ended = false;
        char output[64];

        fixture_run(output, sizeof(output), "cd %s && cp city.anchor anchor && cp city/office.json json", fixture->folder);
        for (int n = 0; !ended; n++) {
                assert_true(n < STEPS_MAX);
                ended = go_on_and_die(fixture, &story, n);
                if (has_not_gone_on(fixture, &story)) {
                        assert_false(ended);
                        nothing++;
                        continue;
                }
                whole += !ended;
                fixture_put_back_database(fixture, "copy");
                fixture_run(output, sizeof(output), "cd %s && cp anchor city.anchor && cp json city/office.json", fixture->folder);
        }
        assert_true(nothing > 10 && whole > 0);
        print_message("killed at %u places, the older copy stands; at %u more, the log goes on with what the box told\n", nothing, whole);
        box_log_end(&story.log);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_the_boxes_know_stands_in_the_new_generation),
                CASE(what_the_copy_was_told_is_carried_over),
                CASE(an_export_that_cannot_be_is_refused_and_nothing_begins),
                CASE(two_exports_of_one_box_follow_each_other),
                CASE(going_on_killed_anywhere_is_done_or_not),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
