/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/deeds_staff_look.h"

#include <syslog.h>

#include "controller/box/session/works.h"

static int look(struct works *works, unsigned c, struct looked *ret_looked) {
        int r = store_compartment(works->recorder.store, c, &ret_looked->compartment);

        if (r == 0 && ret_looked->compartment.has_consignment)
                r = store_consignment(works->recorder.store, ret_looked->compartment.cti, &ret_looked->consignment);
        return r;
}

/* Something that a citizen could have lies there. */
static bool holds_consignment(const struct looked *looked) {
        return looked->compartment.has_consignment && looked->compartment.state != COMPARTMENT_RETURN_INSIDE;
}

static bool deed_service_open(void *context, unsigned c, enum purpose purpose, const char *by, const char *second, bool *ret_keeps) {
        struct works *works = context;
        int r;

        if (!recorder_may_ask(&works->recorder))
                return false;
        r = look(works, c, &works->looked);
        if (r == 0)
                r = store_do(works->recorder.store, works->recorder.now.wall_ms,
                             DEED(DEED_SERVICE_OPEN, .c = c, .purpose = purpose, .by = by, .second = second), NULL);
        if (r != 0) {
                recorder_refuse(&works->recorder, "opening for service", r);
                return false;
        }
        works->broken_into[c - 1] = false;
        *ret_keeps = holds_consignment(&works->looked) && consignment_stays(&works->looked.consignment);
        works->label.is_there = false;
        return true;
}

/* Nothing that a citizen could have is registered there: what staff say decides whether it is used again. */
static void settle_compartment(struct together *together, unsigned c, enum answered answered, const char *by) {
        if (answered == ANSWERED_EMPTY || answered == ANSWERED_TAKEN)
                together_add(together, DEED(DEED_RETURNED_TO_SERVICE, .c = c, .by = by));
        else
                together_add(together, DEED(DEED_QUARANTINED, .c = c, .why = REASON_CONTENTS));
}

static void settle_consignment(struct works *works, struct together *together, const struct consignment *consignment, enum answered answered, const char *by) {
        static const enum found found[ANSWERED_COUNT] = { [ANSWERED_TAKEN] = FOUND_THERE, [ANSWERED_EMPTY] = FOUND_EMPTY, [ANSWERED_ELSE] = FOUND_ELSE };

        if (answered == ANSWERED_KEPT && works_lack_label(works, consignment)) {
                recorder_log(&works->recorder, LOG_WARNING, "compartment %u stays in doubt: after a restore only the label of what lies there counts",
                             consignment->c);
                return;
        }
        if (answered == ANSWERED_KEPT && consignment_stays(consignment))
                together_add(together, DEED(DEED_KEPT, .c = consignment->c, .by = by, .cti = consignment->restored ? works->label.cti : NULL));
        else if (answered == ANSWERED_KEPT)
                together_add(together, DEED(DEED_QUARANTINED, .c = consignment->c, .why = REASON_CONTENTS));
        else
                together_add(together, DEED(DEED_REMOVED, .cti = consignment->cti, .found = found[answered], .by = by));
}

/* Staff have looked: the alarm of a break-in is over, whatever they found. */
static void clear_break_in(struct works *works, struct together *together, const struct store_compartment *before, const char *by) {
        static const enum alarm alarms[REASON_COUNT] = { [REASON_FORCED_OPEN] = ALARM_FORCED_OPEN, [REASON_FOUND_OPEN] = ALARM_FOUND_OPEN };
        enum alarm alarm = before->state == COMPARTMENT_QUARANTINED ? alarms[before->reason] : ALARM_NONE;

        /* What was in doubt before is so for its first reason still. */
        if (alarm == ALARM_NONE && watch_is_alarmed(&works->watch, before->c) && !watch_is_faulty(&works->watch, before->c))
                alarm = ALARM_FORCED_OPEN;
        if (alarm == ALARM_FORCED_OPEN)
                watch_end_alarm(&works->watch, before->c);
        if (alarm != ALARM_NONE)
                recorder_add_alarm_cleared(&works->recorder, together, alarm, before->c, by);
}

/*
 * Staff have looked, and a switch that was faulty is believed again when it is at rest: since its lock was pulsed for them it did what the
 * door did. Else its compartment stays out of use.
 */
static void judge_switch(struct works *works, struct together *together, unsigned c, const char *by) {
        struct entry entry = { .event = ENTRY_SWITCH_CHANGES, .c = c };

        if (!watch_is_faulty(&works->watch, c))
                return;
        if (!watch_is_calm(&works->watch, c)) {
                recorder_log(&works->recorder, LOG_WARNING, "hardware: the door switch of compartment %u is not at rest yet", c);
                together_add(together, DEED(DEED_QUARANTINED, .c = c, .why = REASON_SWITCH_FAULTY));
                return;
        }
        if (watch_is_alarmed(&works->watch, c))
                recorder_add_alarm_cleared(&works->recorder, together, ALARM_FORCED_OPEN, c, by);
        entry.count = watch_mend(&works->watch, c);
        if (entry.count > 0)
                together_add_entry(together, &entry);
        recorder_add_alarm_cleared(&works->recorder, together, ALARM_SWITCH_FAULTY, c, by);
}

/* Whoever says what is behind a door that stands open again does not know what will be behind it. A faulty switch is judged with the answer. */
static bool is_open_again(const struct works *works, unsigned c) {
        return watch_is_open(&works->watch, c) && !watch_is_faulty(&works->watch, c);
}

/* Somebody was there since they looked. */
static bool is_overtaken(struct works *works, unsigned c) {
        if (works->broken_into[c - 1])
                recorder_log(&works->recorder, LOG_WARNING, "compartment %u stays in doubt: it was forced open after staff had looked into it", c);
        return works->broken_into[c - 1];
}

static void deed_answered(void *context, unsigned c, enum answered answered, const char *by, struct moment seen) {
        struct works *works = context;
        struct together together = { .count = 0 };
        struct looked looked = works->looked;
        int r = 0;

        if (recorder_ready(&works->recorder))
                r = look(works, c, &looked);
        if (r != 0) {
                recorder_fault(&works->recorder, "looking up what was opened", r);
                looked = works->looked;
        }
        /* While the store does not answer only what was opened last is known: of another one somebody has to look once more. */
        if (looked.compartment.c != c || is_open_again(works, c) || is_overtaken(works, c)) {
                recorder_fact(&works->recorder, seen, DEED(DEED_QUARANTINED, .c = c, .why = REASON_NOT_ANSWERED), NULL);
                return;
        }
        if (!holds_consignment(&looked))
                settle_compartment(&together, c, answered, by);
        else
                settle_consignment(works, &together, &looked.consignment, answered, by);
        clear_break_in(works, &together, &looked.compartment, by);
        judge_switch(works, &together, c, by);
        recorder_together(&works->recorder, seen, &together);
        r = recorder_ready(&works->recorder) ? store_next_deadline(works->recorder.store, &works->upkeep.expire_ms) : 0;
        if (r != 0)
                recorder_fault(&works->recorder, "looking for deadlines", r);
}

void deeds_init_staff_look(struct deeds *deeds) {
        deeds->service_open = deed_service_open;
        deeds->answered = deed_answered;
}
