/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the session of the staff to its screen; what a task shows, the task adds itself.
 */
#include <assert.h>

#include "controller/box/session/task.h"

static enum screen_id screen_of(const struct staff *staff) {
        static const enum screen_id screens[] = {
                [STAFF_OUT] = SCREEN_IDLE,
                [STAFF_PIN] = SCREEN_STAFF_PIN,
                [STAFF_CHECKING] = SCREEN_WAIT,
                [STAFF_NEW_PIN] = SCREEN_STAFF_SET_PIN,
                [STAFF_NEW_PIN_AGAIN] = SCREEN_STAFF_SET_PIN,
                [STAFF_HASHING] = SCREEN_WAIT,
                [STAFF_OVERVIEW] = SCREEN_STAFF_OVERVIEW,
                [STAFF_SECOND] = SCREEN_STAFF_SECOND,
                [STAFF_REFUSED] = SCREEN_STAFF_REFUSED,
        };

        static_assert(ARRAY_LEN(screens) == STAFF_TASK, "every state but that of a task has a screen");
        return staff->state == STAFF_TASK ? staff->task->stages[staff->stage].screen : screens[staff->state];
}

static void present_who(const struct staff *staff, struct screen *screen) {
        bool signing_in = staff->state == STAFF_PIN || staff->state == STAFF_NEW_PIN || staff->state == STAFF_NEW_PIN_AGAIN;
        const struct staff_person *person = &staff->persons[signing_in ? staff->signing : 0];

        screen->staff = true;
        screen->sub = person->sub[0] ? person->sub : NULL;
        screen->role = person->role;
        screen->second = staff->persons[1].signed_in ? staff->persons[1].sub : NULL;
}

static void present_map(const struct box_lists *lists, struct screen_map *map) {
        map->cells = lists->cells;
        map->free_count = lists->free_count;
        map->occupied_count = lists->occupied_count;
        map->overdue_count = lists->overdue_count;
        map->fault_count = lists->fault_count;
        map->alarm_compartment = lists->alarm_compartment;
        map->alarm_reason = lists->alarm_reason;
}

static void present_entry(const struct staff *staff, struct screen_entry *entry) {
        digits_present(&staff->entry, entry);
        entry->again = staff->state == STAFF_NEW_PIN_AGAIN || (staff->state == STAFF_NEW_PIN && staff->entry.failed);
        entry->weak = staff->weak;
        entry->tries_left = staff->tries_left;
        entry->second = staff->state == STAFF_PIN && staff->signing == 1;
        entry->compartment = entry->second && staff->waits ? staff->wanted : 0;
}

static void present_refused(const struct staff *staff, const struct box_lists *lists, struct screen_refused *refused) {
        refused->refusal = staff->refusal;
        refused->ticket = staff->refused_ticket;
        refused->no_room = staff->no_room;
        refused->overdue_count = staff->no_room ? lists->overdue_count : 0;
        refused->fault_count = staff->no_room ? lists->fault_count : 0;
        refused->unfit_count = staff->no_room ? lists->free_count : 0;
        refused->disk_full = staff->disk_full;
        refused->here = staff->here;
        refused->bundle_over = staff->bundle_over;
        refused->pickup_code = staff->pickup_code;
}

/* What a screen of this kind shows, whichever it is. */
static void present_kind(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        switch (screen_kind(screen->id)) {
        case SCREEN_KIND_ENTRY:
                present_entry(staff, &screen->entry);
                break;
        case SCREEN_KIND_REFUSED:
                present_refused(staff, sources->lists, &screen->refused);
                break;
        case SCREEN_KIND_DOOR:
                screen->door.compartment = staff->visit.c;
                screen->door.left_open = staff->visit.state == VISIT_REMINDED;
                break;
        case SCREEN_KIND_LIST:
                screen->list.rows = sources->lists->rows;
                screen->list.row_count = sources->lists->count;
                screen->list.first = staff->first_row;
                break;
        case SCREEN_KIND_MAP:
                present_map(sources->lists, &screen->map);
                screen->map.menu_count = task_menu(staff->persons[0].role, screen->clock_doubt, screen->map.menu);
                break;
        default:
                break;
        }
}

void staff_present(const struct staff *staff, const struct task_sources *sources, struct moment now, struct screen *screen) {
        const struct task_stage *stage = staff->state == STAFF_TASK ? &staff->task->stages[staff->stage] : NULL;

        present_who(staff, screen);
        if (stage && stage->step) {
                screen->step = stage->step;
                screen->steps = staff->task->steps;
        }
        if (staff_warns(staff, now)) {
                screen->id = SCREEN_MORE_TIME;
                screen->message.seconds_left = moment_seconds_until(now, staff_ends(staff));
                return;
        }
        screen->id = screen_of(staff);
        present_kind(staff, sources, screen);
        if (stage && staff->task->present)
                staff->task->present(staff, sources, screen);
}
