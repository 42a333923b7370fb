/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/measure.h"

#define UPRIGHT \
        .margin = 64, .gap = 16, .space = { 10, 16, 24, 40, 64 }, .header_h = 128, .strip_h = 128, .arms = 64, .step_y = 166, \
        .step_r = 28, .words_y = 252, .words_high_y = 172, .title_lines = 3, .hint_lines = 2, .pad = 42, .icon = 56, \
        .line_icon = 50, .indent = 76, .side = 112
#define WIDE \
        .margin = 40, .gap = 16, .space = { 2, 4, 6, 12, 28 }, .header_h = 98, .strip_h = 88, .arms = 50, .step_y = 124, \
        .step_r = 22, .words_y = 180, .words_high_y = 108, .title_lines = 5, .hint_lines = 5, .pad = 28, .icon = 44, \
        .line_icon = 44, .indent = 62, .side = 64, .button_h = 118, .bar_h = 118

enum { WIDE_SIGN_W = 520, WIDE_DESK_Y = 20, WIDE_DESK_MARGIN = 32, WIDE_FOOT = 24 };

static const struct measures upright_measures[2] = {
        { UPRIGHT, .button_h = 144, .bar_h = 132, .top = 56, .clear = 44, .sign_h = 608 },
        { UPRIGHT, .button_h = 160, .bar_h = 160, .top = 32, .clear = 16, .sign_h = 640 },
};
static const struct measures wide_measures[2] = {
        { WIDE, .top = 4, .clear = 6 },
        { WIDE, .top = 4, .clear = 6 },
};

void measure_init(struct measures *ret_measures, int width, int height, bool upright, bool large) {
        struct measures measures = upright ? upright_measures[large] : wide_measures[large];

        measures.width = width;
        measures.height = height;
        measures.bar_y = height - measures.bar_h;
        if (upright) {
                measures.sign_w = width;
                measures.desk_x = measures.margin;
                measures.desk_w = width - 2 * measures.margin;
                measures.foot = measures.bar_y - 2 * measures.gap;
        } else {
                /* A third of what a panel is wider than the usual goes to the sign. */
                measures.sign_w = WIDE_SIGN_W + (width - MEASURE_WIDE_WIDTH) / 3;
                measures.sign_h = measures.bar_y;
                measures.desk_x = measures.sign_w + WIDE_DESK_MARGIN;
                measures.desk_y = WIDE_DESK_Y;
                measures.desk_w = width - WIDE_DESK_MARGIN - measures.desk_x;
                measures.foot = measures.bar_y - WIDE_FOOT;
        }
        *ret_measures = measures;
}
