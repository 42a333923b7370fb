/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/health.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>


enum { MISSING_TEXT_MAX = 160 };

/* ---- room on the disk ---- */

static enum room room_for(uint64_t bytes) {
        if (bytes < HEALTH_SPACE_HAND_OUT_MIN)
                return ROOM_NONE;
        return bytes < HEALTH_SPACE_LOAD_MIN ? ROOM_LOW : ROOM_ENOUGH;
}

void health_check_room(struct health *health, struct recorder *recorder) {
        static const enum alarm alarms[] = { [ROOM_LOW] = ALARM_DISK, [ROOM_NONE] = ALARM_DISK_FULL };
        uint64_t bytes;
        enum room room;

        if (recorder->broken || store_space(recorder->store, &bytes) != 0)
                return;
        room = room_for(bytes);
        while (health->room < room)
                recorder_alarm(recorder, alarms[++health->room], 0);
        while (health->room > room)
                recorder_alarm_cleared(recorder, alarms[health->room--], 0, "box");
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

/* The alarm of one that is absent names it; of several the journal does. An alarm about others ends first. */
static void say_missing(struct health *health, struct recorder *recorder, unsigned count, unsigned c) {
        if (health->chips_alarmed == (count > 0) && health->chips_c == c)
                return;
        if (health->chips_said >= HEALTH_CHIPS_SAID_MAX)
                return;
        health->chips_said++;
        if (health->chips_alarmed)
                recorder_alarm_cleared(recorder, ALARM_CHIPS, health->chips_c, "box");
        if (count > 0)
                recorder_alarm(recorder, ALARM_CHIPS, c);
        health->chips_alarmed = count > 0;
        health->chips_c = c;
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
        } else if (health->chips_alarmed) {
                recorder_log(recorder, LOG_NOTICE, "hardware: no compartment is absent any more");
        }
        say_missing(health, recorder, missing.count, missing.count == 1 ? missing.to : 0);
}

void health_hourly(struct health *health, struct recorder *recorder) {
        bool silenced = health->chips_said >= HEALTH_CHIPS_SAID_MAX;

        health->chips_said = 0;
        if (silenced)
                health_check_compartments(health, recorder);
}

/* ---- devices for people ---- */

void health_note_device(struct health *health, struct recorder *recorder, enum device device, bool present) {
        static const enum alarm alarms[] = {
                [DEVICE_SCANNER] = ALARM_SCANNER,
                [DEVICE_TOUCH] = ALARM_TOUCH,
                [DEVICE_SCREEN] = ALARM_SCREEN,
                [DEVICE_VOICE] = ALARM_VOICE,
        };

        static_assert(ARRAY_LEN(alarms) == DEVICE_FOR_PEOPLE_LAST + 1, "each device for people has its alarm");
        if (health->device_gone[device] == !present)
                return;
        health->device_gone[device] = !present;
        if (present)
                recorder_alarm_cleared(recorder, alarms[device], 0, "box");
        else
                recorder_alarm(recorder, alarms[device], 0);
}

void health_note_mode(struct health *health, struct recorder *recorder, bool other) {
        if (health->other_mode == other)
                return;
        health->other_mode = other;
        if (other)
                recorder_alarm(recorder, ALARM_SCREEN_MODE, 0);
        else
                recorder_alarm_cleared(recorder, ALARM_SCREEN_MODE, 0, "box");
}
