/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A panel in memory. It keeps what was shown last; after unplugging and plugging
 * in it is black until something is shown. Whoever draws in its own picture
 * (display_picture()) is seen without a copy, from the next display_show() on.
 */
#pragma once

#include "hal/display/display.h"

/* Begins plugged in and black. Sides are 1 to DISPLAY_SIDE_MAX_PX. 0, -EINVAL or another negative errno. */
MUST_CHECK int display_new_simulated(int width_px, int height_px, struct display **ret_display);
/* What is seen on the panel, rows of width_px. Owned by the display, valid until something is shown, it is unplugged or freed. */
const uint32_t *display_simulated_pixels(const struct display *display);
/* Whether it is switched off: black, whatever it was given. */
bool display_simulated_asleep(const struct display *display);
/* From now on it refuses to be switched off, or does not. */
void display_simulate_sleepless(struct display *display, bool sleepless);
/* How often something was shown. */
unsigned display_simulated_shows(const struct display *display);
/* Showing fails from now on, or works again; the callback is told by the next display_dispatch(). */
void display_simulate_present(struct display *display, bool present);

/* Called with each part of the panel that changed, at once. NULL: nobody looks. */
typedef void display_watcher_fn(void *context, const struct display_rectangle *damage);
void display_simulated_set_watcher(struct display *display, display_watcher_fn *watcher, void *context);
