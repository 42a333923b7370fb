/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/display_sim.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/display/display_backend.h"

struct display_sim {
        struct display base;
        bool plugged; /* base.present is what was reported */
        unsigned shows;
        uint32_t *pixels;
        uint32_t *black;  /* what is seen of a lent picture that was not shown yet: never written, so it takes no memory */
        bool lent;        /* somebody draws in pixels */
        bool lit;         /* something was shown since it was plugged in */
        bool sleepless;   /* it refuses to be switched off */
        display_watcher_fn *watcher; /* may be NULL */
        void *watcher_context;
};

static const struct display_implementation simulated_display;

static struct display_sim *sim_from_base(const struct display *base) {
        assert(base->implementation == &simulated_display);
        return (struct display_sim *)(uintptr_t)base;
}

static void changed(const struct display_sim *display, const struct display_rectangle *damage) {
        if (display->watcher)
                display->watcher(display->watcher_context, damage);
}

static int sim_copy(struct display *base, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage) {
        struct display_sim *display = sim_from_base(base);
        size_t x = (size_t)damage->x_px;

        if (!display->plugged)
                return -ENODEV;
        display->lit = true;
        for (size_t y = (size_t)damage->y_px; pixels != display->pixels && y < (size_t)(damage->y_px + damage->height_px); y++)
                memcpy(display->pixels + y * (size_t)base->width_px + x, (const uint8_t *)pixels + y * stride + x * sizeof(*pixels),
                       (size_t)damage->width_px * sizeof(*pixels));
        changed(display, damage);
        return 0;
}

static uint32_t *sim_picture(struct display *base) {
        struct display_sim *display = sim_from_base(base);

        display->lent = true;
        return display->pixels;
}

static int sim_flip(struct display *base) {
        struct display_sim *display = sim_from_base(base);

        if (!display->plugged)
                return -ENODEV;
        display->shows++;
        return 0;
}

static int sim_sleep(struct display *base, bool asleep) {
        struct display_sim *display = sim_from_base(base);

        if (!display->plugged)
                return -ENODEV;
        if (display->sleepless && asleep)
                return -ENOTSUP;
        base->asleep = asleep;
        changed(display, &(struct display_rectangle){ 0, 0, base->width_px, base->height_px });
        return 0;
}

static int sim_dispatch(struct display *base) {
        eventfd_t woken;

        (void)eventfd_read(base->fd, &woken);
        display_report_present(base, sim_from_base(base)->plugged);
        return 0;
}

static void sim_free(struct display *base) {
        struct display_sim *display = sim_from_base(base);

        if (base->fd >= 0)
                close(base->fd);
        free(display->pixels);
        free(display->black);
        free(display);
}

static const struct display_implementation simulated_display = {
        .copy = sim_copy,
        .flip = sim_flip,
        .picture = sim_picture,
        .sleep = sim_sleep,
        .dispatch = sim_dispatch,
        .free = sim_free,
};

int display_new_simulated(int width_px, int height_px, struct display **ret_display) {
        struct display_sim *display;
        int r;

        if (width_px < 1 || width_px > DISPLAY_SIDE_MAX_PX || height_px < 1 || height_px > DISPLAY_SIDE_MAX_PX)
                return -EINVAL;
        display = calloc(1, sizeof(*display));
        if (!display)
                return -ENOMEM;
        display->base = (struct display){
                .implementation = &simulated_display,
                .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
                .width_px = width_px,
                .height_px = height_px,
                .present = true,
        };
        display->plugged = true;
        r = display->base.fd < 0 ? -errno : 0;
        display->pixels = calloc((size_t)width_px * (size_t)height_px, sizeof(*display->pixels));
        display->black = calloc((size_t)width_px * (size_t)height_px, sizeof(*display->black));
        if (r < 0 || !display->pixels || !display->black) {
                sim_free(&display->base);
                return r < 0 ? r : -ENOMEM;
        }
        *ret_display = &display->base;
        return 0;
}

const uint32_t *display_simulated_pixels(const struct display *display) {
        const struct display_sim *sim = sim_from_base(display);

        return display->asleep || (sim->lent && !sim->lit) ? sim->black : sim->pixels;
}

bool display_simulated_asleep(const struct display *display) {
        return display->asleep;
}

void display_simulate_sleepless(struct display *display, bool sleepless) {
        sim_from_base(display)->sleepless = sleepless;
}

unsigned display_simulated_shows(const struct display *display) {
        return sim_from_base(display)->shows;
}

void display_simulate_present(struct display *base, bool present) {
        struct display_sim *display = sim_from_base(base);

        if (display->plugged && !present) {
                if (!display->lent)
                        memset(display->pixels, 0, (size_t)base->width_px * (size_t)base->height_px * sizeof(*display->pixels));
                display->lit = false;
                changed(display, &(struct display_rectangle){ 0, 0, base->width_px, base->height_px });
        }
        display->plugged = present;
        (void)eventfd_write(base->fd, 1);
}

void display_simulated_set_watcher(struct display *base, display_watcher_fn *watcher, void *context) {
        struct display_sim *display = sim_from_base(base);

        display->watcher = watcher;
        display->watcher_context = context;
}
