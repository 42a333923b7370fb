/* SPDX-License-Identifier: EUPL-1.2 */
/* What every scanner does, whatever it is made of. */
#include <string.h>

#include "hal/scanner/scanner_framing.h"
#include "tests/hal/scanner/scanner_hand.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static char last[SCANNER_TEXT_MAX + 1];
static size_t last_len;
static unsigned texts, changes;
static bool present;

static void take_text(void *context, const char *text, size_t len, bool ended) {
        assert_true(ended);
        assert_in_range(len, 1, sizeof(last));
        memcpy(last, text, len);
        last_len = len;
        texts++;
}

static void take_present(void *context, bool now) {
        present = now;
        changes++;
}

static int set_up(void **state) {
        int r = scanner_hand_set_up(state);

        texts = changes = 0;
        if (r == 0)
                scanner_set_callbacks(scanner_hand.scanner, take_text, NULL, take_present, NULL);
        return r;
}

static void dispatch_once(void) {
        assert_true(wait_readable(scanner_fd(scanner_hand.scanner)));
        assert_int_equal(scanner_dispatch(scanner_hand.scanner), 0);
}

static void await_texts(unsigned count) {
        while (texts < count)
                dispatch_once();
        assert_int_equal(texts, count);
}

static void await_present(bool wanted) {
        while (scanner_present(scanner_hand.scanner) != wanted)
                dispatch_once();
        assert_int_equal(present, wanted);
}

static void a_reading_is_told_once_and_as_it_is(void **state) {
        assert_true(scanner_present(scanner_hand.scanner));
        scanner_hand.scan("PK1:ABC $%*+-./:", 16);
        assert_int_equal(texts, 0);
        await_texts(1);
        assert_int_equal(last_len, 16);
        assert_memory_equal(last, "PK1:ABC $%*+-./:", 16);
        assert_int_equal(scanner_dispatch(scanner_hand.scanner), 0);
        assert_int_equal(texts, 1);
}

static void readings_come_in_order(void **state) {
        scanner_hand.scan("ONE", 3);
        scanner_hand.scan("TWO", 3);
        await_texts(2);
        assert_memory_equal(last, "TWO", 3);
}

static void too_long_a_reading_is_cut_so_that_it_shows(void **state) {
        char text[3000];

        memset(text, 'x', sizeof(text));
        scanner_hand.scan(text, SCANNER_TEXT_MAX);
        await_texts(1);
        assert_int_equal(last_len, SCANNER_TEXT_MAX);
        scanner_hand.scan(text, sizeof(text));
        await_texts(2);
        assert_int_equal(last_len, SCANNER_TEXT_MAX + 1);
        scanner_hand.scan("short", 5);
        await_texts(3);
        assert_int_equal(last_len, 5);
}

static void control_characters_and_other_scripts_survive(void **state) {
        scanner_hand.scan(scanner_hand.odd, scanner_hand.odd_len);
        await_texts(1);
        assert_int_equal(last_len, scanner_hand.odd_len);
        assert_memory_equal(last, scanner_hand.odd, last_len);
}

static void what_stands_around_a_text_is_no_part_of_it(void **state) {
        scanner_hand.scan(" ]Q1PK1:ABC \x1d", 13);
        await_texts(1);
        assert_int_equal(last_len, 7);
        assert_memory_equal(last, "PK1:ABC", 7);
}

static struct scanner_framing framing;
static unsigned framings;

static void take_framing(void *context, const char *device, const struct scanner_framing *told) {
        assert_true(*device);
        framing = *told;
        framings++;
}

static void how_a_reader_is_set_up_is_told_with_what_may_be_ours(void **state) {
        static const char text[] = "]d2PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0\x1d";
        char printed[SCANNER_FRAMING_TEXT_SIZE];

        framings = 0;
        scanner_set_framing(scanner_hand.scanner, take_framing);
        scanner_hand.scan("nothing of ours", 15);
        await_texts(1);
        assert_int_equal(framings, 0);
        scanner_hand.scan(text, sizeof(text) - 1);
        await_texts(2);
        assert_int_equal(framings, 1);
        scanner_framing_print(&framing, printed);
        assert_string_equal(printed, "before=5d3f3f after=1d end=0d letters=kept");
}

static void nothing_is_no_reading(void **state) {
        scanner_hand.scan("", 0);
        scanner_hand.scan("x", 1);
        await_texts(1);
        assert_memory_equal(last, "x", 1);
}

static void a_scanner_that_is_pulled_and_plugged_in_again_works_again(void **state) {
        for (unsigned round = 1; round <= 3; round++) {
                scanner_hand.plug(false);
                await_present(false);
                scanner_hand.plug(true);
                await_present(true);
                assert_int_equal(changes, 2 * round);
                scanner_hand.scan("again", 5);
                await_texts(round);
        }
}

static void without_callbacks_nothing_breaks(void **state) {
        scanner_set_callbacks(scanner_hand.scanner, NULL, NULL, NULL, NULL);
        scanner_hand.scan("x", 1);
        scanner_hand.plug(false);
        while (scanner_present(scanner_hand.scanner))
                dispatch_once();
}

#define SCANNER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scanner_hand_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SCANNER_TEST(a_reading_is_told_once_and_as_it_is),
                SCANNER_TEST(readings_come_in_order),
                SCANNER_TEST(too_long_a_reading_is_cut_so_that_it_shows),
                SCANNER_TEST(control_characters_and_other_scripts_survive),
                SCANNER_TEST(what_stands_around_a_text_is_no_part_of_it),
                SCANNER_TEST(how_a_reader_is_set_up_is_told_with_what_may_be_ours),
                SCANNER_TEST(nothing_is_no_reading),
                SCANNER_TEST(a_scanner_that_is_pulled_and_plugged_in_again_works_again),
                SCANNER_TEST(without_callbacks_nothing_breaks),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
