/* SPDX-License-Identifier: EUPL-1.2 */
/* The ledger of a box that was used goes to a stick and is read again from there; sticks that are full, pulled, false or taken. */
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "controller/box/daemon/stick_export.h"
#include "controller/ledger/verify.h"
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

enum { TMPFS = 0x01021994 };

static struct fixture fixture;
static char stick[40], out[80];
static struct stick_export export;
static enum screen_export_state strikes_at; /* the hand that strikes, when the export is there, */
static void (*strike)(void);            /* and what it does */

static void tell(void *context) {
        if (strike && atomic_load(&export.state) == strikes_at) {
                strike();
                strike = NULL;
        }
}

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 3);
        strcpy(stick, "/var/tmp/stick-XXXXXX");
        assert_non_null(mkdtemp(stick));
        snprintf(out, sizeof(out), "%s/pickupbox-K017", stick);
        strike = NULL;
        export = (struct stick_export){ .folder = stick, .database = fixture.path, .origin = store_origin(fixture.store), .key = fixture.ledger,
                                        .size = store_size(fixture.store), .tell = tell };
        return 0;
}

static int tear_down(void **state) {
        char command[80];

        snprintf(command, sizeof(command), "rm -rf %s", stick);
        assert_int_equal(system(command), 0);
        fixture_tear_down(&fixture);
        return 0;
}

static int verify(uint64_t *ret_size, bool *ret_unfinished) {
        struct ledger_verdict verdict;
        struct vkey vkey;
        int r;

        vkey_init(&vkey, store_origin(fixture.store), NOTE_TYPE_ED25519, secret_key_public(fixture.ledger));
        r = ledger_verify(out, &vkey, 1, NULL, NULL, &verdict);
        *ret_size = verdict.size;
        *ret_unfinished = verdict.unfinished;
        return r;
}

static void expect_whole(uint64_t size) {
        uint64_t found;
        bool unfinished;

        assert_int_equal(verify(&found, &unfinished), 0);
        assert_int_equal(found, size);
        assert_false(unfinished);
}

static void it_is_written_read_again_and_brought_up_to_date(void **state) {
        uint64_t first = export.size;

        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        expect_whole(first);
        fixture_load(&fixture, 4, 5);
        export.size = store_size(fixture.store);
        assert_true(export.size > first);
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        assert_string_equal(export.message, "");
        expect_whole(export.size);
}

static void entries_of_after_the_checkpoint_are_left_for_the_next(void **state) {
        uint64_t size = export.size;

        fixture_load(&fixture, 4, 4);
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        expect_whole(size);
}

static void spoil(void) {
        char path[120];
        int fd;

        snprintf(path, sizeof(path), "%s/entries.jsonl", out);
        fd = open(path, O_WRONLY | O_CLOEXEC);
        assert_true(fd >= 0);
        assert_int_equal(pwrite(fd, "X", 1, 40), 1);
        close(fd);
}

static void a_stick_that_gives_back_something_else_is_found_out(void **state) {
        char aside[100];

        strikes_at = SCREEN_EXPORT_READING;
        strike = spoil;
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DIFFERS);
        assert_non_null(strstr(export.message, "read again"));
        assert_int_equal(access(out, F_OK), -1); /* nobody takes it for an export */
        snprintf(aside, sizeof(aside), "%s.damaged", out);
        assert_int_equal(access(aside, F_OK), 0);
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        expect_whole(export.size);
        /* A second time there is one put aside already: then it has no checkpoint. */
        strike = spoil;
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DIFFERS);
        snprintf(aside, sizeof(aside), "%s/checkpoint", out);
        assert_int_equal(access(aside, F_OK), -1);
}

static void pull(void) {
        char command[80];

        snprintf(command, sizeof(command), "rm -rf %s", stick);
        assert_int_equal(system(command), 0);
}

static void one_that_is_pulled_is_told(void **state) {
        strikes_at = SCREEN_EXPORT_READING;
        strike = pull;
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_PULLED);
        strikes_at = SCREEN_EXPORT_WRITING;
        strike = pull;
        assert_int_equal(mkdir(stick, 0700), 0);
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_NO_STICK); /* before the first look */
}

/* A limit on the size of files stands for the end of the stick. */
static void a_full_one_is_told_and_left_as_it_was(void **state) {
        struct rlimit before, few = { .rlim_cur = 2048 };
        uint64_t first = export.size;

        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        fixture_load(&fixture, 4, 20);
        export.size = store_size(fixture.store);
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        few.rlim_max = before.rlim_max;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_FULL);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        expect_whole(first);
}

/* Mounted so that nothing can be written, as the kernel mounts a stick whose switch says so; for this process alone. */
static bool set_read_only(bool on) {
        if (on)
                return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount(stick, stick, NULL, MS_BIND, NULL) == 0 &&
                       mount(NULL, stick, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0;
        return umount(stick) == 0;
}

static void one_that_is_read_only_is_told_and_left_as_it_was(void **state) {
        uint64_t first = export.size;

        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        fixture_load(&fixture, 4, 5);
        export.size = store_size(fixture.store);
        if (!set_read_only(true)) {
                print_message("skipped: no mounts of one's own can be made here\n");
                skip();
        }
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_READ_ONLY);
        expect_whole(first);
        assert_true(set_read_only(false));
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        expect_whole(export.size);
}

static bool gives_up(void *context) {
        return true;
}

static void whoever_ends_leaves_nothing_that_looks_whole(void **state) {
        export.ends = gives_up;
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_PULLED);
        assert_int_equal(access(out, F_OK), -1);
}

static void what_else_has_its_name_is_left_alone(void **state) {
        char path[120];
        int fd;

        assert_int_equal(mkdir(out, 0700), 0);
        snprintf(path, sizeof(path), "%s/holiday.jpg", out);
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        close(fd);
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_OTHER);
        assert_non_null(strstr(export.message, "holiday.jpg"));
        assert_int_equal(access(path, F_OK), 0);
}

/* Pages of the file that the kernel holds. */
static size_t held(const char *path) {
        unsigned char pages[256];
        size_t count = 0, len;
        struct stat stat;
        void *bytes;
        int fd = open(path, O_RDONLY | O_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(fstat(fd, &stat), 0);
        len = (size_t)stat.st_size;
        assert_in_range(len, 1, sizeof(pages) * (size_t)sysconf(_SC_PAGESIZE));
        bytes = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
        assert_ptr_not_equal(bytes, MAP_FAILED);
        assert_int_equal(mincore(bytes, len, pages), 0);
        for (size_t i = 0; i * (size_t)sysconf(_SC_PAGESIZE) < len; i++)
                count += pages[i] & 1;
        munmap(bytes, len);
        close(fd);
        return count;
}

static void what_is_read_again_comes_from_the_device(void **state) {
        char path[120];
        struct statfs file_system;

        assert_int_equal(statfs(stick, &file_system), 0);
        if (file_system.f_type == TMPFS)
                skip(); /* it is nowhere but in memory */
        assert_int_equal(stick_export_run(&export), SCREEN_EXPORT_DONE);
        snprintf(path, sizeof(path), "%s/entries.jsonl", out);
        assert_true(held(path) > 0);
        assert_int_equal(stick_forget(out), 0);
        assert_int_equal(held(path), 0);
        expect_whole(export.size);
        assert_true(held(path) > 0);
}

static void generations_have_folders_of_their_own(void **state) {
        char name[SCREEN_EXPORT_NAME_SIZE];

        stick_export_name("musterstadt.example/pickupbox/K017", name);
        assert_string_equal(name, "pickupbox-K017");
        stick_export_name("musterstadt.example/pickupbox/K017/0123456789abcdef", name);
        assert_string_equal(name, "pickupbox-K017-0123456789abcdef");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(it_is_written_read_again_and_brought_up_to_date),
                CASE(entries_of_after_the_checkpoint_are_left_for_the_next),
                CASE(a_stick_that_gives_back_something_else_is_found_out),
                CASE(one_that_is_pulled_is_told),
                CASE(a_full_one_is_told_and_left_as_it_was),
                CASE(one_that_is_read_only_is_told_and_left_as_it_was),
                CASE(whoever_ends_leaves_nothing_that_looks_whole),
                CASE(what_else_has_its_name_is_left_alone),
                CASE(what_is_read_again_comes_from_the_device),
                CASE(generations_have_folders_of_their_own),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
