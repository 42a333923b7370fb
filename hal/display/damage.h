/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Rectangles that something still lacks: added up, never more of them than
 * DAMAGE_MAX. What does not fit grows into one rectangle around all.
 */
#pragma once

#include "hal/display/display.h"

enum { DAMAGE_MAX = 64 };

struct damage {
        struct display_rectangle rectangles[DAMAGE_MAX];
        size_t count;
};

/* A rectangle that is not empty. What lies within one that is there already is left out. */
void damage_add(struct damage *damage, const struct display_rectangle *rectangle);
void damage_clear(struct damage *damage);
