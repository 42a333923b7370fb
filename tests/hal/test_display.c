/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <limits.h>

#include "hal/display_sim.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { WIDTH = 8, HEIGHT = 6, PITCH = 10 };

static struct display *display;
static uint32_t picture[HEIGHT * PITCH];
static bool present;
static unsigned changes;

static void take_present(void *context, bool now) {
        present = now;
        changes++;
}

static int set_up(void **state) {
        changes = 0;
        for (unsigned i = 0; i < ARRAY_LEN(picture); i++)
                picture[i] = i + 1;
        if (display_new_simulated(WIDTH, HEIGHT, &display) != 0)
                return -1;
        display_set_callback(display, take_present, NULL);
        return 0;
}

static int tear_down(void **state) {
        display_free(display);
        return 0;
}

static int show(struct display_rectangle damage) {
        return display_show(display, picture, PITCH * sizeof(*picture), &damage, 1);
}

static unsigned shown(void) {
        const uint32_t *pixels = display_simulated_pixels(display);
        unsigned count = 0;

        for (unsigned y = 0; y < HEIGHT; y++)
                for (unsigned x = 0; x < WIDTH; x++) {
                        if (pixels[y * WIDTH + x] == 0)
                                continue;
                        assert_int_equal(pixels[y * WIDTH + x], picture[y * PITCH + x]);
                        count++;
                }
        return count;
}

static void only_the_damage_is_copied(void **state) {
        const struct display_rectangle two[] = { { 0, 0, 2, 1 }, { 5, 3, 1, 2 } };

        assert_int_equal(display_width_px(display), WIDTH);
        assert_int_equal(display_height_px(display), HEIGHT);
        assert_int_equal(shown(), 0);
        assert_int_equal(display_show(display, picture, PITCH * sizeof(*picture), two, 2), 0);
        assert_int_equal(shown(), 4);
        assert_int_equal(display_simulated_pixels(display)[3 * WIDTH + 5], picture[3 * PITCH + 5]);
        assert_int_equal(display_simulated_shows(display), 1);
}

static void damage_outside_the_panel_is_left_out(void **state) {
        assert_int_equal(show((struct display_rectangle){ -3, -3, 4, 4 }), 0);
        assert_int_equal(shown(), 1);
        assert_int_equal(show((struct display_rectangle){ WIDTH, 0, 5, 5 }), 0);
        assert_int_equal(show((struct display_rectangle){ 2, 2, -1, 3 }), 0);
        assert_int_equal(shown(), 1);
        assert_int_equal(show((struct display_rectangle){ 7, 5, INT_MAX, INT_MAX }), 0);
        assert_int_equal(shown(), 2);
        assert_int_equal(show((struct display_rectangle){ INT_MIN, INT_MIN, INT_MAX, INT_MAX }), 0);
        assert_int_equal(shown(), 2);
}

static void a_row_must_fit_its_stride(void **state) {
        const struct display_rectangle all = { 0, 0, WIDTH, HEIGHT };

        assert_int_equal(display_show(display, picture, WIDTH * sizeof(*picture) - 1, &all, 1), -EINVAL);
        assert_int_equal(shown(), 0);
}

static void an_unplugged_panel_shows_nothing_and_comes_back_black(void **state) {
        assert_int_equal(show((struct display_rectangle){ 0, 0, WIDTH, HEIGHT }), 0);
        assert_int_equal(shown(), WIDTH * HEIGHT);
        display_simulate_present(display, false);
        assert_int_equal(show((struct display_rectangle){ 0, 0, 1, 1 }), -ENODEV);
        assert_true(wait_readable(display_fd(display)));
        assert_int_equal(display_dispatch(display), 0);
        assert_false(present);
        assert_false(display_present(display));
        assert_int_equal(show((struct display_rectangle){ 0, 0, 1, 1 }), -ENODEV);
        display_simulate_present(display, true);
        assert_int_equal(display_dispatch(display), 0);
        assert_true(present);
        assert_int_equal(changes, 2);
        assert_int_equal(shown(), 0);
        assert_int_equal(show((struct display_rectangle){ 0, 0, 1, 1 }), 0);
        assert_int_equal(shown(), 1);
}

static void sides_out_of_range_are_refused(void **state) {
        struct display *other;

        assert_int_equal(display_new_simulated(0, 1, &other), -EINVAL);
        assert_int_equal(display_new_simulated(1, DISPLAY_SIDE_MAX_PX + 1, &other), -EINVAL);
}

#define DISPLAY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                DISPLAY_TEST(only_the_damage_is_copied),
                DISPLAY_TEST(damage_outside_the_panel_is_left_out),
                DISPLAY_TEST(a_row_must_fit_its_stride),
                DISPLAY_TEST(an_unplugged_panel_shows_nothing_and_comes_back_black),
                cmocka_unit_test(sides_out_of_range_are_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
