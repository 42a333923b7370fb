/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/service.h"

#include "controller/box/session/staff_turn.h"

void service_granted(struct staff *staff, const struct turn *turn) {
        enum purpose purpose = staff->task->purpose ? staff->task->purpose : staff->page.purpose;
        unsigned c = staff->wanted;
        bool keeps;

        staff_settle(staff, turn);
        if (!turn->deeds->service_open(turn->deeds->context, c, purpose, staff_first(staff)->sub, staff_second(staff), &keeps))
                return;
        visit_open(&staff->visit, c, turn->actions);
        staff->visit.keeps = keeps;
        staff_stage(staff, SERVICE_OPENING, turn->now);
}

void service_ask_again(struct staff *staff, const struct turn *turn) {
        staff->visit = (struct visit){ .state = VISIT_SHUT, .c = staff->answer.c, .keeps = staff->answer.keeps };
        staff->answer = (struct staff_answer){ .c = 0 };
        staff_stage(staff, SERVICE_FOUND, turn->now);
}

void service_choose(struct staff *staff, const struct turn *turn) {
        if (turn->event->c == 0 || turn->event->limited)
                return;
        if (turn->event->c == staff->answer.c)
                service_ask_again(staff, turn);
        else
                staff_ask_second(staff, turn->event->c, turn);
}

static void in_list(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_ROW)
                service_choose(staff, turn);
}

static void opening(struct staff *staff, const struct turn *turn) {
        if (!visit_step(&staff->visit, turn->event))
                return;
        if (visit_is_open(&staff->visit)) {
                action_tone(turn->actions, TONE_ACCEPTED);
                staff_stage(staff, SERVICE_DOOR, turn->now);
                return;
        }
        turn->deeds->quarantine(turn->deeds->context, staff->visit.c, REASON_NOT_OPENED, turn->now);
        action_tone(turn->actions, TONE_WRONG);
        staff_show(staff, staff->task, turn);
}

static void open(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_SIGN_OUT)
                staff_wait(turn);
        if (!visit_step(&staff->visit, turn->event))
                return;
        if (staff->visit.state == VISIT_SHUT)
                staff_stage(staff, SERVICE_FOUND, turn->now);
        else if (staff->visit.state == VISIT_GIVEN_UP)
                staff_over(staff, turn);
}

static void found(struct staff *staff, const struct turn *turn) {
        struct visit *visit = &staff->visit;

        if (visit_step(visit, turn->event)) {
                staff_stage(staff, SERVICE_UNLATCHED, turn->now);
                return;
        }
        if (turn->event->type != EVENT_TARGET || !visit_answer(visit, turn->event->target))
                return;
        staff->answer = (struct staff_answer){ .c = visit->c, .keeps = visit->keeps, .answered = visit->answered,
                                               .due_ms = turn->now.mono_ms + STAFF_ANSWER_MS };
        action_tone(turn->actions, TONE_ACCEPTED);
        staff_show(staff, staff->task, turn);
}

void service_step(struct staff *staff, const struct turn *turn) {
        switch (staff->stage) {
        case SERVICE_LIST:
                in_list(staff, turn);
                break;
        case SERVICE_OPENING:
                opening(staff, turn);
                break;
        case SERVICE_DOOR:
        case SERVICE_UNLATCHED:
                open(staff, turn);
                break;
        case SERVICE_FOUND:
                found(staff, turn);
                break;
        default:
                break;
        }
}

/* What the list says that there is. */
static void present_items(const struct box_lists *lists, struct screen_door *door) {
        for (size_t i = 0; i < lists->count; i++) {
                if (lists->rows[i].compartment != door->compartment)
                        continue;
                door->items = lists->rows[i].items;
                door->item_count = lists->rows[i].item_count;
                return;
        }
}

enum screen_answer service_said(const struct staff *staff, const struct task_sources *sources) {
        static const enum screen_answer said[ANSWERED_COUNT] = {
                [ANSWERED_TAKEN] = SCREEN_ANSWER_TAKEN, [ANSWERED_KEPT] = SCREEN_ANSWER_KEPT, [ANSWERED_EMPTY] = SCREEN_ANSWER_EMPTY,
                [ANSWERED_ELSE] = SCREEN_ANSWER_ELSE,
        };

        if (staff->answer.c == 0)
                return SCREEN_ANSWER_NONE;
        return staff->answer.answered == ANSWERED_KEPT && sources->lacks_label ? SCREEN_ANSWER_NO_LABEL : said[staff->answer.answered];
}

void service_present(const struct staff *staff, bool taken, const struct task_sources *sources, struct screen *screen) {
        if (staff->stage == SERVICE_LIST) {
                screen->list.answered_compartment = staff->answer.c;
                screen->list.answer = service_said(staff, sources);
                return;
        }
        screen->door.keeps = staff->visit.keeps;
        screen->door.looking = !taken;
        present_items(sources->lists, &screen->door);
}
