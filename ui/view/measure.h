/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The measures that a panel is laid out with, in layout pixels.
 *
 * A panel is upright (its sign above its desk) or wide (its sign beside it). The
 * smaller of its sides decides how large a layout pixel is, so that a key is as
 * large as the panel allows; the layout is then as wide and as high as the panel,
 * whatever its shape.
 */
#pragma once

#include <stdbool.h>

enum { MEASURE_UPRIGHT_WIDTH = 1080, MEASURE_UPRIGHT_HEIGHT = 1920, MEASURE_WIDE_WIDTH = 1280, MEASURE_WIDE_HEIGHT = 800 };

/* Room between two things. */
enum space { SPACE_HAIR, SPACE_SMALL, SPACE_MEDIUM, SPACE_LARGE, SPACE_HUGE, SPACE_COUNT };

struct measures {
        int margin;                   /* at the panel's sides */
        int gap;                      /* between controls */
        int space[SPACE_COUNT];
        int header_h, strip_h, arms;  /* the header, the sign of one line, the arms in both */
        int step_y, step_r;           /* the step line: its middle and a step's radius */
        int words_y, words_high_y;    /* where the sign's words begin, with the step line and without */
        int title_lines, hint_lines;
        int button_h, bar_h;
        int pad, icon;                /* inside a control */
        int line_icon, indent;        /* a line on the desk: its icon, where its text begins */
        int top, clear;               /* from the desk's edge to what stands on it, and from there to the buttons */
        int side;                     /* a square that is pressed or ticked */
        /* From the panel's shape: */
        int width, height;
        int sign_w, sign_h;           /* the sign; upright its usual height */
        int desk_x, desk_y, desk_w;   /* desk_y: wide alone */
        int bar_y;
        int foot;                     /* where the lowest buttons end */
};

/* width and height: of the layout. */
void measure_init(struct measures *ret_measures, int width, int height, bool upright, bool large);
