/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/sheet.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/moment.h"
#include "base/unsynced.h"
#include "ui/draw/unbroken.h"
#include "ui/paper/layouts.h"
#include "ui/paper/unscaled.h"

#define PT_PER_MM (72.0 / 25.4)
#define FAMILY "Noto Sans"

static cairo_status_t append_chunk(void *closure, const unsigned char *bytes, unsigned int len) {
        return buffer_append(closure, bytes, len) == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void set_metadata(cairo_surface_t *surface, const char *title, int64_t created_s) {
        char created[MOMENT_TEXT_SIZE];

        moment_format(created_s * 1000, false, created);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "pickupbox " PICKUPBOX_VERSION);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

/* Version 1.4: from 1.5 on newer Cairo writes its trailer in a form that unscaled_append() does not read. */
static int open_pdf(struct sheet *sheet, const char *title, int64_t created_s, double width_mm, double height_mm) {
        sheet->surface = cairo_pdf_surface_create_for_stream(append_chunk, &sheet->bytes, width_mm * PT_PER_MM, height_mm * PT_PER_MM);
        cairo_pdf_surface_restrict_to_version(sheet->surface, CAIRO_PDF_VERSION_1_4);
        set_metadata(sheet->surface, title, created_s);
        sheet->cairo = cairo_create(sheet->surface);
        if (cairo_status(sheet->cairo) != CAIRO_STATUS_SUCCESS)
                return -ENOMEM;
        cairo_scale(sheet->cairo, PT_PER_MM, PT_PER_MM);
        return 0;
}

/* A case such as "ffi1" is read, compared and copied letter by letter. */
static void no_ligatures(PangoLayout *layout) {
        PangoAttrList *list = pango_attr_list_new();

        pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
        pango_layout_set_attributes(layout, list);
        pango_attr_list_unref(list);
}

/* Read for the first sheet, and kept for all others of the process: reading them takes as long as drawing a letter. */
static struct text_cache *fonts;

int sheet_fonts(PangoContext **ret_context) {
        int r = fonts ? 0 : text_cache_new(NULL, &fonts);

        if (r == 0)
                *ret_context = text_cache_context(fonts);
        return r;
}

int sheet_init(struct sheet *sheet, const char *title, int64_t created_s) {
        return sheet_init_size(sheet, title, created_s, 210, 297);
}

int sheet_init_size(struct sheet *sheet, const char *title, int64_t created_s, double width_mm, double height_mm) {
        PangoContext *context;
        int r;

        *sheet = (struct sheet){ .bytes = BUFFER_INIT };
        r = sheet_fonts(&context);
        if (r == 0)
                r = open_pdf(sheet, title, created_s, width_mm, height_mm);
        if (r < 0) {
                sheet_deinit(sheet);
                return r;
        }
        sheet->layout = pango_layout_new(context);
        no_ligatures(sheet->layout);
        return 0;
}

void sheet_shift(struct sheet *sheet, double right_mm, double down_mm) {
        cairo_translate(sheet->cairo, right_mm, down_mm);
}

/* Everything is in the bytes then. */
static int end_document(struct sheet *sheet) {
        cairo_status_t status;

        status = cairo_status(sheet->cairo);
        cairo_surface_finish(sheet->surface);
        if (status == CAIRO_STATUS_SUCCESS)
                status = cairo_surface_status(sheet->surface);
        if (status != CAIRO_STATUS_SUCCESS)
                return status == CAIRO_STATUS_NO_MEMORY || status == CAIRO_STATUS_WRITE_ERROR ? -ENOMEM : -EIO;
        return unscaled_append(&sheet->bytes);
}

int sheet_finish(struct sheet *sheet, const char *path) {
        int r = end_document(sheet);

        return r < 0 ? r : file_replace(path, sheet->bytes.data, sheet->bytes.len, 0600);
}

int sheet_finish_unsynced(struct sheet *sheet, const char *path) {
        int r = end_document(sheet);

        return r < 0 ? r : unsynced_replace(path, sheet->bytes.data, sheet->bytes.len, 0600);
}

void sheet_deinit(struct sheet *sheet) {
        g_clear_object(&sheet->layout);
        if (sheet->cairo)
                cairo_destroy(sheet->cairo);
        if (sheet->surface)
                cairo_surface_destroy(sheet->surface);
        buffer_wipe(&sheet->bytes);
}

void sheet_page(struct sheet *sheet) {
        cairo_show_page(sheet->cairo);
}

void sheet_begin(struct sheet *sheet, const char *tag) {
        cairo_tag_begin(sheet->cairo, tag, NULL);
}

void sheet_end(struct sheet *sheet, const char *tag) {
        cairo_tag_end(sheet->cairo, tag);
}

static void set_rgb(cairo_t *cairo, uint32_t rgb) {
        cairo_set_source_rgb(cairo, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

/* The layout's unit is a point here; the page's is a millimetre. */
static void set_font(PangoLayout *layout, bool bold, double size_pt) {
        PangoFontDescription *font = pango_font_description_new();

        pango_font_description_set_family_static(font, FAMILY);
        pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
        pango_layout_set_font_description(layout, font);
        pango_font_description_free(font);
}

/* Without memory for what keeps its words together it is as it is. */
static void set_string(PangoLayout *layout, const char *text) {
        char *whole = unbroken(text, true);

        pango_layout_set_text(layout, whole ? whole : text, -1);
        free(whole);
}

/* Whether the last line is one word, and short. */
static bool ends_lone(PangoLayout *layout, int width) {
        const char *text = pango_layout_get_text(layout), *blank = strrchr(text, ' ');
        int lines = pango_layout_get_line_count(layout);
        PangoRectangle word;
        PangoLayoutLine *last;

        if (lines < 2 || !blank)
                return false;
        last = pango_layout_get_line_readonly(layout, lines - 1);
        pango_layout_line_get_extents(last, NULL, &word);
        return last->start_index == blank + 1 - text && 3 * word.width < width;
}

/* Whether a line ends within a word that is wider than the line. */
static bool parts_word(PangoLayout *layout) {
        const char *text = pango_layout_get_text(layout);
        const PangoLogAttr *breaks = pango_layout_get_log_attrs_readonly(layout, NULL);

        for (int i = 1; i < pango_layout_get_line_count(layout); i++)
                if (!breaks[g_utf8_pointer_to_offset(text, text + pango_layout_get_line_readonly(layout, i)->start_index)].is_line_break)
                        return true;
        return false;
}

enum { NARROWER_MAX = 8 };

/* A last word that would stand alone gets the one before it for company: lines are narrower where that makes none more and parts no word. */
static void accompany_last(PangoLayout *layout) {
        int width = pango_layout_get_width(layout), lines = pango_layout_get_line_count(layout);

        if (!ends_lone(layout, width))
                return;
        for (int i = 0; i < NARROWER_MAX && pango_layout_get_line_count(layout) <= lines; i++) {
                PangoRectangle all;

                pango_layout_get_extents(layout, NULL, &all);
                pango_layout_set_width(layout, all.width - 1);
                if (pango_layout_get_line_count(layout) <= lines && !ends_lone(layout, width) && !parts_word(layout))
                        return;
        }
        pango_layout_set_width(layout, width);
}

static void set_text(PangoLayout *layout, const char *text, double width_pt, double size_pt, bool bold) {
        pango_layout_set_width(layout, (int)(width_pt * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        set_string(layout, text);
        set_font(layout, bold, size_pt);
        accompany_last(layout);
}

static PangoLayout *make_layout(void *context, const char *text, double width_pt, double size_pt, bool bold) {
        PangoLayout *layout = pango_layout_new(context);

        no_ligatures(layout);
        set_text(layout, text, width_pt, size_pt, bold);
        return layout;
}

static PangoLayout *lay_out(struct sheet *sheet, const struct sheet_text *text, double size_pt) {
        double width_pt = text->width_mm * PT_PER_MM;

        if (text->common)
                return layouts_get(make_layout, text_cache_context(fonts), text->text, width_pt, size_pt, text->bold);
        set_text(sheet->layout, text->text, width_pt, size_pt, text->bold);
        return sheet->layout;
}

static double lines_mm(PangoLayout *layout, const struct sheet_text *text, double size_pt) {
        return pango_layout_get_line_count(layout) * size_pt * (text->leading > 0 ? text->leading : 1.3) / PT_PER_MM;
}

/* The largest size down to the least one in which no word is parted; 0: in none of them is there place for one. */
static double find_unparted(struct sheet *sheet, const struct sheet_text *text, double size_pt) {
        for (; size_pt >= text->min_pt; size_pt -= 0.5)
                if (!parts_word(lay_out(sheet, text, size_pt)))
                        return size_pt;
        return 0;
}

/* Lays the text out in the largest size that fits, and parts no word if a smaller one can help it. Returns its height. */
static double fit(struct sheet *sheet, const struct sheet_text *text, PangoLayout **ret_layout) {
        double size_pt = text->size_pt, unparted_pt;

        *ret_layout = lay_out(sheet, text, size_pt);
        while (text->max_mm > 0 && size_pt > text->min_pt && lines_mm(*ret_layout, text, size_pt) > text->max_mm) {
                size_pt -= 0.5;
                *ret_layout = lay_out(sheet, text, size_pt);
        }
        unparted_pt = text->min_pt > 0 ? find_unparted(sheet, text, size_pt) : 0;
        if (unparted_pt > 0 && unparted_pt < size_pt)
                size_pt = unparted_pt;
        *ret_layout = lay_out(sheet, text, size_pt);
        return lines_mm(*ret_layout, text, size_pt);
}

/* How far a line begins from the left. */
static double indent_mm(PangoLayoutLine *line, const struct sheet_text *text) {
        PangoRectangle logical;

        if (text->align == SHEET_LEFT)
                return 0;
        pango_layout_line_get_extents(line, NULL, &logical);
        return (text->width_mm - logical.width / (PANGO_SCALE * PT_PER_MM)) / (text->align == SHEET_CENTRE ? 2 : 1);
}

double sheet_write(struct sheet *sheet, const struct sheet_text *text) {
        PangoLayout *layout;
        double height_mm = fit(sheet, text, &layout);
        int lines = pango_layout_get_line_count(layout);

        if (text->tag)
                sheet_begin(sheet, text->tag);
        set_rgb(sheet->cairo, text->rgb);
        for (int i = 0; i < lines; i++) {
                /* Baselines stand on an even grid, so that lines of different scripts keep their distance. */
                double baseline_mm = text->y_mm + height_mm * (i + 0.78) / lines;
                PangoLayoutLine *line = pango_layout_get_line_readonly(layout, i);

                cairo_save(sheet->cairo);
                cairo_translate(sheet->cairo, text->x_mm + indent_mm(line, text), baseline_mm);
                cairo_scale(sheet->cairo, 1 / PT_PER_MM, 1 / PT_PER_MM);
                cairo_move_to(sheet->cairo, 0, 0);
                pango_cairo_show_layout_line(sheet->cairo, line);
                cairo_restore(sheet->cairo);
        }
        if (text->tag)
                sheet_end(sheet, text->tag);
        return height_mm;
}

double sheet_measure(struct sheet *sheet, const char *text, double width_mm, double size_pt) {
        const struct sheet_text plain = { .text = text, .width_mm = width_mm, .size_pt = size_pt, .common = true };
        PangoLayout *layout;

        return fit(sheet, &plain, &layout);
}

double sheet_width(struct sheet *sheet, const char *text, double size_pt) {
        int width;

        pango_layout_set_width(sheet->layout, -1);
        set_string(sheet->layout, text);
        set_font(sheet->layout, false, size_pt);
        pango_layout_get_size(sheet->layout, &width, NULL);
        return width / (PANGO_SCALE * PT_PER_MM);
}

void sheet_box(struct sheet *sheet, double x_mm, double y_mm, double w_mm, double h_mm, uint32_t rgb) {
        set_rgb(sheet->cairo, rgb);
        cairo_rectangle(sheet->cairo, x_mm, y_mm, w_mm, h_mm);
        cairo_fill(sheet->cairo);
}

/*
 * A stencil of 8 x 8 pixels a module: written out as paths, thousands of corners would be most of a document and of the time that it takes,
 * and viewers that smooth what they enlarge blur an eighth of a module at most. A module is one byte of a row of bits, in whichever order bits come.
 */
enum { QR_STENCIL_PX = 8 };

static cairo_surface_t *stencil_of(const struct qr *qr) {
        int side = qr->modules * QR_STENCIL_PX;
        cairo_surface_t *stencil = cairo_image_surface_create(CAIRO_FORMAT_A1, side, side);
        unsigned char *pixels = cairo_image_surface_get_data(stencil);
        int stride = cairo_image_surface_get_stride(stencil);

        for (int y = 0; pixels && y < qr->modules; y++) {
                unsigned char *rows = pixels + (ptrdiff_t)y * QR_STENCIL_PX * stride;

                for (int x = 0; x < qr->modules; x++)
                        rows[x] = qr->dark[y * qr->modules + x] ? 0xff : 0;
                for (int i = 1; i < QR_STENCIL_PX; i++)
                        memcpy(rows + (ptrdiff_t)i * stride, rows, (size_t)qr->modules);
        }
        cairo_surface_mark_dirty(stencil);
        return stencil;
}

void sheet_qr(struct sheet *sheet, const struct qr *qr, double x_mm, double y_mm, double side_mm) {
        cairo_surface_t *stencil = stencil_of(qr);
        cairo_pattern_t *pattern = cairo_pattern_create_for_surface(stencil);
        double scale = side_mm / (qr->modules * QR_STENCIL_PX);

        cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
        cairo_save(sheet->cairo);
        cairo_translate(sheet->cairo, x_mm, y_mm);
        cairo_scale(sheet->cairo, scale, scale);
        set_rgb(sheet->cairo, 0x000000);
        cairo_mask(sheet->cairo, pattern);
        cairo_restore(sheet->cairo);
        cairo_pattern_destroy(pattern);
        cairo_surface_destroy(stencil);
}

/* Runs of dark modules in one path, as in a QR code. */
static void fill_bars(struct sheet *sheet, const struct bars *bars, double x_mm, double y_mm, double module_mm, double depth_mm, bool upright) {
        for (int i = 0, run; i < bars->modules; i += run) {
                for (run = 1; i + run < bars->modules && bars->dark[i + run] == bars->dark[i]; run++)
                        continue;
                if (bars->dark[i] && upright)
                        cairo_rectangle(sheet->cairo, x_mm, y_mm + i * module_mm, depth_mm, run * module_mm);
                else if (bars->dark[i])
                        cairo_rectangle(sheet->cairo, x_mm + i * module_mm, y_mm, run * module_mm, depth_mm);
        }
        set_rgb(sheet->cairo, 0x000000);
        cairo_fill(sheet->cairo);
}

void sheet_bars(struct sheet *sheet, const struct bars *bars, double x_mm, double y_mm, double module_mm, double depth_mm) {
        fill_bars(sheet, bars, x_mm, y_mm, module_mm, depth_mm, false);
}

void sheet_bars_upright(struct sheet *sheet, const struct bars *bars, double x_mm, double y_mm, double module_mm, double depth_mm) {
        fill_bars(sheet, bars, x_mm, y_mm, module_mm, depth_mm, true);
}
