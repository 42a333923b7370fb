/* SPDX-License-Identifier: EUPL-1.2 */
/* Alarms: the sound, the journal and the entry of one, alone or gathered with what it is of. */
#include <assert.h>
#include <stdio.h>
#include <syslog.h>

#include "controller/box/session/recorder.h"

/* An entry about the alarm. */
static struct entry alarm_entry(enum entry_event event, enum alarm alarm, const char *of) {
        struct entry entry = { .event = event };

        static_assert(sizeof(entry.what) == ALARM_TEXT_SIZE, "an alarm's text is an entry's");
        alarm_text(alarm, of, entry.what);
        return entry;
}

/* What is to be written of it. */
static struct entry sound_alarm(struct recorder *recorder, enum alarm alarm, const char *of) {
        struct entry entry = alarm_entry(ENTRY_ALARM, alarm, of);

        recorder_log(recorder, LOG_WARNING, "alarm: %s", entry.what);
        recorder->ports->tone(recorder->ports->context, TONE_ALARM);
        return entry;
}

static struct entry end_alarm(struct recorder *recorder, enum alarm alarm, const char *of, const char *by) {
        struct entry entry = alarm_entry(ENTRY_ALARM_CLEARED, alarm, of);

        snprintf(entry.by, sizeof(entry.by), "%s", by);
        recorder_log(recorder, LOG_NOTICE, "alarm cleared: %s", entry.what);
        return entry;
}

void recorder_alarm_of(struct recorder *recorder, enum alarm alarm, const char *of) {
        struct entry entry = sound_alarm(recorder, alarm, of);

        recorder_entry(recorder, &entry);
}

void recorder_alarm_cleared_of(struct recorder *recorder, enum alarm alarm, const char *of, const char *by) {
        struct entry entry = end_alarm(recorder, alarm, of, by);

        recorder_entry(recorder, &entry);
}

/* NULL for the alarm of no compartment. */
static const char *number(unsigned c, char ret_text[12]) {
        snprintf(ret_text, 12, "%u", c);
        return c > 0 ? ret_text : NULL;
}

void recorder_alarm(struct recorder *recorder, enum alarm alarm, unsigned c) {
        char text[12];

        recorder_alarm_of(recorder, alarm, number(c, text));
}

void recorder_alarm_cleared(struct recorder *recorder, enum alarm alarm, unsigned c, const char *by) {
        char text[12];

        recorder_alarm_cleared_of(recorder, alarm, number(c, text), by);
}

void recorder_add_alarm(struct recorder *recorder, struct together *together, enum alarm alarm, unsigned c) {
        char text[12];
        struct entry entry = sound_alarm(recorder, alarm, number(c, text));

        together_add_entry(together, &entry);
}

void recorder_add_alarm_cleared(struct recorder *recorder, struct together *together, enum alarm alarm, unsigned c, const char *by) {
        char text[12];
        struct entry entry = end_alarm(recorder, alarm, number(c, text), by);

        together_add_entry(together, &entry);
}

void recorder_alarm_many(struct recorder *recorder, enum cause cause, enum alarm alarm) {
        struct entry entry = alarm_entry(ENTRY_ALARM_MANY, alarm, NULL);

        entry.count = caps_over(&recorder->caps, cause);
        if (entry.count > 0)
                recorder_entry(recorder, &entry);
}

void recorder_keep_alarm_many(struct recorder *recorder, enum cause cause, enum alarm alarm) {
        struct entry entry = alarm_entry(ENTRY_ALARM_MANY, alarm, NULL);

        entry.count = recorder->caps.of[cause].more;
        recorder_keep_count(recorder, &entry);
}
