/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/plan.h"

#include <assert.h>

enum { LOW_ROWS = 2, COLUMNS_MAX = 32 };

/* The side of the cabinet is wider than high: rows stay at most eight while a row may still grow. */
static unsigned rows_for(unsigned count) {
        unsigned rows = 1;

        while (rows < 8 && rows * rows * 2 < count)
                rows++;
        while ((count + rows - 1) / rows > 2 * COLUMNS_MAX)
                rows++;
        return rows;
}

void plan_default(unsigned count, struct plan *ret_plan) {
        unsigned rows, per_row, left;

        assert(count >= 1 && count <= PLAN_CELLS_MAX);
        rows = rows_for(count);
        per_row = (count + rows - 1) / rows;
        left = (per_row + 1) / 2;
        *ret_plan = (struct plan){
                .cell_count = count,
                .block_count = per_row > 1 ? 2 : 1,
                .block_columns = { left, per_row - left },
                .rows = rows,
                .gap_after_row = rows > LOW_ROWS ? rows - LOW_ROWS : 0,
                .terminal_block = 1,
        };
        for (unsigned i = 0; i < count; i++) {
                unsigned row = i / per_row, column = i % per_row;

                ret_plan->cells[i] = (struct plan_cell){
                        .block = column >= left,
                        .column = (unsigned char)(column >= left ? column - left : column),
                        .row = (unsigned char)row,
                        .low = row + LOW_ROWS >= rows,
                };
        }
}
