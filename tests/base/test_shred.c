/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/shred.h"
#include "tests/support/cmocka.h"

enum { LEN = 10000 };

static char folder[64];

static int set_up(void **state) {
        strcpy(folder, "/tmp/pickupbox-shred-XXXXXX");
        return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
        return rmdir(folder);
}

static void write_secret(const char *path) {
        uint8_t secret[LEN];

        memset(secret, 's', sizeof(secret));
        assert_int_equal(file_replace(path, secret, sizeof(secret), 0600), 0);
}

/* What somebody reads who had the file open before. */
static unsigned left_of(int fd) {
        uint8_t bytes[LEN + 1];
        ssize_t len = pread(fd, bytes, sizeof(bytes), 0);
        unsigned left = 0;

        assert_int_equal(len, LEN);
        for (ssize_t i = 0; i < len; i++)
                left += bytes[i] != 0;
        return left;
}

static void nothing_of_a_shredded_file_is_left(void **state) {
        char path[96];
        int fd;

        snprintf(path, sizeof(path), "%s/a", folder);
        write_secret(path);
        fd = open(path, O_RDONLY);
        assert_int_equal(left_of(fd), LEN);
        assert_int_equal(file_shred(path), 0);
        assert_int_equal(left_of(fd), 0);
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(file_shred(path), -ENOENT);
        close(fd);
}

static void what_has_another_name_or_is_a_link_only_loses_this_one(void **state) {
        char path[96], other[96];
        int fd;

        snprintf(path, sizeof(path), "%s/a", folder);
        snprintf(other, sizeof(other), "%s/b", folder);
        write_secret(path);
        fd = open(path, O_RDONLY);
        assert_int_equal(link(path, other), 0);
        assert_int_equal(file_shred(other), 0);
        assert_int_equal(symlink(path, other), 0);
        assert_int_equal(file_shred(other), 0);
        assert_int_equal(left_of(fd), LEN);
        assert_int_equal(access(other, F_OK), -1);
        assert_int_equal(file_shred(path), 0);
        assert_int_equal(left_of(fd), 0);
        close(fd);
}

static void a_folder_goes_with_all_its_files(void **state) {
        char inside[96], path[128];
        int fds[3];

        snprintf(inside, sizeof(inside), "%s/keys", folder);
        assert_int_equal(folder_shred(inside), 0);
        assert_int_equal(mkdir(inside, 0700), 0);
        for (int i = 0; i < 3; i++) {
                snprintf(path, sizeof(path), "%s/%d", inside, i);
                write_secret(path);
                fds[i] = open(path, O_RDONLY);
        }
        assert_int_equal(folder_shred(inside), 0);
        for (int i = 0; i < 3; i++) {
                assert_int_equal(left_of(fds[i]), 0);
                close(fds[i]);
        }
        assert_int_equal(access(inside, F_OK), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(nothing_of_a_shredded_file_is_left),
                CASE(what_has_another_name_or_is_a_link_only_loses_this_one),
                CASE(a_folder_goes_with_all_its_files),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
