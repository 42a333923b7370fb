/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/perform_lists.h"

#include <stdio.h>
#include <string.h>

#include "controller/box/session/incident.h"
#include "controller/box/session/task.h"

enum { BUNDLE_WARN_S = 14 * 86400 };

/* Why nobody can collect any more what is stored, before its deadline. */
static enum reason why_out(const struct works *works, const struct store_compartment *compartment, const struct consignment *consignment) {
        if (compartment->state != COMPARTMENT_OCCUPIED || !consignment || consignment->state != CONSIGNMENT_STORED)
                return REASON_NONE;
        if (bundle_revokes(works->trust.bundle, consignment->cti, consignment->nbf))
                return REASON_REVOKED;
        return consignment->wrong >= STORE_WRONG_VOID ? REASON_VOID : REASON_NONE;
}

static enum cell_state cell_of(const struct works *works, const struct store_compartment *compartment, const struct consignment *consignment) {
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
        if (works->lists.why != REASON_NONE)
                return CELL_OVERDUE;
        if (consignment && (consignment->state == CONSIGNMENT_EXPIRED ||
                            (consignment->state == CONSIGNMENT_STORED && consignment_overdue(consignment, works->recorder.now.wall_ms))))
                return CELL_OVERDUE;
        return CELL_OCCUPIED;
}

struct walk {
        struct works *works;
        const struct task *task;
};

static void collect(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        const struct walk *walk = context;
        struct box_lists *lists = &walk->works->lists;
        enum cell_state cell;

        lists->why = why_out(walk->works, compartment, consignment);
        cell = cell_of(walk->works, compartment, consignment);
        lists_count(lists, compartment, consignment, cell);
        lists_page(lists, compartment, consignment, cell, lists->why);
        if (walk->task && walk->task->list)
                walk->task->list(lists, compartment, consignment, cell);
}

static void name_row(struct works *works, struct screen_row *row, const struct bundle_staff *staff) {
        char *copy = works->lists.subs[works->lists.count - 1];

        snprintf(copy, sizeof(works->lists.subs[0]), "%s", staff->sub);
        row->sub = copy;
        row->role = staff->role;
}

/* Those whose badge is locked, or everybody. */
static int list_badges(struct works *works, bool all) {
        char verifier[PIN_VERIFIER_SIZE];
        unsigned wrong;
        bool given;
        int r = 0;

        for (size_t i = 0; r == 0 && i < works->trust.bundle->staff_count && works->lists.count < SCREEN_ROWS_MAX; i++) {
                const struct bundle_staff *staff = &works->trust.bundle->staff[i];

                r = store_staff_pin(works->recorder.store, staff->sub, verifier, &given, &wrong);
                if (r == 0 && (all || wrong >= STORE_STAFF_WRONG_LOCK))
                        name_row(works, lists_add_state(&works->lists, DEVICE_BADGE, wrong >= STORE_STAFF_WRONG_LOCK ? CONDITION_LOCKED : CONDITION_OK), staff);
        }
        explicit_bzero(verifier, sizeof(verifier));
        return r;
}

static int list_state(struct works *works) {
        static const enum condition disk[] = { [ROOM_ENOUGH] = CONDITION_OK, [ROOM_LOW] = CONDITION_NEARLY_FULL, [ROOM_NONE] = CONDITION_FULL };
        int64_t bundle_left_s = (int64_t)works->trust.bundle->expires - works->recorder.now.wall_ms / 1000;
        struct box_lists *lists = &works->lists;

        for (enum device device = DEVICE_SCANNER; device_for_people(device); device++)
                lists_add_state(lists, device, works->health.device_gone[device] ? CONDITION_GONE : CONDITION_OK);
        lists_add_state(lists, DEVICE_CHIPS, works->health.absent_count > 0 ? CONDITION_GONE :
                        watch_doubts_a_chip(&works->watch) ? CONDITION_DOUBT : CONDITION_OK);
        lists_add_state(lists, DEVICE_DISK, disk[works->health.room]);
        lists_add_state(lists, DEVICE_CLOCK, works->upkeep.clock.doubt ? CONDITION_DOUBT : CONDITION_OK);
        lists_add_state(lists, DEVICE_BUNDLE, bundle_left_s <= 0 ? CONDITION_EXPIRED :
                  bundle_left_s <= BUNDLE_WARN_S ? CONDITION_EXPIRES_SOON : CONDITION_OK)->version = works->trust.bundle->version;
        if (works->contradicted.t_ms > 0)
                lists_add_state(lists, DEVICE_LEDGER, CONDITION_CONTRADICTED);
        return list_badges(works, false);
}

/* When a compartment was taken out of use: the time of the entry that says so, where that is not archived. */
static int date_page(struct works *works) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct list_page *page = &works->lists.page;
        struct ledger_source source;
        struct entry entry;
        int r;

        store_source(works->recorder.store, &source);
        if (page->known.c == 0 || page->doubted_by == 0 || page->doubted_by < source.first || page->doubted_by >= source.size)
                return 0;
        r = source.entry(source.context, page->doubted_by, &line);
        if (r == 0 && entry_parse(buffer_text(&line), line.len, &entry) == 0)
                page->doubted_ms = entry_time(&entry);
        return r;
}

bool lists_make_page(struct works *works, unsigned c) {
        struct list_page *page = &works->lists.page;
        int r;

        *page = (struct list_page){ .known.c = c };
        lists_make(works, &task_compartment);
        r = date_page(works);
        if (r != 0)
                recorder_refuse(&works->recorder, "reading when a compartment was taken out of use", r);
        return r == 0 && c >= 1 && c <= works->watch.count;
}

void lists_make(struct works *works, const struct task *task) {
        struct walk walk = { works, task };
        int r;

        lists_clear(&works->lists);
        works->lists_made = true;
        works->lists_stale = false;
        works->lists.now_ms = works->recorder.now.wall_ms;
        works->lists.due_ms = moment_midnight_after(works->lists.now_ms, 1);
        r = task && task->reconciles ? reconcile_read(works->recorder.store, works->lists.now_ms, &works->lists.visited) : 0;
        if (r == 0 && task && task->counts_day)
                r = day_count(works->recorder.store, works->lists.now_ms, &works->lists.day);
        if (r == 0)
                r = store_each(works->recorder.store, collect, &walk);
        if (r == 0 && task && task->lists_incidents)
                r = incident_list(works);
        if (r == 0 && task && task->lists_box)
                r = list_state(works);
        if (r == 0 && task && task->lists_people)
                r = list_badges(works, true);
        if (r != 0)
                recorder_refuse(&works->recorder, "listing the compartments", r);
}
