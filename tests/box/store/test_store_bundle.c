/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static const struct public_key root = { { 7 } }, next = { { 8 } }, stranger = { { 9 } };

static int adopt(struct store *store, uint32_t version, const struct public_key *by, const struct public_key *announced) {
        struct bundle bundle = { .version = version, .issued = (uint32_t)(BOX_T / 1000) + version, .domain = "other.example.de" };

        bundle.has_next_root = announced != NULL;
        if (announced)
                bundle.next_root = *announced;
        return store_adopt(store, BOX_T, (const uint8_t *)"bytes", 5, &bundle, by);
}

static void the_first_bundle_pins_root_and_origin(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct box_fixture *f = *state;
        struct public_key pinned;
        struct entry entry = box_entry(f->store, 0);
        struct hash sha;

        sha256("bundle 1", 8, &sha);
        assert_int_equal(entry.event, ENTRY_BUNDLE);
        assert_int_equal(entry.n, 0);
        assert_int_equal(entry.bundle_version, 1);
        assert_true(hash_equal(&entry.sha, &sha));
        assert_int_equal(store_bundle(f->store, &pinned, &bytes), 0);
        assert_memory_equal(&pinned, &root, sizeof(root));
        assert_string_equal(buffer_text(&bytes), "bundle 1");
        assert_string_equal(store_origin(f->store), "ausweis.example.de/pickupbox/K017");
        assert_int_equal(adopt(f->store, 2, &root, NULL), 0);
        assert_string_equal(store_origin(f->store), "ausweis.example.de/pickupbox/K017");
}

static void there_is_none_before_the_first(void **state) {
        const struct store_config config = { .box_id = "B1", .compartments = 2 };
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct store *store = NULL;
        struct public_key pinned;
        struct box_files files;

        box_folder_make(&files);
        assert_int_equal(store_create(files.path, &config), 0);
        assert_int_equal(store_open(files.path, STORE_MODE_REAL, &store), 0);
        assert_int_equal(store_bundle(store, &pinned, &bytes), STORE_E_NO_BUNDLE);
        assert_null(store_origin(store));
        store_close(store);
        box_folder_remove(&files);
}

static void only_a_higher_version_is_adopted(void **state) {
        struct box_fixture *f = *state;
        uint64_t size;

        assert_int_equal(adopt(f->store, 5, &root, NULL), 0);
        size = store_size(f->store);
        assert_int_equal(adopt(f->store, 5, &root, NULL), STORE_E_OLD_VERSION);
        assert_int_equal(adopt(f->store, 4, &root, NULL), STORE_E_OLD_VERSION);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(adopt(f->store, 6, &root, NULL), 0);
}

static void another_root_is_refused_unless_it_was_announced(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct box_fixture *f = *state;
        struct public_key pinned;

        assert_int_equal(adopt(f->store, 2, &stranger, NULL), STORE_E_OTHER_ROOT);
        assert_int_equal(adopt(f->store, 2, &root, &next), 0);
        assert_int_equal(adopt(f->store, 3, &stranger, NULL), STORE_E_OTHER_ROOT);
        assert_int_equal(adopt(f->store, 3, &root, &next), 0);
        assert_int_equal(adopt(f->store, 4, &next, NULL), 0);
        assert_int_equal(store_bundle(f->store, &pinned, &bytes), 0);
        assert_memory_equal(&pinned, &next, sizeof(next));
        assert_int_equal(adopt(f->store, 5, &root, NULL), STORE_E_OTHER_ROOT);
        assert_int_equal(adopt(f->store, 5, &next, NULL), 0);
}

static void the_time_it_was_issued_is_a_floor(void **state) {
        struct box_fixture *f = *state;

        assert_int_equal(adopt(f->store, 9000, &root, NULL), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T + 9000 * 1000);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        assert_int_equal(store_time_floor(f->store), BOX_T + 9000 * 1000);
}

static void the_largest_bundle_fits(void **state) {
        CLEANUP(buffer_deinit) struct buffer read = BUFFER_INIT;
        struct bundle bundle = { .version = 2, .domain = "ausweis.example.de" };
        uint8_t *bytes = malloc(BUNDLE_MAX_LEN);
        struct box_fixture *f = *state;
        struct public_key pinned;

        assert_non_null(bytes);
        for (size_t i = 0; i < BUNDLE_MAX_LEN; i++)
                bytes[i] = (uint8_t)(i * 7);
        assert_int_equal(store_adopt(f->store, BOX_T, bytes, BUNDLE_MAX_LEN, &bundle, &root), 0);
        assert_int_equal(store_bundle(f->store, &pinned, &read), 0);
        assert_int_equal(read.len, BUNDLE_MAX_LEN);
        assert_memory_equal(read.data, bytes, BUNDLE_MAX_LEN);
        free(bytes);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(the_first_bundle_pins_root_and_origin),
                cmocka_unit_test(there_is_none_before_the_first),
                BOX_TEST(only_a_higher_version_is_adopted),
                BOX_TEST(another_root_is_refused_unless_it_was_announced),
                BOX_TEST(the_time_it_was_issued_is_a_floor),
                BOX_TEST(the_largest_bundle_fits),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
