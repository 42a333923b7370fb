/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Fills the lists and counts of the staff's screens from the store.
 */
#include <stdio.h>
#include <string.h>

#include "controller/box/session/box_inner.h"

enum { BUNDLE_WARN_S = 14 * 86400 };

static enum cell_state cell_of(const struct box *box, const struct store_compartment *compartment, const struct consignment *consignment) {
        switch (compartment->state) {
        case COMPARTMENT_FREE:
                return CELL_FREE;
        case COMPARTMENT_QUARANTINED:
                return CELL_FAULT;
        case COMPARTMENT_ABSENT:
                return CELL_ABSENT;
        case COMPARTMENT_RETURN_INSIDE:
                return CELL_OVERDUE;
        case COMPARTMENT_OCCUPIED:
                break;
        }
        if (consignment && (consignment->state == CONSIGNMENT_EXPIRED ||
                            (consignment->state == CONSIGNMENT_STORED && consignment_overdue(consignment, box->now.wall_ms))))
                return CELL_OVERDUE;
        return CELL_OCCUPIED;
}

struct walk {
        struct box *box;
        const struct task *task;
};

static void collect(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        const struct walk *walk = context;
        struct box_lists *lists = &walk->box->lists;
        enum cell_state cell = cell_of(walk->box, compartment, consignment);

        lists_count(lists, compartment, cell);
        if (walk->task && walk->task->list)
                walk->task->list(lists, compartment, consignment, cell);
}

static int list_locked_badges(struct box *box) {
        char verifier[PIN_VERIFIER_SIZE];
        unsigned wrong;
        int r = 0;

        for (size_t i = 0; r == 0 && i < box->bundle->staff_count && box->lists.count < SCREEN_ROWS_MAX; i++) {
                const char *sub = box->bundle->staff[i].sub;
                struct screen_row *row;
                char *copy;

                r = store_staff_pin(box->store, sub, verifier, &wrong);
                if (r != 0 || wrong < STORE_STAFF_WRONG_LOCK)
                        continue;
                row = lists_add_state(&box->lists, DEVICE_BADGE, CONDITION_LOCKED);
                copy = box->lists.subs[box->lists.count - 1];
                snprintf(copy, sizeof(box->lists.subs[0]), "%s", sub);
                row->sub = copy;
        }
        explicit_bzero(verifier, sizeof(verifier));
        return r;
}

static int list_state(struct box *box) {
        static const enum condition disk[] = { [ROOM_ENOUGH] = CONDITION_OK, [ROOM_LOW] = CONDITION_NEARLY_FULL, [ROOM_NONE] = CONDITION_FULL };
        int64_t bundle_left_s = (int64_t)box->bundle->expires - box->now.wall_ms / 1000;
        struct box_lists *lists = &box->lists;

        for (enum device device = DEVICE_SCANNER; device_for_people(device); device++)
                lists_add_state(lists, device, box->device_gone[device] ? CONDITION_GONE : CONDITION_OK);
        lists_add_state(lists, DEVICE_CHIPS, box->absent_count > 0 ? CONDITION_GONE : CONDITION_OK);
        lists_add_state(lists, DEVICE_DISK, disk[box->room]);
        lists_add_state(lists, DEVICE_CLOCK, box->clock.doubt ? CONDITION_DOUBT : CONDITION_OK);
        lists_add_state(lists, DEVICE_BUNDLE, bundle_left_s <= 0 ? CONDITION_EXPIRED :
                  bundle_left_s <= BUNDLE_WARN_S ? CONDITION_EXPIRES_SOON : CONDITION_OK)->version = box->bundle->version;
        return list_locked_badges(box);
}

void box_list(struct box *box, const struct task *task) {
        struct walk walk = { box, task };
        int r;

        lists_clear(&box->lists);
        box->content_changed = true;
        r = store_each(box->store, collect, &walk);
        if (r == 0 && task && task->lists_box)
                r = list_state(box);
        if (r != 0)
                box_fault(box, "listing the compartments", r);
}
