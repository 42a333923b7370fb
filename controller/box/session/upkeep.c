/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/upkeep.h"

#include <stdint.h>

void upkeep_start_clock(struct upkeep *upkeep, struct recorder *recorder, int64_t floor_ms) {
        int r;

        clock_watch_start(&upkeep->clock, floor_ms, recorder->now);
        store_trust_clock(recorder->store, !upkeep->clock.doubt);
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_SHORTEN_LOCKS), NULL);
        if (r != 0)
                recorder_fault(recorder, "starting the clock", r);
}

void upkeep_doubt(struct upkeep *upkeep, struct recorder *recorder) {
        struct entry entry = {
                .event = ENTRY_CLOCK,
                .was_ms = clock_watch_estimate(&upkeep->clock, recorder->now),
                .now_ms = recorder->now.wall_ms,
                .by = "box",
        };

        store_trust_clock(recorder->store, false);
        recorder_alarm(recorder, ALARM_CLOCK, 0);
        recorder_entry(recorder, &entry);
}

void upkeep_expire(struct upkeep *upkeep, struct recorder *recorder) {
        int r;

        if (upkeep->clock.doubt || recorder->now.wall_ms < upkeep->expire_ms)
                return;
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_EXPIRE), NULL);
        if (r == 0)
                r = store_next_deadline(recorder->store, &upkeep->expire_ms);
        if (r != 0)
                recorder_fault(recorder, "expiring", r);
}

void upkeep_hourly(struct upkeep *upkeep, struct recorder *recorder, struct health *health, bool unattended) {
        int r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_FLUSH_REFUSED), NULL);

        upkeep->hour_ms = recorder->now.mono_ms + UPKEEP_HOUR_MS;
        if (r == 0 && !upkeep->clock.doubt) {
                clock_watch_believe(&upkeep->clock, recorder->now);
                r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_CONFIRM_TIME), NULL);
        }
        if (r != 0) {
                recorder_fault(recorder, "the hourly work", r);
                return;
        }
        health_check_room(health, recorder);
        if (!recorder->broken && store_size(recorder->store) != recorder->checkpoint_size)
                recorder_sign(recorder);
        if (!recorder->broken && unattended)
                recorder_scrub(recorder);
}

void upkeep_look_ahead(struct upkeep *upkeep, struct recorder *recorder) {
        int r = store_next_deadline(recorder->store, &upkeep->expire_ms);

        if (r != 0)
                recorder_fault(recorder, "looking for deadlines", r);
}

int64_t upkeep_deadline(const struct upkeep *upkeep, struct moment now, bool unattended) {
        int64_t due_ms;

        if (upkeep->clock.doubt || upkeep->expire_ms == INT64_MAX || !unattended)
                return upkeep->hour_ms;
        due_ms = now.mono_ms + (upkeep->expire_ms - now.wall_ms);
        return due_ms < upkeep->hour_ms ? due_ms : upkeep->hour_ms;
}
