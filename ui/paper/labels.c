/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/labels.h"

#include <errno.h>

#include "ui/paper/sheet.h"

enum { COLUMNS = 3, ROWS = 8 };

static const double label_width_mm = 63.5, label_height_mm = 33.9, left_mm = 7.25, top_mm = 12.9, pitch_mm = 66.0;
static const double module_mm = 0.5, code_max_mm = 29.9; /* the label's own white gives the quiet margin */
static const uint32_t ink = 0x0e1b24;

static void draw_label(struct sheet *sheet, const struct label *label, const struct qr *qr, double x, double y) {
        double side = qr->modules * module_mm < code_max_mm ? qr->modules * module_mm : code_max_mm;
        double code_x = x + 2.6, text_x = code_x + side + 2.6, text_y = y + 2.4;
        double width = x + label_width_mm - 1.5 - text_x;

        sheet_qr(sheet, qr, code_x, y + (label_height_mm - side) / 2, side);
        text_y += sheet_write(sheet, &(struct sheet_text){ .text = label->heading, .x_mm = text_x, .y_mm = text_y, .width_mm = width,
                                                           .size_pt = 18, .min_pt = 12, .max_mm = 9, .bold = true, .rgb = ink,
                                                           .tag = "P" });
        sheet_write(sheet, &(struct sheet_text){ .text = label->text, .x_mm = text_x, .y_mm = text_y, .width_mm = width, .size_pt = 9,
                                                 .min_pt = 5.5, .max_mm = y + label_height_mm - 1.5 - text_y, .leading = 1.25,
                                                 .rgb = ink, .tag = "P" });
}

static int draw_labels(struct sheet *sheet, const struct label *labels, size_t count) {
        for (size_t i = 0; i < count; i++) {
                size_t place = i % (COLUMNS * ROWS);
                struct qr qr;
                int r;

                if (i > 0 && place == 0)
                        sheet_page(sheet);
                r = qr_encode(labels[i].code, QR_LEVEL_L, &qr);
                if (r < 0)
                        return r;
                draw_label(sheet, &labels[i], &qr, left_mm + (double)(place % COLUMNS) * pitch_mm,
                           top_mm + (double)(place / COLUMNS) * label_height_mm);
                qr_deinit(&qr);
        }
        return 0;
}

int labels_write(const struct label *labels, size_t count, const char *title, int64_t created_s, const char *path) {
        struct sheet sheet;
        int r;

        r = sheet_init(&sheet, title, created_s);
        if (r < 0)
                return r;
        sheet_begin(&sheet, "Document");
        r = draw_labels(&sheet, labels, count);
        sheet_end(&sheet, "Document");
        if (r == 0)
                r = sheet_finish(&sheet, path);
        sheet_deinit(&sheet);
        return r;
}
