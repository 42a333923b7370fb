/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdbool.h>

#include "hal/display/turn.h"
#include "tests/support/cmocka.h"

enum { WIDTH = 3, HEIGHT = 5 };

static void only_quarter_turns_are_rotations(void **state) {
        for (unsigned degrees = 0; degrees < 1000; degrees++) {
                enum turn rotation = turn_from_degrees(degrees);

                if (degrees == 0 || degrees == 90 || degrees == 180 || degrees == 270)
                        assert_int_equal(turn_degrees(rotation), degrees);
                else
                        assert_int_equal(rotation, TURN_COUNT);
        }
}

static void the_corners_are_where_the_turn_puts_them(void **state) {
        /* Of the picture's top left and bottom left corner. */
        static const struct { int left_x, left_y, low_x, low_y; } expected[TURN_COUNT] = {
                [TURN_0] = { 0, 0, 0, HEIGHT - 1 },
                [TURN_90] = { HEIGHT - 1, 0, 0, 0 },
                [TURN_180] = { WIDTH - 1, HEIGHT - 1, WIDTH - 1, 0 },
                [TURN_270] = { 0, WIDTH - 1, HEIGHT - 1, WIDTH - 1 },
        };

        for (enum turn rotation = 0; rotation < TURN_COUNT; rotation++) {
                int x, y;

                turn_to_panel(rotation, WIDTH, HEIGHT, 0, 0, &x, &y);
                assert_int_equal(x, expected[rotation].left_x);
                assert_int_equal(y, expected[rotation].left_y);
                turn_to_panel(rotation, WIDTH, HEIGHT, 0, HEIGHT - 1, &x, &y);
                assert_int_equal(x, expected[rotation].low_x);
                assert_int_equal(y, expected[rotation].low_y);
        }
}

static void every_pixel_has_a_place_of_its_own_and_comes_back(void **state) {
        for (enum turn rotation = 0; rotation < TURN_COUNT; rotation++) {
                bool taken[WIDTH * HEIGHT] = { false };
                int width, height;

                turn_sides(rotation, WIDTH, HEIGHT, &width, &height);
                assert_int_equal(width * height, WIDTH * HEIGHT);
                for (int i = 0; i < WIDTH * HEIGHT; i++) {
                        int x, y;

                        turn_to_panel(rotation, WIDTH, HEIGHT, i % WIDTH, i / WIDTH, &x, &y);
                        assert_in_range(x, 0, width - 1);
                        assert_in_range(y, 0, height - 1);
                        assert_false(taken[y * width + x]);
                        taken[y * width + x] = true;
                        turn_to_picture(rotation, WIDTH, HEIGHT, x, y, &x, &y);
                        assert_int_equal(y * WIDTH + x, i);
                }
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(only_quarter_turns_are_rotations),
                cmocka_unit_test(the_corners_are_where_the_turn_puts_them),
                cmocka_unit_test(every_pixel_has_a_place_of_its_own_and_comes_back),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
