/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/qr.h"

#include <cairo.h>
#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"

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

/* Cairo writes FORMAT_A1 as 1-bit greyscale: opaque is white. */
static cairo_surface_t *draw_bitmap(const struct qr *qr, int scale_px) {
        int side = (qr->modules + 2 * QR_QUIET_MODULES) * scale_px;
        cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A1, side, side);
        cairo_t *cairo = cairo_create(surface);

        cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
        cairo_paint(cairo);
        cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
        for (int y = 0; y < qr->modules; y++)
                for (int x = 0; x < qr->modules; x++)
                        if (qr->dark[y * qr->modules + x])
                                cairo_rectangle(cairo, (x + QR_QUIET_MODULES) * scale_px, (y + QR_QUIET_MODULES) * scale_px,
                                                scale_px, scale_px);
        cairo_fill(cairo);
        cairo_destroy(cairo);
        return surface;
}

static cairo_status_t append_chunk(void *closure, const unsigned char *bytes, unsigned int len) {
        return buffer_append(closure, bytes, len) == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

int qr_write_png(const struct qr *qr, int scale_px, const char *path) {
        struct buffer png = BUFFER_INIT;
        cairo_surface_t *surface;
        cairo_status_t status;
        int r;

        if (scale_px < 1 || scale_px > SCALE_MAX_PX)
                return -EINVAL;
        surface = draw_bitmap(qr, scale_px);
        status = cairo_surface_status(surface);
        if (status == CAIRO_STATUS_SUCCESS)
                status = cairo_surface_write_to_png_stream(surface, append_chunk, &png);
        r = status == CAIRO_STATUS_SUCCESS ? file_replace(path, png.data, png.len, 0600) : -ENOMEM;
        cairo_surface_destroy(surface);
        buffer_wipe(&png);
        return r;
}
