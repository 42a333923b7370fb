/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Paper: a PDF, of A4 where nothing else is said, on which things are placed in millimetres from the top left.
 * Private to ui/, shared by letter, labels and cards.
 *
 * Errors stick: drawing goes on without effect and sheet_finish() reports them.
 */
#pragma once

#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "ui/draw/qr.h"
#include "ui/draw/text.h"
#include "ui/paper/bars.h"

struct sheet {
        cairo_surface_t *surface;
        cairo_t *cairo;
        struct buffer bytes;
        PangoLayout *layout;
};

enum sheet_align { SHEET_LEFT, SHEET_CENTRE, SHEET_RIGHT };

struct sheet_text {
        const char *text;
        double x_mm, y_mm, width_mm; /* y_mm: top of the first line */
        double size_pt, min_pt;      /* smaller in steps of half a point until it fits into max_mm, and no word is parted where that helps */
        double max_mm;               /* height; 0: whatever it takes */
        double leading;              /* line height over size; 0: 1.3 */
        enum sheet_align align;      /* of each line within width_mm */
        bool bold;
        bool common;                 /* many pages say the same, and it is of no one citizen: kept laid out (layouts.h) */
        uint32_t rgb;
        const char *tag;             /* structure element such as "P"; NULL: none */
};

/* What all sheets are written with; lives as long as the process. 0; -ENOENT when the fonts are missing; -ENOMEM. */
MUST_CHECK int sheet_fonts(PangoContext **ret_context);
/* A4. 0; -ENOENT when the fonts are missing; -ENOMEM. */
MUST_CHECK int sheet_init(struct sheet *sheet, const char *title, int64_t created_s);
/* A page of another size. */
MUST_CHECK int sheet_init_size(struct sheet *sheet, const char *title, int64_t created_s, double width_mm, double height_mm);
/* Moves what is drawn from here on, on all pages. */
void sheet_shift(struct sheet *sheet, double right_mm, double down_mm);
/* Ends the document and replaces the file. Printers are asked to print it in its size. */
MUST_CHECK int sheet_finish(struct sheet *sheet, const char *path);
/* The same without waiting for the disk (unsynced_wait()): for one of many files. */
MUST_CHECK int sheet_finish_unsynced(struct sheet *sheet, const char *path);
/* Wipes the bytes. */
void sheet_deinit(struct sheet *sheet);

void sheet_page(struct sheet *sheet); /* ends the page */
void sheet_begin(struct sheet *sheet, const char *tag);
void sheet_end(struct sheet *sheet, const char *tag);
/* Returns the height in mm. */
double sheet_write(struct sheet *sheet, const struct sheet_text *text);
/* The height in mm that a common text takes at this size. */
double sheet_measure(struct sheet *sheet, const char *text, double width_mm, double size_pt);
/* The width in mm of a text in one line, not bold. */
double sheet_width(struct sheet *sheet, const char *text, double size_pt);
void sheet_box(struct sheet *sheet, double x_mm, double y_mm, double w_mm, double h_mm, uint32_t rgb);
/* Without the quiet margins: from left to right, or from above to below. */
void sheet_bars(struct sheet *sheet, const struct bars *bars, double x_mm, double y_mm, double module_mm, double depth_mm);
void sheet_bars_upright(struct sheet *sheet, const struct bars *bars, double x_mm, double y_mm, double module_mm, double depth_mm);
/* The modules alone, without the quiet margin. */
void sheet_qr(struct sheet *sheet, const struct qr *qr, double x_mm, double y_mm, double side_mm);
