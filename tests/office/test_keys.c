/* SPDX-License-Identifier: EUPL-1.2 */
/* The office's key files: what older folders had in the clear, and changes that are cut off. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/key_folder.h"
#include "controller/office/office_store.h"
#include "controller/office/passphrase.h"
#include "crypto/keyfile.h"
#include "tests/office/dying.h"
#include "tests/office/first.h"

enum { LISTING_SIZE = 16384 };

static const char *path_of(const struct fixture *fixture, const char *name) {
        static char path[200];

        snprintf(path, sizeof(path), "%s/%s", fixture->dir, name);
        return path;
}

static void read_log_seed(struct fixture *fixture, uint8_t ret_seed[KEY_SEED_LEN]) {
        struct day_file file = fixture_day_file(fixture);

        memcpy(ret_seed, file.log, KEY_SEED_LEN);
}

/* The folder as an earlier version left it: the log's key beside the others, in the clear. */
static void lay_log_key_open(struct fixture *fixture, uint8_t ret_seed[KEY_SEED_LEN]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        read_log_seed(fixture, ret_seed);
        assert_int_equal(file_replace(path_of(fixture, "log.key"), ret_seed, KEY_SEED_LEN, 0600), 0);
        first_shorten_day(fixture, SECOND_DAY_LEN);
        secrets_deinit(&fixture->day);
}

static bool holds(int fd, const uint8_t seed[KEY_SEED_LEN]) {
        uint8_t bytes[KEY_SEED_LEN + 1];
        ssize_t len = pread(fd, bytes, sizeof(bytes), 0);

        return len >= KEY_SEED_LEN && memcmp(bytes, seed, KEY_SEED_LEN) == 0;
}

static void the_key_of_the_log_that_lay_open_is_taken_under_the_passphrase(void **state) {
        struct fixture *fixture = *state;
        uint8_t seed[KEY_SEED_LEN], kept[KEY_SEED_LEN];
        struct issued issued;
        struct stat st;
        int fd;

        lay_log_key_open(fixture, seed);
        fd = open(path_of(fixture, "log.key"), O_RDONLY);
        assert_true(holds(fd, seed));
        issued = fixture_issue(fixture);
        issued_wipe(&issued);
        read_log_seed(fixture, kept);
        assert_memory_equal(kept, seed, sizeof(seed));
        assert_int_equal(access(path_of(fixture, "log.key"), F_OK), -1);
        assert_false(holds(fd, seed));
        assert_int_equal(fstat(fd, &st), 0);
        assert_int_equal(st.st_size, KEY_SEED_LEN);
        close(fd);
        /* Once more, without the file. */
        issued = fixture_issue(fixture);
        issued_wipe(&issued);
}

/* Cut between the key file and the end of the open one; another office's file is left alone. */
static void what_lies_open_goes_also_later_and_only_when_it_is_ours(void **state) {
        struct fixture *fixture = *state;
        uint8_t seed[KEY_SEED_LEN], other[KEY_SEED_LEN] = { 1 };
        struct issued issued = fixture_issue(fixture);

        read_log_seed(fixture, seed);
        assert_int_equal(file_replace(path_of(fixture, "log.key"), seed, sizeof(seed), 0600), 0);
        issued = fixture_issue(fixture);
        assert_int_equal(access(path_of(fixture, "log.key"), F_OK), -1);
        assert_int_equal(file_replace(path_of(fixture, "log.key"), other, sizeof(other), 0600), 0);
        issued = fixture_issue(fixture);
        assert_int_equal(access(path_of(fixture, "log.key"), F_OK), 0);
        issued_wipe(&issued);
}

static void without_the_key_of_its_log_an_office_changes_nothing(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets;
        uint8_t seed[KEY_SEED_LEN], cti[CTI_LEN] = { 0 };
        struct issued issued = fixture_issue(fixture);
        char before[LISTING_SIZE], after[LISTING_SIZE];

        lay_log_key_open(fixture, seed);
        assert_int_equal(unlink(path_of(fixture, "log.key")), 0);
        fixture_listing(fixture->dir, before, sizeof(before));
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), 0);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(office_lend(office, &secrets, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "older copy"));
        memcpy(cti, issued.cti, sizeof(cti));
        assert_int_equal(office_revoke(office, cti, FIXTURE_NOW, &fixture->problems), -EACCES);
        problems_deinit(&fixture->problems);
        secrets_deinit(&secrets);
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

/* Somebody's own log in the place of the office's: database, anchor and public half, whole in themselves. */
static void a_log_under_another_key_is_looked_at_and_never_written_to(void **state) {
        struct fixture *fixture = *state;
        struct secret_key *other CLEANUP(secret_key_cleanup) = NULL;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct registry_change nothing = { 0 };
        struct secrets secrets;

        assert_int_equal(secret_key_generate(&other), 0);
        assert_int_equal(office_store_create(fixture->dir, fixture->dir, office->state, other, NULL, &nothing, FIXTURE_NOW, &fixture->problems), 0);
        office_close(office);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), 0);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(office_lend(office, &secrets, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "names another key"));
        secrets_deinit(&secrets);
}

/* ---- changing the folder ---- */

static void count_files(const struct fixture *fixture, const char *folder, unsigned *ret_count) {
        char output[64];

        fixture_run(output, sizeof(output), "ls %s/%s 2>/dev/null | wc -l", fixture->dir, folder);
        *ret_count = (unsigned)atoi(output);
}

static void old_copies_of_changed_key_files_are_overwritten(void **state) {
        struct fixture *fixture = *state;
        struct buffer fresh = BUFFER_INIT, old = BUFFER_INIT, root = BUFFER_INIT, read = BUFFER_INIT;
        const struct key_file file = { .name = "day.key", .bytes = &fresh };
        uint8_t left[KEYFILE_MAX_LEN];
        unsigned count;
        ssize_t len;
        int fd;

        assert_int_equal(file_read(path_of(fixture, "keys/day.key"), KEYFILE_MAX_LEN, &old), 0);
        assert_int_equal(file_read(path_of(fixture, "keys/root.key"), KEYFILE_MAX_LEN, &root), 0);
        assert_int_equal(buffer_append_text(&fresh, "fresh"), 0);
        fd = open(path_of(fixture, "keys/day.key"), O_RDONLY);
        assert_int_equal(key_folder_change(fixture->dir, &file, 1, &fixture->problems), 0);
        len = pread(fd, left, sizeof(left), 0);
        assert_int_equal(len, old.len);
        for (ssize_t i = 0; i < len; i++)
                assert_int_equal(left[i], 0);
        close(fd);
        assert_int_equal(file_read(path_of(fixture, "keys/day.key"), KEYFILE_MAX_LEN, &read), 0);
        assert_int_equal(read.len, 5);
        buffer_deinit(&read);
        assert_int_equal(file_read(path_of(fixture, "keys/root.key"), KEYFILE_MAX_LEN, &read), 0);
        assert_int_equal(read.len, root.len);
        assert_memory_equal(read.data, root.data, root.len);
        count_files(fixture, "keys", &count);
        assert_int_equal(count, SECRETS_FILE_COUNT);
        count_files(fixture, "keys.new", &count);
        assert_int_equal(count, 0);
        buffer_deinit(&fresh);
        buffer_deinit(&old);
        buffer_deinit(&root);
        buffer_deinit(&read);
}

static void a_key_file_that_is_a_link_is_not_changed(void **state) {
        struct fixture *fixture = *state;
        struct buffer fresh = BUFFER_INIT;
        const struct key_file file = { .name = "day.key", .bytes = &fresh };
        char output[64];

        assert_int_equal(buffer_append_text(&fresh, "fresh"), 0);
        fixture_run(output, sizeof(output), "cd %s && mv keys/day.key ../stick && ln -s ../../stick keys/day.key", fixture->dir);
        assert_int_equal(key_folder_change(fixture->dir, &file, 1, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "is a link"));
        /* Another one that is a link stays one. */
        fixture_run(output, sizeof(output), "cd %s && rm keys/day.key && mv ../stick keys/day.key && mv keys/root.key ../stick && ln -s ../../stick keys/root.key",
                    fixture->dir);
        assert_int_equal(key_folder_change(fixture->dir, &file, 1, &fixture->problems), 0);
        fixture_run(output, sizeof(output), "readlink %s/keys/root.key && cksum < %s/keys/root.key >/dev/null && ls -A %s | grep -c keys", fixture->dir, fixture->dir,
                    fixture->dir);
        assert_string_equal(output, "../../stick\n1");
        buffer_deinit(&fresh);
}

/* ---- killed at every step ---- */

DYING(int, file_replace, (const char *path, const void *bytes, size_t len, mode_t mode), (path, bytes, len, mode))
DYING(int, link, (const char *from, const char *to), (from, to))
DYING(int, mkdir, (const char *path, mode_t mode), (path, mode))
DYING(int, renameat2, (int from_fd, const char *from, int to_fd, const char *to, unsigned flags), (from_fd, from, to_fd, to, flags))
DYING(int, unlink, (const char *path), (path))
DYING(int, rmdir, (const char *path), (path))
DYING(ssize_t, pwrite64, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at))

static const char *const changed_names[] = { "day.key", "root.key" };

/* Both files hold what is given, and nothing is left beside. */
static bool hold(const struct fixture *fixture, const char *text) {
        bool all = true;

        for (size_t i = 0; i < ARRAY_LEN(changed_names); i++) {
                CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
                char name[64];

                snprintf(name, sizeof(name), "keys/%s", changed_names[i]);
                assert_int_equal(file_read(path_of(fixture, name), KEYFILE_MAX_LEN, &bytes), 0);
                all = all && strcmp(buffer_text(&bytes), text) == 0;
        }
        return all;
}

static int change_both(struct fixture *fixture, const char *text) {
        struct buffer bytes = BUFFER_INIT;
        struct key_file files[ARRAY_LEN(changed_names)];
        int r = buffer_append_text(&bytes, text);

        for (size_t i = 0; i < ARRAY_LEN(files); i++)
                files[i] = (struct key_file){ .name = changed_names[i], .bytes = &bytes };
        if (r == 0)
                r = key_folder_change(fixture->dir, files, ARRAY_LEN(files), &fixture->problems);
        buffer_deinit(&bytes);
        return r;
}

/* Whether it ended before its n-th step came. */
static bool attempt_change(struct fixture *fixture, const char *text, int n) {
        pid_t pid = fork();

        if (pid == 0) {
                die_at(n);
                _exit(change_both(fixture, text) == 0 ? 0 : 98);
        }
        return came_to_its_end(pid);
}

static void a_change_killed_anywhere_is_whole_and_leaves_no_old_copy(void **state) {
        struct fixture *fixture = *state;
        unsigned nothing = 0, whole = 0, count;
        bool ended = false;
        char was[32], becomes[32];

        assert_int_equal(change_both(fixture, "secret 0"), 0);
        for (int n = 0, round = 0; !ended; n++) {
                int fd = open(path_of(fixture, "keys/day.key"), O_RDONLY);
                char left[32] = "";

                snprintf(was, sizeof(was), "secret %d", round);
                snprintf(becomes, sizeof(becomes), "secret %d", round + 1);
                ended = attempt_change(fixture, becomes, n);
                assert_int_equal(key_folder_tidy(fixture->dir, &fixture->problems), 0);
                count_files(fixture, "keys.new", &count);
                assert_int_equal(count, 0);
                count_files(fixture, "keys", &count);
                assert_int_equal(count, SECRETS_FILE_COUNT);
                assert_int_equal(pread(fd, left, sizeof(left) - 1, 0), strlen(was));
                close(fd);
                if (!ended && hold(fixture, was)) {
                        nothing++;
                        continue;
                }
                assert_true(hold(fixture, becomes));
                assert_int_equal(left[0], 0);
                whole += !ended;
                round++;
        }
        assert_true(nothing > 4 && whole > 4);
        print_message("killed at %u places, the old files stand; at %u more, the new ones, and the old are overwritten\n", nothing, whole);
}

/* ---- another passphrase ---- */

#define OTHER_PASSPHRASE "another horse, longer"

static int open_under(struct fixture *fixture, const struct office *office, unsigned which, const char *passphrase) {
        struct secrets secrets = { 0 };
        int r = secrets_open(office->dir, office->state, which, passphrase, &fixture->problems, &secrets);

        secrets_deinit(&secrets);
        problems_deinit(&fixture->problems);
        return r;
}

static void the_passphrase_of_all_files_is_changed_at_once(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        uint64_t size = registry_size(office->registry);
        unsigned changed = 0, all = SECRETS_ROOT | SECRETS_DAY | SECRETS_BACKUP;

        assert_int_equal(office_change_passphrase(office, 0, FIXTURE_PASSPHRASE, OTHER_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &changed), 0);
        assert_int_equal(changed, all);
        assert_int_equal(registry_size(office->registry), size + 1);
        assert_int_equal(open_under(fixture, office, all, OTHER_PASSPHRASE), 0);
        for (unsigned i = 0; i < SECRETS_FILE_COUNT; i++)
                assert_int_equal(open_under(fixture, office, 1u << i, FIXTURE_PASSPHRASE), OFFICE_E_REFUSED);
}

static void a_passphrase_that_cannot_be_changes_nothing(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        char before[LISTING_SIZE], after[LISTING_SIZE];
        static const struct {
                const char *old, *new, *said;
        } cases[] = {
                { FIXTURE_PASSPHRASE, "short", "at least 12 characters" }, { FIXTURE_PASSPHRASE, FIXTURE_PASSPHRASE, "is the old one" },
                { "not the passphrase", OTHER_PASSPHRASE, "passphrase is wrong" },
        };
        unsigned changed;

        fixture_listing(fixture->dir, before, sizeof(before));
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_int_equal(office_change_passphrase(office, 0, cases[i].old, cases[i].new, FIXTURE_NOW, &fixture->problems, &changed), OFFICE_E_REFUSED);
                assert_true(fixture_said(fixture, cases[i].said));
        }
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

/* The root key lay in a safe meanwhile. */
static void a_file_that_was_away_is_brought_under_the_new_passphrase_later(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        unsigned changed = 0;
        char output[64];

        fixture_run(output, sizeof(output), "mv %s/keys/root.key %s/safe", fixture->dir, fixture->folder);
        assert_int_equal(office_change_passphrase(office, 0, FIXTURE_PASSPHRASE, OTHER_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &changed), 0);
        assert_int_equal(changed, SECRETS_DAY | SECRETS_BACKUP);
        fixture_run(output, sizeof(output), "mv %s/safe %s/keys/root.key", fixture->folder, fixture->dir);
        assert_int_equal(open_under(fixture, office, SECRETS_ROOT | SECRETS_DAY, OTHER_PASSPHRASE), OFFICE_E_REFUSED);
        assert_int_equal(office_change_passphrase(office, SECRETS_ROOT, FIXTURE_PASSPHRASE, "yet another passphrase", FIXTURE_NOW, &fixture->problems,
                                                  &changed), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "passphrase is wrong"));
        assert_int_equal(office_change_passphrase(office, SECRETS_ROOT, FIXTURE_PASSPHRASE, OTHER_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &changed), 0);
        assert_int_equal(open_under(fixture, office, SECRETS_ROOT | SECRETS_DAY | SECRETS_BACKUP, OTHER_PASSPHRASE), 0);
}

static void with_a_root_key_that_has_ended_no_bundle_is_signed(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        int64_t ended = office->state->keys[STATE_KEY_ROOT].until;
        char path[128];

        snprintf(path, sizeof(path), "%s/bundle", fixture->folder);
        assert_int_equal(office_make_bundle(office, &secrets, BUNDLE_FORM_2, path, ended, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "root key"));
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(office_make_bundle(office, &secrets, BUNDLE_FORM_2, path, ended - 1, &fixture->problems), 0);
        secrets_deinit(&secrets);
}

static void keys_are_spoken_of_from_90_days_before_their_end(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        int64_t until = office->state->keys[STATE_KEY_CODE].until;
        static const struct {
                int64_t before_s;
                const char *said;
        } cases[] = { { 91 * 86400, NULL }, { 90 * 86400, "code key ends on" }, { 1, "root key ends on" }, { 0, "ticket key ended on" } };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct problems notes = PROBLEMS_INIT;

                office_note_keys(office, until - cases[i].before_s, &notes);
                assert_int_equal(notes.count, cases[i].said ? STATE_KEY_COUNT + 1 : 0); /* and the key of the log */
                assert_true(!cases[i].said || problems_name(&notes, cases[i].said));
                problems_deinit(&notes);
        }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(the_key_of_the_log_that_lay_open_is_taken_under_the_passphrase),
                CASE(what_lies_open_goes_also_later_and_only_when_it_is_ours),
                CASE(without_the_key_of_its_log_an_office_changes_nothing),
                CASE(a_log_under_another_key_is_looked_at_and_never_written_to),
                CASE(old_copies_of_changed_key_files_are_overwritten),
                CASE(a_key_file_that_is_a_link_is_not_changed),
                CASE(a_change_killed_anywhere_is_whole_and_leaves_no_old_copy),
                CASE(the_passphrase_of_all_files_is_changed_at_once),
                CASE(a_passphrase_that_cannot_be_changes_nothing),
                CASE(a_file_that_was_away_is_brought_under_the_new_passphrase_later),
                CASE(keys_are_spoken_of_from_90_days_before_their_end),
                CASE(with_a_root_key_that_has_ended_no_bundle_is_signed),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
