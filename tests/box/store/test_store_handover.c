/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static void a_consignment_goes_in_and_out(void **state) {
        struct box_fixture *f = *state;
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
        assert_int_equal(store_release(f->store, BOX_T + 3, f->cti, WAY_CODE), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_RELEASE);
        assert_int_equal(box_entry(f->store, 0).way, WAY_CODE);
        assert_true(box_consignment(f->store, 1).released);
        assert_int_equal(store_issued(f->store, BOX_T + 4, f->cti, HOW_SEEN, &index), 0);
        assert_int_equal(index, store_size(f->store) - 1);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_ISSUED);
        assert_int_equal(box_entry(f->store, 0).how, HOW_SEEN);
        assert_int_equal(box_consignment(f->store, 1).issued_ms, BOX_T + 4);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_OCCUPIED);
        assert_int_equal(store_consignment_by_reference(f->store, load.reference_tag, &found), -ENOENT);
        assert_int_equal(store_closed(f->store, BOX_T + 5, f->cti), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_CLOSED);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
}

static void nothing_is_issued_twice(void **state) {
        struct box_fixture *f = *state;
        uint64_t index, size;

        box_bring(f->store, CONSIGNMENT_ISSUED);
        size = store_size(f->store);
        for (enum how how = HOW_SEEN; how < HOW_COUNT; how++)
                assert_int_equal(store_issued(f->store, BOX_T, f->cti, how, &index), -EPROTO);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, WAY_CODE), -EPROTO);
        assert_int_equal(store_load_begin(f->store, BOX_T, f->cti, 2, "anna"), REFUSAL_ALREADY_ISSUED);
        assert_int_equal(store_size(f->store), size);
}

/* ---- every operation in every state ---- */

static int do_loaded(struct store *store, const uint8_t *cti) {
        struct store_load load = box_load(1);

        return store_loaded(store, BOX_T, &load, "anna");
}

static int do_cancelled(struct store *store, const uint8_t *cti) {
        return store_load_cancelled(store, BOX_T, cti);
}

static int do_reissue(struct store *store, const uint8_t *cti) {
        struct store_load load = box_load(1);

        load.nbf++;
        return store_reissue(store, BOX_T, &load);
}

static int do_answer(struct store *store, const uint8_t *cti) {
        return box_answer(store, 1, BOX_T, true);
}

static int do_release(struct store *store, const uint8_t *cti) {
        return store_release(store, BOX_T, cti, WAY_TYPED);
}

static int do_seen(struct store *store, const uint8_t *cti) {
        uint64_t index;

        return store_issued(store, BOX_T, cti, HOW_SEEN, &index);
}

static int do_found(struct store *store, const uint8_t *cti) {
        uint64_t index;

        return store_issued(store, BOX_T, cti, HOW_FOUND, &index);
}

static int do_late(struct store *store, const uint8_t *cti) {
        uint64_t index;

        return store_issued(store, BOX_T, cti, HOW_LATE, &index);
}

static int do_reopened(struct store *store, const uint8_t *cti) {
        return store_reopened(store, BOX_T, cti);
}

static int do_closed(struct store *store, const uint8_t *cti) {
        return store_closed(store, BOX_T, cti);
}

static int do_old_returned(struct store *store, const uint8_t *cti) {
        return store_old_returned(store, BOX_T, cti);
}

static int do_open_failed(struct store *store, const uint8_t *cti) {
        return store_open_failed(store, BOX_T, cti, 3);
}

static int do_unsure(struct store *store, const uint8_t *cti) {
        return store_unsure(store, BOX_T, cti);
}

static int do_removed(struct store *store, const uint8_t *cti) {
        return store_removed(store, BOX_T, cti, FOUND_THERE, "anna");
}

static int do_kept(struct store *store, const uint8_t *cti) {
        return store_kept(store, BOX_T, 1, "anna");
}

static int do_service_open(struct store *store, const uint8_t *cti) {
        return store_service_open(store, BOX_T, 1, "anna");
}

static int do_return_to_service(struct store *store, const uint8_t *cti) {
        return store_return_to_service(store, BOX_T, 1, "anna");
}

#define IN(state) (1u << CONSIGNMENT_##state)

static const struct {
        const char *name;
        int (*run)(struct store *store, const uint8_t *cti);
        unsigned allowed;
} operations[] = {
        { "loaded", do_loaded, IN(LOADING) },
        { "load_cancelled", do_cancelled, IN(LOADING) },
        { "reissue", do_reissue, IN(STORED) | IN(EXPIRED) },
        { "answer", do_answer, IN(STORED) | IN(EXPIRED) | IN(QUARANTINED) },
        { "release", do_release, IN(STORED) },
        { "issued seen", do_seen, IN(RELEASING) },
        { "issued found", do_found, IN(RELEASING) },
        { "issued late", do_late, IN(RELEASING) },      /* in the others only after a release */
        { "reopened", do_reopened, IN(ISSUED) },
        { "closed", do_closed, IN(ISSUED) },
        { "old_returned", do_old_returned, IN(ISSUED) },
        { "open_failed", do_open_failed, IN(RELEASING) },
        { "unsure", do_unsure, IN(RELEASING) },
        { "removed", do_removed, IN(STORED) | IN(EXPIRED) | IN(QUARANTINED) | IN(ISSUED) },
        { "kept", do_kept, IN(STORED) | IN(EXPIRED) | IN(QUARANTINED) },
        { "service_open", do_service_open, IN(STORED) | IN(EXPIRED) | IN(QUARANTINED) | IN(ISSUED) | IN(REMOVED) },
        { "return_to_service", do_return_to_service, IN(REMOVED) }, /* what is free and found empty stays free, with its entry */
};

static void every_operation_is_refused_where_the_state_does_not_allow_it(void **state) {
        for (unsigned from = CONSIGNMENT_LOADING; from <= CONSIGNMENT_REMOVED; from++)
                for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
                        struct box_fixture *f;
                        struct hash root, same;
                        void *fixture;
                        int r;

                        assert_int_equal(box_set_up(&fixture), 0);
                        f = fixture;
                        box_bring(f->store, from);
                        store_root(f->store, &root);
                        r = operations[i].run(f->store, f->cti);
                        if (r != (operations[i].allowed >> from & 1 ? 0 : -EPROTO))
                                fail_msg("%s in state %s gives %d", operations[i].name, consignment_state_name(from), r);
                        if (r < 0) {
                                store_root(f->store, &same);
                                assert_true(hash_equal(&root, &same));
                                assert_int_equal(box_state(f->store, 1), from);
                        }
                        assert_int_equal(box_tear_down(&fixture), 0);
                }
}

static void an_unknown_consignment_is_refused_everywhere(void **state) {
        struct box_fixture *f = *state;

        for (size_t i = 0; i < ARRAY_LEN(operations); i++)
                if (operations[i].run != do_service_open && operations[i].run != do_return_to_service)
                        assert_int_equal(operations[i].run(f->store, f->cti), -EPROTO);
}

/* ---- doors that do not do what they should ---- */

static void a_door_that_never_opened_quarantines_and_may_still_issue_late(void **state) {
        struct box_fixture *f = *state;
        struct store_compartment compartment;
        uint64_t index;

        box_bring(f->store, CONSIGNMENT_RELEASING);
        assert_int_equal(store_open_failed(f->store, BOX_T, f->cti, 3), 0);
        assert_int_equal(box_entry(f->store, 1).event, ENTRY_OPEN_FAILED);
        assert_int_equal(box_entry(f->store, 1).tries, 3);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_QUARANTINED);
        assert_int_equal(store_compartment(f->store, 1, &compartment), 0);
        assert_int_equal(compartment.state, COMPARTMENT_QUARANTINED);
        assert_int_equal(compartment.reason, REASON_NOT_OPENED);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_QUARANTINED);
        assert_true(box_consignment(f->store, 1).released);
        assert_int_equal(store_issued(f->store, BOX_T, f->cti, HOW_CITIZEN, &index), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_ISSUED);
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_QUARANTINED);
        assert_int_equal(store_return_to_service(f->store, BOX_T, 1, "anna"), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
}

static void an_unsure_one_stays_good_and_a_later_opening_issues_it(void **state) {
        struct box_fixture *f = *state;
        uint64_t index;

        box_bring(f->store, CONSIGNMENT_RELEASING);
        assert_int_equal(store_unsure(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_STORED);
        assert_true(box_consignment(f->store, 1).unsure);
        assert_int_equal(box_answer(f->store, 1, BOX_T, true), 0);
        assert_int_equal(store_issued(f->store, BOX_T, f->cti, HOW_LATE, &index), 0);
        assert_false(box_consignment(f->store, 1).unsure);
        assert_int_equal(store_issued(f->store, BOX_T, f->cti, HOW_LATE, &index), -EPROTO);
}

static void once_staff_open_it_an_opening_is_no_late_issue(void **state) {
        struct box_fixture *f = *state;
        uint64_t index;

        box_bring(f->store, CONSIGNMENT_RELEASING);
        assert_int_equal(store_open_failed(f->store, BOX_T, f->cti, 3), 0);
        assert_int_equal(store_service_open(f->store, BOX_T, 1, "anna"), 0);
        assert_int_equal(store_issued(f->store, BOX_T, f->cti, HOW_LATE, &index), -EPROTO);
        assert_int_equal(store_kept(f->store, BOX_T, 1, "anna"), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_STORED);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_OCCUPIED);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, WAY_CODE), 0);
}

/* ---- after the issue ---- */

static void it_opens_once_more_and_no_more(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_ISSUED);
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
        assert_int_equal(store_reopened(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_OCCUPIED);
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
        assert_int_equal(store_reopened(f->store, BOX_T, f->cti), -EPROTO);
}

static void it_does_not_open_again_when_another_lies_there(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(2);

        box_bring(f->store, CONSIGNMENT_ISSUED);
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
        assert_int_equal(store_load_begin(f->store, BOX_T, load.cti, 1, "anna"), 0);
        assert_int_equal(store_reopened(f->store, BOX_T, f->cti), -EPROTO);
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), -EPROTO);
}

static void old_papers_stay_until_staff_take_them(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_ISSUED);
        assert_int_equal(store_old_returned(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_entry(f->store, 1).event, ENTRY_CLOSED);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_OLD_RETURNED);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_RETURN_INSIDE);
        assert_int_equal(store_reopened(f->store, BOX_T, f->cti), 0);
        assert_int_equal(store_closed(f->store, BOX_T, f->cti), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_RETURN_INSIDE);
        assert_int_equal(store_return_to_service(f->store, BOX_T, 1, "anna"), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_RETURNED_TO_SERVICE);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
}

static void an_issued_one_found_there_stays_issued(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_ISSUED);
        assert_int_equal(store_quarantine(f->store, BOX_T, 1, REASON_LEFT_OPEN), 0);
        assert_int_equal(store_removed(f->store, BOX_T, f->cti, FOUND_THERE, "anna"), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_ISSUED);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
        assert_int_equal(store_removed(f->store, BOX_T, f->cti, FOUND_THERE, "anna"), -EPROTO);
}

/* ---- staff ---- */

static void something_else_inside_keeps_the_compartment_out_of_use(void **state) {
        struct box_fixture *f = *state;
        struct store_compartment compartment;

        box_bring(f->store, CONSIGNMENT_EXPIRED);
        assert_int_equal(store_removed(f->store, BOX_T, f->cti, FOUND_ELSE, "anna"), 0);
        assert_int_equal(box_entry(f->store, 1).event, ENTRY_REMOVED);
        assert_int_equal(box_entry(f->store, 1).found, FOUND_ELSE);
        assert_int_equal(store_compartment(f->store, 1, &compartment), 0);
        assert_int_equal(compartment.state, COMPARTMENT_QUARANTINED);
        assert_int_equal(compartment.reason, REASON_CONTENTS);
        assert_false(compartment.has_consignment);
}

static void a_load_cut_short_is_not_kept_and_its_ticket_loads_again(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_LOADING);
        assert_int_equal(store_quarantine(f->store, BOX_T, 1, REASON_LOAD_CUT_SHORT), 0);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_QUARANTINED);
        assert_int_equal(store_kept(f->store, BOX_T, 1, "anna"), -EPROTO);
        assert_int_equal(store_removed(f->store, BOX_T, f->cti, FOUND_THERE, "anna"), 0);
        assert_int_equal(box_compartment(f->store, 1), COMPARTMENT_FREE);
        box_store_one(f->store, 1, BOX_T);
}

static void what_is_kept_past_its_deadline_is_expired(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_QUARANTINED);
        assert_int_equal(store_kept(f->store, BOX_T + BOX_DEADLINE_MS, 1, "anna"), 0);
        assert_int_equal(box_entry(f->store, 1).event, ENTRY_RETURNED_TO_SERVICE);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_EXPIRED);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_EXPIRED);
}

static void looking_clears_the_mark(void **state) {
        struct box_fixture *f = *state;

        box_bring(f->store, CONSIGNMENT_RELEASING);
        assert_int_equal(store_unsure(f->store, BOX_T, f->cti), 0);
        assert_int_equal(store_service_open(f->store, BOX_T, 1, "anna"), 0);
        assert_int_equal(store_kept(f->store, BOX_T, 1, "anna"), 0);
        assert_false(box_consignment(f->store, 1).unsure);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_STORED);
}

static void a_name_too_long_is_refused_and_changes_nothing(void **state) {
        struct box_fixture *f = *state;
        uint64_t size;

        box_bring(f->store, CONSIGNMENT_STORED);
        size = store_size(f->store);
        assert_int_equal(store_removed(f->store, BOX_T, f->cti, FOUND_THERE, "a-name-of-17-char"), -EINVAL);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, WAY_COUNT), -EINVAL);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_STORED);
        assert_int_equal(store_size(f->store), size);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(a_consignment_goes_in_and_out),
                BOX_TEST(nothing_is_issued_twice),
                cmocka_unit_test(every_operation_is_refused_where_the_state_does_not_allow_it),
                BOX_TEST(an_unknown_consignment_is_refused_everywhere),
                BOX_TEST(a_door_that_never_opened_quarantines_and_may_still_issue_late),
                BOX_TEST(an_unsure_one_stays_good_and_a_later_opening_issues_it),
                BOX_TEST(once_staff_open_it_an_opening_is_no_late_issue),
                BOX_TEST(it_opens_once_more_and_no_more),
                BOX_TEST(it_does_not_open_again_when_another_lies_there),
                BOX_TEST(old_papers_stay_until_staff_take_them),
                BOX_TEST(an_issued_one_found_there_stays_issued),
                BOX_TEST(something_else_inside_keeps_the_compartment_out_of_use),
                BOX_TEST(a_load_cut_short_is_not_kept_and_its_ticket_loads_again),
                BOX_TEST(what_is_kept_past_its_deadline_is_expired),
                BOX_TEST(looking_clears_the_mark),
                BOX_TEST(a_name_too_long_is_refused_and_changes_nothing),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
