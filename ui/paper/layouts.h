/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Texts laid out, kept for the next page that has them: shaping and breaking the lines of what all letters say takes longer than drawing it.
 * Nothing of one citizen belongs here: what is kept is neither wiped nor let go before the process ends, or LAYOUTS_MAX others came.
 */
#pragma once

#include <pango/pangocairo.h>
#include <stdbool.h>

enum { LAYOUTS_MAX = 64 };

/* Makes a layout of a text in a width of points and a size. */
typedef PangoLayout *layouts_make_fn(void *context, const char *text, double width_pt, double size_pt, bool bold);

/* The one that is kept, or a new one of `make`, which is kept from then on. Owned here; good until LAYOUTS_MAX others were asked for. NULL without memory. */
PangoLayout *layouts_get(layouts_make_fn *make, void *context, const char *text, double width_pt, double size_pt, bool bold);
