/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The clock is set by hand: asked for at the screen (task_set_clock.c), done outside, told here.
 */
#include <stdio.h>
#include <syslog.h>

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

void box_clock_set(struct box *box, struct moment now, enum screen_time_state state) {
        struct works *works = &box->works;

        if (!works->clock_set.under_way)
                return;
        box_arrive(box, now);
        if (state == SCREEN_TIME_SET && !upkeep_clock_set(&works->upkeep, &works->recorder, works->clock_set.asked, works->clock_set.by))
                state = SCREEN_TIME_FAULT;
        works->clock_set.under_way = false;
        works->clock_set.told.state = state;
        recorder_log(&works->recorder, LOG_NOTICE, "the clock was %s by a manager", state == SCREEN_TIME_SET ? "set" : "to be set, and was not,");
        box->ports.tone(box->ports.context, state == SCREEN_TIME_SET ? TONE_ACCEPTED : TONE_WRONG);
        box_arrive(box, now);
        box_show(box);
}
