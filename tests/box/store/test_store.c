/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/file.h"
#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static const struct store_config config = { .box_id = "K017", .compartments = BOX_COMPARTMENTS };

static int make_folder(void **state) {
        static struct box_files files;

        box_folder_make(&files);
        *state = &files;
        return 0;
}

static int remove_folder(void **state) {
        box_folder_remove(*state);
        return 0;
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

static int open_mode(const struct box_files *files, enum store_mode mode) {
        struct store *store = NULL;
        int r = store_open(files->path, mode, &store);

        assert_true((r == 0) == (store != NULL));
        store_close(store);
        return r;
}

/* ---- creating ---- */

static void a_new_store_is_complete_private_and_leaves_nothing_beside_it(void **state) {
        const struct box_files *files = *state;
        char beside[100];
        struct stat st;

        assert_int_equal(store_create(files->path, &config), 0);
        assert_int_equal(stat(files->path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        snprintf(beside, sizeof(beside), "%s.new", files->path);
        assert_int_equal(access(beside, F_OK), -1);
        snprintf(beside, sizeof(beside), "%s-wal", files->path);
        assert_int_equal(access(beside, F_OK), -1);
}

static void an_existing_file_is_not_replaced(void **state) {
        const struct box_files *files = *state;

        assert_int_equal(file_replace(files->path, "mine", 4, 0600), 0);
        assert_int_equal(store_create(files->path, &config), -EEXIST);
}

static void a_creation_that_was_cut_short_is_begun_again(void **state) {
        const struct box_files *files = *state;
        char beside[100];

        snprintf(beside, sizeof(beside), "%s.new", files->path);
        assert_int_equal(file_replace(beside, "half a database", 15, 0600), 0);
        assert_int_equal(store_create(files->path, &config), 0);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), 0);
}

static void impossible_boxes_are_refused(void **state) {
        const struct box_files *files = *state;

        assert_int_equal(store_create(files->path, &(struct store_config){ "K017", 0 }), -EINVAL);
        assert_int_equal(store_create(files->path, &(struct store_config){ "K017", STORE_COMPARTMENTS_MAX + 1 }), -EINVAL);
        assert_int_equal(store_create(files->path, &(struct store_config){ "k017", 8 }), -EINVAL);
        assert_int_equal(store_create("/nonexistent/box.db", &config), -ENOENT);
        assert_int_equal(access(files->path, F_OK), -1);
}

/* ---- opening ---- */

static void what_was_created_is_what_opens(void **state) {
        const struct box_files *files = *state;
        struct store *store = NULL;

        assert_int_equal(store_create(files->path, &config), 0);
        assert_int_equal(store_open(files->path, STORE_MODE_REAL, &store), 0);
        assert_string_equal(store_config(store)->box_id, "K017");
        assert_int_equal(store_config(store)->compartments, BOX_COMPARTMENTS);
        assert_int_equal(store_size(store), 0);
        assert_null(store_origin(store));
        store_close(store);
}

static void a_missing_file_is_not_made(void **state) {
        const struct box_files *files = *state;

        assert_int_equal(open_mode(files, STORE_MODE_REAL), -ENOENT);
        assert_int_equal(access(files->path, F_OK), -1);
}

static void the_first_mode_is_kept(void **state) {
        const struct box_files *files = *state;

        assert_int_equal(store_create(files->path, &config), 0);
        assert_int_equal(open_mode(files, 0), 0);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), 0);
        assert_int_equal(open_mode(files, STORE_MODE_REAL), STORE_E_MODE);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), 0);
        assert_int_equal(open_mode(files, 0), 0);
}

static void adopting_without_a_daemon_leaves_the_mode_open(void **state) {
        const struct box_files *files = *state;
        struct store *store = NULL;

        assert_int_equal(store_create(files->path, &config), 0);
        assert_int_equal(store_open(files->path, STORE_MODE_ANY, &store), 0);
        assert_int_equal(box_adopt_version(store, 1, NULL, 0), 0);
        store_close(store);
        assert_int_equal(open_mode(files, STORE_MODE_REAL), 0);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), STORE_E_MODE);
        assert_int_equal(open_mode(files, STORE_MODE_ANY), 0);
}

static void there_is_one_writer_and_any_number_of_readers(void **state) {
        const struct box_files *files = *state;
        struct store *writer, *reader = NULL;
        struct ledger_source source;
        struct hash root, same;

        writer = box_store(files);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), -EBUSY);
        assert_int_equal(store_open(files->path, 0, &reader), 0);
        store_source(reader, &source);
        assert_int_equal(source.size, 1);
        store_root(reader, &same);
        store_root(writer, &root);
        assert_true(hash_equal(&root, &same));
        assert_int_equal(store_refused(reader, BOX_T, REFUSAL_NOT_HERE, NULL), -EROFS);
        assert_int_equal(store_scrub(reader), -EROFS);
        box_store_one(writer, 1, BOX_T);
        assert_int_equal(store_scrub(writer), 0);
        store_close(reader);
        store_close(writer);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), 0);
}

static void everything_is_there_after_opening_again(void **state) {
        struct box_fixture *f = *state;
        struct hash root, same;

        box_bring(f->store, CONSIGNMENT_RELEASING);
        store_root(f->store, &root);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        store_root(f->store, &same);
        assert_true(hash_equal(&root, &same));
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_RELEASING);
        assert_string_equal(store_origin(f->store), "ausweis.example.de/pickupbox/K017");
}

/* ---- damage ---- */

/* What the file is must not change by being refused. */
static void refused_and_kept(const struct box_files *files, int expected) {
        CLEANUP(buffer_deinit) struct buffer before = BUFFER_INIT;
        CLEANUP(buffer_deinit) struct buffer after = BUFFER_INIT;

        assert_int_equal(file_read(files->path, 8 << 20, &before), 0);
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), expected);
        assert_int_equal(open_mode(files, 0), expected);
        assert_int_equal(file_read(files->path, 8 << 20, &after), 0);
        assert_int_equal(before.len, after.len);
        if (before.len)
                assert_memory_equal(before.data, after.data, before.len);
}

/* A closed store with something in it. */
static void filled(const struct box_files *files) {
        struct store *store = box_store(files);

        box_bring(store, CONSIGNMENT_ISSUED);
        for (unsigned i = 0; i < 40; i++)
                assert_int_equal(store_refused(store, BOX_T + i * INT64_C(3600000), REFUSAL_NOT_HERE, NULL), 0);
        store_close(store);
}

static void overwrite(const struct box_files *files, off_t offset, const void *bytes, size_t len) {
        int fd = open(files->path, O_WRONLY | O_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(pwrite(fd, bytes, len, offset), len);
        close(fd);
}

static void files_that_are_no_database_are_damaged(void **state) {
        const struct box_files *files = *state;
        uint8_t zeros[8192] = { 0 };

        assert_int_equal(file_replace(files->path, "", 0, 0600), 0);
        refused_and_kept(files, STORE_E_DAMAGED);
        assert_int_equal(file_replace(files->path, zeros, sizeof(zeros), 0600), 0);
        refused_and_kept(files, STORE_E_DAMAGED);
        assert_int_equal(file_replace(files->path, "this is a letter, not a database, and long enough for a header of one "
                                                   "hundred bytes or so, to be quite sure of that", 115, 0600), 0);
        refused_and_kept(files, STORE_E_DAMAGED);
}

static void a_truncated_file_is_damaged(void **state) {
        const struct box_files *files = *state;
        struct stat st;

        filled(files);
        assert_int_equal(stat(files->path, &st), 0);
        assert_int_equal(truncate(files->path, st.st_size - 4096), 0);
        refused_and_kept(files, STORE_E_DAMAGED);
        assert_int_equal(truncate(files->path, 1000), 0);
        refused_and_kept(files, STORE_E_DAMAGED);
}

static void a_zeroed_page_is_damaged_wherever_it_lies(void **state) {
        CLEANUP(buffer_deinit) struct buffer whole = BUFFER_INIT;
        const struct box_files *files = *state;
        uint8_t zeros[4096] = { 0 };

        filled(files);
        assert_int_equal(file_read(files->path, 8 << 20, &whole), 0);
        for (size_t page = 0; page < whole.len / 4096; page++) {
                overwrite(files, (off_t)page * 4096, zeros, sizeof(zeros));
                refused_and_kept(files, STORE_E_DAMAGED);
                overwrite(files, (off_t)page * 4096, whole.data + page * 4096, 4096);
        }
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), 0);
}

/* By hand, with SQLite's own tools and the triggers out of the way. */
static void tamper(const struct box_files *files, const char *sql) {
        sqlite3 *handle;
        char *error = NULL;

        assert_int_equal(sqlite3_open(files->path, &handle), SQLITE_OK);
        if (sqlite3_exec(handle, sql, NULL, NULL, &error) != SQLITE_OK)
                fail_msg("%s", error);
        assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static void a_ledger_that_does_not_lead_to_its_root_is_damaged(void **state) {
        static const char *const deeds[] = {
                "UPDATE entries SET line = replace(line, 'anna', 'emma') WHERE n = 2",
                "DELETE FROM entries WHERE n = (SELECT max(n) FROM entries)",
                "UPDATE entries SET nodes = zeroblob(length(nodes)) WHERE n = 3",
                "UPDATE entries SET nodes = x'' WHERE n = 3",
                "UPDATE ledger SET root = zeroblob(32)",
                "DELETE FROM entries WHERE n = (SELECT max(n) FROM entries); UPDATE ledger SET size = size - 1",
                "DELETE FROM ledger",
        };
        CLEANUP(buffer_deinit) struct buffer whole = BUFFER_INIT;
        const struct box_files *files = *state;

        filled(files);
        assert_int_equal(file_read(files->path, 8 << 20, &whole), 0);
        for (size_t i = 0; i < ARRAY_LEN(deeds); i++) {
                tamper(files, "DROP TRIGGER entries_are_not_changed; DROP TRIGGER entries_are_not_deleted; DROP TRIGGER ledger_grows;"
                              "DROP TRIGGER ledger_is_not_deleted");
                assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), 0);
                tamper(files, deeds[i]);
                assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), STORE_E_DAMAGED);
                assert_int_equal(file_replace(files->path, whole.data, whole.len, 0600), 0);
        }
}

static void a_consignment_that_a_compartment_names_must_be_there(void **state) {
        const struct box_files *files = *state;

        filled(files);
        tamper(files, "UPDATE compartments SET cti = zeroblob(16) WHERE c = 5");
        assert_int_equal(open_mode(files, STORE_MODE_SIMULATED), STORE_E_DAMAGED);
}

/* ---- a full disk ---- */

static void a_full_disk_changes_nothing_and_the_store_stays_usable(void **state) {
        struct box_fixture *f = *state;
        struct rlimit former, small;
        struct hash root, same;
        uint64_t index;
        int failed = 0, r;

        signal(SIGXFSZ, SIG_IGN);
        box_bring(f->store, CONSIGNMENT_STORED);
        assert_int_equal(store_scrub(f->store), 0);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &former), 0);
        /* The log may grow to some frames, and no further. */
        for (rlim_t limit = 0; limit < 20000; limit += 500) {
                store_root(f->store, &root);
                small = (struct rlimit){ limit, former.rlim_max };
                assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
                index = store_size(f->store);
                r = store_refused(f->store, BOX_T + (int64_t)limit * 3600000, REFUSAL_NOT_HERE, NULL);
                assert_int_equal(setrlimit(RLIMIT_FSIZE, &former), 0);
                if (r != 0) {
                        assert_int_equal(r, -ENOSPC);
                        failed++;
                        store_root(f->store, &same);
                        assert_true(hash_equal(&root, &same));
                        assert_int_equal(store_size(f->store), index);
                        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_STORED);
                } else {
                        assert_int_equal(store_size(f->store), index + 1);
                        assert_int_equal(store_scrub(f->store), 0);
                }
        }
        assert_true(failed > 10);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, WAY_CODE), 0);
        assert_int_equal(store_issued(f->store, BOX_T, f->cti, HOW_SEEN, &index), 0);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_ISSUED);
}

/* ---- the log ---- */

static off_t log_len(const struct box_fixture *f) {
        char name[100];
        struct stat st;

        snprintf(name, sizeof(name), "%s-wal", f->files.path);
        assert_int_equal(stat(name, &st), 0);
        return st.st_size;
}

static void refuse(struct box_fixture *f, unsigned hour) {
        assert_int_equal(store_refused(f->store, BOX_T + (int64_t)hour * 3600000, REFUSAL_NOT_HERE, NULL), 0);
}

/* What is written while somebody waits lies where the file has its blocks already. */
static void a_box_that_fell_idle_has_a_log_with_room(void **state) {
        struct box_fixture *f = *state;
        struct store *reader = NULL;
        struct hash root, same;
        unsigned hour = 0;
        off_t len;

        for (unsigned session = 0; session < 3; session++) {
                if (session == 1)
                        assert_int_equal(store_scrub(f->store), 0);
                assert_int_equal(store_idle(f->store), 0);
                len = log_len(f);
                for (unsigned i = 0; i < 5; i++)
                        refuse(f, hour++);
                assert_int_equal(log_len(f), len);
        }
        assert_int_equal(store_idle(f->store), 0);
        assert_true(log_len(f) > len);
        len = log_len(f);
        assert_int_equal(store_idle(f->store), 0);
        assert_int_equal(log_len(f), len);

        store_root(f->store, &root);
        assert_int_equal(store_open(f->files.path, 0, &reader), 0);
        store_root(reader, &same);
        assert_true(hash_equal(&root, &same));
        store_close(reader);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        store_root(f->store, &same);
        assert_true(hash_equal(&root, &same));
}

static void a_disk_without_room_for_the_log_to_come_is_no_fault(void **state) {
        struct box_fixture *f = *state;
        struct rlimit former, small;

        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(store_scrub(f->store), 0);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &former), 0);
        small = (struct rlimit){ 50000, former.rlim_max };
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        assert_int_equal(store_idle(f->store), 0);
        refuse(f, 0);
        assert_int_equal(store_idle(f->store), 0);
        refuse(f, 1);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &former), 0);
        assert_true(log_len(f) <= 50000);
}

static void the_space_left_is_told(void **state) {
        struct box_fixture *f = *state;
        uint64_t bytes = 0;

        assert_int_equal(store_space(f->store, &bytes), 0);
        assert_true(bytes > 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                FOLDER_TEST(a_new_store_is_complete_private_and_leaves_nothing_beside_it),
                FOLDER_TEST(an_existing_file_is_not_replaced),
                FOLDER_TEST(a_creation_that_was_cut_short_is_begun_again),
                FOLDER_TEST(impossible_boxes_are_refused),
                FOLDER_TEST(what_was_created_is_what_opens),
                FOLDER_TEST(a_missing_file_is_not_made),
                FOLDER_TEST(the_first_mode_is_kept),
                FOLDER_TEST(adopting_without_a_daemon_leaves_the_mode_open),
                FOLDER_TEST(there_is_one_writer_and_any_number_of_readers),
                BOX_TEST(everything_is_there_after_opening_again),
                FOLDER_TEST(files_that_are_no_database_are_damaged),
                FOLDER_TEST(a_truncated_file_is_damaged),
                FOLDER_TEST(a_zeroed_page_is_damaged_wherever_it_lies),
                FOLDER_TEST(a_ledger_that_does_not_lead_to_its_root_is_damaged),
                FOLDER_TEST(a_consignment_that_a_compartment_names_must_be_there),
                BOX_TEST(a_full_disk_changes_nothing_and_the_store_stays_usable),
                BOX_TEST(a_box_that_fell_idle_has_a_log_with_room),
                BOX_TEST(a_disk_without_room_for_the_log_to_come_is_no_fault),
                BOX_TEST(the_space_left_is_told),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
