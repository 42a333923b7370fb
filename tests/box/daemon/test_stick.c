/* SPDX-License-Identifier: EUPL-1.2 */
/* What is read of a stick whose names and files are anybody's. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/box/daemon/stick.h"
#include "crypto/bundle.h"
#include "crypto/note.h"
#include "tests/support/cmocka.h"

static char folder[32];

static int set_up(void **state) {
        strcpy(folder, "/tmp/stick-XXXXXX");
        return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
        char command[64];

        snprintf(command, sizeof(command), "rm -rf %s", folder);
        return system(command);
}

static const char *at(const char *name) {
        static char path[256];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return path;
}

static void put(const char *name, size_t len) {
        int fd = open(at(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

        assert_true(fd >= 0);
        assert_int_equal(ftruncate(fd, (off_t)len), 0);
        close(fd);
}

static void only_fixed_beginnings_in_plain_letters_are_looked_at(void **state) {
        static const char *const good[] = { "bundle", "bundle-15", "BUNDLE.1", "statement-1.cose", "Revocations_K017" };
        static const char *const bad[] = { "", ".bundle", "abundle", "BUNDLE~1", "bundle\x1b[31m", "bundle 1", "bundle/../x", "bundl", "b\xc3\xbcndle", "autorun.inf",
                                           "bundle-012345678901234567890123456" };

        for (size_t i = 0; i < ARRAY_LEN(good); i++)
                assert_true(stick_takes_name(STICK_SENT, good[i]));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(stick_takes_name(STICK_SENT, bad[i]));
}

static void links_folders_and_pipes_are_passed_over(void **state) {
        struct stick stick;

        put("kept", 8);
        put("bundle-9", 8);
        assert_int_equal(symlink("kept", at("bundle-1")), 0);
        assert_int_equal(mkdir(at("bundle-2"), 0700), 0);
        assert_int_equal(mkfifo(at("bundle-3"), 0600), 0); /* nothing is waited for */
        stick_read(folder, STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_READ);
        assert_int_equal(stick.count, 1);
        assert_string_equal(stick.files[0].name, "bundle-9");
        assert_int_equal(stick.files[0].bytes.len, 8);
        stick_deinit(&stick);
}

static void long_ones_and_too_many_are_told_and_not_read(void **state) {
        struct stick stick;
        char name[32];

        put("bundle-00", (size_t)BUNDLE_MAX_LEN + 1);
        put("bundle-01", BUNDLE_MAX_LEN);
        for (unsigned i = 2; i < SCREEN_STICK_FILES + 5; i++) {
                snprintf(name, sizeof(name), "bundle-%02u", i);
                put(name, 1);
        }
        stick_read(folder, STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_READ);
        assert_int_equal(stick.count, SCREEN_STICK_FILES);
        assert_int_equal(stick.unread, 5);
        assert_false(stick.crowded);
        assert_true(stick.files[0].too_long);
        assert_int_equal(stick.files[0].bytes.len, 0);
        assert_int_equal(stick.files[1].bytes.len, BUNDLE_MAX_LEN);
        for (unsigned i = 1; i < stick.count; i++)
                assert_true(strcmp(stick.files[i - 1].name, stick.files[i].name) < 0);
        stick_deinit(&stick);
}

static void of_a_crowded_one_it_is_told_that_not_all_was_looked_at(void **state) {
        struct stick stick;
        char name[32];

        for (unsigned i = 0; i <= STICK_NAMES_MAX; i++) {
                snprintf(name, sizeof(name), "letter-%04u", i);
                put(name, 1);
        }
        stick_read(folder, STICK_SENT, "pickupbox-K017", &stick);
        assert_true(stick.crowded);
        assert_int_equal(stick.unread, 0);
        stick_deinit(&stick);
}

static void none_is_not_an_empty_one(void **state) {
        struct stick stick;

        stick_read(at("nowhere"), STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_NONE);
        assert_int_equal(symlink(folder, at("link")), 0);
        stick_read(at("link"), STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_NONE);
        stick_read(geteuid() == 0 ? at("link") : "/", STICK_SENT, "pickupbox-K017", &stick); /* another's */
        assert_int_equal(stick.state, SCREEN_STICK_NONE);
        assert_int_equal(unlink(at("link")), 0);
        stick_read(folder, STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_EMPTY);
        put("letter.pdf", 5);
        stick_read(folder, STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_EMPTY);
}

/* At the top, and in the export of this box alone. */
static void what_a_witness_signed_is_looked_for_where_it_is_signed(void **state) {
        struct stick stick;

        put("bundle-1", 1);
        put("checkpoint", 10);
        put("Checkpoint-K017", (size_t)NOTE_MAX_LEN + 1);
        assert_int_equal(mkdir(at("pickupbox-K017"), 0700), 0);
        put("pickupbox-K017/checkpoint", 11);
        assert_int_equal(mkdir(at("pickupbox-K018"), 0700), 0);
        put("pickupbox-K018/checkpoint", 12);
        stick_read(folder, STICK_WITNESSED, "pickupbox-K017", &stick);
        assert_int_equal(stick.state, SCREEN_STICK_READ);
        assert_int_equal(stick.count, 3);
        assert_true(stick.files[0].too_long);
        assert_int_equal(stick.files[1].bytes.len, 10);
        assert_int_equal(stick.files[2].bytes.len, 11);
        assert_string_equal(stick.files[2].name, "checkpoint");
        stick_deinit(&stick);
        stick_read(folder, STICK_SENT, "pickupbox-K017", &stick);
        assert_int_equal(stick.count, 1);
        stick_deinit(&stick);
        assert_int_equal(unlink(at("pickupbox-K017/checkpoint")), 0);
        assert_int_equal(symlink("../pickupbox-K018/checkpoint", at("pickupbox-K017/checkpoint")), 0);
        stick_read(folder, STICK_WITNESSED, "pickupbox-K017", &stick);
        assert_int_equal(stick.count, 2);
        stick_deinit(&stick);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(only_fixed_beginnings_in_plain_letters_are_looked_at, set_up, tear_down),
                cmocka_unit_test_setup_teardown(links_folders_and_pipes_are_passed_over, set_up, tear_down),
                cmocka_unit_test_setup_teardown(long_ones_and_too_many_are_told_and_not_read, set_up, tear_down),
                cmocka_unit_test_setup_teardown(of_a_crowded_one_it_is_told_that_not_all_was_looked_at, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_a_witness_signed_is_looked_for_where_it_is_signed, set_up, tear_down),
                cmocka_unit_test_setup_teardown(none_is_not_an_empty_one, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
