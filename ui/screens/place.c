/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/place.h"

enum { ORDINALS = 12 };

static const struct plan_cell *cell_of(const struct build *build, unsigned compartment) {
        const struct plan *plan = build->screen->plan;

        return plan && compartment >= 1 && compartment <= plan->cell_count ? &plan->cells[compartment - 1] : NULL;
}

static const char *ordinal(struct build *build, unsigned n) {
        return build_say(build, (enum text_id)(TEXT_ORDINAL_01 + n - 1), NULL);
}

/* Rows are counted from the nearer edge. */
static const char *row_words(struct build *build, const struct plan_cell *cell) {
        const struct plan *plan = build->screen->plan;
        bool below = cell->row * 2u >= plan->rows;
        unsigned n = below ? plan->rows - cell->row : cell->row + 1u;

        if (n > ORDINALS)
                return build_say(build, below ? TEXT_PLACE_ROW_NUMBER_BOTTOM : TEXT_PLACE_ROW_NUMBER_TOP, "n",
                                 build_format(build, "%u", n), NULL);
        return build_say(build, below ? TEXT_PLACE_ROW_BOTTOM : TEXT_PLACE_ROW_TOP, "ordinal", ordinal(build, n), NULL);
}

const char *place_sentence(struct build *build, unsigned compartment) {
        const struct plan_cell *cell = cell_of(build, compartment);

        if (!cell)
                return "";
        return build_say(build, cell->block < build->screen->plan->terminal_block ? TEXT_PLACE_LEFT : TEXT_PLACE_RIGHT, "row",
                         row_words(build, cell), NULL);
}

const char *place_named(struct build *build, unsigned compartment) {
        const struct plan_cell *cell = cell_of(build, compartment);

        if (!cell)
                return "";
        return build_say(build, cell->block < build->screen->plan->terminal_block ? TEXT_PLACE_NAMED_LEFT : TEXT_PLACE_NAMED_RIGHT,
                         "c",
                         build_format(build, "%u", compartment), "row", row_words(build, cell), NULL);
}

const char *place_column(struct build *build, unsigned compartment) {
        const struct plan_cell *cell = cell_of(build, compartment);

        if (!cell || cell->column >= ORDINALS)
                return "";
        return build_say(build, TEXT_PLACE_COLUMN, "ordinal", ordinal(build, cell->column + 1u), NULL);
}

const char *place_staff(struct build *build, unsigned compartment) {
        const struct plan_cell *cell = cell_of(build, compartment);
        const char *block, *row, *column;

        if (!cell)
                return "";
        block = build_format(build, "%c", 'A' + cell->block);
        row = build_format(build, "%u", cell->row + 1u);
        column = build_format(build, "%u", cell->column + 1u);
        if (cell->row >= ORDINALS || cell->column >= ORDINALS)
                return build_say(build, TEXT_PLACE_STAFF_NUMBERS, "block", block, "row", row, "column", column, NULL);
        return build_say(build, TEXT_PLACE_STAFF, "block", block, "row", ordinal(build, cell->row + 1u), "column",
                         ordinal(build, cell->column + 1u), NULL);
}

enum icon place_direction(const struct build *build, unsigned compartment) {
        const struct plan_cell *cell = cell_of(build, compartment);
        const struct plan *plan = build->screen->plan;
        bool left;

        if (!cell)
                return ICON_NONE;
        left = cell->block < plan->terminal_block;
        /* Eyes are at about a third of the height: what is near it lies straight to the side. */
        if (cell->row * 4u + 2 < plan->rows)
                return left ? ICON_UP_LEFT : ICON_UP_RIGHT;
        if (cell->row * 8u + 4 > plan->rows * 5u)
                return left ? ICON_DOWN_LEFT : ICON_DOWN_RIGHT;
        return left ? ICON_LEFT : ICON_RIGHT;
}
