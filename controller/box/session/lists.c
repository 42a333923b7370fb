/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/lists.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

void lists_clear(struct box_lists *lists) {
        lists->count = 0;
        lists->free_count = lists->occupied_count = lists->overdue_count = lists->fault_count = 0;
        lists->inside_count = lists->tomorrow_count = 0;
        lists->alarm_compartment = 0;
        lists->alarm_reason = REASON_NONE;
        lists->alarm_since = 0;
}

bool lists_is_due(const struct box_lists *lists, const struct consignment *consignment) {
        return consignment && consignment->state == CONSIGNMENT_STORED && consignment->deadline_ms > lists->now_ms &&
               consignment->deadline_ms <= lists->due_ms;
}

void lists_count(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell) {
        lists->inside_count += consignment && consignment_stays(consignment);
        lists->tomorrow_count += lists_is_due(lists, consignment);
        lists->cells[compartment->c - 1] = (uint8_t)cell;
        lists->free_count += cell == CELL_FREE;
        lists->occupied_count += cell == CELL_OCCUPIED;
        lists->overdue_count += cell == CELL_OVERDUE;
        lists->fault_count += cell == CELL_FAULT || cell == CELL_ABSENT;
        if (cell == CELL_FAULT && compartment->since >= lists->alarm_since) {
                lists->alarm_since = compartment->since;
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
        lists->takes[lists->count] = false;
        lists->count++;
        return row;
}

void lists_case_number(const uint8_t cti[CTI_LEN], char ret_text[SCREEN_CASE_SIZE]) {
        char text[2 * CTI_LEN + 1];

        hex_encode(cti, CTI_LEN, text);
        snprintf(ret_text, SCREEN_CASE_SIZE, "%.*s", SCREEN_CASE_SIZE - 1, text);
}

void lists_add(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
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
                lists_case_number(consignment->cti, row->case_number);
                row->deadline_ms = consignment->deadline_ms;
                row->since_ms = consignment->state == CONSIGNMENT_EXPIRED ? consignment->deadline_ms : consignment->loaded_ms;
        }
}

static void page_contents(struct list_page *page, const struct consignment *consignment) {
        lists_case_number(consignment->cti, page->case_number);
        memcpy(page->items, consignment->items, sizeof(page->items));
        page->item_count = consignment->item_count;
        page->since_ms = consignment->loaded_ms;
        page->deadline_ms = consignment->deadline_ms;
        page->known.busy = consignment->state == CONSIGNMENT_LOADING || consignment->state == CONSIGNMENT_RELEASING;
        page->known.doubt |= consignment->unsure;
}

void lists_page(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                enum cell_state cell, enum reason why) {
        struct list_page *page = &lists->page;

        if (page->known.c != compartment->c)
                return;
        *page = (struct list_page){ .known = { .c = compartment->c, .cell = cell }, .reason = why };
        if (compartment->state == COMPARTMENT_QUARANTINED) {
                page->known.doubt = true;
                page->reason = compartment->reason;
                page->doubted_by = compartment->since;
        } else if (compartment->state == COMPARTMENT_RETURN_INSIDE) {
                page->reason = compartment->reason;
        }
        if (consignment)
                page_contents(page, consignment);
        if (page->reason == REASON_NONE && page->known.doubt)
                page->reason = REASON_UNSURE;
}

struct screen_row *lists_add_incident(struct box_lists *lists, unsigned number, int64_t t_ms) {
        struct screen_row *row = add_row(lists);

        if (row) {
                row->incident = number;
                row->since_ms = t_ms;
        }
        return row;
}

struct screen_row *lists_add_state(struct box_lists *lists, enum device device, enum condition condition) {
        struct screen_row *row = add_row(lists);

        assert(row); /* the fixed ones fit, and whoever adds more looks for room */
        row->device = device;
        row->condition = condition;
        row->fault = condition != CONDITION_OK;
        return row;
}
