/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/shadow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_PX = 64 }; /* so that a block's rows stay in the near caches while it is turned */

int shadow_init(struct shadow *shadow, int width_px, int height_px, enum turn rotation) {
        *shadow = (struct shadow){ .rotation = rotation };
        turn_sides(rotation, width_px, height_px, &shadow->width_px, &shadow->height_px);
        shadow->pixels = calloc((size_t)width_px * (size_t)height_px, sizeof(*shadow->pixels));
        return shadow->pixels ? 0 : -ENOMEM;
}

void shadow_deinit(struct shadow *shadow) {
        free(shadow->pixels);
        shadow->pixels = NULL;
}

void shadow_blacken(struct shadow *shadow) {
        memset(shadow->pixels, 0, (size_t)shadow->width_px * (size_t)shadow->height_px * sizeof(*shadow->pixels));
}

static int min(int one, int other) {
        return one < other ? one : other;
}

static void draw_upright(struct shadow *shadow, const uint8_t *from, size_t stride, const struct display_rectangle *damage) {
        uint32_t *to = shadow->pixels + (size_t)damage->y_px * (size_t)shadow->width_px + (size_t)damage->x_px;

        from += (size_t)damage->y_px * stride + (size_t)damage->x_px * sizeof(*to);
        for (int y = 0; y < damage->height_px; y++, from += stride, to += shadow->width_px)
                memcpy(to, from, (size_t)damage->width_px * sizeof(*to));
}

/* Each row backwards, from the last to the first. */
static void draw_half_turned(const uint8_t *from, size_t stride, const struct display_rectangle *damage, uint32_t *corner,
                             ptrdiff_t row) {
        from += (size_t)damage->y_px * stride + (size_t)damage->x_px * sizeof(*corner);
        for (int y = 0; y < damage->height_px; y++, from += stride, corner -= row)
                for (int x = 0; x < damage->width_px; x++)
                        memcpy(corner - x, from + (size_t)x * sizeof(*corner), sizeof(*corner));
}

/*
 * Block by block: rows of the picture are read, and each pixel's place on the panel
 * is `step` further than that of the pixel to its left, `row_step` than of the one above.
 */
static void draw_quarter_turned(const uint8_t *from, size_t stride, const struct display_rectangle *damage, uint32_t *corner,
                                ptrdiff_t step, ptrdiff_t row_step) {
        from += (size_t)damage->y_px * stride + (size_t)damage->x_px * sizeof(*corner);
        for (int top = 0; top < damage->height_px; top += BLOCK_PX)
                for (int left = 0; left < damage->width_px; left += BLOCK_PX) {
                        int bottom = min(top + BLOCK_PX, damage->height_px), right = min(left + BLOCK_PX, damage->width_px);

                        for (int x = left; x < right; x++) {
                                uint32_t *to = corner + x * step + top * row_step;
                                const uint8_t *pixel = from + (size_t)top * stride + (size_t)x * sizeof(*to);

                                for (int y = top; y < bottom; y++, to += row_step, pixel += stride)
                                        memcpy(to, pixel, sizeof(*to));
                        }
                }
}

void shadow_draw(struct shadow *shadow, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage,
                 struct display_rectangle *ret_drawn) {
        const ptrdiff_t row = shadow->width_px;
        uint32_t *corner;
        int width_px, height_px, x, y, end_x, end_y;

        turn_sides(shadow->rotation, shadow->width_px, shadow->height_px, &width_px, &height_px);
        turn_to_panel(shadow->rotation, width_px, height_px, damage->x_px, damage->y_px, &x, &y);
        turn_to_panel(shadow->rotation, width_px, height_px, damage->x_px + damage->width_px - 1,
                          damage->y_px + damage->height_px - 1, &end_x, &end_y);
        corner = shadow->pixels + y * row + x;
        if (shadow->rotation == TURN_0)
                draw_upright(shadow, (const uint8_t *)pixels, stride, damage);
        else if (shadow->rotation == TURN_180)
                draw_half_turned((const uint8_t *)pixels, stride, damage, corner, row);
        else if (shadow->rotation == TURN_90)
                draw_quarter_turned((const uint8_t *)pixels, stride, damage, corner, row, -1);
        else
                draw_quarter_turned((const uint8_t *)pixels, stride, damage, corner, -row, 1);
        *ret_drawn = (struct display_rectangle){ min(x, end_x), min(y, end_y), abs(x - end_x) + 1, abs(y - end_y) + 1 };
}

static uint16_t narrow(uint32_t pixel, enum scanout_format format) {
        unsigned red = pixel >> 19 & 0x1F, green = pixel >> 10 & 0x3F, blue = pixel >> 3 & 0x1F;

        return (uint16_t)(format == SCANOUT_RGB565 ? red << 11 | green << 5 | blue : blue << 11 | green << 5 | red);
}

static void copy_row(uint8_t *to, const uint32_t *from, int count, enum scanout_format format) {
        if (format == SCANOUT_XRGB8888) {
                memcpy(to, from, (size_t)count * sizeof(*from));
                return;
        }
        for (int i = 0; i < count; i++) {
                uint16_t pixel = narrow(from[i], format);

                memcpy(to + (size_t)i * sizeof(pixel), &pixel, sizeof(pixel));
        }
}

/* Where the picture's first row or column is on the device. */
static int margin(int picture_px, int device_px) {
        return picture_px < device_px ? (device_px - picture_px) / 2 : 0;
}

bool shadow_fits(const struct shadow *shadow, const struct scanout *scanout) {
        return shadow->width_px <= scanout->width_px && shadow->height_px <= scanout->height_px;
}

/* The pixels of a side of the picture, `from` to before `to`, that make one pixel of a side of the device. */
struct share {
        int from, to;
};

static struct share share_of(int device_at, int picture_px, int device_px) {
        int from = (int)((int64_t)device_at * picture_px / device_px), to = (int)(((int64_t)device_at + 1) * picture_px / device_px);

        return (struct share){ from, to > from ? to : from + 1 };
}

/* The first pixel of the device that this one of the picture has a share in. */
static int first_with(int at, int picture_px, int device_px) {
        int first = (int)((int64_t)at * device_px / picture_px);

        while (first > 0 && share_of(first - 1, picture_px, device_px).to > at)
                first--;
        while (share_of(first, picture_px, device_px).to <= at)
                first++;
        return first;
}

/* And the last that one has before `end`, plus one. */
static int end_with(int end, int picture_px, int device_px) {
        int last = first_with(end - 1, picture_px, device_px) + 1;

        while (last < device_px && share_of(last, picture_px, device_px).from < end)
                last++;
        return last;
}

static uint32_t mean(const struct shadow *shadow, struct share across, struct share down) {
        uint32_t red = 0, green = 0, blue = 0, count = (uint32_t)((across.to - across.from) * (down.to - down.from));

        for (int y = down.from; y < down.to; y++)
                for (int x = across.from; x < across.to; x++) {
                        uint32_t pixel = shadow->pixels[(size_t)y * (size_t)shadow->width_px + (size_t)x];

                        red += pixel >> 16 & 0xFF;
                        green += pixel >> 8 & 0xFF;
                        blue += pixel & 0xFF;
                }
        return (red / count) << 16 | (green / count) << 8 | blue / count;
}

/* A pixel of the device is the mean of those of the picture that fall on it: so it is the same, whichever rectangle it came with. */
static bool copy_scaled(const struct shadow *shadow, const struct display_rectangle *rectangle, const struct scanout *scanout,
                        struct display_rectangle *ret_copied) {
        const size_t pixel_len = scanout->format == SCANOUT_XRGB8888 ? sizeof(uint32_t) : sizeof(uint16_t);
        int left = first_with(rectangle->x_px, shadow->width_px, scanout->width_px);
        int top = first_with(rectangle->y_px, shadow->height_px, scanout->height_px);
        int right = end_with(rectangle->x_px + rectangle->width_px, shadow->width_px, scanout->width_px);
        int bottom = end_with(rectangle->y_px + rectangle->height_px, shadow->height_px, scanout->height_px);

        for (int y = top; y < bottom; y++) {
                uint8_t *to = scanout->memory + (size_t)y * scanout->stride + (size_t)left * pixel_len;
                struct share down = share_of(y, shadow->height_px, scanout->height_px);

                for (int x = left; x < right; x++, to += pixel_len) {
                        uint32_t pixel = mean(shadow, share_of(x, shadow->width_px, scanout->width_px), down);

                        copy_row(to, &pixel, 1, scanout->format);
                }
        }
        *ret_copied = (struct display_rectangle){ left, top, right - left, bottom - top };
        return right > left && bottom > top;
}

bool shadow_copy(const struct shadow *shadow, const struct display_rectangle *rectangle, const struct scanout *scanout,
                 struct display_rectangle *ret_copied) {
        const size_t pixel_len = scanout->format == SCANOUT_XRGB8888 ? sizeof(uint32_t) : sizeof(uint16_t);
        int x = rectangle->x_px + margin(shadow->width_px, scanout->width_px);
        int y = rectangle->y_px + margin(shadow->height_px, scanout->height_px);
        int width_px = min(rectangle->width_px, scanout->width_px - x), height_px = min(rectangle->height_px, scanout->height_px - y);
        const uint32_t *from = shadow->pixels + (size_t)rectangle->y_px * (size_t)shadow->width_px + (size_t)rectangle->x_px;
        uint8_t *to;

        if (!shadow_fits(shadow, scanout))
                return copy_scaled(shadow, rectangle, scanout, ret_copied);
        if (width_px <= 0 || height_px <= 0)
                return false;
        to = scanout->memory + (size_t)y * scanout->stride + (size_t)x * pixel_len;
        for (int i = 0; i < height_px; i++, from += shadow->width_px, to += scanout->stride)
                copy_row(to, from, width_px, scanout->format);
        *ret_copied = (struct display_rectangle){ x, y, width_px, height_px };
        return true;
}
