/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Loops over whole pictures. They are built without sanitizers, under which they would take most of the time of all tests; so
 * they check their own bounds, and abort where a rectangle leaves its picture.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/view/view.h"

/* One pixel, without what is above its 24 bits. */
uint32_t pixels_at(const uint32_t *pixels, const struct ui_panel *panel, int x, int y);

/* How many pixels of a rectangle have this colour (24 bits). */
unsigned pixels_count(const uint32_t *pixels, const struct ui_panel *panel, struct view_rect rect, uint32_t rgb);

/* Whether two pictures are the same in all 32 bits. If not: the first pixel that differs, counted from the upper left. */
bool pixels_same(const uint32_t *a, const uint32_t *b, const struct ui_panel *panel, size_t *ret_different);
