/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Lists that are longer than the panel: cut into pages, each from one row to another, with buttons to the next and the one before.
 * What the first row is, is remembered by who fills the screen (TARGET_ROWS); any row of a page leads to that page.
 */
#pragma once

#include "ui/view/build.h"

struct rows {
        size_t from, to;              /* shown: from this row to before that one */
        size_t before;                /* the first row of the page before; from itself: there is none */
};

/* The page with the row `first`, of `count` rows as high as heights[i], in a room so high. One too high for it stands alone. */
struct rows rows_cut(const int *heights, size_t count, int room, size_t first);
/* The same of rows that are alike. */
struct rows rows_cut_even(size_t count, int height, int room, size_t first);
/* Back, and to the other pages where there are any, at the foot of the desk. */
void rows_buttons(struct build *build, const struct rows *rows, size_t count);
