/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a display backend provides; for hal/display/display*.c alone.
 */
#pragma once

#include "hal/display/display.h"

struct display_implementation {
        /* One rectangle inside the panel, not empty. */
        int (*copy)(struct display *display, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage);
        /* After all rectangles of one picture. */
        int (*flip)(struct display *display);
        uint32_t *(*picture)(struct display *display); /* NULL: it keeps none to be drawn in */
        int (*sleep)(struct display *display, bool asleep); /* called only for a change; NULL: it cannot */
        int (*dispatch)(struct display *display);
        void (*free)(struct display *display);
};

/* First member of every backend's own struct. */
struct display {
        const struct display_implementation *implementation;
        int fd;
        int width_px, height_px;
        bool present;
        bool asleep; /* while it is present */
        bool other_mode; /* while it is present: the panel has not the picture's sides */
        display_present_fn *present_told; /* may be NULL */
        void *context;
};

/* Reports when it changed. */
void display_report_present(struct display *display, bool present);
