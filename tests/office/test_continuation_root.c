/* SPDX-License-Identifier: EUPL-1.2 */
/* A copy from before the root key was renewed: the newest bundle is signed with a key of which the copy knows nothing. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "controller/office/continuation.h"
#include "controller/office/root_renewal.h"
#include "tests/office/fixture.h"

/* ---- the story ---- */

struct story {
        char newest[128];               /* the bundle that the new root key signed */
        struct bundle *told;            /* as a box has it */
        struct public_key before;       /* the root key of the copy */
        struct issued late;             /* issued and revoked after the copy was made */
        int64_t now_s;
};

static void end_story(struct story *story) {
        bundle_free(story->told);
}

static struct bundle *make_bundle(struct fixture *fixture, const char *name, int64_t now_s, const struct public_key *root, char ret_path[128]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct bundle *bundle;

        snprintf(ret_path, 128, "%s/%s", fixture->folder, name);
        assert_int_equal(office_make_bundle(office, &secrets, BUNDLE_FORM_2, ret_path, now_s, &fixture->problems), 0);
        assert_int_equal(root_settle(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems), 0);
        secrets_deinit(&secrets);
        assert_int_equal(file_read(ret_path, BUNDLE_MAX_LEN, &bytes), 0);
        assert_int_equal(bundle_open(bytes.data, bytes.len, root, &bundle), 0);
        return bundle;
}

static int64_t renew_root(struct fixture *fixture, struct public_key *ret_next) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        int64_t from = 0;

        assert_int_equal(root_renew(office, &secrets, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &from), 0);
        *ret_next = office->state->keys[STATE_KEY_ROOT].public;
        secrets_deinit(&secrets);
        return from;
}

static void withdraw(struct fixture *fixture, const struct issued *issued) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        assert_int_equal(office_revoke(office, issued->cti, FIXTURE_NOW, &fixture->problems), 0);
}

/* A copy of the whole folder, a renewed root key, and a bundle that it signed. */
static struct story live(struct fixture *fixture) {
        struct story story = { .told = NULL };
        struct public_key next;
        char output[64], path[128];

        {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

                story.before = office->state->keys[STATE_KEY_ROOT].public;
        }
        bundle_free(make_bundle(fixture, "bundle-1", FIXTURE_NOW, &story.before, path));
        fixture_run(output, sizeof(output), "cp -r %s %s/copy", fixture->dir, fixture->folder);
        story.late = fixture_issue(fixture);
        withdraw(fixture, &story.late);
        story.now_s = renew_root(fixture, &next);
        bundle_free(make_bundle(fixture, "bundle-2", FIXTURE_NOW, &story.before, path));
        story.told = make_bundle(fixture, "bundle-3", story.now_s, &next, story.newest);
        return story;
}

static int go_on(struct fixture *fixture, const struct story *story, const struct public_key *root, struct problems *notes) {
        const struct continuation_sources sources = { .bundle = story->newest, .root = root };
        struct continuation continuation;

        return office_continue(fixture->dir, FIXTURE_PASSPHRASE, &sources, story->now_s + 1, &fixture->problems, notes, &continuation);
}

static bool bundle_lists(const struct bundle *bundle, const uint8_t cti[CTI_LEN]) {
        for (size_t i = 0; i < bundle->revocation_count; i++)
                if (memcmp(bundle->revocations[i].cti, cti, CTI_LEN) == 0)
                        return true;
        return false;
}

/* A box that had the newest one takes the next, which has every revocation of it. */
static void expect_followed(struct fixture *fixture, const struct story *story) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct bundle *made CLEANUP(bundle_cleanup) = NULL, *taken CLEANUP(bundle_cleanup) = NULL;
        char path[128];

        made = make_bundle(fixture, "bundle-4", story->now_s + 2, &story->told->root, path);
        assert_int_equal(file_read(path, BUNDLE_MAX_LEN, &bytes), 0);
        assert_int_equal(bundle_open_next(bytes.data, bytes.len, story->told, &taken), 0);
        assert_int_equal(taken->version, 4);
        assert_true(bundle_lists(taken, story->late.cti));
        assert_false(taken->has_next_root);
}

/* ---- cases ---- */

static void with_the_database_lost_the_renewed_root_key_signs_again(void **state) {
        struct fixture *fixture = *state;
        struct story story = live(fixture);
        struct problems notes = PROBLEMS_INIT;
        char output[64];

        fixture_run(output, sizeof(output), "cp %s/copy/office.db %s/office.db", fixture->folder, fixture->dir);
        assert_int_equal(go_on(fixture, &story, NULL, &notes), 0);
        assert_true(problems_name(&notes, "the root key was renewed"));
        expect_followed(fixture, &story);
        problems_deinit(&notes);
        end_story(&story);
}

static void with_the_folder_lost_a_root_key_from_the_safe_signs_again(void **state) {
        struct fixture *fixture = *state;
        struct story story = live(fixture);
        struct problems notes = PROBLEMS_INIT;
        char output[64];

        fixture_run(output, sizeof(output), "cp %s/keys/root.key %s/safe && rm -r %s && cp -r %s/copy %s && cp %s/safe %s/keys/root.key", fixture->dir,
                    fixture->folder, fixture->dir, fixture->folder, fixture->dir, fixture->folder, fixture->dir);
        assert_int_equal(go_on(fixture, &story, NULL, &notes), 0);
        expect_followed(fixture, &story);
        problems_deinit(&notes);
        end_story(&story);
}

static void with_the_root_key_lost_the_one_of_the_copy_signs_and_that_is_said(void **state) {
        struct fixture *fixture = *state;
        struct story story = live(fixture);
        struct problems notes = PROBLEMS_INIT;
        struct bundle *next CLEANUP(bundle_cleanup) = NULL;
        char output[64], before[16384], after[16384], path[128];

        fixture_run(output, sizeof(output), "rm -r %s && cp -r %s/copy %s", fixture->dir, fixture->folder, fixture->dir);
        fixture_listing(fixture->dir, before, sizeof(before));
        assert_int_equal(go_on(fixture, &story, NULL, &notes), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "--root FILE|HEX"));
        assert_int_equal(go_on(fixture, &story, &story.before, &notes), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "--root FILE|HEX"));
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
        assert_int_equal(go_on(fixture, &story, &story.told->root, &notes), 0);
        assert_true(problems_name(&notes, "box adopt DIR BUNDLE --root"));
        next = make_bundle(fixture, "bundle-4", story.now_s + 2, &story.before, path);
        assert_int_equal(next->version, 4);
        assert_true(bundle_lists(next, story.late.cti));
        problems_deinit(&notes);
        end_story(&story);
}

/* The file may lie in a safe while the office goes on; then it is said as above, and nothing else asks for it. */
static void a_root_key_that_is_away_is_asked_for_by_name(void **state) {
        struct fixture *fixture = *state;
        struct story story = live(fixture);
        struct problems notes = PROBLEMS_INIT;
        char output[64];

        fixture_run(output, sizeof(output), "cp %s/copy/office.db %s/office.db && mv %s/keys/root.key %s/safe", fixture->folder, fixture->dir, fixture->dir,
                    fixture->folder);
        assert_int_equal(go_on(fixture, &story, NULL, &notes), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "Put the newest root.key back"));
        fixture_run(output, sizeof(output), "mv %s/safe %s/keys/root.key", fixture->folder, fixture->dir);
        assert_int_equal(go_on(fixture, &story, NULL, &notes), 0);
        expect_followed(fixture, &story);
        problems_deinit(&notes);
        end_story(&story);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(with_the_database_lost_the_renewed_root_key_signs_again),
                CASE(with_the_folder_lost_a_root_key_from_the_safe_signs_again),
                CASE(with_the_root_key_lost_the_one_of_the_copy_signs_and_that_is_said),
                CASE(a_root_key_that_is_away_is_asked_for_by_name),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
