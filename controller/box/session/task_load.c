/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Loading: one ticket after the other, without a touch in between.
 *
 *   SCAN ─ticket─▶ OPENING ─▶ PUT_IN ─door closed─▶ LATCHING ─shut for 2 s─▶ loaded: SCAN …
 *                   ▲   │      │                    ▲  │ sprung open
 *                   └───┘      │                    └─ UNLATCHED ─ the third time: MOVING
 *                not opened:   ├─ cancel ──▶ CANCELLING ─door closed─▶ SCAN
 *                the next      └─ not empty ▶ MOVING ─door closed─▶ the next compartment: OPENING
 *
 * Another ticket or badge while the door is open is not taken: CLOSE_FIRST says so over the whole screen, until it is read or the door is shut.
 * The ticket's own label, which may come before the scanner once more, is nothing. Nobody waits for the 2 s: one ticket scanned meanwhile is begun after them, and whoever signs out is signed out then. What springs
 * open later, but soon, leads from SCAN to SPRUNG, and back when it is shut.
 */
#include <string.h>

#include "controller/box/session/staff_turn.h"

enum { SCAN, OPENING, PUT_IN, CANCELLING, MOVING, LATCHING, UNLATCHED, SPRUNG, CLOSE_FIRST };
enum { UNLATCHED_MAX = 3 }; /* times that a door springs open before its compartment is given up */
enum { TRIES_MAX = 3 }; /* compartments tried for one ticket before somebody has to look */

static void out_of_room(struct staff *staff, const struct turn *turn) {
        turn->deeds->list(turn->deeds->context, NULL); /* what would make room is counted */
        staff_refuse(staff, REFUSAL_NONE, true, &task_load, turn);
        staff->no_room = true;
}

static void begin_load(struct staff *staff, const struct turn *turn) {
        struct load *load = &staff->load;
        struct begun begun;

        staff_settle(staff, turn);
        if (!turn->deeds->load_begin(turn->deeds->context, load->offer.cti, staff_first(staff)->sub, &begun))
                return;
        if (begun.refusal != REFUSAL_NONE) {
                staff_refuse(staff, begun.refusal, true, &task_load, turn);
        } else if (begun.no_room) {
                out_of_room(staff, turn);
        } else {
                load->offer.c = begun.c;
                load->deadline_ms = begun.deadline_ms;
                staff->task = &task_load;
                load->unlatched = 0;
                visit_open(&staff->visit, begun.c, turn->actions);
                staff_stage(staff, OPENING, turn->now);
        }
}

/* For the next ticket, and what is free counted anew. */
static void scan_again(struct staff *staff, const struct turn *turn) {
        staff->task = &task_load;
        staff->visit = (struct visit){ .state = VISIT_NONE };
        staff_stage(staff, SCAN, turn->now);
        turn->deeds->list(turn->deeds->context, &task_load);
}

static void refuse_ticket(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        staff_refuse(staff, event->refusal, true, &task_load, turn);
        staff->here = event->here;
        staff->disk_full = event->disk_full;
        staff->bundle_over = event->bundle_over;
}

void task_load_ticket(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        staff->pickup_code = staff->load.reissued = false;
        if (!staff_may(staff, &task_load, false)) {
                staff_refuse(staff, REFUSAL_WRONG_USE, true, NULL, turn);
                return;
        }
        if (event->refusal != REFUSAL_NONE || event->here || event->disk_full || event->bundle_over) {
                refuse_ticket(staff, turn);
                return;
        }
        staff->load.offer = event->offers[0];
        staff->load.tries = 0;
        if (!event->reissue) {
                begin_load(staff, turn);
                return;
        }
        if (!turn->deeds->reissue(turn->deeds->context))
                return;
        action_tone(turn->actions, TONE_ACCEPTED);
        staff->load.reissued = true;
        scan_again(staff, turn);
}

/* ---- one function a stage ---- */

/* This compartment cannot be used: the next one is tried. */
static void give_compartment_up(struct staff *staff, enum reason why, const struct turn *turn) {
        turn->deeds->load_given_up(turn->deeds->context, staff->load.offer.cti, staff->visit.c, why, turn->now);
        staff->load.tries++;
}

static void try_next(struct staff *staff, const struct turn *turn) {
        if (staff->load.tries >= TRIES_MAX)
                out_of_room(staff, turn);
        else
                begin_load(staff, turn);
}

static void opening(struct staff *staff, const struct turn *turn) {
        if (!visit_step(&staff->visit, turn->event))
                return;
        if (visit_is_open(&staff->visit)) {
                action_tone(turn->actions, TONE_ACCEPTED);
                staff_stage(staff, PUT_IN, turn->now);
        } else {
                give_compartment_up(staff, REASON_NOT_OPENED, turn);
                try_next(staff, turn);
        }
}

static bool asks_to_cancel(const struct event *event) {
        return event->type == EVENT_TARGET && (event->target.id == TARGET_LOAD_CANCEL || target_leaves(event->target));
}

/* What was scanned or asked for while the door was settling. */
static void go_on(struct staff *staff, const struct turn *turn) {
        struct load *load = &staff->load;
        struct turn kept = *turn;

        scan_again(staff, turn);
        kept.event = &load->next;
        if (load->leaves)
                staff_over(staff, turn);
        else if (load->has_next)
                task_load_ticket(staff, &kept);
        load->has_next = false;
}

static void loaded(struct staff *staff, const struct turn *turn) {
        struct load *load = &staff->load;

        turn->deeds->loaded(turn->deeds->context, load->offer.cti, staff->visit.c, staff_first(staff)->sub, turn->now);
        load->count++;
        load->last = staff->visit.c;
        memmove(&load->latest[1], &load->latest[0], sizeof(load->latest) - sizeof(load->latest[0]));
        load->latest[0].c = staff->visit.c;
        memcpy(load->latest[0].cti, load->offer.cti, CTI_LEN);
        action_tone(turn->actions, TONE_ACCEPTED);
        go_on(staff, turn);
}

static bool asks_to_sign_out(const struct staff *staff, const struct event *event) {
        return (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT) ||
               (event->type == EVENT_BADGE && event->refusal == REFUSAL_NONE && strcmp(event->sub, staff->persons[0].sub) == 0);
}

static void latching(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;
        struct load *load = &staff->load;

        if (staff->visit.state == VISIT_OPEN) {
                load->unlatched++;
                if (load->unlatched >= UNLATCHED_MAX)
                        give_compartment_up(staff, REASON_NOT_LATCHED, turn);
                staff_stage(staff, load->unlatched >= UNLATCHED_MAX ? MOVING : UNLATCHED, turn->now);
        } else if (event->type == EVENT_SETTLED) {
                loaded(staff, turn);
        } else if (event->type == EVENT_TICKET && memcmp(event->offers[0].cti, load->offer.cti, CTI_LEN) == 0) {
                return; /* it is held to the scanner still */
        } else if (event->type == EVENT_TICKET && !load->has_next) {
                load->next = *event;
                load->has_next = true;
        } else if (asks_to_sign_out(staff, event)) {
                load->leaves = true;
        } else if (event->type == EVENT_TICKET) {
                staff_wait(turn);
        }
}

bool task_load_is_settling(const struct staff *staff) {
        return staff->state == STAFF_TASK && staff->task == &task_load && staff->stage == LATCHING;
}

bool task_load_keeps_ticket(const struct staff *staff) {
        return task_load_is_settling(staff) && !staff->load.has_next;
}

static void unlatched(struct staff *staff, const struct turn *turn) {
        if (staff->visit.state == VISIT_SHUT)
                staff_stage(staff, LATCHING, turn->now);
}

static void sprung(struct staff *staff, const struct turn *turn) {
        if (staff->visit.state == VISIT_SHUT)
                scan_again(staff, turn);
}

bool task_load_sprung(struct staff *staff, const struct turn *turn) {
        struct load *load = &staff->load;

        if (turn->event->type != EVENT_UNLATCHED || staff->state != STAFF_TASK || staff->task != &task_load || staff->stage != SCAN ||
            load->last == 0 || turn->event->c != load->last)
                return false;
        if (++load->unlatched >= UNLATCHED_MAX)
                turn->deeds->quarantine(turn->deeds->context, load->last, REASON_NOT_LATCHED, turn->now);
        staff->visit = (struct visit){ .state = VISIT_OPEN, .c = load->last };
        staff_stage(staff, SPRUNG, turn->now);
        return true;
}

static bool is_own_label(const struct staff *staff, const struct event *event) {
        return event->type == EVENT_TICKET && memcmp(event->offers[0].cti, staff->load.offer.cti, CTI_LEN) == 0;
}

/* Half of a reading, or what is none of ours: nobody can say that something else was shown, and the door need not be shut for it. */
static bool shows_another(const struct staff *staff, const struct event *event) {
        return (event->type == EVENT_TICKET || event->type == EVENT_BADGE) && event->refusal != REFUSAL_MALFORMED && !is_own_label(staff, event);
}

static void close_first(struct staff *staff, const struct turn *turn) {
        staff_wait(turn);
        staff_stage(staff, CLOSE_FIRST, turn->now);
}

static void told_to_close(struct staff *staff, const struct turn *turn) {
        if (staff->visit.state == VISIT_SHUT)
                staff_stage(staff, LATCHING, turn->now);
        else if (turn->event->type == EVENT_TARGET && (target_goes_on(turn->event->target) || target_leaves(turn->event->target)))
                staff_stage(staff, PUT_IN, turn->now);
        else if (turn->event->type == EVENT_TICKET || turn->event->type == EVENT_BADGE)
                staff_wait(turn);
}

static void put_in(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (staff->visit.state == VISIT_SHUT) {
                staff_stage(staff, LATCHING, turn->now);
        } else if (asks_to_cancel(event)) {
                staff_stage(staff, CANCELLING, turn->now);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_NOT_EMPTY) {
                give_compartment_up(staff, REASON_NOT_EMPTY, turn);
                staff_stage(staff, MOVING, turn->now);
        } else if (shows_another(staff, event) || (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT)) {
                close_first(staff, turn);
        }
}

static void cancelling(struct staff *staff, const struct turn *turn) {
        if (staff->visit.state != VISIT_SHUT)
                return;
        turn->deeds->load_cancelled(turn->deeds->context, staff->load.offer.cti, turn->now);
        scan_again(staff, turn);
}

static void moving(struct staff *staff, const struct turn *turn) {
        if (staff->visit.state == VISIT_SHUT)
                try_next(staff, turn);
}

/* What lies behind the shut door counts as loaded, in a compartment that is quarantined; at an open one there is time to take another. */
static void switch_faulty(struct staff *staff, const struct turn *turn) {
        if (staff->stage == LATCHING) {
                loaded(staff, turn);
        } else if (staff->stage == PUT_IN || staff->stage == UNLATCHED || staff->stage == CLOSE_FIRST) {
                give_compartment_up(staff, REASON_SWITCH_FAULTY, turn);
                staff_stage(staff, MOVING, turn->now);
        }
}

static void with_open_door(struct staff *staff, const struct turn *turn) {
        (void)visit_step(&staff->visit, turn->event);
        if (staff->visit.state == VISIT_GIVEN_UP)
                staff_over(staff, turn);
        else if (turn->event->type == EVENT_SWITCH_FAULTY && turn->event->c == staff->visit.c)
                switch_faulty(staff, turn);
        else if (staff->stage == LATCHING)
                latching(staff, turn);
        else if (staff->stage == SPRUNG)
                sprung(staff, turn);
        else if (staff->stage == UNLATCHED)
                unlatched(staff, turn);
        else if (staff->stage == PUT_IN)
                put_in(staff, turn);
        else if (staff->stage == CLOSE_FIRST)
                told_to_close(staff, turn);
        else if (staff->stage == CANCELLING)
                cancelling(staff, turn);
        else
                moving(staff, turn);
}

static void step(struct staff *staff, const struct turn *turn) {
        if (staff->stage == OPENING)
                opening(staff, turn);
        else if (staff->stage != SCAN)
                with_open_door(staff, turn);
}

static void present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        if (staff->stage == SCAN || staff->stage == LATCHING) {
                screen->scan.loaded_count = staff->load.count;
                screen->scan.free_count = sources->lists->free_count;
                screen->scan.reissued = staff->load.reissued;
                for (unsigned i = 0; i < SCREEN_LAST_LOADS && staff->load.latest[i].c > 0; i++) {
                        screen->scan.last[i].compartment = staff->load.latest[i].c;
                        lists_case_number(staff->load.latest[i].cti, screen->scan.last[i].case_number);
                }
        } else if (staff->stage == PUT_IN) {
                screen->door.items = staff->load.offer.items;
                screen->door.item_count = staff->load.offer.item_count;
                screen->door.deadline_ms = staff->load.deadline_ms;
                lists_case_number(staff->load.offer.cti, screen->door.case_number);
        }
}

const struct task task_load = {
        .leads = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER),
        .roles = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER),
        .opens = true,
        .steps = 3,
        .stages = {
                [SCAN] = { "scan", SCREEN_STAFF_SCAN, 1 },
                [OPENING] = { "opening", SCREEN_OPENING, 2 },
                [PUT_IN] = { "load", SCREEN_STAFF_LOAD, 2 },
                [CANCELLING] = { "cancelling", SCREEN_CLOSE, 3 },
                [MOVING] = { "moving", SCREEN_CLOSE, 3 },
                [LATCHING] = { "latching", SCREEN_STAFF_SCAN, 3 },
                [UNLATCHED] = { "load_unlatched", SCREEN_UNLATCHED, 3 },
                [SPRUNG] = { "sprung", SCREEN_UNLATCHED, 3 },
                [CLOSE_FIRST] = { "close_first", SCREEN_STAFF_CLOSE_FIRST, 2 },
        },
        .step = step,
        .present = present,
};
