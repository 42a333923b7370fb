/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A record of plain text, of at most 80 columns, as a PDF of A4 pages to be printed and signed: a line above a line of hyphens is a heading,
 * what stands apart by two blanks and more keeps its column, and the last lines, with the signatures, stay together. Every page has its number and
 * the foot.
 *
 * Plain data in, a file out. Blocks until the file is on the disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

struct record_sheet {
        const char *title;      /* of the PDF */
        const char *text;       /* lines divided by LF */
        const char *foot;
        const char *page;       /* before the number of a page */
        unsigned together;      /* so many last lines stay on one page */
};

/* Replaces the file (0600). 0; -EINVAL when a line is too long; -ENOMEM or what writing answers. */
MUST_CHECK int record_sheet_write(const struct record_sheet *record, int64_t created_s, const char *path);
