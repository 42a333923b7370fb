/* SPDX-License-Identifier: EUPL-1.2 */
/* What struct ui and struct view hold. Only ui/ uses this. */
#pragma once

#include <math.h>

#include "ui/view/node.h"
#include "ui/draw/qr.h"

enum { VIEW_QR_MAX = 4, VIEW_SPEECH_MAX = 24 };

/* From the layout's pixels to the panel's. */
static inline struct view_rect rect_scale(double scale, struct view_rect rect) {
        const double rounding = 1e-6;
        int left, top, right, bottom;

        if (scale == 1)
                return rect;
        left = (int)floor(rect.x * scale + rounding);
        top = (int)floor(rect.y * scale + rounding);
        right = (int)ceil((rect.x + rect.w) * scale - rounding);
        bottom = (int)ceil((rect.y + rect.h) * scale - rounding);
        return (struct view_rect){ left, top, right - left, bottom - top };
}

struct ui {
        struct ui_panel panel;
        double scale;                     /* panel pixels a layout pixel */
        int width, height;                /* of the layout */
        struct text_cache *texts;
        struct mask_cache *masks;
        bool portrait;
};

struct view_string {
        struct view_string *next;
        char text[];
};

struct view {
        double scale;                     /* nodes are in the layout's pixels, texts and targets in the panel's */
        struct ui *ui;                    /* whose masks it is drawn with */
        int width_px, height_px;
        struct node *nodes;               /* owned, and each holds a reference on its text */
        size_t node_count, node_capacity;
        struct view_text *texts;
        size_t text_count, text_capacity;
        struct view_target *targets;
        size_t target_count, target_capacity;
        struct target anywhere;           /* what a touch beside all targets means */
        const char *speech[VIEW_SPEECH_MAX];
        size_t speech_count;
        size_t left_out;                  /* sentences that are said and had no room to be written */
        bool personal;
        bool dark;                        /* a touch anywhere brings the picture back */
        const char *headset;              /* asks for headphones; NULL: nothing personal */
        struct view_string *strings;
        struct qr qrs[VIEW_QR_MAX];
        size_t qr_count;
};
