/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/recover.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

struct found_compartment {
        struct store_compartment compartment;
        struct consignment consignment;
};

struct recovery {
        struct found_compartment *list;
        unsigned count, max;
};

static void collect(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct recovery *recovery = context;
        struct found_compartment *found;

        if (recovery->count == recovery->max)
                return;
        found = &recovery->list[recovery->count++];
        found->compartment = *compartment;
        if (consignment)
                found->consignment = *consignment;
}

static void tell(struct recorder *recorder, const struct deed *deed) {
        recorder_fact(recorder, recorder->now, deed, NULL);
}

static void recover_releasing(struct recorder *recorder, struct watch *watch, const struct consignment *consignment, bool open) {
        if (!open) {
                tell(recorder, DEED(DEED_UNSURE, .cti = consignment->cti));
                return;
        }
        watch_found_open(watch, recorder->now, consignment->c, true);
        tell(recorder, DEED(DEED_ISSUED, .cti = consignment->cti, .how = HOW_FOUND));
        recorder_sign(recorder);
}

/* Opened for staff, who have not said what they found. An unsure one that was released to a citizen still is. */
static bool is_unanswered(const struct found_compartment *found) {
        return found->compartment.has_consignment && found->consignment.unsure && !found->consignment.released;
}

/* A lock whose chip went under its coil so often stops the whole box the next time. */
static bool is_coil_lost(const struct found_compartment *found) {
        return found->compartment.coil_lost >= STORE_COIL_LOST_MAX;
}

static void quarantine(struct recorder *recorder, unsigned c, enum reason why) {
        tell(recorder, DEED(DEED_QUARANTINED, .c = c, .why = why));
}

/* Open, and no entry says why. */
static void found_open(struct recorder *recorder, unsigned c) {
        struct together together = { .count = 0 };

        together_add_entry(&together, &(struct entry){ .event = ENTRY_FOUND_OPEN, .c = c });
        recorder_add_quarantine(recorder, &together, c, REASON_FOUND_OPEN);
        recorder_add_alarm(recorder, &together, ALARM_FOUND_OPEN, c);
        recorder_together(recorder, recorder->now, &together);
}

/* An open door that was handed out from is waited for until it is seen shut. Who was to say something of old papers has gone. */
static void recover_issued(struct recorder *recorder, struct watch *watch, const struct found_compartment *found, bool open) {
        const struct consignment *consignment = &found->consignment;
        bool told = found->compartment.told_open;

        if (open)
                watch_found_open(watch, recorder->now, found->compartment.c, consignment->unshut && told);
        if (open && consignment->unshut && told)
                return;
        if (open && !told)
                found_open(recorder, found->compartment.c);
        recorder_end_handing_out(recorder, consignment, !open);
}

static enum consignment_state state_of(const struct found_compartment *found) {
        return found->compartment.has_consignment ? found->consignment.state : 0;
}

/* What cannot be read, or does not come to rest, stands as it was seen last. */
static bool stands_open(const struct store_compartment *compartment, enum door_state said) {
        return said == DOOR_OPEN || (compartment->told_open && said != DOOR_CLOSED);
}

static void recover_contents(struct recorder *recorder, struct watch *watch, const struct found_compartment *found, enum door_state said) {
        const struct store_compartment *compartment = &found->compartment;
        enum consignment_state state = state_of(found);
        bool open = stands_open(compartment, said);

        if (state == CONSIGNMENT_RELEASING) {
                recover_releasing(recorder, watch, &found->consignment, said == DOOR_OPEN);
                return;
        }
        if (state == CONSIGNMENT_ISSUED) {
                recover_issued(recorder, watch, found, open);
                return;
        }
        if (open)
                watch_found_open(watch, recorder->now, compartment->c, false);
        if (state == CONSIGNMENT_LOADING)
                quarantine(recorder, compartment->c, is_coil_lost(found) ? REASON_COIL_LOST : REASON_LOAD_CUT_SHORT);
        else if (is_unanswered(found) && compartment->state != COMPARTMENT_QUARANTINED)
                quarantine(recorder, compartment->c, is_coil_lost(found) ? REASON_COIL_LOST : REASON_NOT_ANSWERED);
        if (open && !compartment->told_open)
                found_open(recorder, compartment->c);
}

/* What lies there is judged first: a release whose door is open is an issue whatever its lock does. */
static void recover_one(struct recorder *recorder, struct watch *watch, const struct found_compartment *found) {
        enum door_state said = recorder->ports->door(recorder->ports->context, found->compartment.c);

        recover_contents(recorder, watch, found, said);
        watch_found(watch, recorder->now, found->compartment.c, said);
        if (is_coil_lost(found) && found->compartment.state != COMPARTMENT_QUARANTINED)
                quarantine(recorder, found->compartment.c, REASON_COIL_LOST);
}

/* A new start makes no switch sound. */
static void recover_switch(struct recorder *recorder, struct watch *watch, const struct store_compartment *compartment) {
        if (compartment->state == COMPARTMENT_QUARANTINED && compartment->reason == REASON_SWITCH_FAULTY)
                watch_found_faulty(watch, recorder->now, compartment->c);
}

/* Of a run that goes on: the watch knows the doors, and has never opened what a permit that failed was for. */
static void recover_shut(struct recorder *recorder, struct watch *watch, const struct found_compartment *found) {
        switch ((int)state_of(found)) {
        case CONSIGNMENT_RELEASING:
                recover_releasing(recorder, watch, &found->consignment, false);
                break;
        case CONSIGNMENT_ISSUED:
                recover_issued(recorder, watch, found, false);
                break;
        case CONSIGNMENT_LOADING:
                if (memcmp(recorder->not_begun, found->consignment.cti, CTI_LEN) == 0)
                        tell(recorder, DEED(DEED_LOAD_CANCELLED, .cti = found->consignment.cti));
                else
                        quarantine(recorder, found->compartment.c, REASON_LOAD_CUT_SHORT);
                break;
        default:
                if (is_unanswered(found))
                        quarantine(recorder, found->compartment.c, REASON_NOT_ANSWERED);
                break;
        }
}

static int read_all(struct recorder *recorder, const struct watch *watch, struct recovery *ret_recovery) {
        *ret_recovery = (struct recovery){ .max = watch->count, .list = calloc(watch->count, sizeof(*ret_recovery->list)) };
        return ret_recovery->list ? store_each(recorder->store, collect, ret_recovery) : -ENOMEM;
}

bool recover_run(struct recorder *recorder, struct watch *watch) {
        struct recovery recovery;
        int r = read_all(recorder, watch, &recovery);

        for (unsigned i = 0; r == 0 && i < recovery.count; i++) {
                if (recovery.list[i].compartment.state != COMPARTMENT_ABSENT)
                        recover_one(recorder, watch, &recovery.list[i]);
                recover_switch(recorder, watch, &recovery.list[i].compartment);
        }
        free(recovery.list);
        if (r != 0)
                recorder_fault(recorder, "looking at what the last run left", r);
        return r == 0;
}

void recover_back(struct recorder *recorder, struct watch *watch, unsigned c) {
        struct recovery recovery;
        int r = read_all(recorder, watch, &recovery);

        for (unsigned i = 0; r == 0 && i < recovery.count; i++)
                if (recovery.list[i].compartment.c == c && recovery.list[i].compartment.state != COMPARTMENT_ABSENT) {
                        recover_one(recorder, watch, &recovery.list[i]);
                        recover_switch(recorder, watch, &recovery.list[i].compartment);
                }
        free(recovery.list);
        if (r != 0)
                recorder_fault(recorder, "looking at a compartment that is back", r);
}

void recover_again(struct recorder *recorder, struct watch *watch, const unsigned *busy, unsigned busy_count) {
        struct recovery recovery;
        int r = read_all(recorder, watch, &recovery);

        for (unsigned i = 0; r == 0 && i < recovery.count; i++) {
                unsigned c = recovery.list[i].compartment.c;
                bool is_busy = watch_is_under_way(watch, c) || recovery.list[i].compartment.state == COMPARTMENT_ABSENT;

                for (unsigned j = 0; j < busy_count; j++)
                        is_busy = is_busy || busy[j] == c;
                if (!is_busy)
                        recover_shut(recorder, watch, &recovery.list[i]);
        }
        free(recovery.list);
        memset(recorder->not_begun, 0, sizeof(recorder->not_begun));
        if (r != 0)
                recorder_fault(recorder, "looking at what was under way", r);
}
