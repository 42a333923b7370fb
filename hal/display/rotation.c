/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/rotation.h"

#include <assert.h>
#include <stdbool.h>

enum rotation rotation_from_degrees(unsigned degrees) {
        return degrees % 90 == 0 && degrees < 360 ? (enum rotation)(degrees / 90) : ROTATION_COUNT;
}

unsigned rotation_degrees(enum rotation rotation) {
        return 90 * (unsigned)rotation;
}

void rotation_sides(enum rotation rotation, int width_px, int height_px, int *ret_width_px, int *ret_height_px) {
        bool quarter = rotation == ROTATION_90 || rotation == ROTATION_270;

        *ret_width_px = quarter ? height_px : width_px;
        *ret_height_px = quarter ? width_px : height_px;
}

void rotation_to_panel(enum rotation rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px) {
        switch (rotation) {
        case ROTATION_90:
                *ret_x_px = height_px - 1 - y_px;
                *ret_y_px = x_px;
                return;
        case ROTATION_180:
                *ret_x_px = width_px - 1 - x_px;
                *ret_y_px = height_px - 1 - y_px;
                return;
        case ROTATION_270:
                *ret_x_px = y_px;
                *ret_y_px = width_px - 1 - x_px;
                return;
        case ROTATION_0:
        case ROTATION_COUNT:
                break;
        }
        assert(rotation == ROTATION_0);
        *ret_x_px = x_px;
        *ret_y_px = y_px;
}

void rotation_to_picture(enum rotation rotation, int width_px, int height_px, int x_px, int y_px, int *ret_x_px, int *ret_y_px) {
        static const enum rotation back[] = { ROTATION_0, ROTATION_270, ROTATION_180, ROTATION_90 };

        /* The way back is the opposite turn, of a picture with the panel's sides. */
        rotation_sides(rotation, width_px, height_px, &width_px, &height_px);
        rotation_to_panel(back[rotation], width_px, height_px, x_px, y_px, ret_x_px, ret_y_px);
}
