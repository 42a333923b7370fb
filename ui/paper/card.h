/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The card of a member of staff: a page of ID-1 (ISO/IEC 7810, 85.6 × 53.98 mm) as PDF, for a card printer or to be laminated.
 *
 * Plain data in, a file out. Blocks until the file is on the disk.
 */
#pragma once

#include <stdint.h>

#include "base/macro.h"

struct card {
        const char *title;      /* of the PDF */
        const char *code;       /* text of the QR code */
        const char *city, *name, *role, *id;
};

/* Replaces the file (0600). 0; -EMSGSIZE when the code fits into no QR code; -ENOMEM or what writing answers. */
MUST_CHECK int card_write(const struct card *card, int64_t created_s, const char *path);
