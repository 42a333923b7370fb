/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/card.h"

#include "ui/paper/sheet.h"

static const double width_mm = 85.6, height_mm = 53.98, margin_mm = 4.5, code_mm = 34.3;
static const uint32_t ink = 0x0e1b24, city = 0x0b3a53;

static double draw_line(struct sheet *sheet, const char *text, double y, double size_pt, double max_mm, bool bold) {
        return sheet_write(sheet, &(struct sheet_text){ .text = text, .x_mm = margin_mm, .y_mm = y,
                                                        .width_mm = width_mm - code_mm - 3 * margin_mm, .size_pt = size_pt, .min_pt = 6,
                                                        .max_mm = max_mm, .leading = 1.2, .bold = bold, .rgb = ink, .tag = "P" });
}

static int draw_card(struct sheet *sheet, const struct card *card) {
        double y = 15;
        struct qr qr;
        int r;

        r = qr_encode(card->code, QR_LEVEL_M, &qr);
        if (r < 0)
                return r;
        sheet_write(sheet, &(struct sheet_text){ .text = card->city, .x_mm = margin_mm, .y_mm = 3.5, .width_mm = width_mm - 2 * margin_mm,
                                                 .size_pt = 12, .min_pt = 7, .max_mm = 6, .bold = true, .rgb = city, .tag = "P" });
        sheet_box(sheet, 0, 10.5, width_mm, 0.8, city);
        sheet_begin(sheet, "Figure");
        sheet_qr(sheet, &qr, width_mm - margin_mm - code_mm, height_mm - margin_mm - code_mm, code_mm);
        sheet_end(sheet, "Figure");
        qr_deinit(&qr);
        y += draw_line(sheet, card->name, y, 15, 14, true) + 1.5;
        y += draw_line(sheet, card->role, y, 11, 10, false) + 1.5;
        draw_line(sheet, card->id, y, 9, 8, false);
        return 0;
}

int card_write(const struct card *card, int64_t created_s, const char *path) {
        struct sheet sheet;
        int r;

        r = sheet_init_size(&sheet, card->title, created_s, width_mm, height_mm);
        if (r < 0)
                return r;
        sheet_begin(&sheet, "Document");
        r = draw_card(&sheet, card);
        sheet_end(&sheet, "Document");
        if (r == 0)
                r = sheet_finish(&sheet, path);
        sheet_deinit(&sheet);
        return r;
}
