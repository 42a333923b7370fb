/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The framebuffer device named in GLASS_CARD (default /dev/fb0), with the picture in its middle, read through a mapping of the
 * test's own. GLASS_BITS=16 first gives it pixels of that many bits.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hal/display/display_real.h"
#include "tests/hal/display/glass.h"
#include "tests/hal/display/outside.h"

enum { WIDTH = 333, HEIGHT = 222 };

static const char *card;
static const uint8_t *memory; /* of the picture's corner */
static size_t stride, pixel_len;
static bool blue_first;

static int open_display(int width_px, int height_px, enum turn rotation, struct display **ret_display) {
        const struct display_config config = { .width_px = width_px, .height_px = height_px, .rotation = rotation, .kind = DISPLAY_FBDEV, .card = card };

        return display_new_real(&config, ret_display);
}

static uint32_t widened(uint16_t pixel) {
        uint32_t high = pixel >> 11, middle = pixel >> 5 & 0x3F, low = pixel & 0x1F;

        return (blue_first ? low : high) << 19 | middle << 10 | (blue_first ? high : low) << 3;
}

static void read_glass(struct display *display, uint32_t *ret_pixels) {
        for (int y = 0; y < HEIGHT; y++)
                for (int x = 0; x < WIDTH; x++) {
                        const uint8_t *at = memory + (size_t)y * stride + (size_t)x * pixel_len;
                        uint32_t *pixel = ret_pixels + y * WIDTH + x;
                        uint16_t narrow;

                        if (pixel_len == sizeof(*pixel)) {
                                memcpy(pixel, at, sizeof(*pixel));
                                continue;
                        }
                        memcpy(&narrow, at, sizeof(narrow));
                        *pixel = widened(narrow);
                }
}

static void set_bits(int fd, struct fb_var_screeninfo *variable) {
        variable->bits_per_pixel = (uint32_t)atoi(getenv("GLASS_BITS"));
        outside_must(ioctl(fd, FBIOPUT_VSCREENINFO, variable) == 0, "FBIOPUT_VSCREENINFO");
}

static void map(int fd) {
        struct fb_var_screeninfo variable;
        struct fb_fix_screeninfo fixed;
        const uint8_t *all;

        outside_must(ioctl(fd, FBIOGET_VSCREENINFO, &variable) == 0, "FBIOGET_VSCREENINFO");
        if (getenv("GLASS_BITS"))
                set_bits(fd, &variable);
        outside_must(ioctl(fd, FBIOGET_FSCREENINFO, &fixed) == 0, "FBIOGET_FSCREENINFO");
        outside_must(variable.xres >= WIDTH && variable.yres >= HEIGHT, "a screen that is large enough");
        all = mmap(NULL, fixed.smem_len, PROT_READ, MAP_SHARED, fd, 0);
        outside_must(all != MAP_FAILED, "mmap");
        pixel_len = variable.bits_per_pixel / 8;
        stride = fixed.line_length;
        blue_first = variable.red.offset == 0;
        memory = all + (size_t)(variable.yoffset + (variable.yres - HEIGHT) / 2) * stride + (variable.xres - WIDTH) / 2 * pixel_len;
        glass.mask = pixel_len == sizeof(uint16_t) ? 0xF8FCF8 : 0xFFFFFF;
}

static int begin(void) {
        int fd;

        card = getenv("GLASS_CARD") ? getenv("GLASS_CARD") : "/dev/fb0";
        fd = open(card, O_RDWR | O_CLOEXEC);
        if (fd < 0) {
                fprintf(stderr, "skipped: %s: %s; this test runs on the virtual kiosk\n", card, strerror(errno));
                return 77;
        }
        map(fd);
        close(fd);
        return 0;
}

struct glass glass = {
        .width_px = WIDTH,
        .height_px = HEIGHT,
        .rotations = TURN_COUNT,
        .open = open_display,
        .read = read_glass,
        .begin = begin,
};
