/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/record_sheet.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ui/paper/sheet.h"

enum { LINE_SIZE = 128 };

static const double left_mm = 20, top_mm = 18, bottom_mm = 272, foot_mm = 280, width_mm = 172, line_mm = 4.9, column_mm = 2.15;
static const uint32_t ink = 0x0e1b24, city = 0x0b3a53, grey = 0x55606a;

struct page {
        struct sheet *sheet;
        const struct record_sheet *record;
        unsigned number;
        double y_mm;
};

static void write_at(struct page *page, const char *text, double x_mm, double y_mm, double size_pt, bool bold, uint32_t rgb, const char *tag) {
        sheet_write(page->sheet, &(struct sheet_text){ .text = text, .x_mm = x_mm, .y_mm = y_mm, .width_mm = left_mm + width_mm - x_mm, .size_pt = size_pt,
                                                       .min_pt = 6, .max_mm = line_mm * 1.8, .bold = bold, .rgb = rgb, .tag = tag });
}

static void begin_page(struct page *page) {
        char number[LINE_SIZE];

        snprintf(number, sizeof(number), "%s %u", page->record->page, ++page->number);
        sheet_box(page->sheet, left_mm, foot_mm - 2, width_mm, 0.2, grey);
        write_at(page, page->record->foot, left_mm, foot_mm, 7.5, false, grey, NULL);
        write_at(page, number, left_mm + width_mm - 20, foot_mm, 7.5, false, grey, NULL);
        page->y_mm = top_mm;
}

/* Room for so many lines, here or on the next page. */
static void make_room(struct page *page, unsigned lines) {
        if (page->y_mm + lines * line_mm <= bottom_mm)
                return;
        sheet_page(page->sheet);
        begin_page(page);
}

static void draw_heading(struct page *page, const char *line) {
        bool first = page->number == 1 && page->y_mm == top_mm;

        make_room(page, 4);
        write_at(page, line, left_mm, page->y_mm, first ? 16 : 12, true, city, first ? "H1" : "H2");
        page->y_mm += first ? 8 : 6;
        sheet_box(page->sheet, left_mm, page->y_mm, width_mm, first ? 0.6 : 0.3, city);
        page->y_mm += 2;
}

/* Each piece at the column at which it stands in the text. */
static void draw_line(struct page *page, const char *line) {
        const char *at = line + strspn(line, " ");

        make_room(page, 1);
        while (*at) {
                const char *end = strstr(at, "  ");
                char piece[LINE_SIZE];

                snprintf(piece, sizeof(piece), "%.*s", (int)(end ? end - at : (ptrdiff_t)strlen(at)), at);
                write_at(page, piece, left_mm + (double)(at - line) * column_mm, page->y_mm, 9.5, false, ink, "P");
                at += strlen(piece);
                at += strspn(at, " ");
        }
        page->y_mm += line_mm;
}

static bool is_rule(const char *line) {
        return strlen(line) > 3 && strspn(line, "-") == strlen(line);
}

/* The line that begins there, and where the next one does. -EINVAL when it is too long. */
static int take_line(const char **text, char ret_line[LINE_SIZE]) {
        size_t len = strcspn(*text, "\n");

        if (len >= LINE_SIZE)
                return -EINVAL;
        memcpy(ret_line, *text, len);
        ret_line[len] = '\0';
        *text += len + ((*text)[len] == '\n');
        return 0;
}

static unsigned count_lines(const char *text) {
        unsigned count = 0;

        for (; *text; text++)
                count += *text == '\n';
        return count;
}

static int draw(struct page *page) {
        const char *text = page->record->text, *after;
        char line[LINE_SIZE], next[LINE_SIZE];
        int r = 0;

        begin_page(page);
        while (*text && r == 0) {
                if (count_lines(text) == page->record->together)
                        make_room(page, page->record->together);
                r = take_line(&text, line);
                after = text;
                if (r == 0)
                        r = take_line(&after, next);
                if (r == 0 && is_rule(next)) {
                        draw_heading(page, line);
                        text = after;
                } else if (r == 0) {
                        draw_line(page, line);
                }
        }
        return r;
}

int record_sheet_write(const struct record_sheet *record, int64_t created_s, const char *path) {
        struct sheet sheet;
        struct page page = { .sheet = &sheet, .record = record };
        int r = sheet_init(&sheet, record->title, created_s);

        if (r < 0)
                return r;
        sheet_begin(&sheet, "Document");
        r = draw(&page);
        sheet_end(&sheet, "Document");
        if (r == 0)
                r = sheet_finish(&sheet, path);
        sheet_deinit(&sheet);
        return r;
}
