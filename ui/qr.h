/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * QR codes (ISO/IEC 18004) through libqrencode, byte-for-byte the text given.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

enum qr_level { QR_LEVEL_L, QR_LEVEL_M, QR_LEVEL_Q, QR_LEVEL_H };

struct qr {
        int modules;           /* a side */
        uint8_t *dark;         /* modules * modules, 1 is dark; owned */
};

/* 0, -EMSGSIZE when it does not fit into any version, -ENOMEM. */
MUST_CHECK int qr_encode(const char *text, enum qr_level level, struct qr *ret_qr);
void qr_deinit(struct qr *qr);

/* A PNG, black on white, `scale_px` pixels a module, four modules quiet. 0 or a negative errno. */
MUST_CHECK int qr_write_png(const struct qr *qr, int scale_px, const char *path);
