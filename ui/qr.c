/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/qr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <qrencode.h>

#include "ui/view.h"

enum { QUIET_MODULES = 4, SCALE_MAX_PX = 64 };

int qr_encode(const char *text, enum qr_level level, struct qr *ret_qr) {
        QRcode *code = QRcode_encodeString(text, 0, (QRecLevel)level, QR_MODE_8, 1);
        size_t count;
        uint8_t *dark;

        if (!code)
                return errno == ERANGE ? -EMSGSIZE : errno == ENOMEM ? -ENOMEM : -EINVAL;
        count = (size_t)code->width * (size_t)code->width;
        dark = malloc(count);
        if (dark) {
                for (size_t i = 0; i < count; i++)
                        dark[i] = code->data[i] & 1;
                *ret_qr = (struct qr){ .modules = code->width, .dark = dark };
        }
        QRcode_free(code);
        return dark ? 0 : -ENOMEM;
}

void qr_deinit(struct qr *qr) {
        free(qr->dark);
        *qr = (struct qr){ 0 };
}

static void paint_module(uint32_t *pixels, size_t side, size_t x, size_t y, size_t scale) {
        for (size_t row = 0; row < scale; row++) {
                for (size_t column = 0; column < scale; column++)
                        pixels[(y + row) * side + x + column] = 0;
        }
}

int qr_write_png(const struct qr *qr, int scale_px, const char *path) {
        size_t modules = (size_t)qr->modules, scale, side;
        uint32_t *pixels;
        int r;

        if (scale_px < 1 || scale_px > SCALE_MAX_PX)
                return -EINVAL;
        scale = (size_t)scale_px;
        side = (modules + 2 * QUIET_MODULES) * scale;
        pixels = malloc(side * side * sizeof(*pixels));
        if (!pixels)
                return -ENOMEM;
        memset(pixels, 0xFF, side * side * sizeof(*pixels));
        for (size_t row = 0; row < modules; row++) {
                for (size_t column = 0; column < modules; column++) {
                        if (qr->dark[row * modules + column])
                                paint_module(pixels, side, (column + QUIET_MODULES) * scale, (row + QUIET_MODULES) * scale, scale);
                }
        }
        r = view_write_png(pixels, (int)side, (int)side, side * sizeof(*pixels), path);
        free(pixels);
        return r;
}
