/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The table "Power cut and crash": what a box makes of the state it finds.
 *
 *   releasing, door open             issued, how = found
 *   releasing, door closed           stored, entry `unsure`; the code is still good
 *   releasing, switch not readable   as closed: only a switch that says open has seen it
 *   issued, door open                waited for
 *   issued, door closed              closed
 *   loading                          quarantined with the ticket's cti until staff say
 *   opened by staff, no answer       quarantined: it may have been taken out
 *   anything else, door open         nobody knows why: quarantined
 *
 * Doors of compartments whose release is not settled ("unsure", not opened)
 * keep counting as late when they open.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"

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

static int recover_releasing(struct box *box, const struct consignment *consignment, bool open) {
        int r;

        if (!open) {
                watch_expect_late(&box->watch, consignment->c, true);
                return store_do(box->store, box->now.wall_ms, DEED(DEED_UNSURE, .cti = consignment->cti), NULL);
        }
        watch_found_open(&box->watch, box->now, consignment->c, true);
        r = store_do(box->store, box->now.wall_ms, DEED(DEED_ISSUED, .cti = consignment->cti, .how = HOW_FOUND), NULL);
        if (r == 0)
                box_sign_checkpoint(box);
        return r;
}

static int recover_issued(struct box *box, const struct found_compartment *found, bool open) {
        if (open) {
                watch_found_open(&box->watch, box->now, found->compartment.c, true);
                return 0;
        }
        if (found->compartment.state != COMPARTMENT_OCCUPIED)
                return 0;
        return store_do(box->store, box->now.wall_ms, DEED(DEED_CLOSED, .cti = found->consignment.cti), NULL);
}

/* Opened for staff, who have not said what they found. An unsure one that was released to a citizen still is. */
static bool is_unanswered(const struct found_compartment *found) {
        return found->compartment.has_consignment && found->consignment.unsure && !found->consignment.released;
}

static int quarantine(struct box *box, unsigned c, enum reason why) {
        return store_do(box->store, box->now.wall_ms, DEED(DEED_QUARANTINED, .c = c, .why = why), NULL);
}

static int recover_one(struct box *box, const struct found_compartment *found) {
        const struct store_compartment *compartment = &found->compartment;
        bool open = box->ports.door(box->ports.context, compartment->c) == DOOR_OPEN;
        enum consignment_state state = compartment->has_consignment ? found->consignment.state : 0;

        if (state == CONSIGNMENT_RELEASING)
                return recover_releasing(box, &found->consignment, open);
        if (state == CONSIGNMENT_ISSUED)
                return recover_issued(box, found, open);
        if (compartment->has_consignment && found->consignment.released)
                watch_expect_late(&box->watch, compartment->c, true);
        if (open)
                watch_found_open(&box->watch, box->now, compartment->c, false);
        if (state == CONSIGNMENT_LOADING)
                return quarantine(box, compartment->c, REASON_LOAD_CUT_SHORT);
        if (is_unanswered(found))
                return quarantine(box, compartment->c, REASON_NOT_ANSWERED);
        if (open)
                return quarantine(box, compartment->c, REASON_FOUND_OPEN);
        return 0;
}

void box_recover(struct box *box) {
        struct recovery recovery = { .max = box->watch.count };
        int r;

        recovery.list = calloc(recovery.max, sizeof(*recovery.list));
        r = recovery.list ? store_each(box->store, collect, &recovery) : -ENOMEM;
        for (unsigned i = 0; r == 0 && !box->broken && i < recovery.count; i++)
                r = recover_one(box, &recovery.list[i]);
        free(recovery.list);
        if (r != 0)
                box_fault(box, "looking at what the last run left", r);
}
