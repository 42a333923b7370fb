/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/unsynced.h"
#include "tests/support/cmocka.h"

static char folder[] = "/tmp/pickupbox-file-XXXXXX";
static char path[64];

static int set_up(void **state) {
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/x", folder);
        return 0;
}

static int tear_down(void **state) {
        unlink(path);
        return rmdir(folder);
}

static void replacing_gives_new_contents_and_mode_and_leaves_nothing_else(void **state) {
        struct buffer buffer = BUFFER_INIT;
        struct stat st;

        assert_int_equal(file_replace(path, "old", 3, 0644), 0);
        assert_int_equal(file_replace(path, "newer", 5, 0600), 0);
        assert_int_equal(file_read(path, 100, &buffer), 0);
        assert_string_equal(buffer_text(&buffer), "newer");
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        buffer_deinit(&buffer);
}

/* Nothing waits for the disk but the last; what cannot be written leaves the old file and no other. */
static void one_of_many_is_replaced_as_one_alone_is(void **state) {
        struct buffer buffer = BUFFER_INIT;
        struct stat st;

        assert_int_equal(file_replace(path, "old", 3, 0644), 0);
        assert_int_equal(unsynced_replace(path, "newer", 5, 0600), 0);
        assert_int_equal(unsynced_wait(path), 0);
        assert_int_equal(unsynced_wait(folder), 0);
        assert_int_equal(file_read(path, 100, &buffer), 0);
        assert_string_equal(buffer_text(&buffer), "newer");
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_int_equal(unsynced_replace(folder, "x", 1, 0600), -EISDIR);
        assert_int_equal(unsynced_replace("/nonexistent/x", "x", 1, 0600), -ENOENT);
        assert_int_equal(unsynced_wait("/nonexistent/x"), -ENOENT);
        buffer_deinit(&buffer);
}

static void appending_adds(void **state) {
        struct buffer buffer = BUFFER_INIT;

        assert_int_equal(file_replace(path, "a", 1, 0600), 0);
        assert_int_equal(file_append_durable(path, "bc", 2, 0600), 0);
        assert_int_equal(file_read(path, 3, &buffer), 0);
        assert_string_equal(buffer_text(&buffer), "abc");
        buffer_deinit(&buffer);
}

static void a_file_over_the_limit_is_refused(void **state) {
        struct buffer buffer = BUFFER_INIT;

        assert_int_equal(file_replace(path, "abcd", 4, 0600), 0);
        assert_int_equal(file_read(path, 3, &buffer), -EFBIG);
        assert_null(buffer.data);
        assert_int_equal(file_read(path, 4, &buffer), 0);
        buffer_deinit(&buffer);
}

static void faults_are_handed_on(void **state) {
        struct buffer buffer = BUFFER_INIT;

        assert_int_equal(file_read("/nonexistent/x", 3, &buffer), -ENOENT);
        assert_int_equal(file_replace("/nonexistent/x", "a", 1, 0600), -ENOENT);
        assert_int_equal(file_read(folder, 3, &buffer), -EISDIR);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(replacing_gives_new_contents_and_mode_and_leaves_nothing_else),
                cmocka_unit_test(one_of_many_is_replaced_as_one_alone_is),
                cmocka_unit_test(appending_adds),
                cmocka_unit_test(a_file_over_the_limit_is_refused),
                cmocka_unit_test(faults_are_handed_on),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
