/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the staff screens list and count: one walk over all compartments.
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

static void count_cell(struct box_lists *lists, const struct store_compartment *compartment, enum cell_state cell) {
        lists->cells[compartment->c - 1] = (uint8_t)cell;
        lists->free_count += cell == CELL_FREE;
        lists->occupied_count += cell == CELL_OCCUPIED;
        lists->overdue_count += cell == CELL_OVERDUE;
        lists->fault_count += cell == CELL_FAULT || cell == CELL_ABSENT;
        if (cell == CELL_FAULT) {
                lists->alarm_compartment = compartment->c;
                snprintf(lists->alarm_why, sizeof(lists->alarm_why), "%s", compartment->why);
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
                            const char *why, bool fault) {
        struct screen_row *row = add_row(lists);
        size_t i = lists->count - 1;

        if (!row)
                return;
        row->compartment = compartment->c;
        row->fault = fault;
        if (why) {
                snprintf(lists->whys[i], sizeof(lists->whys[i]), "%s", why);
                row->why = lists->whys[i];
        }
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
                                compartment->state == COMPARTMENT_RETURN_INSIDE ? "old_papers" : NULL, false);
        if (box->staff.state != STAFF_PROBLEMS)
                return;
        if (cell == CELL_FAULT)
                add_compartment(lists, compartment, consignment, compartment->why, true);
        else if (consignment && consignment->unsure)
                add_compartment(lists, compartment, consignment, "unsure", false);
}

static void add_state(struct box_lists *lists, const char *text, const char *why, bool fault) {
        struct screen_row *row = add_row(lists);
        size_t i = lists->count - 1;

        if (!row)
                return;
        snprintf(lists->texts[i], sizeof(lists->texts[i]), "%s", text);
        snprintf(lists->whys[i], sizeof(lists->whys[i]), "%s", why);
        row->text = lists->texts[i];
        row->why = lists->whys[i];
        row->fault = fault;
}

static int list_locked_badges(struct box *box) {
        char verifier[PIN_VERIFIER_SIZE];
        unsigned wrong;
        int r = 0;

        for (size_t i = 0; r == 0 && i < box->bundle->staff_count && box->lists.count < SCREEN_ROWS_MAX; i++) {
                const char *sub = box->bundle->staff[i].sub;

                r = store_staff_pin(box->store, sub, verifier, &wrong);
                if (r != 0 || wrong < STORE_STAFF_WRONG_LOCK)
                        continue;
                add_state(&box->lists, sub, "locked", true);
                snprintf(box->lists.subs[box->lists.count - 1], sizeof(box->lists.subs[0]), "%s", sub);
        }
        explicit_bzero(verifier, sizeof(verifier));
        return r;
}

static int list_state(struct box *box) {
        int64_t bundle_left_s = (int64_t)box->bundle->expires - box->now.wall_ms / 1000;
        struct box_lists *lists = &box->lists;
        char text[BOX_TEXT_MAX];

        for (unsigned i = 0; i < BOX_DEVICE_COUNT; i++)
                add_state(lists, box_device_name((enum box_device)i), box->device_gone[i] ? "gone" : "ok", box->device_gone[i]);
        add_state(lists, "chips", box->absent_count > 0 ? "gone" : "ok", box->absent_count > 0);
        add_state(lists, "disk", box->room == ROOM_NONE ? "full" : box->room == ROOM_LOW ? "nearly_full" : "ok",
                  box->room != ROOM_ENOUGH);
        add_state(lists, "clock", box->clock.doubt ? "doubt" : "ok", box->clock.doubt);
        snprintf(text, sizeof(text), "bundle %u", box->bundle->version);
        add_state(lists, text, bundle_left_s <= 0 ? "expired" : bundle_left_s <= BUNDLE_WARN_S ? "expires_soon" : "ok",
                  bundle_left_s <= BUNDLE_WARN_S);
        return list_locked_badges(box);
}

void box_refresh_lists(struct box *box) {
        struct box_lists *lists = &box->lists;
        int r;

        lists->count = 0;
        lists->free_count = lists->occupied_count = lists->overdue_count = lists->fault_count = 0;
        lists->alarm_compartment = 0;
        box->content_changed = true;
        r = store_each(box->store, collect, box);
        if (r == 0 && box->staff.state == STAFF_STATE)
                r = list_state(box);
        if (r != 0)
                box_fault(box, "listing the compartments", r);
}
