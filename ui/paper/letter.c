/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The page, in millimetres (DIN 5008 form B):
 *
 *     16  letterhead                          50  information block (from x = 125)
 *     45 to 90  address window (x = 20 to 105), empty below 50; above it the return line
 *     99  subject                            105  first fold
 *    116 to 184  code and facts, between rules
 *    188  how to collect, first language     210  second fold
 *    233  the same, second language
 *    274  service desk
 */
#include "ui/paper/letter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/unsynced.h"
#include "ui/paper/sheet.h"
#include "ui/paper/single.h"

static const double left_mm = 25, right_mm = 190, width_mm = 165;
static const uint32_t ink = 0x0e1b24, city = 0x0b3a53, line = 0xc9d3d9;

enum { MIN_PT = 7, CONTACT_MIN_PT = 5, CONTACT_SIZE = 1024 };

static void draw_head(struct sheet *sheet, const struct letter *letter) {
        sheet_write(sheet, &(struct sheet_text){ .text = letter->office, .x_mm = left_mm, .y_mm = 16, .width_mm = width_mm,
                                                 .size_pt = 18, .min_pt = 11, .max_mm = 10, .bold = true, .rgb = city, .tag = "P", .common = true });
        sheet_box(sheet, left_mm, 28, width_mm, 0.8, city);
}

/* DIN 5008: for folding by hand and for the punch. */
static void draw_marks(struct sheet *sheet) {
        sheet_box(sheet, 4, 105, 4, 0.15, ink);
        sheet_box(sheet, 4, 148.5, 6, 0.15, ink);
        sheet_box(sheet, 4, 210, 4, 0.15, ink);
}

/* In the window, above the address and parted from it. */
static void draw_return_line(struct sheet *sheet, const struct letter *letter) {
        if (!letter->return_line)
                return;
        sheet_write(sheet, &(struct sheet_text){ .text = letter->return_line, .x_mm = left_mm, .y_mm = 45.6, .width_mm = 78, .size_pt = 8,
                                                 .min_pt = 5, .max_mm = 3.8, .rgb = ink, .tag = "P", .common = true });
        sheet_box(sheet, left_mm, 49.6, 78, 0.15, ink);
}

static void draw_info(struct sheet *sheet, const struct letter *letter) {
        double y = 50;

        for (size_t i = 0; i < letter->info_count; i++) {
                double height;

                sheet_write(sheet, &(struct sheet_text){ .text = letter->info[i].label, .x_mm = 125, .y_mm = y, .width_mm = 27,
                                                         .size_pt = 10, .min_pt = MIN_PT, .max_mm = 5, .rgb = ink, .tag = "P", .common = true });
                height = sheet_write(sheet, &(struct sheet_text){ .text = letter->info[i].value, .x_mm = 153, .y_mm = y,
                                                                  .width_mm = right_mm - 153, .size_pt = 10, .min_pt = MIN_PT,
                                                                  .max_mm = 9, .bold = true, .rgb = ink, .tag = "P" });
                y += height + 1;
        }
}

/* Behind the information block, right of what may show in the window. */
static int draw_bars(struct sheet *sheet, const struct letter *letter) {
        struct bars bars;
        int r;

        if (!letter->bars)
                return 0;
        r = bars_encode(letter->bars, &bars);
        if (r == 0)
                sheet_bars(sheet, &bars, 125, 81, 0.33, 8);
        return r;
}

static void draw_subject(struct sheet *sheet, const struct letter *letter) {
        sheet_write(sheet, &(struct sheet_text){ .text = letter->subject, .x_mm = left_mm, .y_mm = 97.5, .width_mm = width_mm,
                                                 .size_pt = 16, .min_pt = 11, .max_mm = 8, .bold = true, .rgb = ink, .tag = "H1", .common = true });
        sheet_write(sheet, &(struct sheet_text){ .text = letter->subject_second, .x_mm = left_mm, .y_mm = 106, .width_mm = width_mm,
                                                 .size_pt = 12, .min_pt = 10, .max_mm = 6, .rgb = ink, .tag = "P", .common = true });
}

/* 53 modules of a pickup code at 1.1 mm; other codes get the same square. */
static int draw_code(struct sheet *sheet, const struct letter *letter) {
        const double side_mm = 58;
        struct qr qr;
        int r;

        r = qr_encode(letter->code, QR_LEVEL_Q, &qr);
        if (r < 0)
                return r;
        sheet_begin(sheet, "Figure");
        sheet_qr(sheet, &qr, left_mm, 121, side_mm);
        sheet_end(sheet, "Figure");
        qr_deinit(&qr);
        return 0;
}

static void draw_facts(struct sheet *sheet, const struct letter *letter) {
        const double x = 95, step = letter->facts_heading ? 16.5 : 19;
        double y = 121.5;

        if (letter->facts_heading) {
                sheet_write(sheet, &(struct sheet_text){ .text = letter->facts_heading, .x_mm = x, .y_mm = y,
                                                         .width_mm = right_mm - x, .size_pt = 10, .min_pt = MIN_PT, .max_mm = 5,
                                                         .rgb = ink, .tag = "P", .common = true });
                y += 7.5;
        }
        for (size_t i = 0; i < letter->fact_count; i++, y += step) {
                sheet_write(sheet, &(struct sheet_text){ .text = letter->facts[i].label, .x_mm = x, .y_mm = y,
                                                         .width_mm = right_mm - x, .size_pt = 11, .min_pt = MIN_PT, .max_mm = 5.5,
                                                         .rgb = ink, .tag = "P", .common = true });
                sheet_write(sheet, &(struct sheet_text){ .text = letter->facts[i].value, .x_mm = x, .y_mm = y + 4.6,
                                                         .width_mm = right_mm - x, .size_pt = 24, .min_pt = 12, .max_mm = 11.5,
                                                         .leading = 1.25, .bold = true, .rgb = ink, .tag = "P" });
        }
}

static double draw_step(struct sheet *sheet, size_t number, const char *text, double y, double size_pt) {
        char label[24];
        double height;

        snprintf(label, sizeof(label), "%zu", number);
        sheet_begin(sheet, "LI");
        sheet_write(sheet, &(struct sheet_text){ .text = label, .x_mm = left_mm, .y_mm = y, .width_mm = 6, .size_pt = size_pt,
                                                 .bold = true, .rgb = city, .tag = "Lbl", .common = true });
        height = sheet_write(sheet, &(struct sheet_text){ .text = text, .x_mm = left_mm + 6, .y_mm = y, .width_mm = width_mm - 6,
                                                          .size_pt = size_pt, .rgb = ink, .tag = "LBody", .common = true });
        sheet_end(sheet, "LI");
        return height;
}

static double measure_part(struct sheet *sheet, const struct letter_part *part, double size_pt) {
        double height = 7;

        for (size_t i = 0; i < part->step_count; i++)
                height += sheet_measure(sheet, part->steps[i], width_mm - 6, size_pt) + 0.6;
        if (part->note)
                height += sheet_measure(sheet, part->note, width_mm, size_pt) + 1;
        return height;
}

/* One size for both languages. */
static double fit_parts(struct sheet *sheet, const struct letter *letter, double max_mm) {
        double size_pt = 10.5;

        while (size_pt > MIN_PT && (measure_part(sheet, &letter->parts[0], size_pt) > max_mm ||
                                    measure_part(sheet, &letter->parts[1], size_pt) > max_mm))
                size_pt -= 0.5;
        return size_pt;
}

static void draw_part(struct sheet *sheet, const struct letter_part *part, double y, double size_pt) {
        sheet_write(sheet, &(struct sheet_text){ .text = part->heading, .x_mm = left_mm, .y_mm = y, .width_mm = width_mm,
                                                 .size_pt = 12, .min_pt = 10, .max_mm = 6, .bold = true, .rgb = city, .tag = "H2", .common = true });
        y += 7;
        sheet_begin(sheet, "L");
        for (size_t i = 0; i < part->step_count; i++)
                y += draw_step(sheet, i + 1, part->steps[i], y, size_pt) + 0.6;
        sheet_end(sheet, "L");
        if (part->note)
                sheet_write(sheet, &(struct sheet_text){ .text = part->note, .x_mm = left_mm, .y_mm = y + 1, .width_mm = width_mm,
                                                         .size_pt = size_pt, .rgb = ink, .tag = "P", .common = true });
}

/* Down the first column, then down the second, in one size. */
static void draw_contact(struct sheet *sheet, const struct letter *letter) {
        const double x[] = { left_mm + 32, left_mm + 32 + 68 }, column_mm = 65, max_mm = 15;
        char columns[2][CONTACT_SIZE] = { "", "" };
        size_t len[2] = { 0 };
        double size_pt = 10;

        if (letter->contact_count == 0)
                return;
        for (size_t i = 0; i < letter->contact_count; i++) {
                size_t column = i / ((letter->contact_count + 1) / 2), *end = &len[column];

                if (*end < CONTACT_SIZE)
                        *end += (size_t)snprintf(columns[column] + *end, CONTACT_SIZE - *end, "%s%s", *end > 0 ? "\n" : "",
                                                 letter->contact[i]);
        }
        while (size_pt > CONTACT_MIN_PT && (sheet_measure(sheet, columns[0], column_mm, size_pt) > max_mm ||
                                            sheet_measure(sheet, columns[1], column_mm, size_pt) > max_mm))
                size_pt -= 0.5;
        sheet_box(sheet, left_mm, 274, width_mm, 0.2, line);
        sheet_write(sheet, &(struct sheet_text){ .text = letter->contact_heading, .x_mm = left_mm, .y_mm = 276, .width_mm = 30,
                                                 .size_pt = 10, .min_pt = MIN_PT, .max_mm = 9.5, .bold = true, .rgb = city, .tag = "P", .common = true });
        for (size_t i = 0; i < 2; i++)
                sheet_write(sheet, &(struct sheet_text){ .text = columns[i], .x_mm = x[i], .y_mm = 276, .width_mm = column_mm,
                                                         .size_pt = size_pt, .rgb = ink, .tag = "P", .common = true });
}

static int draw_page(struct sheet *sheet, const struct letter *letter) {
        double size_pt;
        int r;

        draw_marks(sheet);
        draw_head(sheet, letter);
        draw_return_line(sheet, letter);
        draw_info(sheet, letter);
        draw_subject(sheet, letter);
        sheet_box(sheet, left_mm, 116.4, width_mm, 0.2, line);
        r = draw_code(sheet, letter);
        if (r == 0)
                r = draw_bars(sheet, letter);
        draw_facts(sheet, letter);
        sheet_box(sheet, left_mm, 183.6, width_mm, 0.2, line);
        size_pt = fit_parts(sheet, letter, 42.5);
        draw_part(sheet, &letter->parts[0], 185.5, size_pt);
        draw_part(sheet, &letter->parts[1], 230.5, size_pt);
        draw_contact(sheet, letter);
        return r;
}

struct letters {
        struct sheet sheet;
        size_t count;
        struct singles *singles;        /* of what is finished */
};

int letters_new(const char *title, int64_t created_s, struct letters **ret_letters) {
        struct letters *letters = calloc(1, sizeof(*letters));
        int r;

        if (!letters)
                return -ENOMEM;
        r = sheet_init(&letters->sheet, title, created_s);
        if (r < 0) {
                free(letters);
                return r;
        }
        sheet_begin(&letters->sheet, "Document");
        *ret_letters = letters;
        return 0;
}

int letters_add(struct letters *letters, const struct letter *letter) {
        if (letters->count++ > 0)
                sheet_page(&letters->sheet);
        return draw_page(&letters->sheet, letter);
}

int letters_finish(struct letters *letters, const char *path) {
        sheet_end(&letters->sheet, "Document");
        return sheet_finish_unsynced(&letters->sheet, path);
}

int letters_write_single(struct letters *letters, size_t at, const char *path) {
        CLEANUP(buffer_wipe) struct buffer pdf = BUFFER_INIT;
        int r = letters->singles ? 0 : singles_new(&letters->sheet.bytes, &letters->singles);

        if (r == 0)
                r = singles_page(letters->singles, at, &pdf);
        return r == 0 ? unsynced_replace(path, pdf.data, pdf.len, 0600) : r;
}

void letters_free(struct letters *letters) {
        if (!letters)
                return;
        singles_free(letters->singles);
        sheet_deinit(&letters->sheet);
        free(letters);
}
