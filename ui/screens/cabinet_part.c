/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/cabinet_part.h"

#include <limits.h>

/* Of n in equal parts of at most max: how many in one. */
static unsigned share(unsigned n, unsigned max) {
        unsigned parts = (n + max - 1) / max;

        return (n + parts - 1) / parts;
}

struct cut {
        const struct plan *plan;
        unsigned columns_max, rows;
};

static unsigned columns_of(const struct cut *cut, unsigned block) {
        return share(cut->plan->block_columns[block], cut->columns_max);
}

/* Parts in their order: by block, then from the top, then from the left. */
static unsigned order_of(const struct cut *cut, unsigned c) {
        const struct plan_cell *cell = &cut->plan->cells[c - 1];

        return (cell->block * (unsigned)PLAN_CELLS_MAX + cell->row / cut->rows) * PLAN_CELLS_MAX + cell->column / columns_of(cut, cell->block);
}

/* The lowest number in the part of this order. */
static unsigned lowest(const struct cut *cut, unsigned order) {
        for (unsigned c = 1; c <= cut->plan->cell_count; c++)
                if (order_of(cut, c) == order)
                        return c;
        return 0;
}

static void find_neighbours(const struct cut *cut, unsigned order, struct cabinet_part *part) {
        unsigned after = UINT_MAX, before = 0, least = UINT_MAX, most = 0;
        bool has_after = false, has_before = false;

        for (unsigned c = 1; c <= cut->plan->cell_count; c++) {
                unsigned other = order_of(cut, c);

                least = other < least ? other : least;
                most = other > most ? other : most;
                if (other > order && other < after) {
                        after = other;
                        has_after = true;
                }
                if (other < order && (!has_before || other > before)) {
                        before = other;
                        has_before = true;
                }
        }
        part->next = lowest(cut, has_after ? after : least);
        part->previous = lowest(cut, has_before ? before : most);
}

bool cabinet_part_has(const struct cabinet_part *part, const struct plan *plan, unsigned c) {
        const struct plan_cell *cell = &plan->cells[c - 1];

        return cell->block == part->block && cell->column >= part->column && cell->column < part->column + part->columns &&
               cell->row >= part->row && cell->row < part->row + part->rows;
}

bool cabinet_part_around(const struct plan *plan, unsigned compartment, unsigned columns_max, unsigned rows_max, struct cabinet_part *ret_part) {
        struct cut cut = { plan, columns_max, 0 };
        const struct plan_cell *cell;
        struct cabinet_part part;

        if (compartment == 0 || compartment > plan->cell_count || columns_max == 0 || rows_max == 0)
                return false;
        cell = &plan->cells[compartment - 1];
        cut.rows = share(plan->rows, rows_max);
        part = (struct cabinet_part){ .block = cell->block, .columns = columns_of(&cut, cell->block), .rows = cut.rows };
        part.column = cell->column / part.columns * part.columns;
        part.row = cell->row / part.rows * part.rows;
        if (part.column + part.columns > plan->block_columns[part.block])
                part.columns = plan->block_columns[part.block] - part.column;
        if (part.row + part.rows > plan->rows)
                part.rows = plan->rows - part.row;
        for (unsigned c = 1; c <= plan->cell_count; c++)
                if (cabinet_part_has(&part, plan, c)) {
                        part.first = part.first ? part.first : c;
                        part.last = c;
                }
        find_neighbours(&cut, order_of(&cut, compartment), &part);
        *ret_part = part;
        return true;
}
