/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/chart_draw.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TICKS_MAX = 5, VALUES_MAX = 31 };

static const uint32_t ink = 0x0e1b24, bar_rgb = 0x0b3a53, pale_rgb = 0x8fabbb, grid_rgb = 0xc9d3d9, paper_rgb = 0xffffff;
static const double title_mm = 8, name_mm = 5, line_mm = 4.6, number_mm = 14, small_pt = 9, bar_share = 0.72;

/* Where the bars stand, and what the longest means. */
struct plot {
        double x, y, w, h;
        uint64_t top, step;
};

void chart_number(uint64_t value, char ret_text[CHART_NUMBER_SIZE]) {
        static const char space[] = "\u202f";
        char digits[24];
        size_t len = (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);

        *ret_text = '\0';
        for (size_t i = 0; i < len; i++) {
                if (len > 4 && i > 0 && (len - i) % 3 == 0)
                        strcat(ret_text, space);
                strncat(ret_text, &digits[i], 1);
        }
}

/* The smallest step of 1, 2 or 5 times a power of ten that needs at most TICKS_MAX steps. */
static void scale(struct plot *plot, const struct chart *chart) {
        static const unsigned factors[] = { 1, 2, 5 };
        uint64_t most = 1, power = 1;

        for (size_t i = 0; i < chart->count; i++)
                if (chart->bars[i].value > most)
                        most = chart->bars[i].value;
        for (unsigned i = 0;; i = (i + 1) % ARRAY_LEN(factors)) {
                plot->step = power * factors[i];
                if (most / plot->step < TICKS_MAX || most == plot->step * TICKS_MAX || power > UINT64_MAX / 100)
                        break;
                if (i == ARRAY_LEN(factors) - 1)
                        power *= 10;
        }
        plot->top = (most + plot->step - 1) / plot->step * plot->step;
}

static void write_small(struct sheet *sheet, const char *text, double x, double y, double w, enum sheet_align align) {
        sheet_write(sheet, &(struct sheet_text){ .text = text, .x_mm = x, .y_mm = y, .width_mm = w, .size_pt = small_pt, .min_pt = 6,
                                                 .max_mm = line_mm, .align = align, .rgb = ink, .tag = "Span" });
}

static void write_number(struct sheet *sheet, uint64_t value, double x, double y, double w, enum sheet_align align) {
        char text[CHART_NUMBER_SIZE];

        chart_number(value, text);
        write_small(sheet, text, x, y, w, align);
}

/* On a ground of its own, so that no line of the grid goes through it. */
static void write_value(struct sheet *sheet, uint64_t value, double x, double y, double w, enum sheet_align align) {
        char text[CHART_NUMBER_SIZE];
        double covered;

        chart_number(value, text);
        covered = sheet_width(sheet, text, small_pt) + 0.6;
        sheet_box(sheet, align == SHEET_CENTRE ? x + (w - covered) / 2 : x - 0.3, y + 0.4, covered, line_mm - 0.8, paper_rgb);
        write_small(sheet, text, x, y, w, align);
}

/* ---- standing bars ---- */

static void draw_standing_axis(struct sheet *sheet, const struct plot *plot) {
        for (uint64_t value = 0; value <= plot->top; value += plot->step) {
                double y = plot->y + plot->h * (1 - (double)value / (double)plot->top);

                sheet_box(sheet, plot->x, y - 0.08, plot->w, 0.16, value == 0 ? ink : grid_rgb);
                write_number(sheet, value, plot->x - number_mm - 1.5, y - line_mm / 2, number_mm, SHEET_RIGHT);
        }
}

/* Every how many bars a label has room. */
static size_t label_every(struct sheet *sheet, const struct chart *chart, double pitch) {
        double widest = 0;

        for (size_t i = 0; i < chart->count; i++) {
                double w = sheet_width(sheet, chart->bars[i].label, small_pt);

                widest = w > widest ? w : widest;
        }
        return (size_t)((widest + 2) / pitch) + 1;
}

/* Below the middle of its bar, but not beyond the plot's end; left out where it would touch the one before. */
static void write_label(struct sheet *sheet, const char *label, double middle, const struct plot *plot, double *free_x) {
        double w = sheet_width(sheet, label, small_pt) + 0.5, x = middle - w / 2;

        if (x + w > plot->x + plot->w)
                x = plot->x + plot->w - w;
        if (x < *free_x)
                return;
        write_small(sheet, label, x, plot->y + plot->h + 1, w, SHEET_CENTRE);
        *free_x = x + w + 1;
}

static void draw_standing(struct sheet *sheet, const struct chart *chart, const struct plot *plot) {
        double pitch = plot->w / (double)(chart->count > 0 ? chart->count : 1);
        size_t every = label_every(sheet, chart, pitch);
        double free_x = 0;

        draw_standing_axis(sheet, plot);
        for (size_t i = 0; i < chart->count; i++) {
                const struct chart_bar *bar = &chart->bars[i];
                double middle = plot->x + pitch * ((double)i + 0.5), h = plot->h * (double)bar->value / (double)plot->top;

                sheet_box(sheet, middle - pitch * bar_share / 2, plot->y + plot->h - h, pitch * bar_share, h, bar->pale ? pale_rgb : bar_rgb);
                if (chart->count <= VALUES_MAX && bar->value > 0)
                        write_value(sheet, bar->value, middle - pitch / 2, plot->y + plot->h - h - line_mm, pitch, SHEET_CENTRE);
                if (i % every == 0)
                        write_label(sheet, bar->label, middle, plot, &free_x);
        }
}

/* ---- lying bars ---- */

static void draw_lying_axis(struct sheet *sheet, const struct plot *plot) {
        for (uint64_t value = 0; value <= plot->top; value += plot->step) {
                double x = plot->x + plot->w * (double)value / (double)plot->top;

                sheet_box(sheet, x - 0.08, plot->y, 0.16, plot->h, value == 0 ? ink : grid_rgb);
                write_number(sheet, value, x - number_mm / 2, plot->y + plot->h + 1, number_mm, SHEET_CENTRE);
        }
}

static void draw_lying(struct sheet *sheet, const struct chart *chart, const struct plot *plot, double label_mm) {
        double pitch = plot->h / (double)(chart->count > 0 ? chart->count : 1);

        draw_lying_axis(sheet, plot);
        for (size_t i = 0; i < chart->count; i++) {
                const struct chart_bar *bar = &chart->bars[i];
                double middle = plot->y + pitch * ((double)i + 0.5), w = plot->w * (double)bar->value / (double)plot->top;

                write_small(sheet, bar->label, plot->x - label_mm - 2, middle - line_mm / 2, label_mm, SHEET_RIGHT);
                sheet_box(sheet, plot->x, middle - pitch * bar_share / 2, w, pitch * bar_share, bar->pale ? pale_rgb : bar_rgb);
                write_value(sheet, bar->value, plot->x + w + 1, middle - line_mm / 2, number_mm, SHEET_LEFT);
        }
}

/* ---- the whole ---- */

static double widest_label(struct sheet *sheet, const struct chart *chart, double most) {
        double widest = 0;

        for (size_t i = 0; i < chart->count; i++) {
                double w = sheet_width(sheet, chart->bars[i].label, small_pt) + 1;

                widest = w > widest ? w : widest;
        }
        return widest < most ? widest : most;
}

void chart_draw(struct sheet *sheet, const struct chart *chart, double x_mm, double y_mm, double w_mm, double h_mm) {
        double label_mm = chart->lying ? widest_label(sheet, chart, w_mm / 3) : number_mm;
        struct plot plot = { .x = x_mm + label_mm + 2, .y = y_mm + title_mm + name_mm + line_mm };

        assert(chart->count <= CHART_BARS_MAX);
        plot.w = x_mm + w_mm - plot.x - (chart->lying ? number_mm : 0);
        plot.h = y_mm + h_mm - plot.y - line_mm - name_mm - 1;
        scale(&plot, chart);
        sheet_begin(sheet, "Sect");
        sheet_write(sheet, &(struct sheet_text){ .text = chart->title, .x_mm = x_mm, .y_mm = y_mm, .width_mm = w_mm, .size_pt = 13,
                                                 .min_pt = 10, .max_mm = title_mm, .bold = true, .rgb = bar_rgb, .tag = "H2" });
        write_small(sheet, chart->lying ? chart->label_name : chart->value_name, x_mm, y_mm + title_mm, w_mm, SHEET_LEFT);
        if (chart->note)
                write_small(sheet, chart->note, x_mm + w_mm / 4, y_mm + title_mm, w_mm * 3 / 4, SHEET_RIGHT);
        if (chart->lying)
                draw_lying(sheet, chart, &plot, label_mm);
        else
                draw_standing(sheet, chart, &plot);
        write_small(sheet, chart->lying ? chart->value_name : chart->label_name, plot.x, plot.y + plot.h + line_mm + 1, plot.w, SHEET_RIGHT);
        sheet_end(sheet, "Sect");
}
