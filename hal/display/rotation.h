/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a panel is mounted: by how much the picture is turned clockwise on its way
 * to the panel's own rows, and fingers are turned back. Plain arithmetic.
 *
 * The picture is what people see, upright; the panel is what the device calls its
 * first row and column. With ROTATION_90 the picture's top row is the panel's last column:
 *
 *      picture  A B      panel  C A
 *               C D             D B
 */
#pragma once

#include "base/macro.h"

enum rotation { ROTATION_0, ROTATION_90, ROTATION_180, ROTATION_270, ROTATION_COUNT };

/* ROTATION_COUNT for anything but 0, 90, 180 and 270. */
enum rotation rotation_from_degrees(unsigned degrees);
unsigned rotation_degrees(enum rotation rotation);

/* Sides of the panel for a picture, and of the picture for a panel: a quarter turn exchanges them. */
void rotation_sides(enum rotation rotation, int width_px, int height_px, int *ret_width_px, int *ret_height_px);

/* Where a pixel of the picture is on the panel. Width and height are the picture's. */
void rotation_to_panel(enum rotation rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px);
/* Where a pixel of the panel is in the picture. Width and height are the picture's. */
void rotation_to_picture(enum rotation rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px);
