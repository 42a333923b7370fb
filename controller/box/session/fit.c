/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/fit.h"

#include "base/words/item.h"
#include "base/words/wish.h"

enum { SPARES_LOW = 1, SPARES_LARGE = 2, NOT_FLAT = 4 };

static bool has_large(const struct plan *plan) {
        for (unsigned i = 0; i < plan->cell_count; i++)
                if (plan->cells[i].large)
                        return true;
        return false;
}

static bool is_letters(const uint8_t *items, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (items[i] != ITEM_LETTER)
                        return false;
        return count > 0;
}

static uint8_t fit(const struct plan_cell *cell, bool wants_low, bool wants_large, bool letters) {
        if ((wants_low && !cell->low) || (wants_large && !cell->large) || (cell->letter && !letters))
                return FIT_NOT;
        return (cell->low && !wants_low ? SPARES_LOW : 0) + (cell->large && !wants_large ? SPARES_LARGE : 0) + (letters && !cell->letter ? NOT_FLAT : 0);
}

void fit_all(const struct plan *plan, uint8_t wishes, const uint8_t *items, size_t item_count, uint8_t ret_fits[PLAN_CELLS_MAX]) {
        bool wants_large = (wishes & WISH_LARGE) && has_large(plan), letters = is_letters(items, item_count);

        for (unsigned i = 0; i < plan->cell_count; i++)
                ret_fits[i] = fit(&plan->cells[i], wishes & WISH_LOW, wants_large, letters);
}
