/* SPDX-License-Identifier: EUPL-1.2 */
/* The drawn plan of a cabinet, from the few values of the section [plan]. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "ui/view/plan.h"

struct config_plan {
        bool given;                     /* any key of the section; else plan_default() */
        unsigned blocks[PLAN_BLOCKS_MAX];
        unsigned block_count;
        unsigned rows;
        unsigned gap_after_row;
        unsigned terminal;              /* before this block */
        bool low_given;                 /* else the two lowest rows */
        bool low[PLAN_CELLS_MAX], large[PLAN_CELLS_MAX], letter[PLAN_CELLS_MAX];
};

/* Fills ret_plan, or returns a sentence about what does not fit (static) and leaves it. NULL: all is well. */
MUST_CHECK const char *config_plan_make(const struct config_plan *given, unsigned compartments, struct plan *ret_plan);
