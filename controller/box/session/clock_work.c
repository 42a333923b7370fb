/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The clock is set by hand: asked for at the screen (task_set_clock.c), handed outside here, and what came of it is told to box_clock.c.
 */
#include <stdio.h>

#include "controller/box/session/box_inner.h"

void box_set_clock(struct box *box, int64_t wall_ms, const char *by) {
        struct works *works = &box->works;

        if (works->clock_set.under_way)
                return;
        works->clock_set.told = (struct screen_time){ .state = SCREEN_TIME_FAULT };
        if (!recorder_may_ask(&works->recorder))
                return;
        works->clock_set.asked = works->recorder.now;
        snprintf(works->clock_set.by, sizeof(works->clock_set.by), "%s", by);
        works->clock_set.under_way = box->ports.set_clock && box->ports.set_clock(box->ports.context, wall_ms) == 0;
        works->clock_set.told = (struct screen_time){ .state = works->clock_set.under_way ? SCREEN_TIME_SETTING : SCREEN_TIME_NOBODY };
}
