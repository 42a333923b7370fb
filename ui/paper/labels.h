/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Sheets of labels for envelopes: A4, 3 × 8 labels of 63.5 × 33.9 mm (the common
 * sheet with margins of 7.25 and 12.9 mm and 2.5 mm between columns), as PDF. Print
 * at 100 %. A label's QR code has modules of 0.5 mm where it fits.
 *
 * Plain data in, a file out. Blocks until the file is on the disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

struct label {
        const char *code;                   /* text of the QR code */
        const char *heading;                /* the box, large */
        const char *text;                   /* what is in the envelope; lines divided by LF */
};

/* Replaces the file (0600), 24 labels a page. 0; -EMSGSIZE when a code does not fit on its label; -ENOMEM or what writing answers. */
MUST_CHECK int labels_write(const struct label *labels, size_t count, const char *title, int64_t created_s, const char *path);
