/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One label, in millimetres from its left top:
 *
 *      2.0        QR code, at most 29.9 a side, in the middle of the height
 *     34.5        box, case in two lines, what is inside
 *     56.0        Code 128, upright, 6 deep
 */
#include "ui/paper/labels.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/paper/bars.h"
#include "ui/paper/sheet.h"

enum { COLUMNS = 3, ROWS = 8 };
_Static_assert(COLUMNS * ROWS == LABELS_PER_SHEET, "a full sheet");

static const double label_width_mm = 63.5, label_height_mm = 33.9, left_mm = 7.25, top_mm = 12.9, pitch_mm = 66.0;
static const double module_mm = 0.5, code_max_mm = 29.9; /* the label's own white gives the quiet margin */
static const double code_x_mm = 2.0, text_gap_mm = 2.4, bars_x_mm = 56.0, bars_depth_mm = 6.0, bar_mm = 0.22;
static const uint32_t ink = 0x0e1b24, faint = 0x8a979f;

/* ---- one label ---- */

static int draw_bars(struct sheet *sheet, const char *text, double x, double y) {
        struct bars bars;
        int r;

        if (!text)
                return 0;
        r = bars_encode(text, &bars);
        if (r == 0 && (bars.modules + 2 * BARS_QUIET_MODULES) * bar_mm > label_height_mm)
                r = -EINVAL;
        if (r == 0)
                sheet_bars_upright(sheet, &bars, x + bars_x_mm, y + (label_height_mm - bars.modules * bar_mm) / 2, bar_mm, bars_depth_mm);
        return r;
}

static void draw_words(struct sheet *sheet, const struct label *label, double x, double y, double width) {
        const double bottom = y + label_height_mm - 1.5;

        y += 1.8;
        y += sheet_write(sheet, &(struct sheet_text){ .text = label->heading, .x_mm = x, .y_mm = y, .width_mm = width, .size_pt = 17,
                                                      .min_pt = 12, .max_mm = 9, .leading = 1.15, .bold = true, .rgb = ink, .tag = "P",
                                                      .common = true });
        y += sheet_write(sheet, &(struct sheet_text){ .text = label->case_id, .x_mm = x, .y_mm = y, .width_mm = width, .size_pt = 15,
                                                      .min_pt = 9, .max_mm = 13, .leading = 1.1, .bold = true, .rgb = ink, .tag = "P" });
        sheet_write(sheet, &(struct sheet_text){ .text = label->text, .x_mm = x, .y_mm = y + 0.6, .width_mm = width, .size_pt = 7,
                                                 .min_pt = 5, .max_mm = bottom - y - 0.6, .leading = 1.2, .rgb = ink, .tag = "P", .common = true });
}

static int draw_encoded(struct sheet *sheet, const struct label *label, const struct qr *qr, double x, double y) {
        double side = qr->modules * module_mm < code_max_mm ? qr->modules * module_mm : code_max_mm;
        double text_x = x + code_x_mm + side + text_gap_mm;

        sheet_qr(sheet, qr, x + code_x_mm, y + (label_height_mm - side) / 2, side);
        draw_words(sheet, label, text_x, y, x + bars_x_mm - BARS_QUIET_MODULES * bar_mm / 2 - text_x);
        return draw_bars(sheet, label->bars, x, y);
}

static int draw_label(struct sheet *sheet, const struct label *label, double x, double y) {
        struct qr qr;
        int r;

        if (label->qr)
                return draw_encoded(sheet, label, label->qr, x, y);
        r = qr_encode(label->code, LABEL_LEVEL, &qr);
        if (r < 0)
                return r;
        r = draw_encoded(sheet, label, &qr, x, y);
        qr_deinit(&qr);
        return r;
}

/* ---- sheets ---- */

static bool place_possible(const struct labels_place *place) {
        return place->from >= 1 && place->from <= LABELS_PER_SHEET && fabs(place->right_mm) <= LABELS_SHIFT_MAX_MM &&
               fabs(place->down_mm) <= LABELS_SHIFT_MAX_MM;
}

static double label_x(size_t place) {
        return left_mm + (double)(place % COLUMNS) * pitch_mm;
}

static double label_y(size_t place) {
        return top_mm + (double)(place / COLUMNS) * label_height_mm;
}

struct labels {
        struct sheet sheet;
        size_t place;           /* of the next, from that of the first sheet on */
        bool begun;
};

int labels_new(const struct labels_place *place, const char *title, int64_t created_s, struct labels **ret_labels) {
        struct labels *labels;
        int r;

        if (!place_possible(place))
                return -EINVAL;
        labels = calloc(1, sizeof(*labels));
        if (!labels)
                return -ENOMEM;
        r = sheet_init(&labels->sheet, title, created_s);
        if (r < 0) {
                free(labels);
                return r;
        }
        labels->place = place->from - 1;
        sheet_shift(&labels->sheet, place->right_mm, place->down_mm);
        sheet_begin(&labels->sheet, "Document");
        *ret_labels = labels;
        return 0;
}

int labels_add(struct labels *labels, const struct label *label) {
        size_t place = labels->place++ % LABELS_PER_SHEET;

        if (labels->begun && place == 0)
                sheet_page(&labels->sheet);
        labels->begun = true;
        return draw_label(&labels->sheet, label, label_x(place), label_y(place));
}

int labels_finish(struct labels *labels, const char *path) {
        sheet_end(&labels->sheet, "Document");
        return sheet_finish_unsynced(&labels->sheet, path);
}

void labels_free(struct labels *labels) {
        if (!labels)
                return;
        sheet_deinit(&labels->sheet);
        free(labels);
}

int label_write(const struct label *label, const char *title, int64_t created_s, const char *path) {
        struct sheet sheet;
        int r;

        r = sheet_init_size(&sheet, title, created_s, label_width_mm, label_height_mm);
        if (r < 0)
                return r;
        sheet_begin(&sheet, "Document");
        r = draw_label(&sheet, label, 0, 0);
        sheet_end(&sheet, "Document");
        if (r == 0)
                r = sheet_finish_unsynced(&sheet, path);
        sheet_deinit(&sheet);
        return r;
}

/* ---- the test sheet ---- */

static void draw_frame(struct sheet *sheet, size_t place) {
        const double x = label_x(place), y = label_y(place), line = 0.2;
        char number[8];

        sheet_box(sheet, x, y, label_width_mm, line, ink);
        sheet_box(sheet, x, y + label_height_mm - line, label_width_mm, line, ink);
        sheet_box(sheet, x, y, line, label_height_mm, ink);
        sheet_box(sheet, x + label_width_mm - line, y, line, label_height_mm, ink);
        snprintf(number, sizeof(number), "%zu", place + 1);
        sheet_write(sheet, &(struct sheet_text){ .text = number, .x_mm = x + label_width_mm - 12, .y_mm = y + label_height_mm - 8, .width_mm = 10,
                                                 .size_pt = 14, .align = SHEET_RIGHT, .rgb = faint, .tag = "P" });
}

static void draw_number(struct sheet *sheet, int mm, double x, double y) {
        char number[8];

        snprintf(number, sizeof(number), "%d", mm);
        sheet_write(sheet, &(struct sheet_text){ .text = number, .x_mm = x, .y_mm = y, .width_mm = 8, .size_pt = 7, .rgb = ink, .tag = "P" });
}

/* From edge to edge of the paper, so that a glance tells what is cut. */
static void draw_rulers(struct sheet *sheet) {
        const double ruler_y = label_y(12) + 12, ruler_x = label_x(1) + 8, stroke = 0.15;

        for (int mm = 0; mm <= 210; mm++) {
                double len = mm % 10 == 0 ? 4 : mm % 5 == 0 ? 3 : 1.6;

                sheet_box(sheet, mm - stroke / 2, ruler_y, stroke, len, ink);
                if (mm % 10 == 0)
                        draw_number(sheet, mm, mm + 0.4, ruler_y + 2);
        }
        for (int mm = 0; mm <= 297; mm++) {
                double len = mm % 10 == 0 ? 4 : mm % 5 == 0 ? 3 : 1.6;

                sheet_box(sheet, ruler_x, mm - stroke / 2, len, stroke, ink);
                if (mm % 10 == 0)
                        draw_number(sheet, mm, ruler_x + 4.4, mm - 1.6);
        }
}

static void draw_hint(struct sheet *sheet, size_t place, const char *text) {
        const double x = label_x(place) + 3, y = label_y(place) + 3;

        sheet_write(sheet, &(struct sheet_text){ .text = text, .x_mm = x, .y_mm = y, .width_mm = label_width_mm - 8, .size_pt = 7.5, .min_pt = 7,
                                                 .max_mm = label_height_mm - 11, .rgb = ink, .tag = "P" });
}

/* 100 mm, between two thin strokes; its words stand where no frame crosses them. */
static void draw_measure(struct sheet *sheet, const char *text) {
        const double x = label_x(18) + 85, y = label_y(18) + 14;

        sheet_box(sheet, x, y - 4, 0.2, 8, ink);
        sheet_box(sheet, x + 100, y - 4, 0.2, 8, ink);
        sheet_box(sheet, x, y - 0.1, 100, 0.2, ink);
        sheet_write(sheet, &(struct sheet_text){ .text = text, .x_mm = label_x(20) + 3, .y_mm = y + 1, .width_mm = 40, .size_pt = 10, .rgb = ink,
                                                 .tag = "P" });
}

static void draw_test(struct sheet *sheet, const struct labels_test *test) {
        for (size_t i = 0; i < LABELS_PER_SHEET; i++)
                draw_frame(sheet, i);
        draw_rulers(sheet);
        draw_measure(sheet, test->line);
        draw_hint(sheet, 0, test->use);
        draw_hint(sheet, 3, test->scale);
        draw_hint(sheet, 6, test->shift);
}

int labels_write_test(const struct labels_test *test, const struct labels_place *place, int64_t created_s, const char *path) {
        struct sheet sheet;
        int r;

        if (!place_possible(place))
                return -EINVAL;
        r = sheet_init(&sheet, test->title, created_s);
        if (r < 0)
                return r;
        sheet_shift(&sheet, place->right_mm, place->down_mm);
        sheet_begin(&sheet, "Document");
        draw_test(&sheet, test);
        sheet_end(&sheet, "Document");
        r = sheet_finish(&sheet, path);
        sheet_deinit(&sheet);
        return r;
}
