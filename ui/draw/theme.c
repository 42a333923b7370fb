/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/theme.h"

#include <math.h>

static const uint32_t white = 0xFFFFFF, black = 0x000000;

static const struct theme normal = {
        .ink = 0x0E1B24, .on_ink = 0xFFFFFF, .mist = 0xEEF2F4, .paper = 0xFFFFFF, .plate = 0xDCE4E8, .line = 0xC9D3D9,
        .edge = 0x5B6C77,
        .city = 0x0B3A53, .on_city = 0xFFFFFF, .button = 0x0B3A53, .on_button = 0xFFFFFF, .city2 = 0x164B67, .city_line = 0x8FB3C4,
        .here = 0xFFCF1F, .on_here = 0x0E1B24, .ok = 0x0B5B3E, .on_ok = 0xFFFFFF, .bad = 0xA21D1D, .on_bad = 0xFFFFFF,
        .bad_tint = 0xFBEAE8,
        .order = 0x0E1B24, .on_order = 0xFFFFFF, .outline_px = 3,
};

static const struct theme high = {
        .contrast = true,
        .ink = 0xFFFFFF, .on_ink = 0x000000, .mist = 0x000000, .paper = 0x000000, .plate = 0x000000, .line = 0xFFFFFF,
        .edge = 0xFFFFFF,
        .city = 0x000000, .on_city = 0xFFFFFF, .button = 0xFFFFFF, .on_button = 0x000000, .city2 = 0x000000, .city_line = 0xFFFFFF,
        .here = 0xFFD400, .on_here = 0x000000, .ok = 0x000000, .on_ok = 0xFFFFFF, .bad = 0xFFFFFF, .on_bad = 0x000000,
        .bad_tint = 0x000000,
        .order = 0x000000, .on_order = 0xFFFFFF, .outline_px = 4, .rule_px = 4,
};

static double linear(uint32_t channel) {
        double c = channel / 255.0;

        return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
}

double theme_ratio(uint32_t a, uint32_t b) {
        double la = luminance(a), lb = luminance(b);

        return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

static uint32_t mix(uint32_t from, uint32_t to, unsigned percent) {
        uint32_t mixed = 0;

        for (unsigned shift = 0; shift <= 16; shift += 8) {
                uint32_t a = from >> shift & 255, b = to >> shift & 255;

                mixed |= (a * (100 - percent) + b * percent + 50) / 100 << shift;
        }
        return mixed;
}

static uint32_t mix_until(uint32_t from, uint32_t to, uint32_t against, double ratio) {
        for (unsigned percent = 0; percent < 100; percent++) {
                uint32_t colour = mix(from, to, percent);

                if (theme_ratio(colour, against) >= ratio)
                        return colour;
        }
        return to;
}

void theme_init(struct theme *ret_theme, bool contrast, uint32_t city_rgb) {
        *ret_theme = contrast ? high : normal;
        if (contrast || city_rgb == 0 || city_rgb == normal.city)
                return;
        ret_theme->city = mix_until(city_rgb & 0xFFFFFF, black, white, 7);
        if (theme_ratio(ret_theme->here, ret_theme->city) < 3)
                ret_theme->city = ret_theme->ink;
        ret_theme->button = ret_theme->city;
        ret_theme->city2 = mix_until(ret_theme->city, white, ret_theme->city, 1.2);
        ret_theme->city_line = mix_until(ret_theme->city, white, ret_theme->city, 4.5);
}
