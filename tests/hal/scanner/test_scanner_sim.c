/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "hal/scanner/scanner_sim.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static struct scanner *scanner;
static unsigned texts;

static void take_text(void *context, const char *text, size_t len, bool ended) {
        texts++;
}

static int set_up(void **state) {
        texts = 0;
        if (scanner_new_simulated(&scanner) != 0)
                return -1;
        scanner_set_callbacks(scanner, take_text, NULL, NULL, NULL);
        return 0;
}

static int tear_down(void **state) {
        scanner_free(scanner);
        return 0;
}

static void a_reading_is_told_by_the_next_dispatch(void **state) {
        assert_int_equal(scanner_simulate_text(scanner, "PB1:ABC", 7), 0);
        assert_int_equal(texts, 0);
        assert_true(wait_readable(scanner_fd(scanner)));
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 1);
}

static void a_flood_is_bounded(void **state) {
        for (unsigned i = 0; i < SCANNER_SIM_QUEUE_MAX; i++)
                assert_int_equal(scanner_simulate_text(scanner, "x", 1), 0);
        assert_int_equal(scanner_simulate_text(scanner, "x", 1), -ENOBUFS);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, SCANNER_SIM_QUEUE_MAX);
}

static void unplugging_loses_what_was_not_told(void **state) {
        assert_int_equal(scanner_simulate_text(scanner, "x", 1), 0);
        scanner_simulate_present(scanner, false);
        assert_int_equal(scanner_simulate_text(scanner, "y", 1), -ENODEV);
        assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 0);
}

#define SCANNER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SCANNER_TEST(a_reading_is_told_by_the_next_dispatch),
                SCANNER_TEST(a_flood_is_bounded),
                SCANNER_TEST(unplugging_loses_what_was_not_told),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
