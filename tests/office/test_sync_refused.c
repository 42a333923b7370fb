/* SPDX-License-Identifier: EUPL-1.2 */
/* What boxes exported, refused: with what words, and with which evidence. On a file, or on the server of PICKUPBOX_TEST_DATABASE. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "controller/ledger/fork.h"
#include "tests/office/sync_scene.h"

/* Refused with these words, each time, and nothing but evidence changes. */
static void refuse(struct fixture *fixture, const char *path, const char *words) {
        struct problems notes = PROBLEMS_INIT;
        struct synced synced;
        uint64_t sizes[3];

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                struct office *office = fixture_open(fixture);

                sizes[i] = registry_size(office->registry);
                office_close(office);
                if (i < 2)
                        assert_int_equal(sync_take(fixture, path, &notes, &synced), OFFICE_E_REFUSED);
                if (i < 2)
                        assert_true(fixture_said(fixture, words));
        }
        assert_true(sizes[0] == sizes[1] && sizes[1] == sizes[2]);
        problems_deinit(&notes);
}

static unsigned evidence_count(const struct fixture *fixture) {
        char output[64];

        fixture_run(output, sizeof(output), "ls %s/evidence 2>/dev/null | wc -l", fixture->dir);
        return (unsigned)atoi(output);
}

/* The newest evidence has both notes, as they were signed, and these files. */
static void expect_both_kept(const struct fixture *fixture, const char *path, const char *seen_path, const char *files) {
        char output[256];

        fixture_run(output, sizeof(output), "cd %s/evidence && cd $(ls -t | head -1) && cmp export %s/checkpoint && cmp known %s/checkpoint && ls | tr '\n' ' '",
                    fixture->dir, path, seen_path);
        assert_string_equal(output, files);
}

/* The newest evidence convicts the box before anybody who has its key, and before nobody who has another one. */
static void expect_conviction(const struct fixture *fixture, const struct box_log *log, uint64_t first_size) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct fork_verdict verdict;
        struct finding finding;
        struct vkey vkey;
        struct fork fork;
        char path[256];

        fixture_run(path, sizeof(path), "cd %s/evidence && echo %s/evidence/$(ls -t | head -1)/fork", fixture->dir, fixture->dir);
        assert_int_equal(file_read(path, FORK_MAX_LEN, &bytes), 0);
        assert_int_equal(fork_parse(buffer_text(&bytes), bytes.len, &fork), 0);
        assert_true(fork_proves(&fork));
        vkey_init(&vkey, log->origin, NOTE_TYPE_ED25519, secret_key_public(log->key));
        assert_int_equal(fork_check(&fork, &vkey, 1, &verdict, &finding), 0);
        assert_int_equal(verdict.first_size, first_size);
        vkey.key.x[0] ^= 1;
        vkey_init(&vkey, log->origin, NOTE_TYPE_ED25519, &vkey.key);
        assert_int_equal(fork_check(&fork, &vkey, 1, &verdict, &finding), LEDGER_E_INVALID);
}

static void what_no_box_of_the_office_signed_is_refused(void **state) {
        struct fixture *fixture = *state;
        struct problems notes = PROBLEMS_INIT;
        struct box_log log, away, unknown, false_key;
        struct synced synced;
        char path[128], output[64], words[64];

        sync_begin(fixture, &log);
        assert_int_equal(sync_take(fixture, "/nonexistent", &notes, &synced), -ENOENT);
        assert_true(fixture_said(fixture, "/nonexistent"));
        snprintf(path, sizeof(path), "%s/root.pub", fixture->dir);
        assert_int_equal(sync_take(fixture, path, &notes, &synced), -ENOTDIR);
        assert_true(fixture_said(fixture, "root.pub"));
        snprintf(path, sizeof(path), "%s/out", fixture->dir);
        fixture_run(output, sizeof(output), "mkdir -p %s", path);
        refuse(fixture, path, "is not an export");
        assert_int_equal(evidence_count(fixture), 0);
        box_log_begin(&away, "K017", "other.example", 1);
        box_log_export(fixture, &away, "away", path);
        refuse(fixture, path, "not an export of a box of this office");
        box_log_begin(&unknown, "K099", SYNC_DOMAIN, 1);
        box_log_export(fixture, &unknown, "unknown", path);
        refuse(fixture, path, "not an export of a box of this office");
        box_log_begin(&false_key, "K017", SYNC_DOMAIN, 5);
        box_log_export(fixture, &false_key, "false", path);
        refuse(fixture, path, "is not what that box has signed");
        assert_int_equal(evidence_count(fixture), 3);
        /* Signed, and edited since. */
        box_log_add(&log, ENTRY_SHUTDOWN, NULL, FIXTURE_NOW);
        box_log_export(fixture, &log, "edited", path);
        snprintf(words, sizeof(words), "entry 1");
        fixture_run(output, sizeof(output), "sed -i 's/\"shutdown\"/\"shutdowm\"/' %s/tile/entries/000.p/2", path);
        refuse(fixture, path, words);
        fixture_run(output, sizeof(output), "sed -i 's/\"shutdowm\"/\"archived\"/' %s/tile/entries/000.p/2", path);
        refuse(fixture, path, "is not what that box has signed");
        fixture_run(output, sizeof(output), "rm -r %s/tile", path);
        refuse(fixture, path, "is not what that box has signed");
        box_log_end(&log);
        box_log_end(&away);
        box_log_end(&unknown);
        box_log_end(&false_key);
        problems_deinit(&notes);
}

static void what_was_signed_before_the_box_had_new_keys_is_taken_where_the_log_names_that_key(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture), late = fixture_issue(fixture);
        struct box_log log, fork, new, third;
        char path[128];

        sync_begin(fixture, &log);
        box_log_export(fixture, &log, "seen", path);
        (void)sync_take_good(fixture, path);
        box_log_begin(&new, "K017", SYNC_DOMAIN, 9);
        box_log_enrol(fixture, &new, true);
        /* The last that the former controller wrote comes after it was replaced. */
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "last", path);
        assert_int_equal(sync_take_good(fixture, path).loaded, 1);
        assert_int_equal(sync_take_good(fixture, path).fresh, 0);
        /* Its key makes nothing good that does not go on. */
        box_log_copy(&fork, &log, 1);
        box_log_add(&fork, ENTRY_LOADED, late.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &fork, "fork", path);
        refuse(fixture, path, "has signed two logs");
        assert_int_equal(evidence_count(fixture), 1);
        /* Once something was seen under the new one, it is over. */
        box_log_export(fixture, &new, "new", path);
        (void)sync_take_good(fixture, path);
        box_log_add(&log, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &log, "late", path);
        refuse(fixture, path, "is not what that box has signed");
        assert_int_equal(evidence_count(fixture), 2);
        /* And a former key under which nothing was seen is known to no log. */
        box_log_begin(&third, "K017", SYNC_DOMAIN, 10);
        box_log_enrol(fixture, &third, true);
        box_log_end(&fork);
        box_log_begin(&fork, "K017", SYNC_DOMAIN, 11);
        box_log_enrol(fixture, &fork, true);
        box_log_export(fixture, &third, "third", path);
        refuse(fixture, path, "is not what that box has signed");
        assert_int_equal(evidence_count(fixture), 3);
        box_log_end(&log);
        box_log_end(&new);
        box_log_end(&third);
        box_log_end(&fork);
}

static void an_older_or_forked_one_is_refused_and_both_checkpoints_kept(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct box_log log, fork;
        char seen[128], older[128], path[128];

        sync_begin(fixture, &log);
        box_log_export(fixture, &log, "older", older);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "seen", seen);
        (void)sync_take_good(fixture, seen);
        refuse(fixture, older, "has 1 entries of box K017, and this office has seen 2");
        expect_both_kept(fixture, older, seen, "export known ");
        /* At the size that was seen, and beyond it: another second entry. */
        box_log_copy(&fork, &log, 1);
        box_log_add(&fork, ENTRY_SHUTDOWN, NULL, FIXTURE_NOW + 100);
        box_log_export(fixture, &fork, "fork", path);
        refuse(fixture, path, "has signed two logs");
        expect_both_kept(fixture, path, seen, "export fork known ");
        expect_conviction(fixture, &log, 2);
        box_log_add(&fork, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &fork, "longer", path);
        refuse(fixture, path, "has signed two logs");
        expect_both_kept(fixture, path, seen, "export fork known ");
        expect_conviction(fixture, &log, 2);
        assert_int_equal(evidence_count(fixture), 3);
        assert_int_equal(sync_standing(fixture, issued.cti, FIXTURE_NOW + DAY_S), STANDING_WAITING);
        /* What does go on is taken all the same. */
        box_log_add(&log, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &log, "seen", seen);
        assert_int_equal(sync_take_good(fixture, seen).collected, 1);
        box_log_end(&log);
        box_log_end(&fork);
}

static void a_log_that_goes_on_for_what_was_seen_is_taken_and_no_other(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct box_log log, before, good, lost, between, later, fresh;
        char path[128], seen[128];

        sync_begin(fixture, &log);
        box_log_copy(&before, &log, 1);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "seen", seen);
        (void)sync_take_good(fixture, seen);
        box_log_continue(&lost, &before, 1);
        box_log_export(fixture, &lost, "lost", path);
        refuse(fixture, path, "goes on after 1 entries of the former one, and this office has seen 2");
        expect_both_kept(fixture, path, seen, "export known ");
        box_log_continue(&good, &log, 1);
        box_log_continue(&between, &good, 1);
        snprintf(between.origin, sizeof(between.origin), "%s/pickupbox/K017/00000000000000aa", SYNC_DOMAIN);
        box_log_continue(&later, &between, 1);
        box_log_export(fixture, &later, "later", path);
        refuse(fixture, path, "which it does not go on for");
        box_log_add(&good, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &good, "good", path);
        assert_int_equal(sync_take_good(fixture, path).collected, 1);
        /* The former one is none any more, and a new controller begins anew. */
        refuse(fixture, seen, "which it does not go on for");
        box_log_begin(&fresh, "K017", SYNC_DOMAIN, 9);
        box_log_export(fixture, &fresh, "fresh", path);
        refuse(fixture, path, "is not what that box has signed");
        box_log_enrol(fixture, &fresh, true);
        assert_int_equal(sync_take_good(fixture, path).fresh, 1);
        assert_int_equal(sync_standing(fixture, issued.cti, FIXTURE_NOW + DAY_S), STANDING_COLLECTED);
        box_log_end(&log);
        box_log_end(&before);
        box_log_end(&good);
        box_log_end(&lost);
        box_log_end(&between);
        box_log_end(&later);
        box_log_end(&fresh);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, sync_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_no_box_of_the_office_signed_is_refused),
                CASE(what_was_signed_before_the_box_had_new_keys_is_taken_where_the_log_names_that_key),
                CASE(an_older_or_forked_one_is_refused_and_both_checkpoints_kept),
                CASE(a_log_that_goes_on_for_what_was_seen_is_taken_and_no_other),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
