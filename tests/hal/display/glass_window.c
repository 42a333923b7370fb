/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A simulated panel seen through its window, on an X server without a screen (tests/hal/with_xvfb.py) that keeps what would
 * be on it in the file GLASS_XWD (X11/XWDFile.h). There is no window manager: the window is in the screen's middle.
 */
#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal/display/display_sim.h"
#include "hal/input/input_sim.h"
#include "hal/sim/sim_window.h"
#include "tests/hal/display/glass.h"
#include "tests/hal/display/outside.h"

enum { WIDTH = 200, HEIGHT = 300 };

/* Words of an XWD file's header. */
enum { XWD_HEADER_LEN, XWD_WIDTH = 4, XWD_HEIGHT, XWD_BITS = 11, XWD_ROW_LEN, XWD_COLOURS = 19, XWD_WORDS = 25, XWD_COLOUR_LEN = 12 };

static const uint8_t *screen;
static struct input *input;
static struct sim_window *window;

static int open_display(int width_px, int height_px, enum turn rotation, struct display **ret_display) {
        char message[SIM_WINDOW_MESSAGE_SIZE];
        int r;

        sim_window_free(window);
        input_free(input);
        window = NULL;
        input = NULL;
        r = display_new_simulated(width_px, height_px, ret_display);
        if (r < 0)
                return r;
        outside_must(input_new_simulated(&input) == 0, "input");
        outside_must(sim_window_new("test", *ret_display, input, &window, message) == 0, message);
        return 0;
}

/* The display goes before the window that looks at it. */
static void close_display(struct display *display) {
        sim_window_free(window);
        window = NULL;
        display_free(display);
}

static uint32_t word(unsigned index) {
        uint32_t big_endian;

        memcpy(&big_endian, screen + index * sizeof(big_endian), sizeof(big_endian));
        return be32toh(big_endian);
}

static void read_glass(struct display *display, uint32_t *ret_pixels) {
        size_t left = (word(XWD_WIDTH) - WIDTH) / 2, top = (word(XWD_HEIGHT) - HEIGHT) / 2, row_len = word(XWD_ROW_LEN);
        const uint8_t *pixels = screen + word(XWD_HEADER_LEN) + (size_t)word(XWD_COLOURS) * XWD_COLOUR_LEN;

        outside_must(sim_window_dispatch(window) == 0, "the window");
        outside_must(word(XWD_BITS) == 32, "a screen of 32 bits a pixel");
        for (size_t y = 0; y < HEIGHT; y++)
                memcpy(ret_pixels + y * WIDTH, pixels + (top + y) * row_len + left * sizeof(*ret_pixels),
                       WIDTH * sizeof(*ret_pixels));
}

static int begin(void) {
        const char *path = getenv("GLASS_XWD");
        struct stat file;
        int fd;

        if (!path) {
                fprintf(stderr, "skipped: this test is started by tests/hal/with_xvfb.py\n");
                return 77;
        }
        fd = open(path, O_RDONLY | O_CLOEXEC);
        outside_must(fd >= 0 && fstat(fd, &file) == 0 && file.st_size > XWD_WORDS * 4, path);
        screen = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_SHARED, fd, 0);
        outside_must(screen != MAP_FAILED, "mmap");
        close(fd);
        return 0;
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
        .close = close_display,
        .read = read_glass,
        .plug = display_simulate_present,
        .off = is_off,
        .begin = begin,
};
