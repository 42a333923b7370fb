/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The colour tokens of the look, for one appearance.
 *
 * Every colour that is drawn comes from here. Values are 0xRRGGBB. A theme is a
 * plain value; theme_init() fills it from whether high contrast is on and from
 * the city's colour.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct theme {
        bool contrast;
        uint32_t ink;                 /* text, icons, a pressed key */
        uint32_t on_ink;              /* on a pressed key */
        uint32_t mist, paper;         /* the desk; keys, fields and bar */
        uint32_t plate, line, edge;   /* cabinet behind doors; hairlines; outline of every control */
        uint32_t city, on_city;       /* the sign */
        uint32_t button, on_button;   /* the one strong button */
        uint32_t city2, city_line;    /* idle doors; outlines and waiting steps on city */
        uint32_t here, on_here;       /* "here": on_here never follows ink */
        uint32_t ok, on_ok;
        uint32_t bad, on_bad, bad_tint;
        uint32_t order, on_order;     /* the sign "out of order" */
        int outline_px;               /* of controls */
        int rule_px;                  /* below a sign: 0 but in high contrast */
};

/* city_rgb 0: the look's own colour. A colour on which white or the yellow could not be read is darkened or replaced by ink. */
void theme_init(struct theme *ret_theme, bool contrast, uint32_t city_rgb);

/* Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance"). */
double theme_ratio(uint32_t a, uint32_t b);
