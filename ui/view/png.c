/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>

#include <cairo.h>

#include "base/file.h"
#include "ui/view/view.h"

enum { PNG_MAX_LEN = 64 << 20 };

static cairo_status_t keep(void *context, const unsigned char *bytes, unsigned len) {
        return buffer_append(context, bytes, len) == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_NO_MEMORY;
}

int view_write_png(const uint32_t *pixels, int width_px, int height_px, size_t stride, const char *path) {
        struct buffer png = BUFFER_INIT_MAX(PNG_MAX_LEN);
        cairo_surface_t *surface;
        cairo_status_t status;
        int r;

        /* cairo asks for writable memory, writing a PNG only reads it. */
        surface = cairo_image_surface_create_for_data((unsigned char *)(uintptr_t)pixels, CAIRO_FORMAT_RGB24, width_px, height_px,
                                                      (int)stride);
        status = cairo_surface_write_to_png_stream(surface, keep, &png);
        cairo_surface_destroy(surface);
        if (status != CAIRO_STATUS_SUCCESS)
                r = status == CAIRO_STATUS_NO_MEMORY ? -ENOMEM : -EINVAL;
        else
                r = file_replace(path, png.data, png.len, 0644);
        buffer_deinit(&png);
        return r;
}
