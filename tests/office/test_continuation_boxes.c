/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office that goes on from an older copy, with exports of its boxes: what they know that the copy does not. On a file, or on the server of
 * PICKUPBOX_TEST_DATABASE.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/office/continuation.h"
#include "controller/office/find.h"
#include "controller/office/office_store.h"
#include "controller/office/registry/tables.h"
#include "controller/office/renewal.h"
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

/* ---- under a key that was replaced ---- */

/* A box whose controller was replaced, in the copy already; and what the former one wrote last. */
struct replaced {
        struct issued early, late;      /* in the copy; issued after it was made */
        struct box_log former, new;
        char last[128], anew[128];      /* exports */
};

/* `seen`: whether the copy has seen the former log. */
static struct replaced replace_and_lose(struct fixture *fixture, bool seen) {
        struct replaced replaced = { .early = fixture_issue(fixture) };
        struct synced synced;

        box_log_begin(&replaced.former, "K017", DOMAIN, 1);
        box_log_enrol(fixture, &replaced.former, true);
        box_log_add(&replaced.former, ENTRY_LOADED, replaced.early.cti, FIXTURE_NOW + 10);
        box_log_export(fixture, &replaced.former, "last", replaced.last);
        if (seen)
                assert_int_equal(sync_export(fixture, replaced.last, &synced), 0);
        box_log_begin(&replaced.new, "K017", DOMAIN, 9);
        box_log_enrol(fixture, &replaced.new, true);
        fixture_keep_database(fixture, "copy");
        replaced.late = fixture_issue(fixture);
        box_log_add(&replaced.former, ENTRY_LOADED, replaced.late.cti, FIXTURE_NOW + 20);
        box_log_add(&replaced.former, ENTRY_ISSUED, replaced.early.cti, FIXTURE_NOW + 30);
        box_log_export(fixture, &replaced.former, "last", replaced.last);
        box_log_add(&replaced.new, ENTRY_REMOVED, replaced.late.cti, FIXTURE_NOW + 40);
        box_log_export(fixture, &replaced.new, "anew", replaced.anew);
        fixture_put_back_database(fixture, "copy");
        return replaced;
}

static void end_replaced(struct replaced *replaced) {
        box_log_end(&replaced->former);
        box_log_end(&replaced->new);
}

static int go_on_with(struct fixture *fixture, const char *first, const char *second, struct continuation *ret_continuation) {
        const struct continuation_sources sources = { .exports = (const char *const[]){ first, second }, .export_count = second ? 2 : 1 };
        struct problems notes = PROBLEMS_INIT;
        int r = office_continue(fixture->dir, FIXTURE_PASSPHRASE, &sources, FIXTURE_NOW + 100, &fixture->problems, &notes, ret_continuation);

        problems_deinit(&notes);
        return r;
}

static void refuse_to_go_on(struct fixture *fixture, const char *first, const char *second, const char *words) {
        struct continuation continuation;
        struct office *office = NULL;

        assert_int_equal(go_on_with(fixture, first, second, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, words));
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "office continue"));
}

static void what_a_replaced_key_signed_is_taken_where_the_copy_had_seen_its_log(void **state) {
        struct fixture *fixture = *state;
        struct replaced replaced = replace_and_lose(fixture, true);
        struct continuation continuation;
        struct synced synced;
        struct box_log fork;
        char path[128];

        box_log_copy(&fork, &replaced.former, 1);
        for (int i = 0; i < 3; i++)
                box_log_add(&fork, ENTRY_SHUTDOWN, NULL, FIXTURE_NOW + 50);
        box_log_export(fixture, &fork, "fork", path);
        refuse_to_go_on(fixture, path, NULL, "has signed two logs");
        assert_int_equal(go_on_with(fixture, replaced.last, NULL, &continuation), 0);
        assert_int_equal(continuation.told, 1);
        assert_int_equal(standing_of(fixture, replaced.early.cti), STANDING_COLLECTED);
        assert_int_equal(standing_of(fixture, replaced.late.cti), STANDING_WAITING);
        /* The new generation names that key, so that what comes late goes on for it; until something was seen under the new one. */
        assert_int_equal(sync_export(fixture, replaced.last, &synced), 0);
        assert_int_equal(synced.fresh, 0);
        box_log_add(&replaced.former, ENTRY_SHUTDOWN, NULL, FIXTURE_NOW + 60);
        box_log_export(fixture, &replaced.former, "last", replaced.last);
        assert_int_equal(sync_export(fixture, replaced.last, &synced), 0);
        assert_int_equal(synced.fresh, 1);
        assert_int_equal(sync_export(fixture, replaced.anew, &synced), 0);
        assert_int_equal(synced.taken_out, 1);
        assert_int_equal(sync_export(fixture, replaced.last, &synced), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "is not what that box has signed"));
        box_log_end(&fork);
        end_replaced(&replaced);
}

static void an_export_under_the_new_key_follows_one_under_the_replaced_one_and_not_the_other_way(void **state) {
        struct fixture *fixture = *state;
        struct replaced replaced = replace_and_lose(fixture, true);
        struct continuation continuation;
        struct synced synced;

        refuse_to_go_on(fixture, replaced.anew, replaced.last, "is not what that box has signed");
        assert_int_equal(go_on_with(fixture, replaced.last, replaced.anew, &continuation), 0);
        assert_int_equal(continuation.told, 1);
        assert_int_equal(standing_of(fixture, replaced.early.cti), STANDING_COLLECTED);
        assert_int_equal(standing_of(fixture, replaced.late.cti), STANDING_TAKEN_OUT);
        assert_int_equal(sync_export(fixture, replaced.anew, &synced), 0);
        assert_int_equal(synced.fresh, 0);
        assert_int_equal(sync_export(fixture, replaced.last, &synced), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "is not what that box has signed"));
        end_replaced(&replaced);
}

/* Nothing in the copy's log names that key. */
static void what_a_replaced_key_signed_is_refused_where_the_copy_had_seen_nothing(void **state) {
        struct fixture *fixture = *state;
        struct replaced replaced = replace_and_lose(fixture, false);
        struct continuation continuation;

        refuse_to_go_on(fixture, replaced.last, NULL, "is not what that box has signed");
        assert_int_equal(go_on_with(fixture, replaced.anew, NULL, &continuation), 0);
        assert_int_equal(standing_of(fixture, replaced.early.cti), STANDING_OPEN);
        assert_int_equal(standing_of(fixture, replaced.late.cti), STANDING_TAKEN_OUT);
        end_replaced(&replaced);
}

/* ---- the office's own keys ---- */

static struct public_key log_key_of(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        return *registry_log(office->registry);
}

static int64_t renew_keys(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        int64_t from = 0;

        assert_int_equal(office_renew_keys(office, &secrets, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &from), 0);
        secrets_deinit(&secrets);
        return from;
}

static struct issued issue_at(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order order = fixture_order(office);
        struct issued issued = { 0 };

        assert_int_equal(issue_orders(office, &secrets, &order, 1, now_s, NULL, &fixture->problems, &issued, NULL), 0);
        secrets_deinit(&secrets);
        return issued;
}

/* They were renewed after the copy was made, that of its log among them. */
static void an_office_whose_keys_were_renewed_since_goes_on_with_what_the_boxes_know(void **state) {
        struct fixture *fixture = *state;
        struct issued early = fixture_issue(fixture), late;
        struct continuation_sources sources = { .export_count = 1 };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct public_key copied, renewed;
        struct box_log log;
        struct synced synced;
        char bundle[128], path[128];
        int64_t from;

        box_log_begin(&log, "K017", DOMAIN, 1);
        box_log_enrol(fixture, &log, true);
        box_log_add(&log, ENTRY_LOADED, early.cti, FIXTURE_NOW + 10);
        fixture_keep_database(fixture, "copy");
        copied = log_key_of(fixture);
        from = renew_keys(fixture);
        bundle_free(fixture_bundle(fixture, from));
        renewed = log_key_of(fixture);
        assert_memory_not_equal(copied.x, renewed.x, KEY_PUBLIC_LEN);
        late = issue_at(fixture, from);
        box_log_add(&log, ENTRY_BUNDLE, NULL, from + 10)->bundle_version = 1;
        box_log_add(&log, ENTRY_LOADED, late.cti, from + 20);
        box_log_export(fixture, &log, "stick", path);
        fixture_put_back_database(fixture, "copy");
        snprintf(bundle, sizeof(bundle), "%s/bundle", fixture->folder);
        sources.bundle = bundle;
        sources.exports = (const char *const[]){ path };
        assert_int_equal(office_continue(fixture->dir, FIXTURE_PASSPHRASE, &sources, from + 100, &fixture->problems, &notes, &continuation), 0);
        assert_int_equal(continuation.told, 1);
        assert_int_equal(standing_of(fixture, early.cti), STANDING_WAITING);
        assert_int_equal(standing_of(fixture, late.cti), STANDING_WAITING);
        copied = log_key_of(fixture);
        assert_memory_equal(copied.x, renewed.x, KEY_PUBLIC_LEN);
        assert_int_equal(sync_export(fixture, path, &synced), 0);
        assert_int_equal(synced.fresh, 0);
        box_log_end(&log);
        problems_deinit(&notes);
}

/* ---- killed ---- */

static bool go_on_and_die(struct fixture *fixture, const struct story *story, int steps) {
        const char *const exports[] = { story->export };
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        pid_t pid = fork();

        if (pid == 0) {
                die_at(steps);
                _exit(go_on(fixture, story, exports, 1, &notes, &continuation) == 0 ? 0 : 98);
        }
        return came_to_its_end(pid);
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
                CASE(what_a_replaced_key_signed_is_taken_where_the_copy_had_seen_its_log),
                CASE(an_export_under_the_new_key_follows_one_under_the_replaced_one_and_not_the_other_way),
                CASE(what_a_replaced_key_signed_is_refused_where_the_copy_had_seen_nothing),
                CASE(an_office_whose_keys_were_renewed_since_goes_on_with_what_the_boxes_know),
                CASE(going_on_killed_anywhere_is_done_or_not),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
