/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/damage.h"

static bool within(const struct display_rectangle *inner, const struct display_rectangle *outer) {
        return inner->x_px >= outer->x_px && inner->y_px >= outer->y_px &&
               inner->x_px + inner->width_px <= outer->x_px + outer->width_px &&
               inner->y_px + inner->height_px <= outer->y_px + outer->height_px;
}

static struct display_rectangle around(const struct display_rectangle *one, const struct display_rectangle *other) {
        int left = one->x_px < other->x_px ? one->x_px : other->x_px;
        int top = one->y_px < other->y_px ? one->y_px : other->y_px;
        int right = one->x_px + one->width_px, other_right = other->x_px + other->width_px;
        int bottom = one->y_px + one->height_px, other_bottom = other->y_px + other->height_px;

        right = right > other_right ? right : other_right;
        bottom = bottom > other_bottom ? bottom : other_bottom;
        return (struct display_rectangle){ left, top, right - left, bottom - top };
}

void damage_add(struct damage *damage, const struct display_rectangle *rectangle) {
        struct display_rectangle added = *rectangle;
        size_t kept = 0;

        for (size_t i = 0; i < damage->count; i++)
                if (within(&added, &damage->rectangles[i]))
                        return;
        for (size_t i = 0; i < damage->count; i++)
                if (!within(&damage->rectangles[i], &added))
                        damage->rectangles[kept++] = damage->rectangles[i];
        if (kept == DAMAGE_MAX) {
                for (size_t i = 0; i < kept; i++)
                        added = around(&added, &damage->rectangles[i]);
                kept = 0;
        }
        damage->rectangles[kept++] = added;
        damage->count = kept;
}

void damage_clear(struct damage *damage) {
        damage->count = 0;
}
