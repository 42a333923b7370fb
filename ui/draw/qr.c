/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/unsynced.h"
#include "ui/draw/bits_png.h"

enum { SCALE_MAX_PX = 64 };

static QRecLevel native_level(enum qr_level level) {
        switch (level) {
        case QR_LEVEL_L:
                return QR_ECLEVEL_L;
        case QR_LEVEL_M:
                return QR_ECLEVEL_M;
        case QR_LEVEL_Q:
                return QR_ECLEVEL_Q;
        case QR_LEVEL_H:
                break;
        }
        return QR_ECLEVEL_H;
}

int qr_encode(const char *text, enum qr_level level, struct qr *ret_qr) {
        QRcode *code;
        size_t count;
        uint8_t *dark;

        if (!text[0])
                return -EINVAL;
        /* QR_MODE_8 with case kept: libqrencode then splits into alphanumeric segments by itself where that is shorter. */
        code = QRcode_encodeString(text, 0, native_level(level), QR_MODE_8, 1);
        if (!code)
                return errno == ERANGE ? -EMSGSIZE : -ENOMEM;
        count = (size_t)code->width * (size_t)code->width;
        dark = malloc(count);
        if (dark) {
                for (size_t i = 0; i < count; i++)
                        dark[i] = code->data[i] & 1;
                *ret_qr = (struct qr){ .modules = code->width, .dark = dark };
        }
        explicit_bzero(code->data, count);
        QRcode_free(code);
        return dark ? 0 : -ENOMEM;
}

void qr_deinit(struct qr *qr) {
        if (qr->dark)
                explicit_bzero(qr->dark, (size_t)qr->modules * (size_t)qr->modules);
        free(qr->dark);
        *qr = (struct qr){ 0 };
}

/* One row of pixels of a row of modules; outside of the code it is white. */
static void draw_row(const struct qr *qr, int y, int scale_px, uint8_t *row) {
        for (int x = -QR_QUIET_MODULES; x < qr->modules + QR_QUIET_MODULES; x++) {
                bool inside = x >= 0 && x < qr->modules && y >= 0 && y < qr->modules;

                for (int i = 0; i < scale_px; i++) {
                        int pixel = (x + QR_QUIET_MODULES) * scale_px + i;

                        if (!inside || !qr->dark[y * qr->modules + x])
                                row[pixel / 8] |= (uint8_t)(0x80 >> pixel % 8);
                }
        }
}

int qr_write_png(const struct qr *qr, int scale_px, const char *path) {
        int side = qr->modules + 2 * QR_QUIET_MODULES, len = (side * scale_px + 7) / 8, r;
        struct buffer png = BUFFER_INIT;
        uint8_t *rows;

        if (scale_px < 1 || scale_px > SCALE_MAX_PX)
                return -EINVAL;
        rows = calloc((size_t)side, (size_t)len);
        if (!rows)
                return -ENOMEM;
        for (int y = 0; y < side; y++)
                draw_row(qr, y - QR_QUIET_MODULES, scale_px, rows + (size_t)y * (size_t)len);
        r = bits_png(rows, (unsigned)(side * scale_px), (unsigned)side, (unsigned)scale_px, &png);
        explicit_bzero(rows, (size_t)side * (size_t)len);
        free(rows);
        if (r == 0)
                r = unsynced_replace(path, png.data, png.len, 0600);
        buffer_wipe(&png);
        return r;
}
