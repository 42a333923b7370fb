/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static const struct bundle_staff anna = { .sub = "anna", .role = ROLE_LOADER, .badge_cti = { 1 } };
static const struct bundle_staff anna_again = { .sub = "anna", .role = ROLE_LOADER, .badge_cti = { 2 } };
static const struct bundle_staff berta = { .sub = "berta", .role = ROLE_MANAGER, .badge_cti = { 3 } };

static unsigned wrong_with(struct store *store, const char *sub, const char *verifier, bool given) {
        char stored[PIN_VERIFIER_SIZE];
        unsigned wrong = 99;
        bool is_given;

        assert_int_equal(store_staff_pin(store, sub, stored, &is_given, &wrong), 0);
        assert_string_equal(stored, verifier);
        assert_int_equal(is_given, given);
        return wrong;
}

static unsigned wrong_of(struct store *store, const char *sub, const char *verifier) {
        return wrong_with(store, sub, verifier, false);
}

static int answer(struct store *store, const char *sub, bool right, unsigned *ret_left) {
        return store_staff_answer(store, BOX_T, sub, right, ret_left);
}

static void nobody_has_a_pin_at_first(void **state) {
        struct box_fixture *f = *state;

        assert_int_equal(wrong_of(f->store, "anna", ""), 0);
}

static void a_pin_set_here_is_kept(void **state) {
        struct box_fixture *f = *state;

        assert_int_equal(store_set_staff_pin(f->store, "anna", "$argon2id$one"), 0);
        assert_int_equal(store_set_staff_pin(f->store, "anna", "$argon2id$two"), 0);
        store_close(f->store);
        f->store = box_store_open(&f->files);
        assert_int_equal(wrong_of(f->store, "anna", "$argon2id$two"), 0);
}

static void five_wrong_ones_lock_the_badge_until_it_is_unlocked(void **state) {
        struct box_fixture *f = *state;
        unsigned left;
        uint64_t size;

        for (unsigned i = 1; i < 5; i++) {
                assert_int_equal(answer(f->store, "anna", false, &left), STORE_ANSWER_WRONG);
                assert_int_equal(left, 5 - i);
                assert_int_equal(box_entry(f->store, 0).event, ENTRY_LOGIN_REFUSED);
                assert_string_equal(box_entry(f->store, 0).why, "wrong_pin");
                assert_int_equal(wrong_of(f->store, "anna", ""), i);
        }
        assert_int_equal(answer(f->store, "anna", false, &left), STORE_ANSWER_LOCKED);
        assert_int_equal(left, 0);
        assert_string_equal(box_entry(f->store, 0).why, "locked");
        /* Whoever has a badge that is locked fills no ledger with it. */
        size = store_size(f->store);
        assert_int_equal(answer(f->store, "anna", true, &left), STORE_ANSWER_LOCKED);
        assert_int_equal(answer(f->store, "anna", false, &left), STORE_ANSWER_LOCKED);
        assert_int_equal(left, 0);
        assert_int_equal(store_size(f->store), size);
        assert_int_equal(wrong_of(f->store, "anna", ""), 5);

        assert_int_equal(store_unlock_staff(f->store, BOX_T, "anna", "berta"), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_ALARM_CLEARED);
        assert_string_equal(box_entry(f->store, 0).what, "locked:anna");
        assert_string_equal(box_entry(f->store, 0).by, "berta");
        assert_int_equal(answer(f->store, "anna", true, &left), 0);
        assert_int_equal(left, 5);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_LOGIN);
}

static void a_right_one_clears_the_counter(void **state) {
        struct box_fixture *f = *state;
        unsigned left;

        for (unsigned i = 0; i < 4; i++)
                assert_int_equal(answer(f->store, "anna", false, &left), STORE_ANSWER_WRONG);
        assert_int_equal(answer(f->store, "anna", true, &left), 0);
        assert_int_equal(answer(f->store, "anna", false, &left), STORE_ANSWER_WRONG);
        assert_int_equal(left, 4);
}

static void a_new_badge_forgets_pin_and_lock_an_old_one_does_not(void **state) {
        const struct bundle_staff both[] = { anna, berta }, again[] = { anna_again, berta }, gone[] = { berta };
        struct box_fixture *f = *state;
        unsigned left;

        assert_int_equal(box_adopt_version(f->store, 2, both, 2), 0);
        assert_int_equal(store_set_staff_pin(f->store, "anna", "A"), 0);
        assert_int_equal(store_set_staff_pin(f->store, "berta", "B"), 0);
        assert_int_equal(answer(f->store, "anna", false, &left), STORE_ANSWER_WRONG);
        assert_int_equal(box_adopt_version(f->store, 3, both, 2), 0);
        assert_int_equal(wrong_of(f->store, "anna", "A"), 1);
        assert_int_equal(box_adopt_version(f->store, 4, again, 2), 0);
        assert_int_equal(wrong_of(f->store, "anna", ""), 0);
        assert_int_equal(wrong_of(f->store, "berta", "B"), 0);
        assert_int_equal(store_set_staff_pin(f->store, "anna", "A2"), 0);
        assert_int_equal(box_adopt_version(f->store, 5, gone, 1), 0);
        assert_int_equal(wrong_of(f->store, "anna", ""), 0);
        assert_int_equal(wrong_of(f->store, "berta", "B"), 0);
}

/* It counts in place of the own one until another is chosen; the lock goes with it, and an entry says who gave it. */
static void a_pin_that_is_given_counts_until_an_own_one_is_chosen(void **state) {
        const struct bundle_staff both[] = { anna, berta };
        struct box_fixture *f = *state;
        unsigned left;

        assert_int_equal(box_adopt_version(f->store, 2, both, 2), 0);
        assert_int_equal(store_set_staff_pin(f->store, "anna", "A"), 0);
        assert_int_equal(store_give_staff_pin(f->store, BOX_T, "anna", "berta", NULL, "given"), -EPROTO);
        assert_int_equal(wrong_of(f->store, "anna", "A"), 0);
        assert_int_equal(store_give_staff_pin(f->store, BOX_T, "anna", "berta", "carla", "given"), 0);
        assert_int_equal(wrong_with(f->store, "anna", "given", true), 0);
        assert_int_equal(box_entry(f->store, 0).event, ENTRY_PIN_GIVEN);
        assert_string_equal(box_entry(f->store, 0).sub, "anna");
        assert_string_equal(box_entry(f->store, 0).by, "berta");
        for (unsigned i = 0; i < 5; i++)
                assert_in_range(answer(f->store, "anna", false, &left), STORE_ANSWER_WRONG, STORE_ANSWER_LOCKED);
        assert_int_equal(store_give_staff_pin(f->store, BOX_T, "anna", "berta", "carla", "again"), 0);
        assert_int_equal(wrong_with(f->store, "anna", "again", true), 0);
        assert_string_equal(box_entry(f->store, 0).what, "locked:anna");
        assert_string_equal(box_entry(f->store, 1).second, "carla");
        assert_int_equal(store_set_staff_pin(f->store, "anna", "A2"), 0);
        assert_int_equal(wrong_of(f->store, "anna", "A2"), 0);
}

static void no_bundle_undoes_a_pin_that_was_given_but_a_new_badge(void **state) {
        const struct bundle_staff both[] = { anna, berta }, again[] = { anna_again, berta };
        struct box_fixture *f = *state;

        assert_int_equal(box_adopt_version(f->store, 2, both, 2), 0);
        assert_int_equal(store_set_staff_pin(f->store, "anna", "A"), 0);
        assert_int_equal(store_give_staff_pin(f->store, BOX_T, "anna", "berta", "carla", "given"), 0);
        assert_int_equal(box_adopt_version(f->store, 3, both, 2), 0);
        assert_int_equal(wrong_with(f->store, "anna", "given", true), 0);
        assert_int_equal(box_adopt_version(f->store, 4, again, 2), 0);
        assert_int_equal(wrong_of(f->store, "anna", ""), 0);
        assert_int_equal(box_adopt_version(f->store, 5, both, 2), 0);
        assert_int_equal(wrong_of(f->store, "anna", ""), 0);
}

static void names_and_verifiers_out_of_bounds_are_refused(void **state) {
        struct box_fixture *f = *state;
        char verifier[PIN_VERIFIER_SIZE + 1];
        unsigned left;

        memset(verifier, 'x', PIN_VERIFIER_SIZE);
        verifier[PIN_VERIFIER_SIZE] = 0;
        assert_int_equal(store_set_staff_pin(f->store, "anna", verifier), -EINVAL);
        assert_int_equal(store_set_staff_pin(f->store, "an na", "x"), -EINVAL);
        assert_int_equal(answer(f->store, "a-name-of-17-char", false, &left), -EINVAL);
        assert_int_equal(store_unlock_staff(f->store, BOX_T, "nobody", "berta"), -ENOENT);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(nobody_has_a_pin_at_first),
                BOX_TEST(a_pin_set_here_is_kept),
                BOX_TEST(five_wrong_ones_lock_the_badge_until_it_is_unlocked),
                BOX_TEST(a_right_one_clears_the_counter),
                BOX_TEST(a_new_badge_forgets_pin_and_lock_an_old_one_does_not),
                BOX_TEST(a_pin_that_is_given_counts_until_an_own_one_is_chosen),
                BOX_TEST(no_bundle_undoes_a_pin_that_was_given_but_a_new_badge),
                BOX_TEST(names_and_verifiers_out_of_bounds_are_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
