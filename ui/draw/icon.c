/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Each icon is two little programs, one stroked and one filled:
 *   M x y        move            L x y  line            Q x1 y1 x2 y2 x y  curve
 *   A x y r a b  arc, degrees    E x y rx ry  ellipse   R x y w h  rectangle    B x y w h r  rounded bar    Z  close
 */
#include "ui/draw/icon.h"

#include <math.h>
#include <stdlib.h>

static const struct {
        const char *stroke, *fill;
        double width;                 /* 0: 4 */
        bool mirrors;
} icons[ICON_COUNT] = {
        [ICON_HELP] = { "E 24 24 21 21 M 17.5 20 Q 17.5 13 24.2 13 Q 31 13 31 19 Q 31 22.6 27.6 24.8 Q 24.2 27 24.2 31.2", "E 24.2 36.2 2.7 2.7" },
        [ICON_ACCESS] = { "E 24 24 21 21 M 13 19.5 L 35 19.5 M 24 19.5 L 24 29 M 24.6 27 L 18.4 37 M 23.4 27 L 29.6 37", "E 24 13.4 3.3 3.3" },
        [ICON_LANGUAGE] = { "E 24 24 21 21 E 24 24 9.5 21 M 3 24 L 45 24", NULL },
        [ICON_CROSS] = { "M 7 7 L 41 41 M 41 7 L 7 41", NULL },
        [ICON_LEFT] = { "M 43 24 L 7 24 M 20.7 9 L 5.7 24 L 20.7 39", NULL, .mirrors = true },
        [ICON_RIGHT] = { "M 5 24 L 41 24 M 27.3 9 L 42.3 24 L 27.3 39", NULL, .mirrors = true },
        [ICON_DOWN] = { "M 24 5 L 24 41 M 9 27.3 L 24 42.3 L 39 27.3", NULL },
        [ICON_UP] = { "M 24 43 L 24 7 M 9 20.7 L 24 5.7 L 39 20.7", NULL },
        [ICON_DOWN_RIGHT] = { "M 10 10 L 38 38 M 38 15 L 38 38 L 15 38", NULL },
        [ICON_DOWN_LEFT] = { "M 38 10 L 10 38 M 10 15 L 10 38 L 33 38", NULL },
        [ICON_UP_RIGHT] = { "M 10 38 L 38 10 M 38 33 L 38 10 L 15 10", NULL },
        [ICON_UP_LEFT] = { "M 38 38 L 10 10 M 10 33 L 10 10 L 33 10", NULL },
        [ICON_TICK] = { "M 7 25 L 19 37 L 41 12", NULL },
        [ICON_DELETE] = { "M 17 8 L 45 8 L 45 40 L 17 40 L 4 24 Z M 24 17 L 36 31 M 36 17 L 24 31", NULL },
        [ICON_EYE] = { "M 3 24 Q 24 -6 45 24 Q 24 54 3 24 Z E 24 24 6 6", NULL },
        [ICON_QR] = { "R 4 4 16 16 R 28 4 16 16 R 4 28 16 16", "R 26 26 8 8 R 38 26 8 8 R 26 38 8 8 R 38 38 8 8" },
        [ICON_SOUND] = { "M 5 17 L 14 17 L 25 7 L 25 41 L 14 31 L 5 31 Z A 25 24 10 -45 45 A 25 24 18 -45 45", NULL },
        [ICON_LARGE_TEXT] = { "M 3 39 L 15 8 L 27 39 M 7.4 28.5 L 22.6 28.5 M 27.6 39 L 36 18 L 44.4 39 M 30.8 32 L 41.2 32", NULL },
        [ICON_CONTRAST] = { "E 24 24 21 21", "A 24 24 21 -90 90 Z" },
        [ICON_EASY] = { "M 6 11 L 42 11 M 6 24 L 30 24 M 6 37 L 36 37", NULL },
        [ICON_WARNING] = { "M 24 6.5 L 44 41 L 4 41 Z M 24 18.5 L 24 29.5", "E 24 34.8 2.5 2.5" },
        [ICON_PASSPORT] = { "R 7 3 34 42 E 24 19 7.5 7.5 M 15 36 L 33 36", NULL },
        [ICON_LETTER] = { "R 4 10 40 28 M 4 11 L 24 27 L 44 11", NULL },
        [ICON_CLOCK] = { "E 24 24 21 21 M 24 12 L 24 25 L 32.5 30", NULL },
        [ICON_HOME] = { "M 3 24.5 L 24 6 L 45 24.5 M 9 20 L 9 42 L 39 42 L 39 20", NULL },
        [ICON_PHONE] = { "M 15.5 4.5 L 8.5 4.5 Q 4.5 4.5 4.5 9 Q 4.5 24 14.2 33.8 Q 24 43.5 39 43.5 Q 43.5 43.5 43.5 39.5 L 43.5 33 L 34 29 L 29.5 "
                         "33.5 Q 22 30.5 17.5 22 L 21.5 16.5 Z", NULL },
        [ICON_USB] = { "R 14 20 20 25 R 18 5 12 15 M 22 12 L 26 12", NULL },
        [ICON_SHIELD] = { "M 24 4 L 42 10 L 42 23 Q 42 37 24 44.5 Q 6 37 6 23 L 6 10 Z", NULL },
        [ICON_OUT_OF_ORDER] = { "E 24 24 21.7 21.7 M 12 24 L 36 24", NULL, .width = 5 },
        [ICON_EXCHANGE] = { "M 8 15 L 40 15 M 31 6 L 40 15 L 31 24 M 40 33 L 8 33 M 17 24 L 8 33 L 17 42", NULL },
        [ICON_GAUGE] = { "A 24 30 19 180 360 M 5 30 L 5 34 M 43 30 L 43 34 M 22 33 L 32 21", NULL },
        [ICON_LOG_OUT] = { "M 26 6 L 6 6 L 6 42 L 26 42 M 16 24 L 42 24 M 33 13.5 L 43.5 24 L 33 34.5", NULL, .mirrors = true },
        [ICON_TOUCH] = { "M 20.5 30 L 20.5 14 Q 20.5 9.8 24 9.8 Q 27.6 9.8 27.6 14 L 27.6 24.5 L 39 28 Q 41.6 29 41.3 32 L 40 46 L 18 46 L "
                         "8.6 34.2 Q 6 30 9.6 28 Q 12.6 26.8 15 30.3 L 20.5 37 Z A 24 15 12.4 161 379", NULL },
        [ICON_PERSON] = { NULL, "E 24 5.6 5.5 5.5 B 13.8 12.9 20.4 5 2.4 B 13.8 13.4 3.9 18.6 1.9 B 30.3 13.4 3.9 18.6 1.9 R 18.9 14 10.2 18 "
                                "B 18.9 26 4.5 22 1.2 B 24.6 26 4.5 22 1.2" },
        [ICON_ARMS] = { NULL, "R 4 1 52 17 M 4 23 L 56 23 L 56 37 Q 56 54 30 61 Q 4 54 4 37 Z" },
        [ICON_MINUS] = { "M 9 24 L 39 24", NULL, .width = 7 },
        [ICON_PLUS] = { "M 9 24 L 39 24 M 24 9 L 24 39", NULL, .width = 7 },
};

static double number(const char **at) {
        char *end;
        double value = strtod(*at, &end);

        *at = end;
        return value;
}

static void ellipse(cairo_t *cr, double x, double y, double rx, double ry) {
        cairo_new_sub_path(cr);
        cairo_save(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, rx, ry);
        cairo_arc(cr, 0, 0, 1, 0, 2 * M_PI);
        cairo_restore(cr);
        cairo_close_path(cr);
}

static void bar(cairo_t *cr, double x, double y, double w, double h, double r) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
        cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
        cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
        cairo_arc(cr, x + r, y + r, r, M_PI, 1.5 * M_PI);
        cairo_close_path(cr);
}

/* A quadratic curve as the cubic that cairo draws. */
static void curve(cairo_t *cr, double x1, double y1, double x, double y) {
        double x0, y0;

        cairo_get_current_point(cr, &x0, &y0);
        cairo_curve_to(cr, x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3, x + (x1 - x) * 2 / 3, y + (y1 - y) * 2 / 3, x, y);
}

static void path_step(cairo_t *cr, char step, const double v[5]) {
        switch (step) {
        case 'M':
                cairo_move_to(cr, v[0], v[1]);
                break;
        case 'L':
                cairo_line_to(cr, v[0], v[1]);
                break;
        case 'Q':
                curve(cr, v[0], v[1], v[2], v[3]);
                break;
        case 'A':
                cairo_new_sub_path(cr);
                cairo_arc(cr, v[0], v[1], v[2], v[3] * M_PI / 180, v[4] * M_PI / 180);
                break;
        case 'E':
                ellipse(cr, v[0], v[1], v[2], v[3]);
                break;
        case 'R':
                cairo_rectangle(cr, v[0], v[1], v[2], v[3]);
                break;
        case 'B':
                bar(cr, v[0], v[1], v[2], v[3], v[4]);
                break;
        case 'Z':
                cairo_close_path(cr);
                break;
        }
}

static unsigned operands(char step) {
        switch (step) {
        case 'M': case 'L':
                return 2;
        case 'Q': case 'E': case 'R':
                return 4;
        case 'A': case 'B':
                return 5;
        default:
                return 0;
        }
}

static void path(cairo_t *cr, const char *program) {
        cairo_new_path(cr);
        while (*program) {
                char step = *program++;
                double v[5] = { 0 };

                if (step == ' ')
                        continue;
                for (unsigned i = 0; i < operands(step); i++)
                        v[i] = number(&program);
                path_step(cr, step, v);
        }
}

bool icon_mirrors(enum icon icon) {
        return icons[icon].mirrors;
}

void icon_draw(enum icon icon, cairo_t *cr, double x, double y, double size, double stroke, bool mirrored) {
        double grid = icon == ICON_ARMS ? 64 : 48;

        cairo_save(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, size / grid, size / grid);
        if (mirrored) {
                cairo_translate(cr, grid, 0);
                cairo_scale(cr, -1, 1);
        }
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
        cairo_set_line_width(cr, stroke > 0 ? stroke : icons[icon].width > 0 ? icons[icon].width : 4);
        if (icons[icon].stroke) {
                path(cr, icons[icon].stroke);
                cairo_stroke(cr);
        }
        if (icons[icon].fill) {
                path(cr, icons[icon].fill);
                cairo_fill(cr);
        }
        cairo_restore(cr);
}
