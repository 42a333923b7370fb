/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

#define HOUR_MS INT64_C(3600000)
#define HOUR_START (BOX_T - BOX_T % HOUR_MS)

static void refuse(struct store *store, int64_t t_ms, enum refusal why, unsigned times) {
        while (times--)
                assert_int_equal(store_refused(store, t_ms, why, NULL), 0);
}

static void a_cti_is_written_where_it_is_given(void **state) {
        struct box_fixture *f = *state;
        struct entry entry;

        assert_int_equal(store_refused(f->store, BOX_T, REFUSAL_REVOKED, f->cti), 0);
        entry = box_entry(f->store, 0);
        assert_int_equal(entry.event, ENTRY_REFUSED);
        assert_string_equal(entry.why, "revoked");
        assert_true(entry.has_cti);
        assert_memory_equal(entry.cti, f->cti, CTI_LEN);
        refuse(f->store, BOX_T, REFUSAL_MALFORMED, 1);
        assert_false(box_entry(f->store, 0).has_cti);
}

static void ten_an_hour_are_written_and_the_others_counted_by_reason(void **state) {
        struct box_fixture *f = *state;
        uint64_t size = store_size(f->store);

        refuse(f->store, HOUR_START, REFUSAL_MALFORMED, 7);
        refuse(f->store, HOUR_START, REFUSAL_EXPIRED, 5);
        refuse(f->store, HOUR_START + HOUR_MS - 1, REFUSAL_MALFORMED, 100);
        assert_int_equal(store_size(f->store), size + 10);
        assert_int_equal(store_flush_refused(f->store, HOUR_START + HOUR_MS - 1), 0);
        assert_int_equal(store_size(f->store), size + 10);
        assert_int_equal(store_flush_refused(f->store, HOUR_START + HOUR_MS), 0);
        assert_int_equal(store_size(f->store), size + 12);
        assert_int_equal(box_entry(f->store, 1).event, ENTRY_REFUSED_MANY);
        assert_string_equal(box_entry(f->store, 1).why, "malformed");
        assert_int_equal(box_entry(f->store, 1).count, 100);
        assert_string_equal(box_entry(f->store, 0).why, "expired");
        assert_int_equal(box_entry(f->store, 0).count, 2);
        assert_int_equal(store_flush_refused(f->store, HOUR_START + HOUR_MS), 0);
        assert_int_equal(store_size(f->store), size + 12);
}

static void a_new_hour_tells_the_last_one_and_begins_singly(void **state) {
        struct box_fixture *f = *state;
        uint64_t size = store_size(f->store);

        refuse(f->store, HOUR_START, REFUSAL_WRONG_BOX, 15);
        refuse(f->store, HOUR_START + HOUR_MS, REFUSAL_WRONG_BOX, 1);
        assert_int_equal(store_size(f->store), size + 12);
        assert_int_equal(box_entry(f->store, 1).event, ENTRY_REFUSED_MANY);
        assert_int_equal(box_entry(f->store, 1).count, 5);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_REFUSED);
}

static void counts_survive_a_restart(void **state) {
        struct box_fixture *f = *state;

        refuse(f->store, HOUR_START, REFUSAL_NOT_HERE, 13);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        refuse(f->store, HOUR_START, REFUSAL_NOT_HERE, 1);
        assert_int_equal(store_flush_refused(f->store, HOUR_START + 5 * HOUR_MS), 0);
        assert_int_equal(box_entry(f->store, 0).count, 4);
}

static void a_clock_that_went_back_loses_no_count(void **state) {
        struct box_fixture *f = *state;

        refuse(f->store, HOUR_START, REFUSAL_NOT_HERE, 12);
        assert_int_equal(store_flush_refused(f->store, HOUR_START - 10 * HOUR_MS), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_REFUSED_MANY);
        assert_int_equal(box_entry(f->store, 0).count, 2);
}

static void wrong_answers_count_among_the_ten(void **state) {
        struct box_fixture *f = *state;
        uint64_t size;

        box_store_one(f->store, 1, HOUR_START);
        refuse(f->store, HOUR_START, REFUSAL_NOT_HERE, 10);
        size = store_size(f->store);
        assert_int_equal(box_answer(f->store, 1, HOUR_START, false), STORE_ANSWER_WRONG);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(store_flush_refused(f->store, HOUR_START + HOUR_MS), 0);
        assert_string_equal(box_entry(f->store, 0).why, "wrong_answer");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(a_cti_is_written_where_it_is_given),
                BOX_TEST(ten_an_hour_are_written_and_the_others_counted_by_reason),
                BOX_TEST(a_new_hour_tells_the_last_one_and_begins_singly),
                BOX_TEST(counts_survive_a_restart),
                BOX_TEST(a_clock_that_went_back_loses_no_count),
                BOX_TEST(wrong_answers_count_among_the_ten),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
