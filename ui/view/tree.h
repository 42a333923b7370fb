/* SPDX-License-Identifier: EUPL-1.2 */
/* What struct ui and struct view hold. Only ui/ uses this. */
#pragma once

#include <math.h>

#include "ui/view/node.h"
#include "ui/draw/qr.h"

enum { VIEW_QR_MAX = 4, VIEW_SPEECH_MAX = 24 };

/* Screens are laid out for one of two sizes; on any other panel of that shape they are scaled to fit and centred. */
struct fit {
        double scale;
        int x, y;
};

static inline struct view_rect fit_rect(const struct fit *fit, struct view_rect rect) {
        const double rounding = 1e-6;
        int left, top, right, bottom;

        if (fit->scale == 1)
                return (struct view_rect){ rect.x + fit->x, rect.y + fit->y, rect.w, rect.h };
        left = (int)floor(rect.x * fit->scale + rounding);
        top = (int)floor(rect.y * fit->scale + rounding);
        right = (int)ceil((rect.x + rect.w) * fit->scale - rounding);
        bottom = (int)ceil((rect.y + rect.h) * fit->scale - rounding);
        return (struct view_rect){ left + fit->x, top + fit->y, right - left, bottom - top };
}

struct ui {
        struct ui_panel panel;
        struct fit fit;
        struct text_cache *texts;
        struct mask_cache *masks;
        bool portrait;
};

struct view_string {
        struct view_string *next;
        char text[];
};

struct view {
        struct fit fit;                   /* nodes are in the layout's pixels, texts and targets in the panel's */
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
        bool personal;
        const char *headset;              /* asks for headphones; NULL: nothing personal */
        struct view_string *strings;
        struct qr qrs[VIEW_QR_MAX];
        size_t qr_count;
};
