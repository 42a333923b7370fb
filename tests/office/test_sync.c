/* SPDX-License-Identifier: EUPL-1.2 */
/* What boxes exported, taken in: what stands in the store then, and what is refused, with which evidence. On a file, or on the server of PICKUPBOX_TEST_DATABASE. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/ledger/exported.h"
#include "controller/office/clean.h"
#include "controller/office/find.h"
#include "base/file.h"
#include "controller/ledger/fork.h"
#include "controller/office/office_store.h"
#include "controller/office/statement.h"
#include "controller/office/registry/tables.h"
#include "controller/office/sync.h"
#include "tests/office/box_log.h"
#include "tests/office/dying.h"
#include "tests/office/registry/place.h"

enum { DAY_S = 86400, STEPS_MAX = 400, LISTING_SIZE = 32768 };
#define DOMAIN "musterstadt.example"

DYING_BEFORE(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING_BEFORE(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
             (path, follow, bundle_version, note, len))

/* ---- scene ---- */

static int set_up(void **state) {
        place_empty("");
        return fixture_set_up(state);
}

/* The fixture's box K017, under a key that is known here. */
static void begin(struct fixture *fixture, struct box_log *log) {
        box_log_begin(log, "K017", DOMAIN, 1);
        box_log_enrol(fixture, log, true);
}

static int take(struct fixture *fixture, const char *path, struct problems *notes, struct synced *ret_synced) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        return office_sync(office, path, NULL, NULL, FIXTURE_NOW + DAY_S, &fixture->problems, notes, ret_synced);
}

static struct synced take_good(struct fixture *fixture, const char *path) {
        struct problems notes = PROBLEMS_INIT;
        struct synced synced;

        assert_int_equal(take(fixture, path, &notes, &synced), 0);
        problems_deinit(&notes);
        return synced;
}

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
                        assert_int_equal(take(fixture, path, &notes, &synced), OFFICE_E_REFUSED);
                if (i < 2)
                        assert_true(fixture_said(fixture, words));
        }
        assert_true(sizes[0] == sizes[1] && sizes[1] == sizes[2]);
        problems_deinit(&notes);
}

/* As one look at the row tells. */
static enum standing standing_of(struct fixture *fixture, const uint8_t cti[CTI_LEN], int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct issuance issuance;
        bool there;

        assert_int_equal(office_look_up(office, cti, &fixture->problems, &there, &issuance), 0);
        assert_true(there);
        return issuance_standing(&issuance, now_s);
}

static uint64_t size_of(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_store_load(office, &fixture->problems), 0);
        return registry_size(office->registry);
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

/* ---- what is taken ---- */

static void what_a_box_tells_stands_in_the_store(void **state) {
        struct fixture *fixture = *state;
        struct issued waiting = fixture_issue(fixture), collected = fixture_issue(fixture), out = fixture_issue(fixture), none = fixture_issue(fixture);
        struct box_log log;
        struct synced synced;
        char path[128];

        begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, waiting.cti, FIXTURE_NOW + 100);
        box_log_add(&log, ENTRY_LOADED, collected.cti, FIXTURE_NOW + 200);
        box_log_add(&log, ENTRY_LOADED, out.cti, FIXTURE_NOW + 300);
        box_log_add(&log, ENTRY_ISSUED, collected.cti, FIXTURE_NOW + 400);
        box_log_add(&log, ENTRY_REMOVED, out.cti, FIXTURE_NOW + 500);
        box_log_add(&log, ENTRY_REVOKED, NULL, FIXTURE_NOW + 600)->sha.bytes[0] = 7;
        box_log_export(fixture, &log, "stick", path);
        synced = take_good(fixture, path);
        assert_string_equal(synced.box, "K017");
        assert_int_equal(synced.fresh, 7);
        assert_int_equal(synced.loaded, 1);
        assert_int_equal(synced.collected, 1);
        assert_int_equal(synced.taken_out, 1);
        assert_int_equal(synced.unknown, 0);
        assert_int_equal(standing_of(fixture, waiting.cti, FIXTURE_NOW + DAY_S), STANDING_WAITING);
        assert_int_equal(standing_of(fixture, waiting.cti, FIXTURE_NOW + 11 * DAY_S), STANDING_OVERDUE);
        assert_int_equal(standing_of(fixture, collected.cti, FIXTURE_NOW + DAY_S), STANDING_COLLECTED);
        assert_int_equal(standing_of(fixture, out.cti, FIXTURE_NOW + DAY_S), STANDING_TAKEN_OUT);
        assert_int_equal(standing_of(fixture, none.cti, FIXTURE_NOW + DAY_S), STANDING_OPEN);
        /* Issued anew where it lies: until when, the box alone knows. */
        box_log_add(&log, ENTRY_REISSUED, waiting.cti, FIXTURE_NOW + 700);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(take_good(fixture, path).fresh, 1);
        assert_int_equal(standing_of(fixture, waiting.cti, FIXTURE_NOW + 11 * DAY_S), STANDING_WAITING);
        box_log_add(&log, ENTRY_ISSUED, waiting.cti, FIXTURE_NOW + 800);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(take_good(fixture, path).collected, 1);
        assert_int_equal(standing_of(fixture, waiting.cti, FIXTURE_NOW + DAY_S), STANDING_COLLECTED);
        box_log_end(&log);
}

static void what_was_collected_is_not_issued_again(void **state) {
        struct fixture *fixture = *state;
        struct issued collected = fixture_issue(fixture), waiting = fixture_issue(fixture), again;
        struct secrets secrets;
        struct office *office;
        struct box_log log;
        char path[128];

        begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, waiting.cti, FIXTURE_NOW + 100);
        box_log_add(&log, ENTRY_LOADED, collected.cti, FIXTURE_NOW + 200);
        box_log_add(&log, ENTRY_ISSUED, collected.cti, FIXTURE_NOW + 300);
        box_log_export(fixture, &log, "stick", path);
        take_good(fixture, path);
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

        begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(take_good(fixture, path).fresh, 2);
        size = size_of(fixture);
        assert_int_equal(take_good(fixture, path).fresh, 0);
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

        begin(fixture, &log);
        box_log_add(&log, ENTRY_LOADED, stranger, FIXTURE_NOW + 100);
        box_log_add(&log, ENTRY_BUNDLE, NULL, FIXTURE_NOW + 200)->bundle_version = 9;
        box_log_export(fixture, &log, "stick", path);
        assert_int_equal(take(fixture, path, &notes, &synced), 0);
        assert_int_equal(synced.unknown, 1);
        assert_true(problems_name(&notes, "ab000000000000000000000000000000"));
        assert_true(problems_name(&notes, "has bundle 9"));
        /* For K017, loaded at K018, as no box does. */
        box_log_begin(&other, "K018", DOMAIN, 2);
        box_log_enrol(fixture, &other, false);
        box_log_add(&other, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &other, "other", other_path);
        assert_int_equal(take(fixture, other_path, &notes, &synced), 0);
        assert_int_equal(synced.unknown, 1);
        assert_int_equal(standing_of(fixture, issued.cti, FIXTURE_NOW + DAY_S), STANDING_OPEN);
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

        begin(fixture, &log);
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

        begin(fixture, &log);
        box_log_add(&log, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 400);
        box_log_export(fixture, &log, "stick", path);
        (void)take_good(fixture, path);
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
        begin(fixture, &log);
        bundle_free(fixture_bundle(fixture, FIXTURE_NOW));
        box_log_export(fixture, &log, "stick", path);
        (void)take_good(fixture, path);
        tables = intrude(fixture);
        for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
                assert_int_equal(tables_define(tables, elsewhere[i].sql), 0);
                box_log_add(&log, ENTRY_LOADED, told[i].cti, FIXTURE_NOW + 100);
                box_log_export(fixture, &log, "stick", path);
                synced = take_good(fixture, path);
                assert_int_equal(synced.loaded, 1);
                expect_nothing_signed(fixture, elsewhere[i].words);
                assert_int_equal(tables_define(tables, elsewhere[i].sql), 0);
        }
        tables_close(tables);
        bundle_free(fixture_bundle(fixture, FIXTURE_NOW + DAY_S));
        box_log_end(&log);
}

/* ---- what is refused ---- */

static void what_no_box_of_the_office_signed_is_refused(void **state) {
        struct fixture *fixture = *state;
        struct problems notes = PROBLEMS_INIT;
        struct box_log log, away, unknown, false_key;
        struct synced synced;
        char path[128], output[64], words[64];

        begin(fixture, &log);
        assert_int_equal(take(fixture, "/nonexistent", &notes, &synced), -ENOENT);
        assert_true(fixture_said(fixture, "/nonexistent"));
        snprintf(path, sizeof(path), "%s/root.pub", fixture->dir);
        assert_int_equal(take(fixture, path, &notes, &synced), -ENOTDIR);
        assert_true(fixture_said(fixture, "root.pub"));
        snprintf(path, sizeof(path), "%s/out", fixture->dir);
        fixture_run(output, sizeof(output), "mkdir -p %s", path);
        refuse(fixture, path, "is not an export");
        assert_int_equal(evidence_count(fixture), 0);
        box_log_begin(&away, "K017", "other.example", 1);
        box_log_export(fixture, &away, "away", path);
        refuse(fixture, path, "not an export of a box of this office");
        box_log_begin(&unknown, "K099", DOMAIN, 1);
        box_log_export(fixture, &unknown, "unknown", path);
        refuse(fixture, path, "not an export of a box of this office");
        box_log_begin(&false_key, "K017", DOMAIN, 5);
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

        begin(fixture, &log);
        box_log_export(fixture, &log, "seen", path);
        (void)take_good(fixture, path);
        box_log_begin(&new, "K017", DOMAIN, 9);
        box_log_enrol(fixture, &new, true);
        /* The last that the former controller wrote comes after it was replaced. */
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "last", path);
        assert_int_equal(take_good(fixture, path).loaded, 1);
        assert_int_equal(take_good(fixture, path).fresh, 0);
        /* Its key makes nothing good that does not go on. */
        box_log_copy(&fork, &log, 1);
        box_log_add(&fork, ENTRY_LOADED, late.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &fork, "fork", path);
        refuse(fixture, path, "has signed two logs");
        assert_int_equal(evidence_count(fixture), 1);
        /* Once something was seen under the new one, it is over. */
        box_log_export(fixture, &new, "new", path);
        (void)take_good(fixture, path);
        box_log_add(&log, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &log, "late", path);
        refuse(fixture, path, "is not what that box has signed");
        assert_int_equal(evidence_count(fixture), 2);
        /* And a former key under which nothing was seen is known to no log. */
        box_log_begin(&third, "K017", DOMAIN, 10);
        box_log_enrol(fixture, &third, true);
        box_log_end(&fork);
        box_log_begin(&fork, "K017", DOMAIN, 11);
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

        begin(fixture, &log);
        box_log_export(fixture, &log, "older", older);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "seen", seen);
        (void)take_good(fixture, seen);
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
        assert_int_equal(standing_of(fixture, issued.cti, FIXTURE_NOW + DAY_S), STANDING_WAITING);
        /* What does go on is taken all the same. */
        box_log_add(&log, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &log, "seen", seen);
        assert_int_equal(take_good(fixture, seen).collected, 1);
        box_log_end(&log);
        box_log_end(&fork);
}

static void a_log_that_goes_on_for_what_was_seen_is_taken_and_no_other(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct box_log log, before, good, lost, between, later, fresh;
        char path[128], seen[128];

        begin(fixture, &log);
        box_log_copy(&before, &log, 1);
        box_log_add(&log, ENTRY_LOADED, issued.cti, FIXTURE_NOW + 100);
        box_log_export(fixture, &log, "seen", seen);
        (void)take_good(fixture, seen);
        box_log_continue(&lost, &before, 1);
        box_log_export(fixture, &lost, "lost", path);
        refuse(fixture, path, "goes on after 1 entries of the former one, and this office has seen 2");
        expect_both_kept(fixture, path, seen, "export known ");
        box_log_continue(&good, &log, 1);
        box_log_continue(&between, &good, 1);
        snprintf(between.origin, sizeof(between.origin), "%s/pickupbox/K017/00000000000000aa", DOMAIN);
        box_log_continue(&later, &between, 1);
        box_log_export(fixture, &later, "later", path);
        refuse(fixture, path, "which it does not go on for");
        box_log_add(&good, ENTRY_ISSUED, issued.cti, FIXTURE_NOW + 200);
        box_log_export(fixture, &good, "good", path);
        assert_int_equal(take_good(fixture, path).collected, 1);
        /* The former one is none any more, and a new controller begins anew. */
        refuse(fixture, seen, "which it does not go on for");
        box_log_begin(&fresh, "K017", DOMAIN, 9);
        box_log_export(fixture, &fresh, "fresh", path);
        refuse(fixture, path, "is not what that box has signed");
        box_log_enrol(fixture, &fresh, true);
        assert_int_equal(take_good(fixture, path).fresh, 1);
        assert_int_equal(standing_of(fixture, issued.cti, FIXTURE_NOW + DAY_S), STANDING_COLLECTED);
        box_log_end(&log);
        box_log_end(&before);
        box_log_end(&good);
        box_log_end(&lost);
        box_log_end(&between);
        box_log_end(&later);
        box_log_end(&fresh);
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

        begin(fixture, &log);
        box_log_export(fixture, &log, "stick", path);
        (void)take_good(fixture, path);
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
                assert_int_equal(standing_of(fixture, two.cti, FIXTURE_NOW + DAY_S), STANDING_WAITING);
        }
        assert_true(nothing > 4 && whole > 0);
        assert_int_equal(take_good(fixture, path).fresh, 0);
        print_message("sync: killed at %u places, nothing of it is there; at %u more, all of it\n", nothing, whole);
        box_log_end(&log);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_a_box_tells_stands_in_the_store),
                CASE(what_was_collected_is_not_issued_again),
                CASE(the_same_export_twice_changes_nothing),
                CASE(what_the_office_did_not_issue_for_the_box_is_told_and_not_taken),
                CASE(a_long_export_tells_how_far_it_is),
                CASE(what_was_collected_is_erased_in_time),
                CASE(an_edit_that_no_export_speaks_of_is_named_before_anything_is_signed),
                CASE(what_no_box_of_the_office_signed_is_refused),
                CASE(what_was_signed_before_the_box_had_new_keys_is_taken_where_the_log_names_that_key),
                CASE(an_older_or_forked_one_is_refused_and_both_checkpoints_kept),
                CASE(a_log_that_goes_on_for_what_was_seen_is_taken_and_no_other),
                CASE(killed_anywhere_it_is_all_there_or_nothing),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
