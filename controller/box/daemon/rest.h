/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a picture that stands for days needs, for a panel not to keep it: while nobody is there it moves a
 * little every minute, is darker in the hours that the configuration names, and black, the panel off, while the
 * office is closed. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
        REST_AFTER_MS = 10 * 60 * 1000, /* without touch, key, code or door */
        REST_MARGIN_PX = 16,            /* how far the picture goes from its place, each way */
};

struct rest {
        int dx_px, dy_px;       /* where the picture is moved to */
        unsigned percent;       /* of its brightness: 100 as drawn, 0 black */
        bool off;               /* and the panel is switched off, where it can be */
};

/* As drawn. */
#define REST_NONE ((struct rest){ .percent = 100 })

struct rest_scene {
        bool waiting;           /* the idle screen, or that of a box out of order, and nobody is there */
        bool idle;              /* the former */
        bool open;              /* these are opening hours */
        bool may_switch_off;    /* the panel, outside them */
        unsigned hour;          /* local, 0 to 23 */
        int64_t minute;         /* since 1970 */
        unsigned dim_from, dim_to, dim_percent; /* hours: from the first until before the second; the same: never */
};

struct rest rest_at(const struct rest_scene *scene);
bool rest_equal(const struct rest *a, const struct rest *b);
