/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static void quarantine_takes_what_is_inside_along(void **state) {
        struct box_fixture *f = *state;
        struct store_compartment compartment;

        box_bring(f->store, CONSIGNMENT_RELEASING);
        assert_int_equal(store_quarantine(f->store, BOX_T, 1, REASON_CONTENTS), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_QUARANTINED);
        assert_string_equal(box_entry(f->store, 0).why, "contents");
        assert_int_equal(store_compartment(f->store, 1, &compartment), 0);
        assert_int_equal(compartment.state, COMPARTMENT_QUARANTINED);
        assert_int_equal(compartment.reason, REASON_CONTENTS);
        assert_true(compartment.has_consignment);
        assert_memory_equal(compartment.cti, f->cti, CTI_LEN);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_QUARANTINED);
}

static void quarantine_a_second_time_changes_nothing(void **state) {
        struct box_fixture *f = *state;
        struct store_compartment compartment;
        uint64_t size;

        assert_int_equal(store_quarantine(f->store, BOX_T, 2, REASON_FORCED_OPEN), 0);
        size = store_size(f->store);
        assert_int_equal(store_quarantine(f->store, BOX_T, 2, REASON_CONTENTS), 0);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(store_compartment(f->store, 2, &compartment), 0);
        assert_int_equal(compartment.reason, REASON_FORCED_OPEN);
}

static void a_compartment_found_empty_is_free_again(void **state) {
        struct box_fixture *f = *state;
        struct store_compartment compartment;

        /* One that was free is found empty on a round: an entry, and it stays free. */
        assert_int_equal(store_return_to_service(f->store, BOX_T, 2, "anna"), 0);
        assert_int_equal(store_compartment(f->store, 2, &compartment), 0);
        assert_int_equal(compartment.state, COMPARTMENT_FREE);
        assert_int_equal(store_quarantine(f->store, BOX_T, 2, REASON_FORCED_OPEN), 0);
        assert_int_equal(store_return_to_service(f->store, BOX_T, 2, "anna"), 0);
        assert_string_equal(box_entry(f->store, 0).by, "anna");
        assert_int_equal(store_compartment(f->store, 2, &compartment), 0);
        assert_int_equal(compartment.state, COMPARTMENT_FREE);
        assert_int_equal(compartment.reason, REASON_NONE);
}

static void a_compartment_with_a_document_is_not_just_freed(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_QUARANTINED);
        assert_int_equal(store_return_to_service(f->store, BOX_T, 1, "anna"), -EPROTO);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_QUARANTINED);
}

static void compartments_that_do_not_exist_are_refused(void **state) {
        struct box_fixture *f = *state;
        struct store_compartment compartment;

        assert_int_equal(store_compartment(f->store, 0, &compartment), -ENOENT);
        assert_int_equal(store_compartment(f->store, BOX_COMPARTMENTS + 1, &compartment), -ENOENT);
        assert_int_equal(store_quarantine(f->store, BOX_T, BOX_COMPARTMENTS + 1, REASON_CONTENTS), -ENOENT);
        assert_int_equal(store_service_open(f->store, BOX_T, 0, "anna"), -ENOENT);
        assert_int_equal(store_kept(f->store, BOX_T, 0, "anna"), -ENOENT);
}

static void an_absent_chip_hides_the_state_and_loses_nothing(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_STORED);
        store_set_absent(f->store, 1, true);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_ABSENT);
        assert_int_equal(store_quarantine(f->store, BOX_T, 1, REASON_LATE), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_ABSENT);
        store_set_absent(f->store, 1, false);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_QUARANTINED);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_QUARANTINED);
}

/* ---- the one to load next ---- */

static void compartments_are_used_evenly(void **state) {
        struct box_fixture *f = *state;
        unsigned c = 0;

        for (unsigned i = 0; i < 3 * BOX_COMPARTMENTS; i++) {
                uint8_t cti[CTI_LEN];

                box_cti(i + 1, cti);
                assert_int_equal(store_find_free(f->store, NULL, NULL, &c), 0);
                assert_int_equal(c, i % BOX_COMPARTMENTS + 1);
                assert_int_equal(store_load_begin(f->store, BOX_T, cti, c, "anna"), 0);
                assert_int_equal(store_load_cancelled(f->store, BOX_T, cti), 0);
        }
}

static void the_best_fit_comes_before_the_least_used(void **state) {
        const uint8_t fits[BOX_COMPARTMENTS] = { 2, 1, STORE_FIT_NOT };
        struct box_fixture *f = *state;
        bool skip[BOX_COMPARTMENTS] = { false };
        unsigned c;

        for (unsigned i = 3; i < BOX_COMPARTMENTS; i++)
                skip[i] = true;
        assert_int_equal(store_find_free(f->store, fits, skip, &c), 0);
        assert_int_equal(c, 2);
        skip[1] = true;
        assert_int_equal(store_find_free(f->store, fits, skip, &c), 0);
        assert_int_equal(c, 1);
        skip[0] = true;
        assert_int_equal(store_find_free(f->store, fits, skip, &c), -ENOENT);
}

static void only_free_ones_are_found(void **state) {
        struct box_fixture *f = *state;
        unsigned c = 77;

        for (unsigned n = 1; n <= BOX_COMPARTMENTS; n++) {
                if (n == 4)
                        store_set_absent(f->store, n, true);
                else if (n == 5)
                        assert_int_equal(store_quarantine(f->store, BOX_T, n, REASON_CONTENTS), 0);
                else if (n != 6)
                        box_store_one(f->store, n, BOX_T);
        }
        assert_int_equal(store_find_free(f->store, NULL, NULL, &c), 0);
        assert_int_equal(c, 6);
        box_store_one(f->store, 6, BOX_T);
        assert_int_equal(store_find_free(f->store, NULL, NULL, &c), -ENOENT);
        assert_int_equal(c, 6);
}

/* ---- all of them ---- */

struct seen {
        unsigned count, with;
};

static void see(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct seen *seen = context;

        assert_int_equal(compartment->c, ++seen->count);
        assert_int_equal(compartment->has_consignment, consignment != NULL);
        if (consignment) {
                seen->with++;
                assert_int_equal(consignment->cti[0], compartment->c);
                assert_memory_equal(consignment->cti, compartment->cti, CTI_LEN);
                assert_int_equal(compartment->state, COMPARTMENT_OCCUPIED);
        }
}

static void each_is_told_in_order_with_what_lies_inside(void **state) {
        struct box_fixture *f = *state;
        struct seen seen = { 0 };

        box_store_one(f->store, 2, BOX_T);
        box_store_one(f->store, 7, BOX_T);
        assert_int_equal(store_each(f->store, see, &seen), 0);
        assert_int_equal(seen.count, BOX_COMPARTMENTS);
        assert_int_equal(seen.with, 2);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(quarantine_takes_what_is_inside_along),
                BOX_TEST(quarantine_a_second_time_changes_nothing),
                BOX_TEST(a_compartment_found_empty_is_free_again),
                BOX_TEST(a_compartment_with_a_document_is_not_just_freed),
                BOX_TEST(compartments_that_do_not_exist_are_refused),
                BOX_TEST(an_absent_chip_hides_the_state_and_loses_nothing),
                BOX_TEST(compartments_are_used_evenly),
                BOX_TEST(the_best_fit_comes_before_the_least_used),
                BOX_TEST(only_free_ones_are_found),
                BOX_TEST(each_is_told_in_order_with_what_lies_inside),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
