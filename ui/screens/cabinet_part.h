/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A cabinet cut into parts that fit a panel with every door as large as a key: a block is one part, or is cut evenly into rows and
 * columns of them.
 */
#pragma once

#include "ui/view/plan.h"

struct cabinet_part {
        unsigned block;
        unsigned column, columns;     /* of the block: the part's first, and how many */
        unsigned row, rows;
        unsigned first, last;         /* its lowest and highest number */
        unsigned next, previous;      /* the lowest numbers of the parts after and before it, around the cabinet; its own: it is the only one */
};

/* The part with this compartment, where so many columns and rows fit at most. False when the plan has none of that number. */
bool cabinet_part_around(const struct plan *plan, unsigned compartment, unsigned columns_max, unsigned rows_max, struct cabinet_part *ret_part);
/* Whether compartment c lies in it. */
bool cabinet_part_has(const struct cabinet_part *part, const struct plan *plan, unsigned c);
