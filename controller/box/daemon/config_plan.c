/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_plan.h"

enum { LOW_ROWS = 2 };

/* Numbered row by row through all blocks, as plan_default() does. */
static void number(const struct config_plan *given, unsigned compartments, unsigned per_row, struct plan *plan) {
        for (unsigned i = 0; i < compartments; i++) {
                unsigned block = 0, column = i % per_row, row = i / per_row;

                while (column >= given->blocks[block])
                        column -= given->blocks[block++];
                plan->cells[i] = (struct plan_cell){
                        .block = (unsigned char)block,
                        .column = (unsigned char)column,
                        .row = (unsigned char)row,
                        .low = given->low_given ? given->low[i] : row + LOW_ROWS >= given->rows,
                        .large = given->large[i],
                        .letter = given->letter[i],
                };
        }
}

const char *config_plan_make(const struct config_plan *given, unsigned compartments, struct plan *ret_plan) {
        unsigned per_row = 0;

        if (!given->given) {
                plan_default(compartments, ret_plan);
                return NULL;
        }
        if (given->block_count == 0 || given->rows == 0)
                return "[plan] needs both `blocks` and `rows`";
        for (unsigned i = 0; i < given->block_count; i++)
                per_row += given->blocks[i];
        if (given->rows * per_row < compartments || (given->rows - 1) * per_row >= compartments)
                return "[plan] `blocks` and `rows` do not make as many doors as `compartments` says";
        if (given->terminal > given->block_count)
                return "[plan] `terminal` is beyond the last block";
        if (given->gap_after_row >= given->rows)
                return "[plan] `gap_after_row` is not between two rows";
        for (unsigned i = compartments; i < PLAN_CELLS_MAX; i++)
                if (given->low[i] || given->large[i] || given->letter[i])
                        return "[plan] `low`, `large` or `letter` names a compartment that there is not";
        for (unsigned i = 0; i < compartments; i++)
                if (given->large[i] && given->letter[i])
                        return "[plan] `large` and `letter` name the same compartment";

        *ret_plan = (struct plan){
                .cell_count = compartments,
                .block_count = given->block_count,
                .rows = given->rows,
                .gap_after_row = given->gap_after_row,
                .terminal_block = given->terminal,
        };
        for (unsigned i = 0; i < given->block_count; i++)
                ret_plan->block_columns[i] = given->blocks[i];
        number(given, compartments, per_row, ret_plan);
        return NULL;
}
