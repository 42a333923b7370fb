/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether an entry says why a door stands open is written with that entry, in one transaction: whenever the power goes, what the next start reads
 * is of the newest entry.
 */
#include <errno.h>

#include "crypto/key.h"
#include "tests/box/store/box.h"
#include "tests/support/cmocka.h"

static struct box_fixture *f;

static void act(const struct deed *deed) {
        assert_int_equal(store_do(f->store, BOX_T, deed, NULL), 0);
}

static void entry(enum entry_event event, unsigned c) {
        act(DEED(DEED_ENTRY, .entry = &(struct entry){ .event = event, .c = c }));
}

/* In memory, on the disk, and to whoever opens it next. */
static void expect(unsigned c, bool told) {
        struct store_compartment compartment;

        for (unsigned opened = 0; opened < 2; opened++) {
                assert_int_equal(store_told_open(f->store, c), told);
                assert_int_equal(store_compartment(f->store, c, &compartment), 0);
                assert_int_equal(compartment.told_open, told);
                if (opened == 0) {
                        store_close(f->store);
                        f->store = box_store_open(&f->files);
                }
        }
}

static int set_up(void **state) {
        int r = crypto_init() == 0 ? box_set_up(state) : -1;

        f = *state;
        return r;
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, box_tear_down)

static void what_allows_an_opening_tells_of_it(void **state) {
        struct store_load load = box_load(1);

        act(DEED(DEED_LOAD_BEGIN, .cti = f->cti, .c = 1, .by = "anna"));
        expect(1, true);
        expect(2, false);
        act(DEED(DEED_STANDS_SHUT, .c = 1));
        act(DEED(DEED_LOADED, .load = &load, .by = "anna"));
        expect(1, false);
        act(DEED(DEED_SERVICE_OPEN, .c = 1, .purpose = PURPOSE_TAKE_OUT, .by = "anna"));
        expect(1, true);
        expect(2, false);
}

static void a_release_tells_of_no_opening_and_an_issue_that_was_seen_does(void **state) {
        static const enum how hows[] = { HOW_SEEN, HOW_LATE, HOW_FOUND };

        for (unsigned n = 1; n <= ARRAY_LEN(hows); n++) {
                uint8_t cti[CTI_LEN];

                box_cti(n, cti);
                box_store_one(f->store, n, BOX_T);
                act(DEED(DEED_STANDS_SHUT, .c = n));
                act(DEED(DEED_RELEASE, .cti = cti, .way = WAY_CODE));
                expect(n, false);
                act(DEED(DEED_ISSUED, .cti = cti, .how = hows[n - 1]));
                expect(n, true);
        }
}

static void on_the_citizens_word_nobody_has_seen_it(void **state) {
        box_bring(f->store, CONSIGNMENT_RELEASING);
        act(DEED(DEED_STANDS_SHUT, .c = 1));
        act(DEED(DEED_ISSUED, .cti = f->cti, .how = HOW_CITIZEN));
        expect(1, false);
        act(DEED(DEED_STANDS_OPEN, .c = 1, .right = true));
        expect(1, true);
}

/* The entry that says it was closed and the start that finds it open must not be of different minds. */
static void what_is_closed_is_not_open_and_once_more_it_is(void **state) {
        box_bring(f->store, CONSIGNMENT_ISSUED);
        expect(1, true);
        act(DEED(DEED_CLOSED, .cti = f->cti));
        expect(1, false);
        act(DEED(DEED_REOPEN, .cti = f->cti));
        expect(1, true);
        act(DEED(DEED_QUARANTINED, .c = 1, .why = REASON_NOT_OPENED));
        expect(1, false);
}

static void openings_that_nobody_allowed_are_told_and_other_entries_tell_nothing(void **state) {
        static const enum entry_event openings[] = { ENTRY_FORCED_OPEN, ENTRY_UNLATCHED, ENTRY_FOUND_OPEN }, others[] = { ENTRY_LEFT_OPEN, ENTRY_SWITCH_FAULTY };

        for (unsigned i = 0; i < ARRAY_LEN(others); i++) {
                entry(others[i], 2);
                expect(2, false);
        }
        for (unsigned i = 0; i < ARRAY_LEN(openings); i++) {
                entry(openings[i], 2);
                expect(2, true);
                expect(3, false);
                act(DEED(DEED_STANDS_SHUT, .c = 2));
                expect(2, false);
        }
}

/* The copy may be old: nothing that it knows of a door holds any more. */
static void a_store_that_was_put_back_knows_of_no_door(void **state) {
        struct store_continuation continuation = { .generation = "0123456789abcdef" };
        struct secret_key *key;

        box_bring(f->store, CONSIGNMENT_ISSUED);
        entry(ENTRY_FORCED_OPEN, 2);
        act(DEED(DEED_SERVICE_OPEN, .c = 3, .purpose = PURPOSE_TAKE_OUT, .by = "anna"));
        assert_int_equal(secret_key_generate(&key), 0);
        continuation.key = key;
        act(DEED(DEED_CONTINUE, .by = "anna", .continuation = &continuation));
        for (unsigned c = 1; c <= BOX_COMPARTMENTS; c++)
                expect(c, false);
        secret_key_free(key);
}

/* Told in a transaction that is taken back, it is told by nobody. */
static void what_is_refused_tells_nothing(void **state) {
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_STANDS_OPEN, .c = BOX_COMPARTMENTS + 1), NULL), -ENOENT);
        box_bring(f->store, CONSIGNMENT_STORED);
        act(DEED(DEED_STANDS_SHUT, .c = 1));
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_ISSUED, .cti = f->cti, .how = HOW_SEEN), NULL), -EPROTO);
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_LOAD_BEGIN, .cti = f->cti, .c = 1, .by = "anna"), NULL), -EEXIST);
        expect(1, false);
}

static void what_the_last_part_is_refused_for_takes_back_what_the_first_told(void **state) {
        const struct entry entry = { .event = ENTRY_FORCED_OPEN, .c = 2 };
        struct deed parts[2] = { { .type = DEED_ENTRY, .entry = &entry }, { .type = DEED_CLOSED, .cti = f->cti } };

        box_bring(f->store, CONSIGNMENT_STORED);
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_TOGETHER, .parts = parts, .part_count = 2), NULL), -EPROTO);
        expect(2, false);
        act(&parts[0]);
        parts[0] = (struct deed){ .type = DEED_QUARANTINED, .c = 2, .why = REASON_NOT_OPENED };
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_TOGETHER, .parts = parts, .part_count = 2), NULL), -EPROTO);
        expect(2, true);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                TEST(what_allows_an_opening_tells_of_it),
                TEST(a_release_tells_of_no_opening_and_an_issue_that_was_seen_does),
                TEST(on_the_citizens_word_nobody_has_seen_it),
                TEST(what_is_closed_is_not_open_and_once_more_it_is),
                TEST(openings_that_nobody_allowed_are_told_and_other_entries_tell_nothing),
                TEST(a_store_that_was_put_back_knows_of_no_door),
                TEST(what_is_refused_tells_nothing),
                TEST(what_the_last_part_is_refused_for_takes_back_what_the_first_told),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
