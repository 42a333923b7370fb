/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/walk.h"

#include <string.h>

#include "controller/box/session/staff_turn.h"

/* ---- what is to be told at the end ---- */

static void put_off(struct staff *staff) {
        struct staff_walk *walk = &staff->walk;

        walk->pending[walk->pending_count++] = (struct staff_pending){ .c = staff->visit.c, .keeps = staff->visit.keeps };
}

static void tell_next(struct staff *staff, const struct turn *turn) {
        struct staff_pending pending;

        if (staff->walk.pending_count == 0) {
                staff_show(staff, staff->task, turn);
                return;
        }
        pending = staff_take_pending(&staff->walk, 0);
        staff->visit = (struct visit){ .state = VISIT_SHUT, .c = pending.c, .keeps = pending.keeps };
        staff_stage(staff, WALK_TELLING, turn->now);
}

/* ---- from one to the next ---- */

static void open_next(struct staff *staff, unsigned after, const struct turn *turn) {
        struct staff_walk *walk = &staff->walk;
        struct stop stop;
        bool keeps;

        staff_settle(staff, turn);
        if (walk->ends || walk->pending_count == WALK_PENDING_MAX ||
            !turn->deeds->next_stop(turn->deeds->context, staff->task, staff_first(staff)->role, after, &stop)) {
                tell_next(staff, turn);
                return;
        }
        if (!turn->deeds->service_open(turn->deeds->context, stop.c, stop.takes ? PURPOSE_TAKE_OUT : staff->task->purpose, staff_first(staff)->sub,
                                       staff_second(staff), &keeps))
                return;
        walk->takes = stop.takes;
        walk->left = stop.left;
        walk->settled = false;
        visit_open(&staff->visit, stop.c, turn->actions);
        staff->visit.keeps = keeps;
        staff_stage(staff, WALK_OPENING, turn->now);
}

void walk_granted(struct staff *staff, const struct turn *turn) {
        open_next(staff, 0, turn);
}

/* The next opens once this one stays shut and is answered, or may be answered at the end. */
static void go_on_when_ready(struct staff *staff, const struct turn *turn) {
        bool answered = staff->visit.answered != ANSWERED_NOT;

        if (!staff->walk.settled || (!answered && !staff->walk.takes))
                return;
        if (!answered)
                put_off(staff);
        staff->walk.visited++;
        open_next(staff, staff->visit.c, turn);
}

static void note_answer(struct staff *staff, const struct turn *turn) {
        const struct visit *visit = &staff->visit;

        if (staff->answer.c != visit->c) /* else it is changed */
                staff_settle(staff, turn);
        staff->answer = (struct staff_answer){ .c = visit->c, .keeps = visit->keeps, .answered = visit->answered,
                                               .due_ms = turn->now.mono_ms + STAFF_ANSWER_MS };
        action_tone(turn->actions, TONE_ACCEPTED);
}

/* ---- labels ---- */

/* What its label says of the compartment that is visited: there, and out of it where that is what it was opened for. */
static enum answered by_label(const struct staff *staff) {
        return staff->walk.takes || !staff->visit.keeps ? ANSWERED_TAKEN : ANSWERED_KEPT;
}

static void label(struct staff *staff, const struct turn *turn) {
        struct staff_walk *walk = &staff->walk;
        unsigned c = turn->event->c;

        if (c > 0 && c == staff->visit.c && staff->stage != WALK_OPENING) {
                staff->visit.answered = by_label(staff);
                if (staff->visit.state == VISIT_SHUT)
                        note_answer(staff, turn);
                else
                        action_tone(turn->actions, TONE_ACCEPTED);
                return;
        }
        for (unsigned i = 0; c > 0 && i < walk->pending_count; i++) {
                if (walk->pending[i].c != c)
                        continue;
                (void)staff_take_pending(walk, i);
                turn->deeds->answered(turn->deeds->context, c, ANSWERED_TAKEN, staff_first(staff)->sub, turn->now);
                action_tone(turn->actions, TONE_ACCEPTED);
                return;
        }
        action_tone(turn->actions, TONE_WRONG);
}

/* ---- one function a stage ---- */

static void in_list(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;
        struct stop stop;

        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_ROW && event->c > 0) {
                staff_show_page(staff, event->c, turn);
        } else if (event->target.id == TARGET_TASK && event->target.number == TASK_RECONCILE && staff->task != turn->tasks[TASK_RECONCILE]) {
                staff_lead_to(staff, turn->tasks[TASK_RECONCILE], turn);
        } else if (target_goes_on(event->target) && !event->limited) {
                staff->walk = (struct staff_walk){ .takes = false };
                if (turn->deeds->next_stop(turn->deeds->context, staff->task, staff_first(staff)->role, 0, &stop))
                        staff_ask_second(staff, stop.c, turn);
        }
}

static void opening(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_TICKET)
                label(staff, turn);
        if (!visit_step(&staff->visit, turn->event))
                return;
        if (visit_is_open(&staff->visit)) {
                action_tone(turn->actions, TONE_ACCEPTED);
                staff_stage(staff, WALK_DOOR, turn->now);
                return;
        }
        turn->deeds->quarantine(turn->deeds->context, staff->visit.c, REASON_NOT_OPENED, turn->now);
        action_tone(turn->actions, TONE_WRONG);
        open_next(staff, staff->visit.c, turn);
}

static void open(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (event->type == EVENT_TICKET)
                label(staff, turn);
        else if (event->type == EVENT_TARGET && event->target.id == TARGET_END)
                staff->walk.ends = true;
        else if (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT)
                staff_wait(turn);
        if (!visit_step(&staff->visit, event))
                return;
        staff->walk.settled = false;
        if (staff->visit.state == VISIT_GIVEN_UP) {
                staff_over(staff, turn);
                return;
        }
        if (staff->visit.state != VISIT_SHUT)
                return;
        if (staff->visit.answered != ANSWERED_NOT)
                note_answer(staff, turn);
        staff_stage(staff, WALK_ASKING, turn->now);
}

static void asking(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (visit_step(&staff->visit, event)) {
                /* What was said of it is written once it is shut again. */
                staff->answer = (struct staff_answer){ .c = 0 };
                staff_stage(staff, WALK_UNLATCHED, turn->now);
                return;
        }
        if (event->type == EVENT_SETTLED)
                staff->walk.settled = true;
        else if (event->type == EVENT_TICKET)
                label(staff, turn);
        else if (event->type == EVENT_TARGET && visit_answer(&staff->visit, event->target))
                note_answer(staff, turn);
        go_on_when_ready(staff, turn);
}

static void telling(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (event->type == EVENT_TICKET)
                label(staff, turn);
        else if (event->type == EVENT_TARGET && visit_answer(&staff->visit, event->target))
                note_answer(staff, turn);
        if (staff->visit.answered != ANSWERED_NOT)
                tell_next(staff, turn);
}

void walk_step(struct staff *staff, const struct turn *turn) {
        switch (staff->stage) {
        case WALK_LIST:
                in_list(staff, turn);
                break;
        case WALK_OPENING:
                opening(staff, turn);
                break;
        case WALK_DOOR:
        case WALK_UNLATCHED:
                open(staff, turn);
                break;
        case WALK_ASKING:
                asking(staff, turn);
                break;
        case WALK_TELLING:
                telling(staff, turn);
                break;
        default:
                break;
        }
}

void walk_shown(struct staff *staff, const struct turn *turn) {
        struct stop stop;

        (void)turn->deeds->next_stop(turn->deeds->context, staff->task, staff_first(staff)->role, 0, &stop);
}

bool staff_reads_labels(const struct staff *staff) {
        return staff->state == STAFF_TASK && staff->task->reads_labels && staff->stage != WALK_LIST;
}

/* ---- shown ---- */

static void present_items(const struct box_lists *lists, struct screen_door *door) {
        for (size_t i = 0; i < lists->count; i++)
                if (lists->rows[i].compartment == door->compartment) {
                        door->items = lists->rows[i].items;
                        door->item_count = lists->rows[i].item_count;
                }
}

void walk_present(const struct staff *staff, const struct task_sources *sources, struct screen *screen) {
        const struct staff_walk *walk = &staff->walk;

        if (staff->stage == WALK_LIST) {
                screen->list.first = staff->first_row;
                screen->list.visited = walk->visited;
                return;
        }
        screen->door.keeps = staff->visit.keeps;
        screen->door.looking = !walk->takes;
        screen->door.walks = true;
        screen->door.ends = walk->ends;
        screen->door.left = staff->stage == WALK_TELLING ? walk->pending_count : walk->left;
        present_items(sources->lists, &screen->door);
}
