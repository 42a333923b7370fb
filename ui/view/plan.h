/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where the compartments of a cabinet are, seen from the front: what the plan
 * on the screen and the words "right, second row from the bottom" come from.
 */
#pragma once

#include <stdbool.h>

enum { PLAN_CELLS_MAX = 1024, PLAN_BLOCKS_MAX = 8 };

struct plan_cell {
        unsigned char block;  /* from 0, left to right */
        unsigned char column; /* within the block, from 0 at the left */
        unsigned char row;    /* from 0 at the top */
        bool low;             /* reachable from a wheelchair: 380 to 1,220 mm above the floor */
        bool large;           /* for what is thick */
        bool letter;          /* so flat that it holds letters alone */
};

struct plan {
        unsigned cell_count;                  /* cells[i] is compartment i + 1 */
        unsigned block_count;
        unsigned block_columns[PLAN_BLOCKS_MAX];
        unsigned rows;
        unsigned gap_after_row;               /* the gap above the lower part: 0 none, else after this many rows */
        unsigned terminal_block;              /* the screen stands before this block; block_count: at the right end */
        struct plan_cell cells[PLAN_CELLS_MAX];
};

/* A cabinet of `count` compartments without a drawn plan: two blocks around the terminal, numbered row by row. count 1 to PLAN_CELLS_MAX. */
void plan_default(unsigned count, struct plan *ret_plan);
