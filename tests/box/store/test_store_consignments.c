/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

/* ---- loading ---- */

static void everything_of_the_ticket_is_kept_but_its_secrets(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(1);
        struct consignment read;
        struct entry entry;

        load.items[1] = ITEM_LETTER;
        load.item_count = 2;
        load.wishes = WISH_LOW | WISH_RETURN_OLD;
        load.has_group = true;
        memset(load.group, 9, GROUP_LEN);
        assert_int_equal(store_load_begin(f->store, BOX_T, f->cti, 1, "anna"), 0);
        entry = box_entry(f->store, 0);
        assert_int_equal(entry.event, ENTRY_LOAD_BEGIN);
        assert_string_equal(entry.sub, "anna");
        assert_int_equal(store_loaded(f->store, BOX_T + 5, &load, "berta"), 0);
        entry = box_entry(f->store, 0);
        assert_string_equal(entry.by, "berta");
        assert_int_equal(entry.item_count, 2);
        assert_int_equal(entry.items[1], ITEM_LETTER);
        assert_int_equal(entry.deadline_ms, load.deadline_ms);
        read = box_consignment(f->store, 1);
        assert_int_equal(read.c, 1);
        assert_int_equal(read.item_count, 2);
        assert_int_equal(read.wishes, WISH_LOW | WISH_RETURN_OLD);
        assert_true(read.has_group);
        assert_memory_equal(read.group, load.group, GROUP_LEN);
        assert_int_equal(read.loaded_ms, BOX_T + 5);
        assert_int_equal(read.deadline_ms, load.deadline_ms);
        assert_int_equal(read.nbf, load.nbf);
        assert_int_equal(read.forget_after, load.forget_after);
        assert_false(read.released || read.unsure || read.reopened);
}

static void what_is_inside_does_not_come_a_second_time(void **state) {
        struct box_fixture *f = *state;

        box_store_one(f->store, 1, BOX_T);
        assert_int_equal(store_load_begin(f->store, BOX_T, f->cti, 2, "anna"), -EEXIST);
        assert_int_equal(box_compartment(f->store, 2), COMPARTMENT_FREE);
}

static void only_a_free_compartment_is_loaded(void **state) {
        struct box_fixture *f = *state;
        uint8_t cti[CTI_LEN];

        box_cti(2, cti);
        box_store_one(f->store, 1, BOX_T);
        assert_int_equal(store_load_begin(f->store, BOX_T, cti, 1, "anna"), -EPROTO);
        assert_int_equal(store_quarantine(f->store, BOX_T, 2, REASON_CONTENTS), 0);
        assert_int_equal(store_load_begin(f->store, BOX_T, cti, 2, "anna"), -EPROTO);
        store_set_absent(f->store, 3, true);
        assert_int_equal(store_load_begin(f->store, BOX_T, cti, 3, "anna"), -EPROTO);
        assert_int_equal(store_load_begin(f->store, BOX_T, cti, BOX_COMPARTMENTS + 1, "anna"), -ENOENT);
        assert_int_equal(store_load_begin(f->store, BOX_T, cti, 0, "anna"), -ENOENT);
}

static void a_cancelled_load_leaves_nothing_and_may_come_again(void **state) {
        struct box_fixture *f = *state;
        struct consignment read;

        box_bring(f->store, CONSIGNMENT_LOADING);
        assert_int_equal(store_load_cancelled(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_LOAD_CANCELLED);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
        assert_int_equal(store_consignment(f->store, f->cti, &read), -ENOENT);
        box_store_one(f->store, 1, BOX_T);
}

static void two_inside_never_share_a_reference(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(2);
        struct consignment found;

        box_store_one(f->store, 1, BOX_T);
        box_tag("reference", 1, load.reference_tag);
        assert_int_equal(store_load_begin(f->store, BOX_T, load.cti, 2, "anna"), 0);
        assert_int_equal(store_loaded(f->store, BOX_T, &load, "anna"), -EEXIST);
        assert_int_equal(box_state(f->store, 2), CONSIGNMENT_LOADING);
        assert_int_equal(store_consignment_by_reference(f->store, load.reference_tag, &found), 0);
        assert_memory_equal(found.cti, f->cti, CTI_LEN);
}

static void a_reference_is_free_again_once_its_document_is_out(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(2);

        box_bring(f->store, CONSIGNMENT_ISSUED);
        box_tag("reference", 1, load.reference_tag);
        assert_int_equal(store_load_begin(f->store, BOX_T, load.cti, 2, "anna"), 0);
        assert_int_equal(store_loaded(f->store, BOX_T, &load, "anna"), 0);
}

static void no_reference_finds_an_empty_compartment(void **state) {
        struct box_fixture *f = *state;
        struct consignment found;
        uint8_t tag[TAG_LEN] = { 0 };

        assert_int_equal(store_consignment_by_reference(f->store, tag, &found), -ENOENT);
        box_tag("reference", 5, tag);
        assert_int_equal(store_consignment_by_reference(f->store, tag, &found), -ENOENT);
}

static void items_are_one_to_eight_and_the_compartment_is_that_of_the_beginning(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(1);

        box_bring(f->store, CONSIGNMENT_LOADING);
        load.item_count = 0;
        assert_int_equal(store_loaded(f->store, BOX_T, &load, "anna"), -EPROTO);
        load.item_count = TICKET_ITEMS_MAX + 1;
        assert_int_equal(store_loaded(f->store, BOX_T, &load, "anna"), -EPROTO);
        load.item_count = 1;
        load.c = 2;
        assert_int_equal(store_loaded(f->store, BOX_T, &load, "anna"), -EPROTO);
}

/* ---- coming back ---- */

static void what_went_out_is_refused_until_all_its_codes_have_expired(void **state) {
        static const enum consignment_state ends[] = { CONSIGNMENT_ISSUED, CONSIGNMENT_REMOVED };

        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                uint32_t forget = box_load(1).forget_after;
                struct box_fixture *f;
                void *fixture;

                box_set_up(&fixture);
                f = fixture;
                box_bring(f->store, ends[i]);
                if (ends[i] == CONSIGNMENT_ISSUED)
                        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
                assert_int_equal(store_load_begin(f->store, forget * INT64_C(1000) - 1, f->cti, 2, "anna"), REFUSAL_ALREADY_ISSUED);
                assert_int_equal(store_load_begin(f->store, forget * INT64_C(1000), f->cti, 2, "anna"), 0);
                assert_int_equal(box_state(f->store, 1), CONSIGNMENT_LOADING);
                box_tear_down(&fixture);
        }
}

static void what_can_no_longer_come_back_is_forgotten(void **state) {
        struct box_fixture *f = *state;
        int64_t forget_ms = box_load(1).forget_after * INT64_C(1000);
        struct consignment read;
        unsigned count;

        box_bring(f->store, CONSIGNMENT_ISSUED);
        assert_int_equal(store_expire(f->store, forget_ms, &count), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_ISSUED); /* its door is not closed yet */
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
        assert_int_equal(store_expire(f->store, forget_ms - 1, &count), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_ISSUED);
        assert_int_equal(store_expire(f->store, forget_ms, &count), 0);
        assert_int_equal(count, 0);
        assert_int_equal(store_consignment(f->store, f->cti, &read), -ENOENT);
}

/* ---- reissue ---- */

static void a_reissue_replaces_what_the_citizen_types(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(1), other = box_load(7);
        struct consignment found;
        unsigned count;

        box_bring(f->store, CONSIGNMENT_EXPIRED);
        memcpy(load.reference_tag, other.reference_tag, TAG_LEN);
        memcpy(load.birth_tag, other.birth_tag, TAG_LEN);
        load.nbf += 10;
        load.deadline_ms += BOX_DEADLINE_MS;
        load.forget_after -= 5;
        assert_int_equal(store_reissue(f->store, BOX_T + BOX_DEADLINE_MS, &load), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_REISSUED);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_STORED);
        assert_int_equal(box_consignment(f->store, 1).nbf, load.nbf);
        assert_int_equal(box_consignment(f->store, 1).deadline_ms, load.deadline_ms);
        assert_int_equal(box_consignment(f->store, 1).forget_after, load.forget_after + 5);
        assert_int_equal(box_answer(f->store, 1, BOX_T, true), STORE_ANSWER_WRONG);
        assert_int_equal(store_consignment_by_reference(f->store, other.reference_tag, &found), 0);
        box_tag("reference", 1, load.reference_tag);
        assert_int_equal(store_consignment_by_reference(f->store, load.reference_tag, &found), -ENOENT);
        assert_int_equal(store_expire(f->store, BOX_T + BOX_DEADLINE_MS, &count), 0);
        assert_int_equal(count, 0);
}

static void a_reissue_must_be_later_and_its_reference_free(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(1);

        box_store_one(f->store, 1, BOX_T);
        box_store_one(f->store, 2, BOX_T);
        assert_int_equal(store_reissue(f->store, BOX_T, &load), -EPROTO);
        load.nbf++;
        box_tag("reference", 2, load.reference_tag);
        assert_int_equal(store_reissue(f->store, BOX_T, &load), -EEXIST);
        assert_int_equal(box_answer(f->store, 1, BOX_T, true), 0);
        box_tag("reference", 1, load.reference_tag);
        assert_int_equal(store_reissue(f->store, BOX_T, &load), 0);
}

/* ---- deadlines ---- */

static void what_is_overdue_expires_each_with_its_entry(void **state) {
        struct box_fixture *f = *state;
        uint64_t size;
        unsigned count = 99;
        int64_t deadline;

        assert_int_equal(store_next_deadline(f->store, &deadline), 0);
        assert_true(deadline == INT64_MAX);
        for (unsigned n = 1; n <= 3; n++)
                box_store_one(f->store, n, BOX_T);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, WAY_CODE), 0);
        assert_int_equal(store_next_deadline(f->store, &deadline), 0);
        assert_int_equal(deadline, BOX_T + BOX_DEADLINE_MS);
        size = store_size(f->store);
        assert_int_equal(store_expire(f->store, deadline - 1, &count), 0);
        assert_int_equal(count, 0);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(store_expire(f->store, deadline, &count), 0);
        assert_int_equal(count, 2);
        assert_int_equal(store_size(f->store), size + 2);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_EXPIRED);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_RELEASING);
        assert_int_equal(box_state(f->store, 3), CONSIGNMENT_EXPIRED);
        assert_int_equal(store_next_deadline(f->store, &deadline), 0);
        assert_true(deadline == INT64_MAX);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(everything_of_the_ticket_is_kept_but_its_secrets),
                BOX_TEST(what_is_inside_does_not_come_a_second_time),
                BOX_TEST(only_a_free_compartment_is_loaded),
                BOX_TEST(a_cancelled_load_leaves_nothing_and_may_come_again),
                BOX_TEST(two_inside_never_share_a_reference),
                BOX_TEST(a_reference_is_free_again_once_its_document_is_out),
                BOX_TEST(no_reference_finds_an_empty_compartment),
                BOX_TEST(items_are_one_to_eight_and_the_compartment_is_that_of_the_beginning),
                cmocka_unit_test(what_went_out_is_refused_until_all_its_codes_have_expired),
                BOX_TEST(what_can_no_longer_come_back_is_forgotten),
                BOX_TEST(a_reissue_replaces_what_the_citizen_types),
                BOX_TEST(a_reissue_must_be_later_and_its_reference_free),
                BOX_TEST(what_is_overdue_expires_each_with_its_entry),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
