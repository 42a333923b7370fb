/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/touch_map.h"

static const double factor_max = 100, area_min = 1e-6;

bool touch_matrix_valid(const double matrix[6]) {
        double area = matrix[0] * matrix[4] - matrix[1] * matrix[3];

        for (unsigned i = 0; i < 6; i++)
                if (!(matrix[i] >= -factor_max && matrix[i] <= factor_max))
                        return false;
        return area > area_min || area < -area_min;
}

/* The comparisons are false for what is not a number. */
static int pixel(double part, int side_px) {
        if (!(part > 0))
                return 0;
        return part < 1 ? (int)(part * side_px) : side_px - 1;
}

void touch_map_place(const struct touch_map *map, double x, double y, int *ret_x_px, int *ret_y_px) {
        const double *matrix = map->matrix;
        int width_px, height_px;

        turn_sides(map->rotation, map->width_px, map->height_px, &width_px, &height_px);
        turn_to_picture(map->rotation, map->width_px, map->height_px,
                            pixel(matrix[0] * x + matrix[1] * y + matrix[2], width_px),
                            pixel(matrix[3] * x + matrix[4] * y + matrix[5], height_px), ret_x_px, ret_y_px);
}
