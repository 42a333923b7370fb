/* SPDX-License-Identifier: EUPL-1.2 */
/* The root key renewed: which one signs when, what a box takes, what the key file keeps, and a renewal that is cut off. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/root_file.h"
#include "controller/office/renewal.h"
#include "controller/office/root_renewal.h"
#include "crypto/keyfile.h"
#include "tests/office/dying_renewal.h"

enum { DAY_S = 86400 };

/* ---- what is done at which time ---- */

static int try_renew(struct fixture *fixture, int64_t now_s, int64_t *ret_from) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        int r = root_renew(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems, ret_from);

        secrets_deinit(&secrets);
        return r;
}

static int64_t renew(struct fixture *fixture, int64_t now_s) {
        int64_t from = 0;

        assert_int_equal(try_renew(fixture, now_s, &from), 0);
        return from;
}

/* As the command does: sign, then settle. */
static int make_bundle(struct fixture *fixture, int64_t now_s, struct buffer *ret_bytes) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        char path[128];
        int r;

        snprintf(path, sizeof(path), "%s/bundle", fixture->folder);
        r = office_make_bundle(office, &secrets, BUNDLE_FORM_2, path, now_s, &fixture->problems);
        if (r == 0)
                r = root_settle(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems);
        if (r == 0)
                r = file_read(path, BUNDLE_MAX_LEN, ret_bytes);
        secrets_deinit(&secrets);
        return r;
}

/* What root.pub says. */
static struct public_key pinned(const struct fixture *fixture) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct public_key key;
        char path[128];

        snprintf(path, sizeof(path), "%s/root.pub", fixture->dir);
        assert_int_equal(file_read(path, 128, &text), 0);
        assert_true(public_key_parse(buffer_text(&text), text.len, &key));
        return key;
}

static size_t roots_kept(const struct fixture *fixture) {
        struct problems problems = PROBLEMS_INIT;
        struct root_file file;

        assert_int_equal(root_file_read(fixture->dir, FIXTURE_PASSPHRASE, &problems, &file), 0);
        explicit_bzero(&file, sizeof(file.root));
        return file.len / KEY_SEED_LEN;
}

/* ---- cases ---- */

static void a_box_follows_from_the_old_root_to_the_next_by_what_was_announced(void **state) {
        struct fixture *fixture = *state;
        CLEANUP(buffer_deinit) struct buffer old = BUFFER_INIT, announcing = BUFFER_INIT, last = BUFFER_INIT, next = BUFFER_INIT;
        struct bundle *before CLEANUP(bundle_cleanup) = NULL, *told CLEANUP(bundle_cleanup) = NULL, *then CLEANUP(bundle_cleanup) = NULL,
                      *refused CLEANUP(bundle_cleanup) = NULL;
        struct public_key root = pinned(fixture);
        int64_t from;

        assert_int_equal(make_bundle(fixture, FIXTURE_NOW, &old), 0);
        assert_int_equal(bundle_open(old.data, old.len, &root, &before), 0);
        assert_false(before->has_next_root);
        from = renew(fixture, FIXTURE_NOW);
        assert_int_equal(from, FIXTURE_NOW + ROOT_RENEWAL_DAYS * DAY_S);
        assert_int_equal(make_bundle(fixture, FIXTURE_NOW, &announcing), 0);
        assert_int_equal(make_bundle(fixture, from - 1, &last), 0);
        assert_int_equal(bundle_open_next(announcing.data, announcing.len, before, &told), 0);
        assert_true(told->has_next_root);
        assert_memory_equal(&told->root, &root, sizeof(root));
        assert_int_equal(roots_kept(fixture), 2);
        assert_int_equal(make_bundle(fixture, from, &next), 0);
        assert_int_equal(bundle_open_next(next.data, next.len, told, &then), 0);
        assert_memory_equal(&then->root, &told->next_root, sizeof(root));
        assert_false(then->has_next_root);
        /* Not one that was told nothing. And who comes new pins the next. */
        assert_int_equal(bundle_open_next(next.data, next.len, before, &refused), REFUSAL_UNKNOWN_KEY);
        root = pinned(fixture);
        assert_memory_equal(&root, &then->root, sizeof(root));
        assert_int_equal(roots_kept(fixture), 1);
}

static void the_old_root_is_overwritten_once_the_next_one_signs(void **state) {
        struct fixture *fixture = *state;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        uint8_t left[KEYFILE_MAX_LEN] = { 1 };
        int64_t from = renew(fixture, FIXTURE_NOW);
        char path[128];
        ssize_t len;
        int fd;

        snprintf(path, sizeof(path), "%s/keys/root.key", fixture->dir);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        assert_int_equal(make_bundle(fixture, from, &bytes), 0);
        len = pread(fd, left, sizeof(left), 0);
        assert_true(len > 2 * KEY_SEED_LEN);
        for (ssize_t i = 0; i < len; i++)
                assert_int_equal(left[i], 0);
        close(fd);
        /* And so again. */
        assert_int_equal(renew(fixture, from), from + ROOT_RENEWAL_DAYS * DAY_S);
        assert_int_equal(roots_kept(fixture), 2);
}

static void one_that_is_to_come_is_not_renewed_and_spoken_of(void **state) {
        struct fixture *fixture = *state;
        struct problems notes = PROBLEMS_INIT;
        int64_t from = renew(fixture, FIXTURE_NOW), again;
        struct office *office;

        assert_int_equal(try_renew(fixture, from - 1, &again), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "renewed already"));
        office = fixture_open(fixture);
        office_note_keys(office, FIXTURE_NOW, &notes);
        assert_true(problems_name(&notes, "next root key"));
        problems_deinit(&notes);
        office_close(office);
}

static void renew_day_keys(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        int64_t from;

        assert_int_equal(office_renew_keys(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems, &from), 0);
        secrets_deinit(&secrets);
}

static void a_root_that_has_ended_signs_nothing_and_can_be_renewed(void **state) {
        struct fixture *fixture = *state;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        int64_t ended = FIXTURE_NOW + (int64_t)OFFICE_KEY_DAYS * DAY_S;
        struct public_key root;

        assert_int_equal(make_bundle(fixture, ended, &bytes), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "root key"));
        renew_day_keys(fixture, ended); /* that of the log has ended with it */
        assert_int_equal(renew(fixture, ended), ended);
        assert_int_equal(make_bundle(fixture, ended, &bytes), 0);
        root = pinned(fixture);
        assert_int_equal(bundle_open(bytes.data, bytes.len, &root, &bundle), 0);
}

/* ---- killed at every step ---- */

static bool is_coming(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        return root_announced(office->state, now_s) != NULL;
}

static void a_renewal_killed_anywhere_is_there_or_not_and_can_be_repeated(void **state) {
        struct fixture *fixture = *state;
        int64_t now_s = FIXTURE_NOW;
        unsigned nothing = 0, whole = 0;
        bool ended = false;

        for (int n = 0; !ended; n++) {
                CLEANUP(buffer_deinit) struct buffer before = BUFFER_INIT, after = BUFFER_INIT;

                assert_true(n < DYING_STEPS_MAX);
                ended = dying_renewal(fixture, root_renew, SECRETS_ROOT | SECRETS_DAY, now_s, n);
                if (!is_coming(fixture, now_s)) {
                        assert_false(ended);
                        nothing++;
                        continue;
                }
                whole += !ended;
                /* Both sign at their times, whatever the file had when it was cut. */
                assert_int_equal(make_bundle(fixture, now_s, &before), 0);
                now_s += ROOT_RENEWAL_DAYS * DAY_S;
                assert_int_equal(make_bundle(fixture, now_s, &after), 0);
                assert_int_equal(roots_kept(fixture), 1);
        }
        assert_true(nothing > 10 && whole > 0);
        print_message("killed at %u places, the old root stands; at %u more, the next one comes\n", nothing, whole);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_box_follows_from_the_old_root_to_the_next_by_what_was_announced),
                CASE(the_old_root_is_overwritten_once_the_next_one_signs),
                CASE(one_that_is_to_come_is_not_renewed_and_spoken_of),
                CASE(a_root_that_has_ended_signs_nothing_and_can_be_renewed),
                CASE(a_renewal_killed_anywhere_is_there_or_not_and_can_be_repeated),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
