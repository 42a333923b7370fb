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

static int recover_releasing(struct recorder *recorder, struct watch *watch, const struct consignment *consignment, bool open) {
        int r;

        if (!open) {
                watch_expect_late(watch, consignment->c, true);
                return store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_UNSURE, .cti = consignment->cti), NULL);
        }
        watch_found_open(watch, recorder->now, consignment->c, true);
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_ISSUED, .cti = consignment->cti, .how = HOW_FOUND), NULL);
        if (r == 0)
                recorder_sign(recorder);
        return r;
}

static int recover_issued(struct recorder *recorder, struct watch *watch, const struct found_compartment *found, bool open) {
        if (open) {
                watch_found_open(watch, recorder->now, found->compartment.c, true);
                return 0;
        }
        if (found->compartment.state != COMPARTMENT_OCCUPIED)
                return 0;
        return store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_CLOSED, .cti = found->consignment.cti), NULL);
}

/* Opened for staff, who have not said what they found. An unsure one that was released to a citizen still is. */
static bool is_unanswered(const struct found_compartment *found) {
        return found->compartment.has_consignment && found->consignment.unsure && !found->consignment.released;
}

static int quarantine(struct recorder *recorder, struct watch *watch, unsigned c, enum reason why) {
        return store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_QUARANTINED, .c = c, .why = why), NULL);
}

static int recover_one(struct recorder *recorder, struct watch *watch, const struct found_compartment *found) {
        const struct store_compartment *compartment = &found->compartment;
        bool open = recorder->ports->door(recorder->ports->context, compartment->c) == DOOR_OPEN;
        enum consignment_state state = compartment->has_consignment ? found->consignment.state : 0;

        if (state == CONSIGNMENT_RELEASING)
                return recover_releasing(recorder, watch, &found->consignment, open);
        if (state == CONSIGNMENT_ISSUED)
                return recover_issued(recorder, watch, found, open);
        if (compartment->has_consignment && found->consignment.released)
                watch_expect_late(watch, compartment->c, true);
        if (open)
                watch_found_open(watch, recorder->now, compartment->c, false);
        if (state == CONSIGNMENT_LOADING)
                return quarantine(recorder, watch, compartment->c, REASON_LOAD_CUT_SHORT);
        if (is_unanswered(found))
                return quarantine(recorder, watch, compartment->c, REASON_NOT_ANSWERED);
        if (open)
                return quarantine(recorder, watch, compartment->c, REASON_FOUND_OPEN);
        return 0;
}

void recover_run(struct recorder *recorder, struct watch *watch) {
        struct recovery recovery = { .max = watch->count };
        int r;

        recovery.list = calloc(recovery.max, sizeof(*recovery.list));
        r = recovery.list ? store_each(recorder->store, collect, &recovery) : -ENOMEM;
        for (unsigned i = 0; r == 0 && !recorder->broken && i < recovery.count; i++)
                r = recover_one(recorder, watch, &recovery.list[i]);
        free(recovery.list);
        if (r != 0)
                recorder_fault(recorder, "looking at what the last run left", r);
}
