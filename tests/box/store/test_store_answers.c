/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "controller/box/store/store_internal.h"
#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static int stored(void **state) {
        struct box_fixture *f;

        box_set_up(state);
        f = *state;
        box_store_one(f->store, 1, BOX_T);
        return 0;
}

#define ANSWER_TEST(name) cmocka_unit_test_setup_teardown(name, stored, box_tear_down)

struct answered {
        int r;
        unsigned left;
        int64_t until;
};

static struct answered answer(struct box_fixture *f, int64_t t_ms, const char *pin_of, unsigned pin, unsigned birth) {
        uint8_t pin_tag[TAG_LEN], birth_tag[TAG_LEN];
        struct answered outcome = { .left = 99, .until = -1 };

        box_tag("pin", pin, pin_tag);
        box_tag("birth", birth, birth_tag);
        outcome.r = store_answer(f->store, t_ms, f->cti, pin_of ? pin_tag : NULL, birth_tag, &outcome.left, &outcome.until);
        return outcome;
}

static void both_must_be_right_and_neither_tells_which_was_wrong(void **state) {
        struct box_fixture *f = *state;
        struct answered pin, birth;

        assert_int_equal(answer(f, BOX_T, NULL, 0, 1).r, 0);
        assert_int_equal(answer(f, BOX_T, "pin", 1, 1).r, 0);
        pin = answer(f, BOX_T, "pin", 2, 1);
        birth = answer(f, BOX_T, "pin", 1, 2);
        assert_int_equal(pin.r, STORE_ANSWER_WRONG);
        assert_int_equal(birth.r, STORE_ANSWER_WRONG);
        assert_int_equal(pin.left, 4);
        assert_int_equal(birth.left, 3);
        assert_int_equal(pin.until, 0);
}

static void a_wrong_answer_is_durable_before_it_is_told(void **state) {
        struct box_fixture *f = *state;

        assert_int_equal(answer(f, BOX_T, NULL, 0, 2).r, STORE_ANSWER_WRONG);
        assert_string_equal(box_entry(f->store, 0).why, "wrong_answer");
        assert_memory_equal(box_entry(f->store, 0).cti, f->cti, CTI_LEN);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        assert_int_equal(box_consignment(f->store, 1).wrong, 1);
        assert_int_equal(answer(f, BOX_T, NULL, 0, 2).left, 3);
}

static void a_right_answer_alone_clears_nothing_but_the_release_does(void **state) {
        struct box_fixture *f = *state;
        uint64_t size;

        answer(f, BOX_T, NULL, 0, 2);
        size = store_size(f->store);
        assert_int_equal(answer(f, BOX_T, NULL, 0, 1).r, 0);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(box_consignment(f->store, 1).wrong, 1);
        assert_int_equal(store_release(f->store, BOX_T, f->cti, WAY_CODE), 0);
        assert_int_equal(box_consignment(f->store, 1).wrong, 0);
}

static void five_lock_for_a_quarter_of_an_hour(void **state) {
        struct box_fixture *f = *state;
        struct answered fifth, again;
        uint64_t size;

        for (unsigned left = 4; left > 0; left--)
                assert_int_equal(answer(f, BOX_T, NULL, 0, 2).left, left);
        fifth = answer(f, BOX_T, "pin", 2, 1);
        assert_int_equal(fifth.r, STORE_ANSWER_LOCKED);
        assert_int_equal(fifth.left, 0);
        assert_int_equal(fifth.until, BOX_T + 15 * 60 * 1000);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_LOCKED_OUT);
        assert_string_equal(box_entry(f->store, 1).why, "wrong_answer");

        /* Right or wrong, nothing is judged or counted meanwhile. */
        size = store_size(f->store);
        again = answer(f, fifth.until - 1, NULL, 0, 1);
        assert_int_equal(again.r, STORE_ANSWER_LOCKED);
        assert_int_equal(again.until, fifth.until);
        assert_int_equal(answer(f, fifth.until - 1, NULL, 0, 2).r, STORE_ANSWER_LOCKED);
        assert_int_equal(store_release(f->store, fifth.until - 1, f->cti, WAY_CODE), -EPROTO);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(box_consignment(f->store, 1).wrong, 5);

        assert_int_equal(answer(f, fifth.until, NULL, 0, 1).r, 0);
        assert_int_equal(store_release(f->store, fifth.until, f->cti, WAY_CODE), 0);
}

static void ten_void_it_until_a_reissue(void **state) {
        struct box_fixture *f = *state;
        int64_t later = BOX_T + STORE_LOCK_MS;
        struct store_load load = box_load(1);
        struct answered tenth;

        for (unsigned i = 0; i < 5; i++)
                answer(f, BOX_T, NULL, 0, 2);
        for (unsigned left = 4; left > 0; left--) {
                struct answered outcome = answer(f, later, NULL, 0, 2);

                assert_int_equal(outcome.r, STORE_ANSWER_WRONG);
                assert_int_equal(outcome.left, left);
        }
        tenth = answer(f, later, NULL, 0, 2);
        assert_int_equal(tenth.r, STORE_ANSWER_VOID);
        assert_int_equal(tenth.left, 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_LOCKED_OUT);
        assert_int_equal(answer(f, later + 100 * INT64_C(86400000), NULL, 0, 1).r, STORE_ANSWER_VOID);
        assert_int_equal(store_release(f->store, later + STORE_LOCK_MS, f->cti, WAY_CODE), -EPROTO);

        load.nbf++;
        assert_int_equal(store_reissue(f->store, later, &load), 0);
        assert_int_equal(answer(f, later, NULL, 0, 1).r, 0);
}

/* ---- groups ---- */

static void birth_tag(void *context, const uint8_t cti[CTI_LEN], uint8_t ret_tag[TAG_LEN]) {
        const uint8_t *stranger = context;

        box_tag("birth", stranger && *stranger == cti[0] ? 999 : cti[0], ret_tag);
}

static void put_in_group(struct store *store, unsigned n, uint8_t group) {
        struct store_load load = box_load(n);

        load.has_group = true;
        memset(load.group, group, GROUP_LEN);
        assert_int_equal(store_load_begin(store, BOX_T, load.cti, n, "anna"), 0);
        assert_int_equal(store_loaded(store, BOX_T, &load, "anna"), 0);
}

static size_t members(struct store *store, const uint8_t *cti, int64_t t_ms, const uint8_t *stranger, struct consignment *ret_members) {
        uint8_t context = stranger ? *stranger : 0;
        size_t count = 99;

        assert_int_equal(store_group(store, t_ms, cti, birth_tag, &context, ret_members, 8, &count), 0);
        return count;
}

static void a_group_is_what_may_be_handed_out_with_it(void **state) {
        struct consignment found[8];
        struct box_fixture *f = *state;
        uint8_t cti[CTI_LEN], stranger = 5;

        for (unsigned n = 2; n <= 5; n++)
                put_in_group(f->store, n, 1);
        put_in_group(f->store, 6, 2);
        box_cti(2, cti);
        assert_int_equal(members(f->store, f->cti, BOX_T, NULL, found), 0); /* in no group */
        assert_int_equal(members(f->store, cti, BOX_T, NULL, found), 3);
        assert_int_equal(found[0].cti[0], 3);
        assert_int_equal(members(f->store, cti, BOX_T, &stranger, found), 2);
        assert_int_equal(members(f->store, cti, BOX_T + BOX_DEADLINE_MS, NULL, found), 0);

        for (unsigned i = 0; i < STORE_WRONG_LOCK; i++)
                box_answer(f->store, 3, BOX_T, false);
        assert_int_equal(members(f->store, cti, BOX_T, NULL, found), 2);
        assert_int_equal(members(f->store, cti, BOX_T + STORE_LOCK_MS, NULL, found), 3);
        for (unsigned i = 0; i < STORE_WRONG_VOID - STORE_WRONG_LOCK; i++)
                box_answer(f->store, 3, BOX_T + STORE_LOCK_MS, false);
        assert_int_equal(members(f->store, cti, BOX_T + STORE_LOCK_MS, NULL, found), 2);
        assert_int_equal(store_quarantine(f->store, BOX_T, 4, REASON_FORCED_OPEN), 0);
        assert_int_equal(members(f->store, cti, BOX_T, NULL, found), 1);
        assert_int_equal(found[0].cti[0], 5);
}

static void a_group_is_cut_at_what_the_caller_holds(void **state) {
        struct consignment found[2];
        struct box_fixture *f = *state;
        uint8_t cti[CTI_LEN], nobody = 0;
        size_t count;

        for (unsigned n = 2; n <= 5; n++)
                put_in_group(f->store, n, 1);
        box_cti(2, cti);
        assert_int_equal(store_group(f->store, BOX_T, cti, birth_tag, &nobody, found, 2, &count), 0);
        assert_int_equal(count, 2);
}

/* ---- references of nothing here ---- */

static struct outcome unknown(struct box_fixture *f, int64_t t_ms, unsigned which) {
        uint8_t tag[TAG_LEN];
        struct outcome outcome;

        box_tag("unknown", which, tag);
        assert_int_equal(store_do(f->store, t_ms, DEED(DEED_JUDGE_UNKNOWN, .unknown_tag = tag), &outcome), 0);
        return outcome;
}

static void open_again(struct box_fixture *f) {
        store_close(f->store);
        f->store = box_store_open(&f->files);
}

/* Each answer before and after the store was opened again, and through the lock: what is said is the same to the last millisecond. */
static void an_unknown_reference_is_counted_locked_and_void_like_a_known_one(void **state) {
        struct box_fixture *f = *state;
        uint8_t pin_tag[TAG_LEN], birth_tag[TAG_LEN];
        int64_t t_ms = BOX_T;

        box_tag("pin", 2, pin_tag);
        box_tag("birth", 2, birth_tag);
        for (unsigned i = 1; i <= 12; i++) {
                struct outcome known, other;

                assert_int_equal(store_do(f->store, t_ms, DEED(DEED_JUDGE, .cti = f->cti, .pin_tag = pin_tag, .birth_tag = birth_tag), &known), 0);
                other = unknown(f, t_ms, 7);
                assert_int_equal(other.judgement, known.judgement);
                assert_int_equal(other.tries_left, known.tries_left);
                assert_int_equal(other.locked_until_ms, known.locked_until_ms);
                assert_int_equal(other.judgement, i >= 11 ? JUDGEMENT_VOID : i == 5 || i == 6 ? JUDGEMENT_LOCKED : JUDGEMENT_WRONG);
                assert_int_equal(unknown(f, t_ms, 100 + i).judgement, JUDGEMENT_WRONG);
                t_ms += i == 6 ? STORE_LOCK_MS : 1000;
                open_again(f);
        }
}

static void an_unknown_reference_is_forgotten_when_no_code_for_it_could_be_good(void **state) {
        struct box_fixture *f = *state;
        const int64_t kept_ms = STORE_UNKNOWN_DAYS * INT64_C(86400) * 1000;

        for (unsigned i = 0; i < 3; i++)
                unknown(f, BOX_T, 7);
        assert_int_equal(unknown(f, BOX_T + kept_ms - 1000, 8).tries_left, 4);
        assert_int_equal(unknown(f, BOX_T + kept_ms - 1000, 7).tries_left, 1);
        unknown(f, BOX_T + 2 * kept_ms, 9);
        assert_int_equal(unknown(f, BOX_T + 2 * kept_ms, 7).tries_left, 4);
}

/* Filled beyond what anybody can type: the one not typed for longest makes room, and no more than that. */
static void unknown_references_fill_no_disk(void **state) {
        struct box_fixture *f = *state;
        sqlite3 *handle = f->store->database.handle;
        sqlite3_stmt *count;
        char *fill = sqlite3_mprintf("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO unknown"
                                     " SELECT randomblob(32), 1, 0, %lld + i FROM n", STORE_UNKNOWN_MAX - 1, BOX_T / 1000);

        unknown(f, BOX_T, 7);
        assert_int_equal(sqlite3_exec(handle, fill, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_free(fill);
        assert_int_equal(unknown(f, BOX_T + 1000, 7).tries_left, 3);
        for (unsigned i = 0; i < 20; i++)
                unknown(f, BOX_T + INT64_C(86400) * 1000, 100 + i);
        assert_int_equal(sqlite3_prepare_v2(handle, "SELECT count(*) FROM unknown", -1, &count, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(count), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(count, 0), STORE_UNKNOWN_MAX);
        sqlite3_finalize(count);
        assert_int_equal(unknown(f, BOX_T + INT64_C(86400) * 1000, 119).tries_left, 3);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                ANSWER_TEST(both_must_be_right_and_neither_tells_which_was_wrong),
                ANSWER_TEST(a_wrong_answer_is_durable_before_it_is_told),
                ANSWER_TEST(a_right_answer_alone_clears_nothing_but_the_release_does),
                ANSWER_TEST(five_lock_for_a_quarter_of_an_hour),
                ANSWER_TEST(ten_void_it_until_a_reissue),
                ANSWER_TEST(a_group_is_what_may_be_handed_out_with_it),
                ANSWER_TEST(a_group_is_cut_at_what_the_caller_holds),
                ANSWER_TEST(an_unknown_reference_is_counted_locked_and_void_like_a_known_one),
                ANSWER_TEST(an_unknown_reference_is_forgotten_when_no_code_for_it_could_be_good),
                ANSWER_TEST(unknown_references_fill_no_disk),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
