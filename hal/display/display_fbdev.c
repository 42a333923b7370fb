/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A framebuffer device (Documentation/fb/api.rst): one buffer in memory that the device shows, 32 or 16 bits a pixel.
 * A device that goes leaves its memory mapped, and nobody sees what is written there: its node is watched.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal/display/display_screen.h"
#include "hal/watch/device_watch.h"

enum { DEVICES_MAX = 32 };

struct display_fbdev {
        struct display_screen screen;
        struct device_watch *watch;
        struct device_names names;      /* which one may be used: one name, or a pattern for any */
        bool any;
        char path[PATH_MAX];
        struct stat node;               /* of the path, when it was opened */
        uint8_t *memory;                /* NULL: none */
        size_t len;
        struct scanout scanout;
};

static const struct display_implementation fbdev_display;

static struct display_fbdev *fbdev_from_base(struct display *base) {
        assert(base->implementation == &fbdev_display);
        return (struct display_fbdev *)base;
}

static int fbdev_copy(struct display *base, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage) {
        struct display_fbdev *display = fbdev_from_base(base);
        struct display_rectangle drawn, copied;

        if (!display->memory)
                return -ENODEV;
        shadow_draw(&display->screen.shadow, pixels, stride, damage, &drawn);
        (void)shadow_copy(&display->screen.shadow, &drawn, &display->scanout, &copied);
        return 0;
}

static int fbdev_flip(struct display *base) {
        return 0;
}

/* What is left of a text, or of another picture, around and under ours. */
static void blacken(struct display_fbdev *display) {
        const struct scanout *scanout = &display->scanout;
        size_t row = (size_t)scanout->width_px * (scanout->format == SCANOUT_XRGB8888 ? sizeof(uint32_t) : sizeof(uint16_t));

        for (int y = 0; y < scanout->height_px; y++)
                memset(scanout->memory + (size_t)y * scanout->stride, 0, row);
}

/* Most drivers cannot, and say so. */
static int blank(const char *path, int how) {
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY), r;

        if (fd < 0)
                return -errno;
        r = ioctl(fd, FBIOBLANK, how) < 0 ? -errno : 0;
        close(fd);
        return r == -EINVAL || r == -ENOTTY ? -ENOTSUP : r;
}

static int fbdev_sleep(struct display *base, bool asleep) {
        return blank(fbdev_from_base(base)->path, asleep ? FB_BLANK_POWERDOWN : FB_BLANK_UNBLANK);
}

/* ---- opening ---- */

static bool is_at(const struct fb_bitfield *field, unsigned offset, unsigned length) {
        return field->offset == offset && field->length == length && !field->msb_right;
}

static bool format_of(const struct fb_var_screeninfo *info, enum scanout_format *ret_format) {
        if (info->bits_per_pixel == 32 && is_at(&info->red, 16, 8) && is_at(&info->green, 8, 8) && is_at(&info->blue, 0, 8))
                *ret_format = SCANOUT_XRGB8888;
        else if (info->bits_per_pixel == 16 && is_at(&info->red, 11, 5) && is_at(&info->green, 5, 6) && is_at(&info->blue, 0, 5))
                *ret_format = SCANOUT_RGB565;
        else if (info->bits_per_pixel == 16 && is_at(&info->red, 0, 5) && is_at(&info->green, 5, 6) && is_at(&info->blue, 11, 5))
                *ret_format = SCANOUT_BGR565;
        else
                return false;
        return true;
}

static int map(struct display_fbdev *display, int fd) {
        struct fb_var_screeninfo variable;
        struct fb_fix_screeninfo fixed;
        enum scanout_format format;
        size_t first;
        void *memory;

        if (ioctl(fd, FBIOGET_VSCREENINFO, &variable) < 0 || ioctl(fd, FBIOGET_FSCREENINFO, &fixed) < 0)
                return -errno;
        if (fixed.type != FB_TYPE_PACKED_PIXELS || fixed.visual != FB_VISUAL_TRUECOLOR || !format_of(&variable, &format))
                return -ENODEV;
        first = (size_t)variable.yoffset * fixed.line_length + (size_t)variable.xoffset * variable.bits_per_pixel / 8;
        if (variable.xres < 1 || variable.xres > INT16_MAX || variable.yres < 1 || variable.yres > INT16_MAX ||
            (size_t)variable.xres * variable.bits_per_pixel / 8 > fixed.line_length ||
            first + (size_t)variable.yres * fixed.line_length > fixed.smem_len)
                return -ENODEV;
        memory = mmap(NULL, fixed.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (memory == MAP_FAILED)
                return -errno;
        display->memory = memory;
        display->len = fixed.smem_len;
        display->scanout = (struct scanout){ .memory = display->memory + first, .stride = fixed.line_length,
                                             .width_px = (int)variable.xres, .height_px = (int)variable.yres, .format = format };
        return 0;
}

/* 0, -ENOENT when there is no such device, -ENODEV when its pixels are none of ours, or another errno. */
static int open_device(struct display_fbdev *display, const char *path) {
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY), r;

        if (fd < 0)
                return errno == ENXIO ? -ENOENT : -errno;
        r = map(display, fd);
        if (r == 0) {
                /* Most drivers need no waking up and say so. */
                (void)ioctl(fd, FBIOBLANK, FB_BLANK_UNBLANK);
                snprintf(display->path, sizeof(display->path), "%s", path);
                display_screen_set_place(&display->screen, path, &display->scanout);
                r = fstat(fd, &display->node) < 0 ? -errno : 0;
        }
        close(fd);
        return r;
}

static int open_first(struct display_fbdev *display) {
        int first = -ENOENT;

        for (unsigned i = 0; i < DEVICES_MAX; i++) {
                char path[32];
                int r;

                snprintf(path, sizeof(path), "/dev/fb%u", i);
                r = open_device(display, path);
                if (r == 0)
                        return 0;
                first = first == -ENOENT ? r : first;
        }
        return first;
}

static int open_wanted(struct display_fbdev *display) {
        int r;

        device_watch_names(display->watch, &display->names);
        r = display->any ? open_first(display) : open_device(display, display->names.names[0]);
        if (r == 0)
                blacken(display);
        return r;
}

/* ---- coming and going ---- */

/* One that was exchanged has the old one's name and number, but another node. */
static bool is_gone(const struct display_fbdev *display) {
        struct stat now;

        return stat(display->path, &now) < 0 || now.st_ino != display->node.st_ino || now.st_rdev != display->node.st_rdev;
}

static void leave(struct display_fbdev *display) {
        if (!display->memory)
                return;
        munmap(display->memory, display->len);
        display->memory = NULL;
}

static int fbdev_dispatch(struct display *base) {
        struct display_fbdev *display = fbdev_from_base(base);
        bool in_front = display_screen_in_front(&display->screen), changed = device_watch_dispatch(display->watch);

        if (changed && display->memory && is_gone(display)) {
                leave(display);
                display_report_present(base, false);
        }
        if (changed && !display->memory)
                (void)!open_wanted(display); /* not there, or not to be used yet: whatever changes that is heard of */
        if (in_front && display->memory && !base->present)
                blacken(display);
        if (!in_front && base->asleep)
                (void)!fbdev_sleep(base, false);
        display_report_present(base, in_front && display->memory);
        if (!in_front)
                console_left(display->screen.console);
        return 0;
}

static void fbdev_free(struct display *base) {
        struct display_fbdev *display = fbdev_from_base(base);

        if (display->screen.base.asleep)
                (void)!fbdev_sleep(base, false);
        leave(display);
        display_screen_deinit(&display->screen);
        device_watch_free(display->watch);
        free(display);
}

static const struct display_implementation fbdev_display = {
        .copy = fbdev_copy,
        .flip = fbdev_flip,
        .sleep = fbdev_sleep,
        .dispatch = fbdev_dispatch,
        .free = fbdev_free,
};

static int watch_for(struct display_fbdev *display, const char *card) {
        int r = device_watch_new(&display->watch);

        display->any = !card || !*card;
        if (r == 0)
                r = device_names_add(&display->names, display->any ? "/dev/fb*" : card);
        return r < 0 ? r : display_screen_watch(&display->screen, device_watch_fd(display->watch));
}

/* One that is named, or of the kind that is wanted, may come later; one whose pixels are none of ours stays so. */
static int open_at_start(struct display_fbdev *display, enum display_kind kind) {
        int r = open_wanted(display);

        return r < 0 && r != -ENODEV && (!display->any || kind == DISPLAY_FBDEV) ? 0 : r;
}

int display_new_fbdev(const struct display_config *config, struct display **ret_display) {
        struct display_fbdev *display = calloc(1, sizeof(*display));
        int r;

        if (!display)
                return -ENOMEM;
        r = display_screen_init(&display->screen, &fbdev_display, config);
        if (r == 0)
                r = watch_for(display, config->card);
        if (r == 0)
                r = open_at_start(display, config->kind);
        if (r == 0)
                r = display_screen_take_console(&display->screen, config->console);
        if (r < 0) {
                fbdev_free(&display->screen.base);
                return r;
        }
        display->screen.base.present = display->memory;
        *ret_display = &display->screen.base;
        return 0;
}
