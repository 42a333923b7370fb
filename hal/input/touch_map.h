/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From a place on the touch panel to a pixel of the picture: the calibration,
 * then the rotation, which is the display's own. Plain arithmetic.
 *
 * The matrix is libinput's: of a place (x, y), each from 0 to 1 over the whole
 * panel, it makes (a x + b y + c, d x + e y + f). "1 0 0 0 1 0" changes
 * nothing. What lands outside counts as the nearest edge.
 */
#pragma once

#include <stdbool.h>

#include "hal/display/turn.h"

struct touch_map {
        double matrix[6];
        enum turn rotation;
        int width_px, height_px;        /* of the picture */
};

#define TOUCH_MATRIX_NONE { 1, 0, 0, 0, 1, 0 }

/* Whether a matrix can be meant: finite, no factor beyond 100, and not all panel on one line. */
bool touch_matrix_valid(const double matrix[6]);
/* Any values are taken; also not-a-number gives a pixel. */
void touch_map_place(const struct touch_map *map, double x, double y, int *ret_x_px, int *ret_y_px);
