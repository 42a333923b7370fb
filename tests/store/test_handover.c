/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "tests/store/box.h"
#include "tests/support/cmocka.h"

struct fixture {
        struct box_files files;
        struct store *store;
        uint8_t cti[CTI_LEN];   /* of number 1 */
};

static int set_up(void **state) {
        static struct fixture fixture;

        box_folder_make(&fixture.files);
        fixture.store = box_store(&fixture.files);
        box_cti(1, fixture.cti);
        *state = &fixture;
        return 0;
}

static int tear_down(void **state) {
        struct fixture *fixture = *state;

        store_close(fixture->store);
        box_folder_remove(&fixture->files);
        return 0;
}

static struct consignment read_one(struct fixture *f) {
        struct consignment consignment;

        assert_int_equal(store_consignment(f->store, f->cti, &consignment), 0);
        return consignment;
}

static void a_consignment_goes_in_and_out(void **state) {
        struct fixture *f = *state;
        struct store_load load = box_load(1);
        struct consignment found;
        uint64_t index;

        assert_int_equal(store_load_begin(f->store, BOX_T, f->cti, 1, "anna"), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_LOADING);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_OCCUPIED);
        assert_int_equal(store_loaded(f->store, BOX_T + 1, &load, "anna"), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_LOADED);
        assert_int_equal(store_consignment_by_reference(f->store, load.reference_tag, &found), 0);
        assert_memory_equal(found.cti, f->cti, CTI_LEN);
        assert_int_equal(box_answer(f->store, 1, BOX_T + 2, true), 0);
        assert_int_equal(store_release(f->store, BOX_T + 3, f->cti, "code"), 0);
        assert_int_equal(store_issued(f->store, BOX_T + 4, f->cti, "seen", &index), 0);
        assert_int_equal(index, store_size(f->store) - 1);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_ISSUED);
        assert_string_equal(box_entry(f->store, 0).how, "seen");
        assert_int_equal(read_one(f).issued_ms, BOX_T + 4);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_OCCUPIED);
        assert_int_equal(store_consignment_by_reference(f->store, load.reference_tag, &found), -ENOENT);
        assert_int_equal(store_closed(f->store, BOX_T + 5, f->cti), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
}

static void nothing_is_issued_twice(void **state) {
        struct fixture *f = *state;
        uint64_t index, size;

        box_store_one(f->store, 1, BOX_T);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, "code"), 0);
        assert_int_equal(store_issued(f->store, BOX_T, f->cti, "seen", &index), 0);
        size = store_size(f->store);
        for (unsigned i = 0; i < 4; i++)
                assert_int_equal(store_issued(f->store, BOX_T, f->cti, (const char *[]){ "seen", "late", "citizen", "found" }[i], &index),
                                 -EPROTO);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, "code"), -EPROTO);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(store_load_begin(f->store, BOX_T, f->cti, 2, "anna"), REFUSAL_ALREADY_ISSUED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_consignment_goes_in_and_out, set_up, tear_down),
                cmocka_unit_test_setup_teardown(nothing_is_issued_twice, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
