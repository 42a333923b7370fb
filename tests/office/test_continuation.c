/* SPDX-License-Identifier: EUPL-1.2 */
/* An office whose database was put back from an older copy: what is still known, and what the newest bundle saves. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/continuation.h"
#include "controller/office/renewal.h"
#include "tests/office/fixture.h"

enum { LISTING_SIZE = 16384 };

/* ---- the story ---- */

struct story {
        struct issued early, late;      /* in the copy; issued after it was made */
        char first[128], newest[128];   /* bundles: in the copy; of the day before the loss */
};

static void add_staff(struct fixture *fixture, const char *sub) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        char pin[STAFF_PIN_LEN + 1];

        assert_int_equal(office_add_staff(office, &secrets, sub, "", ROLE_LOADER, FIXTURE_NOW, &fixture->problems, pin), 0);
        secrets_deinit(&secrets);
}

static void make_bundle(struct fixture *fixture, const char *name, char ret_path[128]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);

        snprintf(ret_path, 128, "%s/%s", fixture->folder, name);
        assert_int_equal(office_make_bundle(office, &secrets, BUNDLE_FORM_2, ret_path, FIXTURE_NOW, &fixture->problems), 0);
        secrets_deinit(&secrets);
}

static void withdraw(struct fixture *fixture, const struct issued *issued) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_revoke(office, issued->cti, FIXTURE_NOW, &fixture->problems), 0);
}

/* A copy; then much is done, and bundled; then the copy is put back. */
static struct story live_and_lose(struct fixture *fixture) {
        struct story story = { .early = fixture_issue(fixture) };
        char output[64];

        add_staff(fixture, "m.muster");
        make_bundle(fixture, "bundle-1", story.first);
        fixture_run(output, sizeof(output), "cp %s/office.db %s/copy", fixture->dir, fixture->folder);
        withdraw(fixture, &story.early);
        story.late = fixture_issue(fixture);
        withdraw(fixture, &story.late);
        {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
                struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
                int64_t from;

                assert_int_equal(office_remove_staff(office, "m.muster", FIXTURE_NOW, &fixture->problems), 0);
                assert_int_equal(office_renew_keys(office, &secrets, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &from), 0);
                secrets_deinit(&secrets);
        }
        add_staff(fixture, "n.neu");
        make_bundle(fixture, "bundle-2", story.newest);
        fixture_run(output, sizeof(output), "cp %s/copy %s/office.db", fixture->folder, fixture->dir);
        return story;
}

static int go_on(struct fixture *fixture, const char *passphrase, const char *bundle, struct problems *notes, struct continuation *ret_continuation) {
        const struct continuation_sources sources = { .bundle = bundle };

        return office_continue(fixture->dir, passphrase, &sources, FIXTURE_NOW, &fixture->problems, notes, ret_continuation);
}

/* ---- cases ---- */

static void without_its_newest_bundle_an_older_copy_stays_as_it_is(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct office *office;
        char before[LISTING_SIZE], after[LISTING_SIZE], path[160];

        snprintf(path, sizeof(path), "%s/root.pub", fixture->dir);
        fixture_listing(fixture->dir, before, sizeof(before));
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "office continue"));
        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, NULL, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "bundle 2 was made already"));
        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, story.first, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "bundle 2 was made already"));
        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, path, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "not a bundle of this office"));
        assert_int_equal(go_on(fixture, "another passphrase", story.newest, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "passphrase is wrong"));
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
        problems_deinit(&notes);
}

static void an_office_as_new_as_its_anchor_does_not_begin_another_log(void **state) {
        struct fixture *fixture = *state;
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;

        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, NULL, &notes, &continuation), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "as new as its anchor"));
}

static bool bundle_lists(const struct bundle *bundle, const uint8_t cti[CTI_LEN]) {
        for (size_t i = 0; i < bundle->revocation_count; i++)
                if (memcmp(bundle->revocations[i].cti, cti, CTI_LEN) == 0)
                        return true;
        return false;
}

static void with_it_the_log_goes_on_and_every_revocation_of_it_stands(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct bundle *newest CLEANUP(bundle_cleanup) = NULL, *next CLEANUP(bundle_cleanup) = NULL;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct office *office;
        struct issued issued;

        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, story.newest, &notes, &continuation), 0);
        assert_int_equal(continuation.carried, 1);
        assert_int_equal(continuation.revoked, 1);
        assert_int_equal(continuation.unknown, 1);
        assert_true(continuation.known > continuation.size);
        assert_true(problems_name(&notes, "n.neu is on the bundle's staff"));
        assert_true(problems_name(&notes, "m.muster is not on the bundle's staff"));
        office = fixture_open(fixture);
        assert_string_equal(office->origin, continuation.origin);
        assert_int_equal(office->state->bundle_version, 2);
        assert_int_equal(office->state->staff_count, 0);
        assert_int_equal(office->state->former_count, 4); /* the keys are the renewed ones */
        assert_true(issuances_find(fixture_issuances(fixture, office), story.early.cti)->revoked);
        assert_true(issuances_find(fixture_issuances(fixture, office), story.late.cti)->revoked);
        office_close(office);
        /* It works as before, and the box takes its next bundle. */
        issued = fixture_issue(fixture);
        next = fixture_bundle(fixture, FIXTURE_NOW);
        assert_int_equal(next->version, 3);
        assert_true(bundle_lists(next, story.early.cti) && bundle_lists(next, story.late.cti) && !bundle_lists(next, issued.cti));
        assert_int_equal(file_read(story.newest, BUNDLE_MAX_LEN, &bytes), 0);
        assert_int_equal(bundle_open(bytes.data, bytes.len, &next->root, &newest), 0);
        assert_int_equal(newest->key_count, next->key_count);
        problems_deinit(&notes);
}

/* Once more: the copy, and with it the former generation. */
static void the_copy_put_back_once_more_is_named_again(void **state) {
        struct fixture *fixture = *state;
        struct story story = live_and_lose(fixture);
        struct problems notes = PROBLEMS_INIT;
        struct continuation continuation;
        struct office *office = NULL;
        char output[64];

        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, story.newest, &notes, &continuation), 0);
        fixture_run(output, sizeof(output), "cp %s/copy %s/office.db", fixture->folder, fixture->dir);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "older copy"));
        assert_int_equal(go_on(fixture, FIXTURE_PASSPHRASE, story.newest, &notes, &continuation), 0);
        office_close(fixture_open(fixture));
        problems_deinit(&notes);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(without_its_newest_bundle_an_older_copy_stays_as_it_is),
                CASE(an_office_as_new_as_its_anchor_does_not_begin_another_log),
                CASE(with_it_the_log_goes_on_and_every_revocation_of_it_stands),
                CASE(the_copy_put_back_once_more_is_named_again),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
