/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/daemon/readers.h"

#define A "/dev/pickupbox/scanner0"
#define B "/dev/ttyACM0"

static char folder[64], file[128];
static struct readers readers;
static struct scanner_framing enter, pause_ends, prefixed;

static void read_framing(const char *text, struct scanner_framing *framing) {
        assert_true(scanner_framing_parse(text, strlen(text), framing));
}

static int set_up(void **state) {
        read_framing("before= after= end=0d letters=kept", &enter);
        read_framing("before= after= end=pause letters=kept", &pause_ends);
        read_framing("before=02 after=03 end=0d letters=kept", &prefixed);
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-test-XXXXXX");
        assert_non_null(mkdtemp(folder));
        snprintf(file, sizeof(file), "%s/readers", folder);
        readers_load(&readers, file);
        assert_int_equal(readers.count, 0);
        return 0;
}

static int tear_down(void **state) {
        unlink(file);
        return rmdir(folder);
}

static bool hear(const char *path, const struct scanner_framing *framing) {
        const struct code_reader *reader = readers_hear(&readers, path, framing);

        assert_non_null(reader);
        return reader->changed;
}

static void learn(void) {
        for (unsigned i = 0; i < 2; i++) {
                assert_false(hear(A, &enter));
                assert_false(hear(B, &prefixed));
        }
}

static void a_reader_is_known_after_two_that_are_alike(void **state) {
        (void)hear(A, &prefixed);
        (void)hear(A, &enter);
        assert_false(readers_find(&readers, A)->known);
        (void)hear(A, &enter);
        assert_true(readers_find(&readers, A)->known);
        assert_true(scanner_framing_equal(&readers_find(&readers, A)->good, &enter));
}

static void another_framing_is_a_change_from_its_second_reading_on_until_the_good_one_is_back(void **state) {
        learn();
        assert_false(hear(A, &pause_ends));
        assert_false(hear(A, &enter));
        assert_false(hear(A, &pause_ends));
        assert_false(hear(A, &prefixed));
        assert_true(hear(A, &prefixed));
        assert_true(hear(A, &pause_ends));
        assert_true(readers_changed(&readers));
        assert_false(hear(B, &prefixed));
        assert_true(readers_changed(&readers));
        assert_false(hear(A, &enter));
        assert_false(readers_changed(&readers));
}

static void what_was_good_outlives_the_run(void **state) {
        learn();
        assert_int_equal(readers_save(&readers), 0);
        readers_load(&readers, file);
        assert_int_equal(readers.count, 2);
        assert_false(readers_changed(&readers));
        (void)hear(A, &pause_ends);
        assert_true(hear(A, &pause_ends));
        readers_accept(&readers);
        assert_false(readers_changed(&readers));
        assert_int_equal(readers_save(&readers), 0);
        readers_load(&readers, file);
        assert_false(hear(A, &pause_ends));
        assert_false(hear(A, &pause_ends));
        assert_true(scanner_framing_equal(&readers_find(&readers, B)->good, &prefixed));
}

static void what_is_no_line_of_it_is_left_out(void **state) {
        static const char text[] = "\n" A "\tbefore= after= end=0d letters=kept\nno tab\n" B "\tbefore=xx\n" A "\tbefore=02 after= end=0d letters=kept\n\t\n";
        char many[64 * 1024];

        assert_int_equal(file_replace(file, text, sizeof(text) - 1, 0600), 0);
        readers_load(&readers, file);
        assert_int_equal(readers.count, 1);
        assert_true(scanner_framing_equal(&readers.readers[0].good, &enter));
        memset(many, 'x', sizeof(many));
        assert_int_equal(file_replace(file, many, sizeof(many), 0600), 0);
        readers_load(&readers, file);
        assert_int_equal(readers.count, 0);
}

static void more_than_there_is_room_for_are_not_told_apart(void **state) {
        char path[2 * READERS_PATH_SIZE];

        for (unsigned i = 0; i < READERS_MAX; i++) {
                snprintf(path, sizeof(path), "/dev/ttyACM%u", i);
                assert_non_null(readers_hear(&readers, path, &enter));
        }
        assert_null(readers_hear(&readers, "/dev/ttyACM99", &enter));
        memset(path, 'x', sizeof(path) - 1);
        path[sizeof(path) - 1] = '\0';
        readers.count = 0;
        assert_null(readers_hear(&readers, path, &enter));
        assert_null(readers_hear(&readers, "/dev/tab\there", &enter));
}

#define READERS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                READERS_TEST(a_reader_is_known_after_two_that_are_alike),
                READERS_TEST(another_framing_is_a_change_from_its_second_reading_on_until_the_good_one_is_back),
                READERS_TEST(what_was_good_outlives_the_run),
                READERS_TEST(what_is_no_line_of_it_is_left_out),
                READERS_TEST(more_than_there_is_room_for_are_not_told_apart),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
