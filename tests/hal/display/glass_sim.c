/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "hal/display/display_sim.h"
#include "tests/hal/display/glass.h"

enum { WIDTH = 80, HEIGHT = 60 };

static int open_display(int width_px, int height_px, enum turn rotation, struct display **ret_display) {
        return display_new_simulated(width_px, height_px, ret_display);
}

static void read_glass(struct display *display, uint32_t *ret_pixels) {
        memcpy(ret_pixels, display_simulated_pixels(display), sizeof(*ret_pixels) * WIDTH * HEIGHT);
}

static bool is_off(struct display *display) {
        return display_simulated_asleep(display);
}

struct glass glass = {
        .width_px = WIDTH,
        .height_px = HEIGHT,
        .rotations = 1,
        .mask = 0xFFFFFF,
        .pluggable = true,
        .open = open_display,
        .read = read_glass,
        .plug = display_simulate_present,
        .off = is_off,
};
