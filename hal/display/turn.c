/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/turn.h"

#include <assert.h>
#include <stdbool.h>

enum turn turn_from_degrees(unsigned degrees) {
        return degrees % 90 == 0 && degrees < 360 ? (enum turn)(degrees / 90) : TURN_COUNT;
}

unsigned turn_degrees(enum turn rotation) {
        return 90 * (unsigned)rotation;
}

void turn_sides(enum turn rotation, int width_px, int height_px, int *ret_width_px, int *ret_height_px) {
        bool quarter = rotation == TURN_90 || rotation == TURN_270;

        *ret_width_px = quarter ? height_px : width_px;
        *ret_height_px = quarter ? width_px : height_px;
}

void turn_to_panel(enum turn rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px) {
        switch (rotation) {
        case TURN_90:
                *ret_x_px = height_px - 1 - y_px;
                *ret_y_px = x_px;
                return;
        case TURN_180:
                *ret_x_px = width_px - 1 - x_px;
                *ret_y_px = height_px - 1 - y_px;
                return;
        case TURN_270:
                *ret_x_px = y_px;
                *ret_y_px = width_px - 1 - x_px;
                return;
        case TURN_0:
        case TURN_COUNT:
                break;
        }
        assert(rotation == TURN_0);
        *ret_x_px = x_px;
        *ret_y_px = y_px;
}

void turn_to_picture(enum turn rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px) {
        static const enum turn back[] = { TURN_0, TURN_270, TURN_180, TURN_90 };

        /* The way back is the opposite turn, of a picture with the panel's sides. */
        turn_sides(rotation, width_px, height_px, &width_px, &height_px);
        turn_to_panel(back[rotation], width_px, height_px, x_px, y_px, ret_x_px, ret_y_px);
}
