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
#include "crypto/keyfile.h"
#include "tests/office/first.h"

enum { LISTING_SIZE = 16384 };

static const char *path_of(const struct fixture *fixture, const char *name) {
        static char path[200];

        snprintf(path, sizeof(path), "%s/%s", fixture->dir, name);
        return path;
}

/* The folder as an earlier version left it: the log's key beside the others, in the clear. */
static void lay_log_key_open(struct fixture *fixture, uint8_t ret_seed[KEY_SEED_LEN]) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        secret_key_seed(fixture->day.log, ret_seed);
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
        secret_key_seed(fixture->day.log, kept);
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

        secret_key_seed(fixture->day.log, seed);
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(the_key_of_the_log_that_lay_open_is_taken_under_the_passphrase),
                CASE(what_lies_open_goes_also_later_and_only_when_it_is_ours),
                CASE(without_the_key_of_its_log_an_office_changes_nothing),
                CASE(a_log_under_another_key_is_looked_at_and_never_written_to),
                CASE(old_copies_of_changed_key_files_are_overwritten),
                CASE(a_key_file_that_is_a_link_is_not_changed),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
