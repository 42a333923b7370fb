/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the staff screens list and count: one walk over all compartments.
 */
#include <assert.h>
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

static void count_cell(struct box_lists *lists, const struct store_compartment *compartment, enum cell_state cell) {
        lists->cells[compartment->c - 1] = (uint8_t)cell;
        lists->free_count += cell == CELL_FREE;
        lists->occupied_count += cell == CELL_OCCUPIED;
        lists->overdue_count += cell == CELL_OVERDUE;
        lists->fault_count += cell == CELL_FAULT || cell == CELL_ABSENT;
        if (cell == CELL_FAULT) {
                lists->alarm_compartment = compartment->c;
                lists->alarm_reason = compartment->reason;
        }
}

static struct screen_row *add_row(struct box_lists *lists) {
        struct screen_row *row;

        if (lists->count == SCREEN_ROWS_MAX)
                return NULL;
        row = &lists->rows[lists->count];
        *row = (struct screen_row){ 0 };
        lists->subs[lists->count][0] = 0;
        lists->count++;
        return row;
}

static void add_compartment(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                            enum reason reason, bool fault) {
        struct screen_row *row = add_row(lists);
        size_t i = lists->count - 1;

        if (!row)
                return;
        row->compartment = compartment->c;
        row->fault = fault;
        row->reason = reason;
        if (consignment) {
                memcpy(lists->items[i], consignment->items, sizeof(lists->items[i]));
                row->items = lists->items[i];
                row->item_count = consignment->item_count;
                row->since_ms = consignment->state == CONSIGNMENT_EXPIRED ? consignment->deadline_ms : consignment->loaded_ms;
        }
}

static void collect(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct box *box = context;
        struct box_lists *lists = &box->lists;
        enum cell_state cell = cell_of(box, compartment, consignment);

        count_cell(lists, compartment, cell);
        if (box->staff.state == STAFF_OVERDUE && cell == CELL_OVERDUE)
                add_compartment(lists, compartment, consignment,
                                compartment->state == COMPARTMENT_RETURN_INSIDE ? REASON_OLD_PAPERS : REASON_NONE, false);
        if (box->staff.state != STAFF_PROBLEMS)
                return;
        if (cell == CELL_FAULT)
                add_compartment(lists, compartment, consignment, compartment->reason, true);
        else if (consignment && consignment->unsure)
                add_compartment(lists, compartment, consignment, REASON_UNSURE, false);
}

/* What is not OK is a fault. */
static struct screen_row *add_state(struct box_lists *lists, enum device device, enum condition condition) {
        struct screen_row *row = add_row(lists);

        assert(row); /* the fixed ones fit, and list_locked_badges() looks for room */
        row->device = device;
        row->condition = condition;
        row->fault = condition != CONDITION_OK;
        return row;
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
                row = add_state(&box->lists, DEVICE_BADGE, CONDITION_LOCKED);
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
                add_state(lists, device, box->device_gone[device] ? CONDITION_GONE : CONDITION_OK);
        add_state(lists, DEVICE_CHIPS, box->absent_count > 0 ? CONDITION_GONE : CONDITION_OK);
        add_state(lists, DEVICE_DISK, disk[box->room]);
        add_state(lists, DEVICE_CLOCK, box->clock.doubt ? CONDITION_DOUBT : CONDITION_OK);
        add_state(lists, DEVICE_BUNDLE, bundle_left_s <= 0 ? CONDITION_EXPIRED :
                  bundle_left_s <= BUNDLE_WARN_S ? CONDITION_EXPIRES_SOON : CONDITION_OK)->version = box->bundle->version;
        return list_locked_badges(box);
}

void box_refresh_lists(struct box *box) {
        struct box_lists *lists = &box->lists;
        int r;

        lists->count = 0;
        lists->free_count = lists->occupied_count = lists->overdue_count = lists->fault_count = 0;
        lists->alarm_compartment = 0;
        lists->alarm_reason = REASON_NONE;
        box->content_changed = true;
        r = store_each(box->store, collect, box);
        if (r == 0 && box->staff.state == STAFF_STATE)
                r = list_state(box);
        if (r != 0)
                box_fault(box, "listing the compartments", r);
}
