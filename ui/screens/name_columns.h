/* SPDX-License-Identifier: EUPL-1.2 */
/* Columns of buttons with the names of languages: as wide as one another, but for one whose names need more. */
#pragma once

#include "ui/view/build.h"

struct name_grid {
        const enum language *list;
        int count, columns;
        int pad, gap, w;              /* beside a name, between buttons, of all columns together; layout px */
};

/* Where each column ends, from the left of the first. */
void name_columns(struct build *build, const struct name_grid *grid, int ret_ends[LANGUAGE_COUNT]);
