/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * QR codes (ISO/IEC 18004) through libqrencode, byte-for-byte the text given.
 *
 * Neither function keeps state; both may be called from any thread. Writing a
 * file blocks until it is on the disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

/* Error correction: about 7, 15, 25 and 30 % of the symbol may be unreadable. */
enum qr_level { QR_LEVEL_L, QR_LEVEL_M, QR_LEVEL_Q, QR_LEVEL_H };

enum { QR_QUIET_MODULES = 4 }; /* white margin that ISO/IEC 18004 section 6.3.8 demands on every side */

struct qr {
        int modules;           /* a side */
        uint8_t *dark;         /* modules * modules, row by row from the top; 1 is dark, 0 light; owned */
};

/*
 * Encodes in the smallest version that holds the text. 0; -EINVAL when the text
 * is empty; -EMSGSIZE when it does not fit into any version; -ENOMEM. The caller
 * ends the code with qr_deinit().
 */
MUST_CHECK int qr_encode(const char *text, enum qr_level level, struct qr *ret_qr);
/* Wipes and frees; the modules of a pickup code are as good as the code. Accepts a zeroed struct. */
void qr_deinit(struct qr *qr);

/*
 * Writes a PNG, black on white, 1 bit a pixel, `scale_px` (1 to 64) pixels a module, with the quiet margin. The file
 * is readable by its owner only (0600), and on the disk after unsynced_wait(). 0 or a negative errno.
 */
MUST_CHECK int qr_write_png(const struct qr *qr, int scale_px, const char *path);
