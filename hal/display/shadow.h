/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The picture in ordinary memory, already turned as the panel wants it. What a
 * device shows is copied from here in whole rows: its memory is often uncached,
 * and a picture that has to wait for the device needs a place meanwhile.
 */
#pragma once

#include <stdint.h>

#include "hal/display/display.h"
#include "hal/display/turn.h"

/* Of one pixel, the most significant bits first, as linux/fb.h and drm_fourcc.h name them. */
enum scanout_format { SCANOUT_XRGB8888, SCANOUT_RGB565, SCANOUT_BGR565 };

/* Memory that a device shows. */
struct scanout {
        uint8_t *memory;
        size_t stride; /* in bytes */
        int width_px, height_px;
        enum scanout_format format;
};

struct shadow {
        enum turn rotation;
        int width_px, height_px; /* of the panel's orientation */
        uint32_t *pixels;        /* owned; rows of width_px */
};

/* For an upright picture of these sides, 1 to DISPLAY_SIDE_MAX_PX each; black. 0 or -ENOMEM. */
MUST_CHECK int shadow_init(struct shadow *shadow, int width_px, int height_px, enum turn rotation);
void shadow_deinit(struct shadow *shadow);
void shadow_blacken(struct shadow *shadow);
/* Takes a rectangle inside the upright picture over; where it is in the panel's orientation is *ret_drawn. */
void shadow_draw(struct shadow *shadow, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage,
                 struct display_rectangle *ret_drawn);
/* Whether the whole picture is on the device pixel for pixel. Otherwise it is scaled. */
bool shadow_fits(const struct shadow *shadow, const struct scanout *scanout);
/*
 * Copies a rectangle of the panel's orientation to the device, with the picture in its middle. A picture that is wider or higher than the
 * device is scaled to the whole of it, as a panel does with a mode that is not its own: so what is seen is right on the glass, and touches are
 * where they are felt. *ret_copied is in the device's pixels. False when there is nothing to copy.
 */
bool shadow_copy(const struct shadow *shadow, const struct display_rectangle *rectangle, const struct scanout *scanout,
                 struct display_rectangle *ret_copied);
