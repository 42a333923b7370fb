/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a panel is mounted: by how much the picture is turned clockwise on its way
 * to the panel's own rows, and fingers are turned back. Plain arithmetic.
 *
 * The picture is what people see, upright; the panel is what the device calls its
 * first row and column. With TURN_90 the picture's top row is the panel's last column:
 *
 *      picture  A B      panel  C A
 *               C D             D B
 */
#pragma once

#include "base/macro.h"

enum turn { TURN_0, TURN_90, TURN_180, TURN_270, TURN_COUNT };

/* TURN_COUNT for anything but 0, 90, 180 and 270. */
enum turn turn_from_degrees(unsigned degrees);
unsigned turn_degrees(enum turn rotation);

/* Sides of the panel for a picture, and of the picture for a panel: a quarter turn exchanges them. */
void turn_sides(enum turn rotation, int width_px, int height_px, int *ret_width_px, int *ret_height_px);

/* Where a pixel of the picture is on the panel. Width and height are the picture's. */
void turn_to_panel(enum turn rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px);
/* Where a pixel of the panel is in the picture. Width and height are the picture's. */
void turn_to_picture(enum turn rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px);
