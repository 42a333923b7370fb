/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Labels for envelopes: sheets of A4, 3 × 8 labels of 63.5 × 33.9 mm (the common sheet with margins of 7.25 and 12.9 mm and
 * 2.5 mm between columns), or one label alone on a page of its own size, as PDF. Print at 100 %. A label has the box and the
 * case for the eye, a QR code (modules of 0.5 mm where it fits) and the case once more as Code 128 (modules of 0.22 mm).
 *
 * Plain data in, a file out. Blocks until the file is on the disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "ui/draw/qr.h"

enum { LABELS_PER_SHEET = 24, LABELS_SHIFT_MAX_MM = 20 };

/* A label is read once, when it is fresh: size is what matters. */
#define LABEL_LEVEL QR_LEVEL_L

struct label {
        const char *code;                   /* text of the QR code */
        const struct qr *qr;                /* that, encoded already at LABEL_LEVEL; NULL: it is not */
        const char *bars;                   /* text of the Code 128, 8 characters; NULL: none */
        const char *heading;                /* the box, large */
        const char *case_id;                /* large; lines divided by LF */
        const char *text;                   /* what is in the envelope; lines divided by LF */
};

/* Where on paper: which label of the first sheet is the first that is left, and how much the printer is off. */
struct labels_place {
        unsigned from;                      /* 1 to LABELS_PER_SHEET, from left to right and then down */
        double right_mm, down_mm;           /* moves everything; up to LABELS_SHIFT_MAX_MM either way */
};

/*
 * Labels in one file, 24 a page, in the order in which they are added: new, add each, finish, free. The title and the date (seconds since 1970) are the PDF's. 0;
 * -EINVAL: the place cannot be; -ENOENT without the fonts; -ENOMEM.
 */
struct labels;
MUST_CHECK int labels_new(const struct labels_place *place, const char *title, int64_t created_s, struct labels **ret_labels);
/* 0; -EMSGSIZE when a code does not fit on its label; -EINVAL when `bars` cannot be; -ENOMEM. */
MUST_CHECK int labels_add(struct labels *labels, const struct label *label);
/* Replaces the file (0600), on the disk after unsynced_wait(). 0 or what writing answers. */
MUST_CHECK int labels_finish(struct labels *labels, const char *path);
void labels_free(struct labels *labels); /* also NULL */

/* One on a page of its size, for a printer of labels. On the disk after unsynced_wait(). As those above. */
MUST_CHECK int label_write(const struct label *label, const char *title, int64_t created_s, const char *path);

/* The words of the test sheet: in the first labels how to use it, and what stands at the line of 100 mm. */
struct labels_test {
        const char *title, *use, *scale, *shift, *line;
};

/* Frames where the labels are, numbered, and rulers: printed on plain paper and held against a sheet of labels. On the disk at once; as those above. */
MUST_CHECK int labels_write_test(const struct labels_test *test, const struct labels_place *place, int64_t created_s, const char *path);
