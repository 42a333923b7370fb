/* SPDX-License-Identifier: EUPL-1.2 */
#include <math.h>
#include <string.h>

#include "hal/input/touch_map.h"
#include "tests/support/cmocka.h"

static struct touch_map map;
static int x_px, y_px;

static int set_up(void **state) {
        map = (struct touch_map){ .matrix = TOUCH_MATRIX_NONE, .width_px = 1080, .height_px = 1920 };
        return 0;
}

static void at(double x, double y, int expected_x_px, int expected_y_px) {
        touch_map_place(&map, x, y, &x_px, &y_px);
        assert_int_equal(x_px, expected_x_px);
        assert_int_equal(y_px, expected_y_px);
}

static void corners_and_middle_are_where_they_are_seen(void **state) {
        at(0, 0, 0, 0);
        at(0.5, 0.25, 540, 480);
        at(0.999999, 0.999999, 1079, 1919);
}

/* Touch and picture turn together: a pixel that is drawn somewhere on the panel is touched there. */
static void every_rotation_gives_back_the_pixel_that_is_drawn_there(void **state) {
        for (unsigned r = 0; r < TURN_COUNT; r++) {
                int panel_w, panel_h, panel_x, panel_y;

                map.rotation = (enum turn)r;
                turn_sides(map.rotation, map.width_px, map.height_px, &panel_w, &panel_h);
                for (int y = 0; y < map.height_px; y += 191)
                        for (int x = 0; x < map.width_px; x += 107) {
                                turn_to_panel(map.rotation, map.width_px, map.height_px, x, y, &panel_x, &panel_y);
                                at((panel_x + 0.5) / panel_w, (panel_y + 0.5) / panel_h, x, y);
                        }
        }
}

static void what_is_beyond_the_edge_counts_as_the_edge(void **state) {
        at(-0.5, 2, 0, 1919);
        at(1, 1, 1079, 1919);
        at(1e300, -1e300, 1079, 0);
        at((double)NAN, (double)NAN, 0, 0);
        touch_map_place(&map, (double)INFINITY, -(double)INFINITY, &x_px, &y_px);
        assert_in_range(x_px, 0, 1079);
        assert_in_range(y_px, 0, 1919);
}

static void a_matrix_mirrors_and_scales(void **state) {
        const double mirrored[6] = { -1, 0, 1, 0, 1, 0 }, halved[6] = { 2, 0, -0.5, 0, 2, -0.5 };

        memcpy(map.matrix, mirrored, sizeof(mirrored));
        at(0.25, 0.5, 810, 960);
        memcpy(map.matrix, halved, sizeof(halved));
        at(0.5, 0.5, 540, 960);
        at(0.25, 0.75, 0, 1919);
}

static void a_matrix_that_makes_no_sense_is_told(void **state) {
        const double good[6] = TOUCH_MATRIX_NONE, swapped[6] = { 0, 1, 0, 1, 0, 0 }, zero[6] = { 0 };
        const double line[6] = { 1, 1, 0, 1, 1, 0 }, huge[6] = { 1000, 0, 0, 0, 1, 0 }, none[6] = { (double)NAN, 0, 0, 0, 1, 0 };

        assert_true(touch_matrix_valid(good));
        assert_true(touch_matrix_valid(swapped));
        assert_false(touch_matrix_valid(zero));
        assert_false(touch_matrix_valid(line));
        assert_false(touch_matrix_valid(huge));
        assert_false(touch_matrix_valid(none));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(corners_and_middle_are_where_they_are_seen, set_up),
                cmocka_unit_test_setup(every_rotation_gives_back_the_pixel_that_is_drawn_there, set_up),
                cmocka_unit_test_setup(what_is_beyond_the_edge_counts_as_the_edge, set_up),
                cmocka_unit_test_setup(a_matrix_mirrors_and_scales, set_up),
                cmocka_unit_test(a_matrix_that_makes_no_sense_is_told),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
