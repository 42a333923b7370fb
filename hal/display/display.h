/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A panel that shows pictures of 32-bit XRGB pixels (native endian, the top
 * byte ignored), as cairo's CAIRO_FORMAT_RGB24 has them.
 *
 * One thread. display_fd() becomes readable when display_dispatch() has something
 * to do; the callback happens nowhere else. A panel that came back shows nothing
 * until it is given the whole picture again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

enum { DISPLAY_SIDE_MAX_PX = 4096 };

struct display_rectangle {
        int x_px, y_px, width_px, height_px;
};

struct display;

typedef void display_present_fn(void *context, bool present);

int display_width_px(const struct display *display);
int display_height_px(const struct display *display);
bool display_present(const struct display *display);
/* Whether the panel, while it is present, has the picture's sides, turned; otherwise the picture is scaled, or in its middle. */
bool display_fits(const struct display *display);
/*
 * Copies the damaged rectangles of the picture to the panel; what lies outside it
 * is left out. `stride` is in bytes. The picture is the caller's, of the panel's
 * size. 0; -EINVAL for a stride shorter than a row; -ENODEV when the panel is gone;
 * another negative errno.
 */
MUST_CHECK int display_show(struct display *display, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage,
                            size_t damage_count);
/*
 * The panel's own picture to draw in, rows of its width, where the panel can show
 * one without a copy; display_show() is then given these pixels. It is the panel's
 * and lives as long. NULL: the caller keeps a picture of its own.
 */
uint32_t *display_picture(struct display *display);
/*
 * Switches the panel off, or on again. Asleep it is there, takes pictures and shows none; awake it shows the last one it was given. A panel
 * that comes back, is awake. 0; -ENOTSUP when it cannot be switched, or refuses: it stays awake; -ENODEV when it is gone; another negative errno.
 */
MUST_CHECK int display_sleep(struct display *display, bool asleep);
int display_fd(const struct display *display);
MUST_CHECK int display_dispatch(struct display *display);
void display_set_callback(struct display *display, display_present_fn *present, void *context);
void display_free(struct display *display);
DEFINE_CLEANUP(struct display, display_free, display_cleanup)
