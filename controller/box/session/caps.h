/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How many entries of each cause were written in the hour that runs (store/cause.h). Plain data, no clock.
 */
#pragma once

#include <stdbool.h>

#include "controller/box/store/cause.h"

struct caps {
        struct {
                unsigned written, more;
        } of[CAUSE_COUNT];
};

/* One more happened. Whether it is to be written singly; else it is counted. */
bool caps_take(struct caps *caps, enum cause cause);
/* The hour of this cause is over: how many were counted. The next one begins. */
unsigned caps_over(struct caps *caps, enum cause cause);
