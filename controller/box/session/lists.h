/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the staff's screens list and count: one walk over all compartments, in
 * which the task that is shown says which of them it lists.
 */
#pragma once

#include "base/words/device.h"
#include "base/words/reason.h"
#include "controller/box/session/day.h"
#include "controller/box/session/page.h"
#include "controller/box/session/reconcile.h"
#include "controller/box/store/store.h"
#include "ui/screens/screen.h"

/* One compartment's page, where lists.page.c names one. */
struct list_page {
        struct page known;
        enum reason reason;
        char case_number[SCREEN_CASE_SIZE];
        uint8_t items[TICKET_ITEMS_MAX];
        size_t item_count;
        int64_t since_ms, deadline_ms, doubted_ms;
        uint64_t doubted_by;            /* number of the entry that took it out of use; 0: none */
};

/* When an auditor was last here, before whoever is signed in; none: nobody was. */
struct audited {
        bool is;
        uint64_t size;          /* entries that there were */
        int64_t t_ms;           /* wall */
};

/* As of the last time they were made. */
struct box_lists {
        struct screen_row rows[SCREEN_ROWS_MAX];
        uint8_t items[SCREEN_ROWS_MAX][TICKET_ITEMS_MAX];
        char subs[SCREEN_ROWS_MAX][SUB_MAX + 1]; /* state screen: the locked badge of this row; people: who it is */
        bool takes[SCREEN_ROWS_MAX];    /* round: this row's compartment is opened to take out what is there */
        size_t count;
        uint8_t cells[STORE_COMPARTMENTS_MAX];
        unsigned free_count, occupied_count, overdue_count, fault_count;
        enum reason why;                /* while a compartment is added: why nobody can collect any more what lies there */
        unsigned alarm_compartment;
        enum reason alarm_reason;
        uint64_t alarm_since;           /* number of its entry */
        int64_t now_ms, due_ms;         /* wall; the end of tomorrow */
        unsigned inside_count, tomorrow_count; /* what was not issued; what of it falls due by the end of tomorrow */
        struct day day;                 /* where the task counts it */
        struct visited visited;         /* reconciliation, where the task reads it */
        enum role role;                 /* of who walks */
        struct list_page page;          /* of page.known.c, also while the lists are cleared; 0: none */
};

/* As it stands on letter and label: the first digits of the consignment's id. */
void lists_case_number(const uint8_t cti[CTI_LEN], char ret_text[SCREEN_CASE_SIZE]);
/* Empty, and nothing counted. */
void lists_clear(struct box_lists *lists);
/* Takes a compartment into the map and the counts; the one that came in doubt last is warned of. */
void lists_count(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                 enum cell_state cell);
/* It can be collected still, and not after tomorrow. */
bool lists_is_due(const struct box_lists *lists, const struct consignment *consignment);
/* A row for this compartment, what is in it and since when; one that does not fit is left out. */
void lists_add(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
               enum reason reason, bool fault);
/* Takes a compartment into the page that is about it; any other is ignored. why: why nobody can collect any more what lies there. */
void lists_page(struct box_lists *lists, const struct store_compartment *compartment, const struct consignment *consignment,
                enum cell_state cell, enum reason why);
/* A row about an incident; NULL when there is no room. */
struct screen_row *lists_add_incident(struct box_lists *lists, unsigned number, int64_t t_ms);
/* A row about the box, to be added to: what is not OK is a fault. There must be room, that is fewer than SCREEN_ROWS_MAX rows. */
struct screen_row *lists_add_state(struct box_lists *lists, enum device device, enum condition condition);
