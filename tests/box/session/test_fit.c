/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a consignment fits: wishes for reach and size are kept, letters alone go where it is flat, the rare ones are spared. */
#include "base/words/item.h"
#include "base/words/wish.h"
#include "controller/box/session/fit.h"
#include "tests/support/cmocka.h"

enum { PLAIN, LOW, LARGE, LOW_LARGE, LETTER, LOW_LETTER, CELLS };

static const struct plan_cell kinds[CELLS] = { { .low = false }, { .low = true }, { .large = true }, { .low = true, .large = true },
                                               { .letter = true }, { .low = true, .letter = true } };
static const uint8_t passport[] = { ITEM_PASSPORT, ITEM_LETTER }, letters[] = { ITEM_LETTER, ITEM_LETTER };
static uint8_t fits[PLAN_CELLS_MAX];
static struct plan plan;

static int set_up(void **state) {
        plan = (struct plan){ .cell_count = CELLS };
        for (unsigned i = 0; i < CELLS; i++)
                plan.cells[i] = kinds[i];
        return 0;
}

/* From the best to the worst, and those not at all. */
static void expect(const unsigned *order, unsigned count) {
        bool good[CELLS] = { false };

        for (unsigned i = 0; i < count; i++) {
                good[order[i]] = true;
                if (i > 0)
                        assert_true(fits[order[i - 1]] < fits[order[i]]);
        }
        for (unsigned i = 0; i < CELLS; i++)
                assert_int_equal(fits[i] != FIT_NOT, good[i]);
}

#define EXPECT(...) expect((const unsigned[]){ __VA_ARGS__ }, sizeof((const unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned))

static void what_nobody_wishes_for_is_spared(void **state) {
        fit_all(&plan, 0, passport, 2, fits);
        EXPECT(PLAIN, LOW, LARGE, LOW_LARGE);
}

static void reach_is_kept_and_size_is_kept(void **state) {
        fit_all(&plan, WISH_LOW, passport, 2, fits);
        EXPECT(LOW, LOW_LARGE);
        fit_all(&plan, WISH_LARGE, passport, 2, fits);
        EXPECT(LARGE, LOW_LARGE);
        fit_all(&plan, WISH_LOW | WISH_LARGE, passport, 2, fits);
        EXPECT(LOW_LARGE);
}

static void letters_alone_go_where_it_is_flat_first(void **state) {
        fit_all(&plan, 0, letters, 2, fits);
        EXPECT(LETTER, LOW_LETTER, PLAIN, LOW, LARGE, LOW_LARGE);
        fit_all(&plan, WISH_LOW, letters, 2, fits);
        EXPECT(LOW_LETTER, LOW, LOW_LARGE);
}

static void what_holds_nothing_known_is_no_letter(void **state) {
        fit_all(&plan, 0, NULL, 0, fits);
        EXPECT(PLAIN, LOW, LARGE, LOW_LARGE);
}

static void without_large_ones_all_are_alike(void **state) {
        plan.cells[LARGE].large = plan.cells[LOW_LARGE].large = false;
        fit_all(&plan, WISH_LARGE, passport, 2, fits);
        assert_int_equal(fits[PLAIN], 0);
        assert_int_equal(fits[LARGE], 0);
        assert_int_equal(fits[LETTER], FIT_NOT);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(what_nobody_wishes_for_is_spared, set_up),
                cmocka_unit_test_setup(reach_is_kept_and_size_is_kept, set_up),
                cmocka_unit_test_setup(letters_alone_go_where_it_is_flat_first, set_up),
                cmocka_unit_test_setup(what_holds_nothing_known_is_no_letter, set_up),
                cmocka_unit_test_setup(without_large_ones_all_are_alike, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
