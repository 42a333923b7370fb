/* SPDX-License-Identifier: EUPL-1.2 */
/* What came of a clock that was to be set by hand (clock_work.c asks for it). */
#include <syslog.h>

#include "controller/box/session/box_inner.h"

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
