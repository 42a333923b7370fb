/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "hal/scanner_sim.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static struct scanner *scanner;
static char last[SCANNER_TEXT_MAX + 1];
static size_t last_len;
static unsigned texts, changes;
static bool present;

static void take_text(void *context, const char *text, size_t len) {
        assert_true(len <= sizeof(last));
        memcpy(last, text, len);
        last_len = len;
        texts++;
}

static void take_present(void *context, bool now) {
        present = now;
        changes++;
}

static int set_up(void **state) {
        texts = changes = 0;
        if (scanner_new_simulated(&scanner) != 0)
                return -1;
        scanner_set_callbacks(scanner, take_text, take_present, NULL);
        return 0;
}

static int tear_down(void **state) {
        scanner_free(scanner);
        return 0;
}

static void a_reading_is_told_by_the_next_dispatch(void **state) {
        assert_true(scanner_present(scanner));
        assert_int_equal(scanner_simulate_text(scanner, "PB1:ABC", 7), 0);
        assert_int_equal(texts, 0);
        assert_true(wait_readable(scanner_fd(scanner)));
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 1);
        assert_int_equal(last_len, 7);
        assert_memory_equal(last, "PB1:ABC", 7);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 1);
}

static void too_long_a_reading_is_cut_so_that_it_shows(void **state) {
        char text[3000];

        memset(text, 'x', sizeof(text));
        assert_int_equal(scanner_simulate_text(scanner, text, sizeof(text)), 0);
        assert_int_equal(scanner_simulate_text(scanner, text, SCANNER_TEXT_MAX), 0);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 2);
        assert_int_equal(last_len, SCANNER_TEXT_MAX);
        assert_int_equal(scanner_simulate_text(scanner, text, sizeof(text)), 0);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(last_len, SCANNER_TEXT_MAX + 1);
}

static void any_bytes_are_a_text_but_nothing_is_none(void **state) {
        assert_int_equal(scanner_simulate_text(scanner, "", 0), 0);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 0);
        assert_int_equal(scanner_simulate_text(scanner, "a\0\xff", 3), 0);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(last_len, 3);
}

static void a_flood_is_bounded(void **state) {
        for (unsigned i = 0; i < SCANNER_SIM_QUEUE_MAX; i++)
                assert_int_equal(scanner_simulate_text(scanner, "x", 1), 0);
        assert_int_equal(scanner_simulate_text(scanner, "x", 1), -ENOBUFS);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, SCANNER_SIM_QUEUE_MAX);
}

static void unplugging_loses_what_was_not_told_and_plugging_in_helps(void **state) {
        assert_int_equal(scanner_simulate_text(scanner, "x", 1), 0);
        scanner_simulate_present(scanner, false);
        assert_int_equal(scanner_simulate_text(scanner, "y", 1), -ENODEV);
        assert_true(wait_readable(scanner_fd(scanner)));
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 0);
        assert_int_equal(changes, 1);
        assert_false(present);
        assert_false(scanner_present(scanner));
        scanner_simulate_present(scanner, true);
        assert_int_equal(scanner_simulate_text(scanner, "z", 1), 0);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_true(present);
        assert_int_equal(texts, 1);
}

#define SCANNER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SCANNER_TEST(a_reading_is_told_by_the_next_dispatch),
                SCANNER_TEST(too_long_a_reading_is_cut_so_that_it_shows),
                SCANNER_TEST(any_bytes_are_a_text_but_nothing_is_none),
                SCANNER_TEST(a_flood_is_bounded),
                SCANNER_TEST(unplugging_loses_what_was_not_told_and_plugging_in_helps),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
