/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/upkeep.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <syslog.h>

/* The latest moment that has certainly been: it is not earlier. */
static int64_t floor_of(const struct upkeep *upkeep, const struct recorder *recorder) {
        int64_t floor_ms = store_time_floor(recorder->store);

        return floor_ms > upkeep->build_ms ? floor_ms : upkeep->build_ms;
}

/* Whether the time is good enough to build on: to raise the floor, and to end what was to be collected until then. */
static bool is_built_on(const struct upkeep *upkeep, const struct recorder *recorder) {
        return !upkeep->clock.doubt && store_clock(recorder->store) == STORE_CLOCK_BELIEVED;
}

static struct entry clock_entry(const struct upkeep *upkeep, const struct recorder *recorder, const char *by) {
        struct entry entry = {
                .event = ENTRY_CLOCK,
                .was_ms = clock_watch_estimate(&upkeep->clock, recorder->now),
                .now_ms = recorder->now.wall_ms,
        };

        snprintf(entry.by, sizeof(entry.by), "%s", by);
        return entry;
}

void upkeep_start_clock(struct upkeep *upkeep, struct recorder *recorder) {
        bool doubted = store_clock(recorder->store) == STORE_CLOCK_DOUBTED;
        int r;

        clock_watch_start(&upkeep->clock, floor_of(upkeep, recorder), doubted, recorder->now);
        store_trust_clock(recorder->store, is_built_on(upkeep, recorder));
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_SHORTEN_LOCKS), NULL);
        if (r != 0)
                recorder_fault(recorder, "starting the clock", r);
        if (doubted)
                recorder_log(recorder, LOG_WARNING, "the clock is still in doubt: a manager confirms it, or an hour of synchronised time");
}

void upkeep_doubt(struct upkeep *upkeep, struct recorder *recorder) {
        struct entry entry = clock_entry(upkeep, recorder, "box");
        int r;

        if (!recorder_ready(recorder) || store_clock(recorder->store) == STORE_CLOCK_DOUBTED)
                return;
        store_trust_clock(recorder->store, false);
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_CLOCK_DOUBTED, .entry = &entry), NULL);
        if (r != 0)
                recorder_fault(recorder, "doubting the clock", r);
        else
                recorder_alarm(recorder, ALARM_CLOCK, 0);
}

static bool believe(struct upkeep *upkeep, struct recorder *recorder, unsigned hours, const struct entry *entry) {
        bool doubted = upkeep->clock.doubt;
        int r;

        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_CLOCK_BELIEVED, .entry = entry, .hours = hours), NULL);
        if (r != 0) {
                recorder_fault(recorder, "believing the clock", r);
                return false;
        }
        clock_watch_believe(&upkeep->clock, recorder->now);
        store_trust_clock(recorder->store, is_built_on(upkeep, recorder));
        if (doubted)
                recorder_alarm_cleared(recorder, ALARM_CLOCK, 0, entry->by);
        return true;
}

void upkeep_believe(struct upkeep *upkeep, struct recorder *recorder, unsigned hours, const char *by) {
        struct entry entry = clock_entry(upkeep, recorder, by);

        (void)!believe(upkeep, recorder, hours, &entry);
}

void upkeep_clock_range(const struct upkeep *upkeep, const struct recorder *recorder, int64_t expires_ms, int64_t *ret_earliest_ms,
                        int64_t *ret_latest_ms) {
        int64_t floor_ms = floor_of(upkeep, recorder), beyond_ms = floor_ms + CLOCK_WATCH_BEYOND_MS;

        *ret_earliest_ms = floor_ms;
        *ret_latest_ms = expires_ms > beyond_ms ? expires_ms : beyond_ms;
}

bool upkeep_clock_set(struct upkeep *upkeep, struct recorder *recorder, struct moment asked, const char *by) {
        struct entry entry = clock_entry(upkeep, recorder, by);

        if (!upkeep->clock.doubt)
                entry.was_ms = asked.wall_ms + (recorder->now.mono_ms - asked.mono_ms);
        if (!recorder_ready(recorder))
                return false;
        store_trust_clock(recorder->store, false); /* its own entry does not raise the floor either */
        return believe(upkeep, recorder, STORE_CLOCK_HOURS, &entry);
}

/* Somebody who looks at a box in doubt wants to know what it waits for. */
static void tell_agreement(const struct clock_watch *clock, bool before, struct recorder *recorder) {
        if (clock->agrees && !before)
                recorder_log(recorder, LOG_NOTICE, "the clock in doubt is synchronised: if it stays so for an hour and its time can be, the doubt ends");
        else if (before && !clock->agrees)
                recorder_log(recorder, LOG_NOTICE, "the clock in doubt is not synchronised any more: its hour begins anew");
}

void upkeep_ask_kernel(struct upkeep *upkeep, struct recorder *recorder) {
        bool synchronised = false, over, agreed = upkeep->clock.agrees;

        if (!upkeep->clock.doubt || recorder->now.mono_ms < upkeep->clock.ask_ms)
                return;
        upkeep_doubt(upkeep, recorder);
        if (!recorder_ready(recorder)) {
                clock_watch_waits(&upkeep->clock, recorder->now);
                return;
        }
        if (recorder->ports->synchronised(recorder->ports->context, &synchronised) == -EAGAIN) {
                clock_watch_waits(&upkeep->clock, recorder->now);
                return;
        }
        over = clock_watch_agrees(&upkeep->clock, synchronised, floor_of(upkeep, recorder), recorder->now);
        tell_agreement(&upkeep->clock, agreed, recorder);
        if (over)
                upkeep_believe(upkeep, recorder, STORE_CLOCK_HOURS, "box");
}

void upkeep_expire(struct upkeep *upkeep, struct recorder *recorder) {
        int r;

        if (!is_built_on(upkeep, recorder) || recorder->now.wall_ms < upkeep->expire_ms)
                return;
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_EXPIRE), NULL);
        if (r == 0)
                r = store_next_deadline(recorder->store, &upkeep->expire_ms);
        if (r != 0)
                recorder_fault(recorder, "expiring", r);
}

/* An hour of running is over, or the box has just started. */
static int confirm_time(struct upkeep *upkeep, struct recorder *recorder, bool starts) {
        int r;

        if (upkeep->clock.doubt)
                return 0;
        clock_watch_believe(&upkeep->clock, recorder->now);
        if (starts && !is_built_on(upkeep, recorder))
                return 0;
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_CONFIRM_TIME), NULL);
        store_trust_clock(recorder->store, is_built_on(upkeep, recorder));
        return r;
}

void upkeep_hourly(struct upkeep *upkeep, struct recorder *recorder, struct health *health, bool unattended) {
        int r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_FLUSH_REFUSED), NULL);
        bool starts = upkeep->hour_ms == 0;

        upkeep->hour_ms = recorder->now.mono_ms + UPKEEP_HOUR_MS;
        if (r == 0)
                r = confirm_time(upkeep, recorder, starts);
        if (r != 0) {
                recorder_fault(recorder, "the hourly work", r);
                return;
        }
        health_check_room(health, recorder);
        caps_over(&recorder->caps, CAUSE_BADGE);
        health_hourly(health, recorder);
        gave_up_tell(&upkeep->gave_up, recorder);
        if (recorder_ready(recorder) && store_size(recorder->store) != recorder->checkpoint_size)
                recorder_sign(recorder);
        if (unattended)
                recorder_scrub(recorder);
}

/* ---- counts of the hour that runs ---- */

static unsigned counted(const struct upkeep *upkeep, const struct recorder *recorder, const struct watch *watch) {
        unsigned sum = health_counted(recorder) + gave_up_counted(&upkeep->gave_up);

        for (unsigned c = 1; c <= watch->count; c++)
                sum += watch_counted(watch, c);
        return sum;
}

int64_t upkeep_counts_deadline(const struct upkeep *upkeep, const struct recorder *recorder, const struct watch *watch) {
        unsigned now = counted(upkeep, recorder, watch);

        return now > 0 && now != upkeep->counted ? upkeep->keep_ms : INT64_MAX;
}

void upkeep_keep_counts(struct upkeep *upkeep, struct recorder *recorder, const struct watch *watch) {
        if (recorder->now.mono_ms < upkeep_counts_deadline(upkeep, recorder, watch))
                return;
        health_keep_counts(recorder);
        gave_up_keep(&upkeep->gave_up, recorder);
        for (unsigned c = 1; c <= watch->count; c++)
                recorder_keep_count(recorder, &(struct entry){ .event = ENTRY_SWITCH_CHANGES, .c = c, .count = watch_counted(watch, c) });
        upkeep->counted = counted(upkeep, recorder, watch);
        upkeep->keep_ms = recorder->now.mono_ms + UPKEEP_KEEP_MS;
}

void upkeep_tell_counts(struct recorder *recorder) {
        int r;

        if (!recorder->has_ledger || !recorder_ready(recorder))
                return;
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_TELL_COUNTS), NULL);
        if (r != 0)
                recorder_fault(recorder, "telling what was counted", r);
}

void upkeep_look_ahead(struct upkeep *upkeep, struct recorder *recorder) {
        int r = store_next_deadline(recorder->store, &upkeep->expire_ms);

        if (r != 0)
                recorder_fault(recorder, "looking for deadlines", r);
}

int64_t upkeep_deadline(const struct upkeep *upkeep, const struct recorder *recorder, bool unattended) {
        int64_t due_ms = upkeep->hour_ms;

        if (upkeep->clock.doubt)
                due_ms = upkeep->clock.ask_ms;
        else if (is_built_on(upkeep, recorder) && upkeep->expire_ms != INT64_MAX && unattended)
                due_ms = recorder->now.mono_ms + (upkeep->expire_ms - recorder->now.wall_ms);
        return due_ms < upkeep->hour_ms ? due_ms : upkeep->hour_ms;
}
