/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The shapes of the screen as coverage masks, rasterised once and kept.
 *
 * A shape that cairo rasterises under a clip may differ by a shade along the
 * clip's edge. A mask is rasterised whole and then only copied, so a partial
 * redraw has the bytes of a full one; and copying is quicker. Masks depend on
 * nothing but their key. One thread.
 */
#pragma once

#include <cairo.h>
#include <stdbool.h>

#include "ui/draw/icon.h"

enum { MASK_POINTS_MAX = 8 };

struct mask_point {
        float x, y;
};

enum mask_kind {
        MASK_CORNER,  /* a quarter of a rounded corner of radius w: part 0 left top, then clockwise */
        MASK_DISC,    /* in a square of w */
        MASK_ICON,    /* part: enum icon, in a square of w; drawn reach px from the mask's edge */
        MASK_SHAPE,   /* points, relative to the mask */
};

/* Zeroed before it is filled: keys are compared as bytes. */
struct mask_key {
        enum mask_kind kind;
        int w, h;
        int part, reach;
        int mirrored;
        float stroke;                 /* width of the line; 0: filled (of an icon: its own) */
        unsigned point_count;
        struct mask_point points[MASK_POINTS_MAX];
};

struct mask_cache;

/* NULL when there is no memory. */
struct mask_cache *mask_cache_new(void);
void mask_cache_free(struct mask_cache *cache);

/* Puts the mask's shape at x, y in the current source; without memory the error stays in cr. */
void mask_draw(struct mask_cache *cache, const struct mask_key *key, cairo_t *cr, int x, int y);
