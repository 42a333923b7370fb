/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/pixels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must_be_inside(const struct ui_panel *panel, struct view_rect rect) {
        if (rect.x >= 0 && rect.y >= 0 && rect.w >= 0 && rect.h >= 0 && rect.x + rect.w <= panel->width_px &&
            rect.y + rect.h <= panel->height_px)
                return;
        fprintf(stderr, "%dx%d at %d,%d is not inside %dx%d\n", rect.w, rect.h, rect.x, rect.y, panel->width_px, panel->height_px);
        abort();
}

uint32_t pixels_at(const uint32_t *pixels, const struct ui_panel *panel, int x, int y) {
        must_be_inside(panel, (struct view_rect){ x, y, 1, 1 });
        return pixels[(size_t)y * (size_t)panel->width_px + (size_t)x] & 0xFFFFFF;
}

unsigned pixels_count(const uint32_t *pixels, const struct ui_panel *panel, struct view_rect rect, uint32_t rgb) {
        unsigned count = 0;

        must_be_inside(panel, rect);
        for (int y = rect.y; y < rect.y + rect.h; y++) {
                const uint32_t *row = pixels + (size_t)y * (size_t)panel->width_px + rect.x;

                for (int x = 0; x < rect.w; x++)
                        count += (row[x] & 0xFFFFFF) == rgb;
        }
        return count;
}

bool pixels_same(const uint32_t *a, const uint32_t *b, const struct ui_panel *panel, size_t *ret_different) {
        size_t count = (size_t)panel->width_px * (size_t)panel->height_px, at = 0;

        if (memcmp(a, b, count * sizeof(*a)) == 0)
                return true;
        while (a[at] == b[at])
                at++;
        *ret_different = at;
        return false;
}
