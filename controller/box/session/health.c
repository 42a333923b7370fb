/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/health.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>


enum { MISSING_TEXT_MAX = 160 };

/* ---- alarms that come and go ---- */

static const enum alarm alarms[CAUSE_COUNT] = {
        [CAUSE_SCANNER] = ALARM_SCANNER, [CAUSE_TOUCH] = ALARM_TOUCH, [CAUSE_SCREEN] = ALARM_SCREEN, [CAUSE_VOICE] = ALARM_VOICE,
        [CAUSE_SCREEN_MODE] = ALARM_SCREEN_MODE, [CAUSE_SCANNER_SETTINGS] = ALARM_SCANNER_SETTINGS,
        [CAUSE_CHIPS] = ALARM_CHIPS, [CAUSE_DISK] = ALARM_DISK, [CAUSE_DISK_FULL] = ALARM_DISK_FULL,
};

static bool is_same(const struct health_alarm *one, const struct health_alarm *other) {
        return one->is == other->is && one->c == other->c;
}

/* One about others ends first. */
static void say(struct health *health, struct recorder *recorder, enum cause cause) {
        struct health_alarm *said = &health->said[cause];
        const struct health_alarm *now = &health->now[cause];

        if (said->is)
                recorder_alarm_cleared(recorder, alarms[cause], said->c, "box");
        if (now->is)
                recorder_alarm(recorder, alarms[cause], now->c);
        *said = *now;
}

/* It is so from now on: said at once, or when the hour is over. */
static void note(struct health *health, struct recorder *recorder, enum cause cause, struct health_alarm now) {
        if (is_same(&health->now[cause], &now))
                return;
        health->now[cause] = now;
        if (caps_take(&recorder->caps, cause) && !is_same(&health->said[cause], &now))
                say(health, recorder, cause);
}

void health_hourly(struct health *health, struct recorder *recorder) {
        for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
                if (alarms[cause] == ALARM_NONE)
                        continue;
                recorder_alarm_many(recorder, (enum cause)cause, alarms[cause]);
                if (!is_same(&health->said[cause], &health->now[cause]))
                        say(health, recorder, (enum cause)cause);
        }
}

unsigned health_counted(const struct recorder *recorder) {
        unsigned sum = 0;

        for (unsigned cause = 0; cause < CAUSE_COUNT; cause++)
                sum += alarms[cause] != ALARM_NONE ? recorder->caps.of[cause].more : 0;
        return sum;
}

void health_keep_counts(struct recorder *recorder) {
        for (unsigned cause = 0; cause < CAUSE_COUNT; cause++)
                if (alarms[cause] != ALARM_NONE)
                        recorder_keep_alarm_many(recorder, (enum cause)cause, alarms[cause]);
}

/* ---- room on the disk ---- */

static enum room room_for(uint64_t bytes) {
        if (bytes < HEALTH_SPACE_HAND_OUT_MIN)
                return ROOM_NONE;
        return bytes < HEALTH_SPACE_LOAD_MIN ? ROOM_LOW : ROOM_ENOUGH;
}

void health_check_room(struct health *health, struct recorder *recorder) {
        static const enum cause causes[] = { [ROOM_LOW] = CAUSE_DISK, [ROOM_NONE] = CAUSE_DISK_FULL };
        uint64_t bytes;
        enum room room;

        if (recorder->broken || store_space(recorder->store, &bytes) != 0)
                return;
        room = room_for(bytes);
        while (health->room < room)
                note(health, recorder, causes[++health->room], (struct health_alarm){ .is = true });
        while (health->room > room)
                note(health, recorder, causes[health->room--], (struct health_alarm){ .is = false });
}

/* ---- compartments ---- */

struct missing {
        char text[MISSING_TEXT_MAX];        /* "3-4 17"; what does not fit is left out */
        unsigned from, to, count;       /* the run that is not written yet; from 0: none */
};

static void write_run(struct missing *missing) {
        size_t len = strlen(missing->text);

        if (missing->from == 0)
                return;
        if (missing->from == missing->to)
                snprintf(missing->text + len, sizeof(missing->text) - len, "%s%u", len ? " " : "", missing->from);
        else
                snprintf(missing->text + len, sizeof(missing->text) - len, "%s%u-%u", len ? " " : "", missing->from, missing->to);
}

static void look_for_missing(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct missing *missing = context;

        if (compartment->state != COMPARTMENT_ABSENT)
                return;
        missing->count++;
        if (missing->from == 0 || compartment->c != missing->to + 1) {
                write_run(missing);
                missing->from = compartment->c;
        }
        missing->to = compartment->c;
}

void health_check_compartments(struct health *health, struct recorder *recorder) {
        struct missing missing = { .text = "" };
        int r;

        if (!recorder_ready(recorder))
                return;
        r = store_each(recorder->store, look_for_missing, &missing);
        if (r != 0) {
                recorder_fault(recorder, "looking for absent compartments", r);
                return;
        }
        health->absent_count = missing.count;
        if (missing.count > 0) {
                write_run(&missing);
                recorder_log(recorder, LOG_ERR, "hardware: %u compartments are absent, their lines cannot be had: %s", missing.count, missing.text);
        } else if (health->now[CAUSE_CHIPS].is) {
                recorder_log(recorder, LOG_NOTICE, "hardware: no compartment is absent any more");
        }
        /* The alarm of one that is absent names it; of several the journal does. */
        note(health, recorder, CAUSE_CHIPS, (struct health_alarm){ .is = missing.count > 0, .c = missing.count == 1 ? missing.to : 0 });
}

/* ---- devices for people ---- */

void health_note_device(struct health *health, struct recorder *recorder, enum device device, bool present) {
        static const enum cause causes[] = {
                [DEVICE_SCANNER] = CAUSE_SCANNER,
                [DEVICE_TOUCH] = CAUSE_TOUCH,
                [DEVICE_SCREEN] = CAUSE_SCREEN,
                [DEVICE_VOICE] = CAUSE_VOICE,
        };

        static_assert(ARRAY_LEN(causes) == DEVICE_FOR_PEOPLE_LAST + 1, "each device for people has its cause");
        health->device_gone[device] = !present;
        note(health, recorder, causes[device], (struct health_alarm){ .is = !present });
}

void health_note_scanner_settings(struct health *health, struct recorder *recorder, bool changed) {
        note(health, recorder, CAUSE_SCANNER_SETTINGS, (struct health_alarm){ .is = changed });
}

void health_note_mode(struct health *health, struct recorder *recorder, bool other) {
        note(health, recorder, CAUSE_SCREEN_MODE, (struct health_alarm){ .is = other });
}
