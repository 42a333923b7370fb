/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "controller/ledger/tile.h"
#include "tests/support/cmocka.h"

static void tiles_are_named_as_the_specification_says(void **state) {
        static const struct {
                struct tile tile;
                const char *path;
        } named[] = {
                { { 0, 0, 256 }, "tile/0/000" },
                { { 0, 1234067, 256 }, "tile/0/x001/x234/067" },
                { { 1, 999, 17 }, "tile/1/999.p/17" },
                { { 2, 1000, 1 }, "tile/2/x001/000.p/1" },
                { { TILE_ENTRIES, 273, 112 }, "tile/entries/273.p/112" },
                { { 0, UINT64_C(1) << 55, 255 }, "tile/0/x036/x028/x797/x018/x963/968.p/255" },
        };

        for (size_t i = 0; i < ARRAY_LEN(named); i++) {
                char path[TILE_PATH_SIZE];
                struct tile tile;

                tile_path(&named[i].tile, path);
                assert_string_equal(path, named[i].path);
                assert_true(tile_parse(path, &tile));
                assert_int_equal(tile.level, named[i].tile.level);
                assert_true(tile.n == named[i].tile.n);
                assert_int_equal(tile.width, named[i].tile.width);
        }
}

static void other_names_are_refused(void **state) {
        static const char *const wrong[] = {
                "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/000", "tile/0/x000", "tile/8/000",
                "tile/00/000", "tile/-1/000", "tile/entries", "tile/entries/0", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
                "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000/", "/tile/0/000", "tile//0/000", "tile/0/001/000",
                "tile/0/x001/x234/x067", "tile/0/x01/000", "tile/0/../000", "tile/0/x001/x001/x001/x001/x001/x001/001", "tile/0/ 00",
        };
        struct tile tile;

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                if (tile_parse(wrong[i], &tile))
                        fail_msg("accepted: %s", wrong[i]);
}

/* The example of the specification, and its edge case. */
static void a_tree_of_a_size_has_these_tiles(void **state) {
        assert_int_equal(tile_width(0, 272, 70000), 256);
        assert_int_equal(tile_width(0, 273, 70000), 112);
        assert_int_equal(tile_width(0, 274, 70000), 0);
        assert_int_equal(tile_width(TILE_ENTRIES, 273, 70000), 112);
        assert_int_equal(tile_width(1, 0, 70000), 256);
        assert_int_equal(tile_width(1, 1, 70000), 17);
        assert_int_equal(tile_width(2, 0, 70000), 1);
        assert_int_equal(tile_width(3, 0, 70000), 0);
        assert_int_equal(tile_width(0, 0, 256), 256);
        assert_int_equal(tile_width(0, 1, 256), 0);
        assert_int_equal(tile_width(1, 0, 256), 1);
        assert_int_equal(tile_width(0, 0, 0), 0);
        assert_int_equal(tile_width(7, 0, MERKLE_SIZE_MAX), 127);
}

static void a_bundle_gives_back_its_entries_and_nothing_else(void **state) {
        static const size_t lens[] = { 3, 0, BUNDLE_ENTRY_MAX_LEN };
        static char large[BUNDLE_ENTRY_MAX_LEN + 1] = "one";
        struct buffer bundle = BUFFER_INIT;
        struct reader reader;
        const char *line;
        size_t len;

        for (size_t i = 0; i < ARRAY_LEN(lens); i++)
                assert_int_equal(bundle_append(&bundle, large, lens[i]), 0);
        assert_int_equal(bundle_append(&bundle, large, BUNDLE_ENTRY_MAX_LEN + 1), -EINVAL);
        reader = reader_over(bundle.data, bundle.len);
        for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
                assert_true(bundle_take(&reader, &line, &len));
                assert_int_equal(len, lens[i]);
                assert_memory_equal(line, large, len);
        }
        assert_false(bundle_take(&reader, &line, &len));
        buffer_deinit(&bundle);
}

static void broken_bundles_are_refused(void **state) {
        static const char cut[] = { 0, 3, 'a', 'b' }, half[] = { 0 }, large[5000] = { 0x13, (char)0x87 };
        struct reader readers[] = { reader_over(cut, 4), reader_over(half, 1), reader_over(large, sizeof(large)) };
        const char *line;
        size_t len;

        for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
                size_t before = readers[i].len;

                assert_false(bundle_take(&readers[i], &line, &len));
                assert_int_equal(readers[i].len, before);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tiles_are_named_as_the_specification_says),
                cmocka_unit_test(other_names_are_refused),
                cmocka_unit_test(a_tree_of_a_size_has_these_tiles),
                cmocka_unit_test(a_bundle_gives_back_its_entries_and_nothing_else),
                cmocka_unit_test(broken_bundles_are_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
