/* SPDX-License-Identifier: EUPL-1.2 */
/* What another reader (libpng, through cairo; it checks the sums) finds in the pictures. */
#include <cairo.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "ui/draw/bits_png.h"

static cairo_status_t take(void *closure, unsigned char *bytes, unsigned int len) {
        struct reader *reader = closure;

        return reader_copy(reader, bytes, len) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR;
}

static void expect_read_back(const uint8_t *rows, unsigned width, unsigned count, unsigned repeat) {
        struct buffer png = BUFFER_INIT;
        cairo_surface_t *surface;
        struct reader reader;
        unsigned len = (width + 7) / 8;

        assert_int_equal(bits_png(rows, width, count, repeat, &png), 0);
        reader = reader_over(png.data, png.len);
        surface = cairo_image_surface_create_from_png_stream(take, &reader);
        assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
        assert_int_equal(reader.len, 0);
        assert_int_equal(cairo_image_surface_get_width(surface), width);
        assert_int_equal(cairo_image_surface_get_height(surface), count * repeat);
        for (unsigned y = 0; y < count * repeat; y++) {
                const uint32_t *pixels = (const uint32_t *)(const void *)(cairo_image_surface_get_data(surface) + (size_t)y * (size_t)cairo_image_surface_get_stride(surface));

                for (unsigned x = 0; x < width; x++) {
                        bool white = rows[(size_t)(y / repeat) * len + x / 8] & 0x80 >> x % 8;

                        if ((pixels[x] & 0xffffff) != (white ? 0xffffffu : 0u))
                                fail_msg("%u x %u, each %u times: pixel %u, %u", width, count, repeat, x, y);
                }
        }
        cairo_surface_destroy(surface);
        buffer_deinit(&png);
}

static void every_width_and_repeat_is_read_back(void **state) {
        static const unsigned repeats[] = { 1, 2, 3, 4, 10, 64 };
        uint8_t rows[3 * 100];
        unsigned read = 0;

        srand(1);
        for (unsigned width = 1; width <= 800; width += width < 40 ? 1 : 37)
                for (size_t i = 0; i < ARRAY_LEN(repeats); i++, read++) {
                        for (size_t j = 0; j < sizeof(rows); j++)
                                rows[j] = (uint8_t)rand();
                        expect_read_back(rows, width, 3, repeats[i]);
                }
        print_message("%u pictures\n", read);
}

static void the_widest_is_read_back(void **state) {
        static const uint8_t row[BITS_PNG_SIDE_MAX / 8] = { 0x55, 0xaa, 0xff };

        expect_read_back(row, BITS_PNG_SIDE_MAX, 1, 5);
        expect_read_back(row, 9, 1, BITS_PNG_SIDE_MAX);
}

static void what_cannot_be_is_refused(void **state) {
        struct buffer png = BUFFER_INIT;
        const uint8_t row[] = { 0 };

        assert_int_equal(bits_png(row, 0, 1, 1, &png), -EINVAL);
        assert_int_equal(bits_png(row, 1, 0, 1, &png), -EINVAL);
        assert_int_equal(bits_png(row, 1, 1, 0, &png), -EINVAL);
        assert_int_equal(bits_png(row, BITS_PNG_SIDE_MAX + 1, 1, 1, &png), -EINVAL);
        assert_int_equal(bits_png(row, 1, 2, BITS_PNG_SIDE_MAX, &png), -EINVAL);
        assert_int_equal(png.len, 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_width_and_repeat_is_read_back),
                cmocka_unit_test(the_widest_is_read_back),
                cmocka_unit_test(what_cannot_be_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
