/* SPDX-License-Identifier: EUPL-1.2 */
/* What struct ui and struct view hold. Only ui/ uses this. */
#pragma once

#include "ui/node.h"
#include "ui/qr.h"

enum { VIEW_QR_MAX = 4, VIEW_SPEECH_MAX = 24 };

struct ui {
        struct ui_panel panel;
        struct text_cache *texts;
        struct mask_cache *masks;
        bool portrait;
};

struct view_string {
        struct view_string *next;
        char text[];
};

struct view {
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
        struct view_string *strings;
        struct qr qrs[VIEW_QR_MAX];
        size_t qr_count;
};
