/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/rest.h"

/* Back and forth between -REST_MARGIN_PX and REST_MARGIN_PX, a pixel a minute. */
static int swing(int64_t minute) {
        int at = (int)(minute % (4 * REST_MARGIN_PX));

        return at < 2 * REST_MARGIN_PX ? at - REST_MARGIN_PX : 3 * REST_MARGIN_PX - at;
}

static bool is_dim(const struct rest_scene *scene) {
        if (scene->dim_from <= scene->dim_to)
                return scene->hour >= scene->dim_from && scene->hour < scene->dim_to;
        return scene->hour >= scene->dim_from || scene->hour < scene->dim_to;
}

struct rest rest_at(const struct rest_scene *scene) {
        if (!scene->waiting)
                return REST_NONE;
        if (scene->idle && !scene->open)
                return (struct rest){ .percent = 0, .off = scene->may_switch_off };
        return (struct rest){
                .dx_px = swing(scene->minute),
                .dy_px = swing(scene->minute + REST_MARGIN_PX),
                .percent = is_dim(scene) ? scene->dim_percent : 100,
        };
}

bool rest_equal(const struct rest *a, const struct rest *b) {
        return a->dx_px == b->dx_px && a->dy_px == b->dy_px && a->percent == b->percent && a->off == b->off;
}
