/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/display.h"

#include <errno.h>

#include "hal/display/display_backend.h"

int display_width_px(const struct display *display) {
        return display->width_px;
}

int display_height_px(const struct display *display) {
        return display->height_px;
}

bool display_fits(const struct display *display) {
        return !display->other_mode;
}

bool display_present(const struct display *display) {
        return display->present;
}

static int clip(int64_t value, int max) {
        return value < 0 ? 0 : value > max ? max : (int)value;
}

/* False when nothing of it is on the panel. */
static bool clip_rectangle(const struct display *display, const struct display_rectangle *damage,
                           struct display_rectangle *ret_clipped) {
        int left = clip(damage->x_px, display->width_px);
        int top = clip(damage->y_px, display->height_px);
        int right = clip((int64_t)damage->x_px + damage->width_px, display->width_px);
        int bottom = clip((int64_t)damage->y_px + damage->height_px, display->height_px);

        if (right <= left || bottom <= top)
                return false;
        *ret_clipped = (struct display_rectangle){ left, top, right - left, bottom - top };
        return true;
}

int display_show(struct display *display, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage,
                 size_t damage_count) {
        if (!display->present)
                return -ENODEV;
        if (stride < (size_t)display->width_px * sizeof(*pixels))
                return -EINVAL;
        for (size_t i = 0; i < damage_count; i++) {
                struct display_rectangle clipped;
                int r;

                if (!clip_rectangle(display, &damage[i], &clipped))
                        continue;
                r = display->implementation->copy(display, pixels, stride, &clipped);
                if (r < 0)
                        return r;
        }
        return display->implementation->flip(display);
}

uint32_t *display_picture(struct display *display) {
        return display->implementation->picture ? display->implementation->picture(display) : NULL;
}

int display_sleep(struct display *display, bool asleep) {
        int r;

        if (!display->present)
                return -ENODEV;
        if (display->asleep == asleep)
                return 0;
        if (!display->implementation->sleep)
                return -ENOTSUP;
        r = display->implementation->sleep(display, asleep);
        if (r == 0)
                display->asleep = asleep;
        return r;
}

int display_fd(const struct display *display) {
        return display->fd;
}

int display_dispatch(struct display *display) {
        return display->implementation->dispatch(display);
}

void display_set_callback(struct display *display, display_present_fn *present, void *context) {
        display->present_told = present;
        display->context = context;
}

void display_free(struct display *display) {
        if (display)
                display->implementation->free(display);
}

void display_report_present(struct display *display, bool present) {
        if (display->present == present)
                return;
        display->present = present;
        display->asleep = false;
        if (display->present_told)
                display->present_told(display->context, present);
}
