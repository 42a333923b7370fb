/* SPDX-License-Identifier: EUPL-1.2 */
/* The log of look-ups: every line is what its entry says, until it is forgotten; then it lies nowhere. */
#include <string.h>

#include "base/file.h"
#include "tests/office/registry/place.h"

static const struct table accesses = { "accesses", { "n", "line" }, "ib" };

enum { LINES = 3 };

static void look(struct registry *registry, int64_t t_s, const char *text) {
        const struct act act = { .event = ACT_LOOKED_UP };
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        const struct registry_change change = { .t_ms = t_s * 1000, .by = "uid-7", .acts = &act, .act_count = 1, .access = &line };
        struct registry_fault fault;

        assert_int_equal(buffer_append_text(&line, text), 0);
        assert_int_equal(registry_write(registry, &change, &fault), 0);
}

static const char *const texts[LINES] = { "the first of the lines", "the second of the lines", "the third of the lines" };

static void fill(struct place *place) {
        struct registry *registry;

        place_fill(place);
        registry = place_enter(place);
        for (size_t i = 0; i < LINES; i++)
                look(registry, PLACE_NOW + (int64_t)i * 100, texts[i]);
        registry_close(registry);
}

struct told {
        size_t count;
        size_t first;   /* of the texts */
};

static int hear(void *context, const struct access *access, const void *line, size_t len) {
        struct told *told = context;
        const char *expected = texts[told->first + told->count];

        assert_int_equal(len, strlen(expected));
        assert_memory_equal(line, expected, len);
        assert_string_equal(access->by, "uid-7");
        assert_true(access->t_ms == (PLACE_NOW + (int64_t)(told->first + told->count) * 100) * 1000);
        told->count++;
        return 0;
}

static size_t listen(struct registry *registry, size_t first) {
        struct told told = { .first = first };
        struct registry_fault fault;

        assert_int_equal(registry_accesses(registry, &fault, hear, &told), 0);
        return told.count;
}

static void expect_named(const struct place *place, const char *what) {
        struct registry_fault fault;

        if (place_open(place, &fault) != REGISTRY_E_ACCESSES)
                fail_msg("%s: not named", what);
}

static void every_edit_of_a_line_is_named(void **state) {
        static struct content whole, edited;
        struct place *place = *state;
        struct tables *tables;
        unsigned edits = 0;

        fill(place);
        place_expect_good(place);
        tables = place_intrude(place);
        place_read(tables, &accesses, &whole);
        assert_int_equal(whole.count, LINES);
        for (size_t i = 0; i < LINES; i++) {
                for (size_t column = 0; column < 2; column++, edits++) {
                        struct cell changed = whole.cells[i][column];

                        changed.number += 100;
                        changed.bytes[changed.len / 2] ^= 1;
                        assert_int_equal(place_set(tables, &accesses, &whole.cells[i][0], column, &changed), 0);
                        expect_named(place, "a value");
                        place_put(tables, &accesses, &whole);
                }
                edited = whole;
                memmove(edited.cells[i], edited.cells[i + 1], (LINES - 1 - i) * sizeof(edited.cells[0]));
                edited.count--;
                place_put(tables, &accesses, &edited);
                expect_named(place, "a row deleted");
                edited = whole;
                memcpy(edited.cells[LINES], whole.cells[i], sizeof(edited.cells[0]));
                edited.cells[LINES][0].number += 1000;
                edited.count++;
                place_put(tables, &accesses, &edited);
                expect_named(place, "a row more");
                place_put(tables, &accesses, &whole);
                edits += 2;
        }
        place_expect_good(place);
        tables_close(tables);
        print_message("%u edits of look-ups, all named\n", edits);
}

static void a_line_that_is_forgotten_lies_nowhere_and_does_not_come_back(void **state) {
        static struct content before;
        struct place *place = *state;
        struct act act = { .event = ACT_FORGOTTEN };
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .acts = &act, .act_count = 1 };
        struct registry_fault fault;
        struct registry *registry;
        struct tables *tables;

        fill(place);
        tables = place_intrude(place);
        place_read(tables, &accesses, &before);
        registry = place_enter(place);
        assert_int_equal(listen(registry, 0), LINES);
        assert_int_equal(registry_accesses_until(registry, PLACE_NOW * 1000), 0);
        act.size = registry_accesses_until(registry, (PLACE_NOW + 200) * 1000);
        assert_int_equal(act.size, before.cells[1][0].number + 1);
        assert_int_equal(registry_write(registry, &change, &fault), 0);
        assert_int_equal(registry_compact(registry, &fault), 0);
        assert_int_equal(listen(registry, 2), 1);
        registry_close(registry);
        if (tables_is_file(tables)) {
                struct buffer bytes = BUFFER_INIT_MAX(1 << 24);

                assert_int_equal(file_read(place->file, 1 << 24, &bytes), 0);
                for (size_t i = 0; i < LINES; i++)
                        assert_int_equal(memmem(bytes.data, bytes.len, texts[i], strlen(texts[i])) != NULL, i == 2);
                buffer_deinit(&bytes);
        }
        place_expect_good(place);
        place_put(tables, &accesses, &before);
        expect_named(place, "a forgotten row put back");
        tables_close(tables);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(every_edit_of_a_line_is_named),
                CASE(a_line_that_is_forgotten_lies_nowhere_and_does_not_come_back),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
