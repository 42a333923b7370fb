/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is on the display: the view of the newest screen, drawn into a shadow
 * picture (the display's own where it has one) of which only the damaged rectangles
 * are shown.
 *
 * The panel owns view and shadow and borrows the display, which outlives it, and the font set. One
 * thread; drawing takes milliseconds. A display that is gone is not an error: the
 * picture is kept up and shown whole when it comes back.
 */
#pragma once

#include "controller/box/daemon/rest.h"
#include "hal/display/display.h"
#include "ui/screens/screen.h"

struct panel;

/* 0, -ENOENT when a font is missing, -ENOMEM. */
MUST_CHECK int panel_new(struct display *display, double px_per_mm, const char *fonts_conf, struct panel **ret_panel);
void panel_free(struct panel *panel);
DEFINE_CLEANUP(struct panel, panel_free, panel_cleanup)

/* Draws and shows what differs from before. The screen may go at once. 0 or a negative errno; then the next one is drawn whole. */
MUST_CHECK int panel_show(struct panel *panel, const struct screen *screen);
/*
 * How the picture is seen from now on: moved, darker, black or with the panel off, at its edges as the outermost pixels are. What it is made of, targets and all, stays. 0
 * or a negative errno.
 */
MUST_CHECK int panel_rest(struct panel *panel, struct rest rest);
/* Shows the whole picture again: the display came back. */
MUST_CHECK int panel_refresh(struct panel *panel);

/*
 * A view of `screen` for this panel that is not shown. 0 or -ENOMEM. The caller
 * owns it and frees it before the screen goes.
 */
MUST_CHECK int panel_view(struct panel *panel, const struct screen *screen, struct view **ret_view);

/* What is under the point of the picture shown. TARGET_NONE before anything was. */
struct target panel_target_at(const struct panel *panel, int x_px, int y_px);
/* Whether the picture shown has that target. */
bool panel_has(const struct panel *panel, struct target target);
/* A point of the picture shown where a touch means that target. False when there is none. */
MUST_CHECK bool panel_point_of(const struct panel *panel, struct target target, int *ret_x_px, int *ret_y_px);
/* The next in focus order, as view_focus_next(). */
struct target panel_focus_next(const struct panel *panel, struct target from, int direction);

/* The picture, rows of width_px pixels; valid as long as the panel. */
const uint32_t *panel_pixels(const struct panel *panel, int *ret_width_px, int *ret_height_px);
/* How often anything was drawn. */
unsigned panel_draws(const struct panel *panel);
