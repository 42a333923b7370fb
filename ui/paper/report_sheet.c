/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/report_sheet.h"

#include "ui/paper/chart_draw.h"
#include "ui/paper/sheet.h"

static const uint32_t ink = 0x0e1b24, city = 0x0b3a53, line = 0xc9d3d9;
static const double left_mm = 20, width_mm = 170, foot_mm = 277;

static void draw_head(struct sheet *sheet, const struct report_sheet *report) {
        sheet_write(sheet, &(struct sheet_text){ .text = report->title, .x_mm = left_mm, .y_mm = 16, .width_mm = width_mm, .size_pt = 24,
                                                 .min_pt = 14, .max_mm = 12, .bold = true, .rgb = city, .tag = "H1" });
        sheet_write(sheet, &(struct sheet_text){ .text = report->subtitle, .x_mm = left_mm, .y_mm = 28, .width_mm = width_mm, .size_pt = 13,
                                                 .min_pt = 7, .max_mm = 7, .rgb = ink, .tag = "P" });
        sheet_write(sheet, &(struct sheet_text){ .text = report->period, .x_mm = left_mm, .y_mm = 34.5, .width_mm = width_mm, .size_pt = 11,
                                                 .min_pt = 7, .max_mm = 6, .rgb = ink, .tag = "P" });
}

/* What stands beside one another has one size: that in which the longest fits, in steps of half a point. */
static double even_pt(struct sheet *sheet, const struct report_fact *facts, size_t count, double width, double size_pt, double min_pt) {
        for (size_t i = 0; i < count; i++)
                while (size_pt > min_pt && sheet_width(sheet, facts[i].label, size_pt) > width)
                        size_pt -= 0.5;
        return size_pt;
}

static void draw_facts(struct sheet *sheet, const struct report_sheet *report) {
        const double pitch = width_mm / 3, height = 22, top = 45;
        double label_pt = even_pt(sheet, report->facts, REPORT_FACTS, pitch - 6, 10, 7);

        for (size_t i = 0; i < REPORT_FACTS; i++) {
                double x = left_mm + pitch * (double)(i % 3), y = top + height * (double)(i / 3), w = pitch - 6;

                sheet_box(sheet, x, y, w, 0.4, city);
                sheet_write(sheet, &(struct sheet_text){ .text = report->facts[i].value, .x_mm = x, .y_mm = y + 1.5, .width_mm = w,
                                                         .size_pt = 24, .min_pt = 12, .max_mm = 11.5, .bold = true, .rgb = ink,
                                                         .tag = "P" });
                sheet_write(sheet, &(struct sheet_text){ .text = report->facts[i].label, .x_mm = x, .y_mm = y + 12.5, .width_mm = w,
                                                         .size_pt = label_pt, .min_pt = 7, .max_mm = 5, .rgb = ink, .tag = "P" });
        }
}

static const double row_mm = 5, number_mm = 14;

static void draw_list(struct sheet *sheet, const struct report_list *list, double x, double y, double w, double row_pt) {

        sheet_write(sheet, &(struct sheet_text){ .text = list->title, .x_mm = x, .y_mm = y, .width_mm = w, .size_pt = 10, .min_pt = 8,
                                                 .max_mm = 6, .bold = true, .rgb = city, .tag = "H2" });
        y += 7;
        if (list->count == 0)
                sheet_write(sheet, &(struct sheet_text){ .text = list->empty, .x_mm = x, .y_mm = y, .width_mm = w, .size_pt = row_pt,
                                                         .min_pt = 6, .max_mm = row_mm, .rgb = ink, .tag = "P" });
        for (size_t i = 0; i < list->count; i++, y += row_mm) {
                sheet_box(sheet, x, y - 0.5, w, 0.12, line);
                sheet_write(sheet, &(struct sheet_text){ .text = list->rows[i].label, .x_mm = x, .y_mm = y, .width_mm = w - number_mm,
                                                         .size_pt = row_pt, .min_pt = 6, .max_mm = row_mm - 0.6, .rgb = ink, .tag = "P" });
                sheet_write(sheet, &(struct sheet_text){ .text = list->rows[i].value, .x_mm = x + w - number_mm, .y_mm = y,
                                                         .width_mm = number_mm, .size_pt = row_pt, .min_pt = 6, .max_mm = row_mm - 0.6,
                                                         .align = SHEET_RIGHT, .rgb = ink, .tag = "P" });
        }
}

static void draw_foot(struct sheet *sheet, const struct report_sheet *report, size_t page) {
        double y = foot_mm;

        sheet_box(sheet, left_mm, foot_mm - 1.5, width_mm, 0.2, line);
        for (size_t i = 0; i < report->foot_count; i++)
                y += sheet_write(sheet, &(struct sheet_text){ .text = report->foot[i], .x_mm = left_mm, .y_mm = y, .width_mm = width_mm - 20,
                                                              .size_pt = 8, .min_pt = 6, .max_mm = 4, .rgb = ink, .tag = "P" });
        sheet_write(sheet, &(struct sheet_text){ .text = report->pages[page], .x_mm = left_mm + width_mm - 20, .y_mm = foot_mm,
                                                 .width_mm = 20, .size_pt = 8, .align = SHEET_RIGHT, .rgb = ink, .tag = "P" });
}

static void draw_lists(struct sheet *sheet, const struct report_sheet *report) {
        const double pitch = width_mm / 3, w = pitch - 6;
        double row_pt = 9;

        for (size_t i = 0; i < REPORT_LISTS; i++)
                row_pt = even_pt(sheet, report->lists[i].rows, report->lists[i].count, w - number_mm, row_pt, 6);
        for (size_t i = 0; i < REPORT_LISTS; i++)
                draw_list(sheet, &report->lists[i], left_mm + pitch * (double)(i % 3), 180 + 48 * (double)(i / 3), w, row_pt);
}

static void draw_pages(struct sheet *sheet, const struct report_sheet *report) {

        draw_head(sheet, report);
        draw_facts(sheet, report);
        chart_draw(sheet, &report->charts[0], left_mm, 94, width_mm, 92);
        chart_draw(sheet, &report->charts[1], left_mm, 192, width_mm, 80);
        draw_foot(sheet, report, 0);
        sheet_page(sheet);
        chart_draw(sheet, &report->charts[2], left_mm, 16, width_mm, 77);
        chart_draw(sheet, &report->charts[3], left_mm, 99, width_mm, 75);
        draw_lists(sheet, report);
        draw_foot(sheet, report, 1);
}

int report_sheet_write(const struct report_sheet *report, const char *path) {
        struct sheet sheet;
        int r;

        r = sheet_init(&sheet, report->title, report->created_s);
        if (r < 0)
                return r;
        sheet_begin(&sheet, "Document");
        draw_pages(&sheet, report);
        sheet_end(&sheet, "Document");
        r = sheet_finish(&sheet, path);
        sheet_deinit(&sheet);
        return r;
}
