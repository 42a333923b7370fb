/* SPDX-License-Identifier: EUPL-1.2 */
/* Places that are read come and go, as chips do. */
#include "hal/clock/deadline.h"
#include "hal/lock/lines_reader.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

#include <errno.h>
#include <stdatomic.h>

enum { PLACES = 3 };

/* What is read, by the reader's thread and set by the test's. */
static struct {
        _Atomic uint64_t levels[PLACES];
        atomic_bool gone[PLACES];
        atomic_uint readings[PLACES];
} chips;

static int read_chip(void *context, unsigned place, uint64_t *ret_levels) {
        atomic_fetch_add(&chips.readings[place], 1);
        *ret_levels = atomic_load(&chips.levels[place]);
        return atomic_load(&chips.gone[place]) ? -ENODEV : 0;
}

static struct lines_reader *reader;

static int set_up(void **state) {
        for (unsigned i = 0; i < PLACES; i++) {
                atomic_store(&chips.levels[i], 0);
                atomic_store(&chips.gone[i], false);
                atomic_store(&chips.readings[i], 0);
        }
        assert_int_equal(lines_reader_new(PLACES, read_chip, NULL, &reader), 0);
        return 0;
}

static int tear_down(void **state) {
        lines_reader_free(reader);
        return 0;
}

static void knows(unsigned place, unsigned slots, bool level) {
        for (unsigned slot = 0; slot < slots; slot++)
                lines_reader_given(reader, place, slot, level);
}

static void is_told(unsigned place, uint64_t slots) {
        assert_true(wait_readable(lines_reader_fd(reader)));
        for (unsigned i = 0; i < PLACES; i++)
                assert_int_equal(lines_reader_take(reader, i), i == place ? slots : 0);
}

/* So many readings of a place that somebody waits for, after which any other would have had its turn. */
static void let_it_read(unsigned place, unsigned count) {
        unsigned until = atomic_load(&chips.readings[place]) + count;

        for (int64_t end_ms = deadline_now_ms() + 20 * 1000; atomic_load(&chips.readings[place]) < until;)
                assert_true(deadline_now_ms() < end_ms);
}

static void a_place_is_not_read_before_it_begins(void **state) {
        lines_reader_begin(reader, 1, 4, 1, false);
        let_it_read(1, 3);
        assert_int_equal(atomic_load(&chips.readings[0]), 0);
        assert_int_equal(atomic_load(&chips.readings[2]), 0);
        lines_reader_begin(reader, 2, LINES_READER_PLACE_MAX, 0, false);
        let_it_read(1, 3);
        assert_int_equal(atomic_load(&chips.readings[2]), 1);
}

static void what_differs_from_what_is_known_is_told(void **state) {
        lines_reader_begin(reader, 0, 4, 1, false);
        knows(0, 3, false);
        atomic_store(&chips.levels[0], 0xa);
        /* Nobody has said what the fourth was. */
        is_told(0, 0x2);
}

static void a_dropped_place_is_read_no_more_and_begins_anew(void **state) {
        lines_reader_begin(reader, 0, 4, 1, false);
        lines_reader_begin(reader, 1, 2, 1, false);
        knows(0, 4, false);
        let_it_read(0, 2);
        lines_reader_drop(reader, 0);
        atomic_store(&chips.readings[0], 0);
        atomic_store(&chips.levels[0], 0xf);
        let_it_read(1, 3);
        assert_int_equal(atomic_load(&chips.readings[0]), 0);
        /* Other lines now, of which nothing is known yet; one of them is waited for. */
        lines_reader_begin(reader, 0, 2, 1, false);
        let_it_read(0, 3);
        assert_int_equal(lines_reader_take(reader, 0), 0);
        knows(0, 2, false);
        is_told(0, 0x3);
        lines_reader_await(reader, 0, false);
}

static void a_place_that_cannot_be_read_is_told_once_and_again_when_it_can(void **state) {
        lines_reader_begin(reader, 2, 3, 1, false);
        knows(2, 3, false);
        let_it_read(2, 1);
        atomic_store(&chips.gone[2], true);
        is_told(2, 0x7);
        let_it_read(2, 3);
        assert_int_equal(lines_reader_take(reader, 2), 0);
        atomic_store(&chips.gone[2], false);
        is_told(2, 0x7);
}

static void a_place_without_edges_is_read_though_nobody_waits(void **state) {
        lines_reader_begin(reader, 0, 1, 0, true);
        knows(0, 1, false);
        let_it_read(0, 1);
        atomic_store(&chips.levels[0], 1);
        is_told(0, 0x1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_place_is_not_read_before_it_begins),
                CASE(what_differs_from_what_is_known_is_told),
                CASE(a_dropped_place_is_read_no_more_and_begins_anew),
                CASE(a_place_that_cannot_be_read_is_told_once_and_again_when_it_can),
                CASE(a_place_without_edges_is_read_though_nobody_waits),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
