/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Laid-out text: one string in one style and width, ready to be drawn.
 *
 * A struct text_cache owns the fonts and keeps what it has laid out, so that the
 * next view of the same screen finds its texts ready. A struct text is counted:
 * whoever keeps it holds a reference. One thread; text_cache_new() reads the font
 * files, nothing else blocks.
 *
 * Where no line may end is said by unbroken.h.
 *
 * Boxes are as in CSS: a line is `line` pixels high and the font's own height is
 * centred in it, so that sizes and places of the look apply as they are written.
 */
#pragma once

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

struct text_style {
        int size_px, line_px;
        int tracking;            /* thousandths of the size */
        bool bold;
};

struct text_cache;
struct text;

/* fonts_conf: path of a fonts.conf, or NULL for the one built in. 0, -ENOENT when a font is missing, -EINVAL when fonts_conf is not one, -ENOMEM. */
MUST_CHECK int text_cache_new(const char *fonts_conf, struct text_cache **ret_cache);
void text_cache_free(struct text_cache *cache);
/* The pango context with these fonts, for text that is not laid out in pixels. Owned by the cache. */
struct _PangoContext *text_cache_context(struct text_cache *cache);

/*
 * Lays `string` out. width_px 0: as long as it gets, else lines break at
 * width_px, at soft hyphens too when `hyphenate` is set (else they vanish). rtl:
 * the paragraph runs right to left. The caller owns one reference. 0 or -ENOMEM.
 */
MUST_CHECK int text_new(struct text_cache *cache, const char *string, struct text_style style, int width_px, bool hyphenate,
                        bool rtl,
                        struct text **ret_text);
struct text *text_ref(struct text *text);
void text_unref(struct text *text);

int text_width(const struct text *text);          /* of the widest line */
int text_height(const struct text *text);         /* lines times line_px */
int text_line_count(const struct text *text);
/* What stands in a line, from 0 on, with the blank that it ends at; not terminated. As unbroken() made it: joiners are in it. */
const char *text_line(const struct text *text, int line, size_t *ret_len);
int text_size(const struct text *text);
int text_above(const struct text *text);          /* what a line box leaves empty above its baseline when capitals are as high as it */
int text_ink_left(const struct text *text);       /* from the start of the first line to its first ink */
unsigned text_unknown_glyphs(const struct text *text);

/* Draws with the current source; x, y is the left top of its box, width_px the box's width (for the right edge of right-to-left lines). */
void text_draw(const struct text *text, cairo_t *cr, int x, int y, int width_px);
