/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/visit.h"

void visit_before(struct visit *visit, unsigned c) {
        *visit = (struct visit){ .state = VISIT_BEFORE, .c = c };
}

void visit_open(struct visit *visit, unsigned c, struct actions *actions) {
        *visit = (struct visit){ .state = VISIT_OPENING, .c = c };
        action_add(actions, ACTION_OPEN)->c = c;
}

static bool is_from_watch(enum event_type type) {
        return type == EVENT_OPENED || type == EVENT_NOT_OPENED || type == EVENT_CLOSED || type == EVENT_REMINDED ||
               type == EVENT_GIVEN_UP || type == EVENT_CAME_LATE || type == EVENT_UNLATCHED || type == EVENT_SETTLED ||
               type == EVENT_SWITCH_FAULTY;
}

bool visit_ignores(const struct visit *visit, const struct event *event) {
        return is_from_watch(event->type) && event->c != visit->c;
}

bool visit_is_open(const struct visit *visit) {
        return visit->state == VISIT_OPEN || visit->state == VISIT_REMINDED;
}

bool visit_under_way(const struct visit *visit) {
        return visit->state == VISIT_OPENING || visit_is_open(visit);
}

/* Where an event leads; the same state when it does not belong there. */
static enum visit_state after(enum visit_state state, enum event_type type) {
        switch (state) {
        case VISIT_OPENING:
                return type == EVENT_OPENED ? VISIT_OPEN : type == EVENT_NOT_OPENED ? VISIT_NOT_OPENED : state;
        case VISIT_NOT_OPENED:
                return type == EVENT_OPENED || type == EVENT_CAME_LATE ? VISIT_OPEN : state;
        case VISIT_BEFORE:
                return type == EVENT_CAME_LATE ? VISIT_OPEN : state;
        case VISIT_OPEN:
        case VISIT_REMINDED:
                if (type == EVENT_REMINDED)
                        return VISIT_REMINDED;
                return type == EVENT_CLOSED ? VISIT_SHUT : type == EVENT_GIVEN_UP ? VISIT_GIVEN_UP : state;
        case VISIT_SHUT:
                return type == EVENT_UNLATCHED ? VISIT_OPEN : state;
        case VISIT_NONE:
        case VISIT_GIVEN_UP:
        case VISIT_STATE_COUNT:
                break;
        }
        return state;
}

bool visit_step(struct visit *visit, const struct event *event) {
        enum visit_state before = visit->state;

        if (visit_ignores(visit, event))
                return false;
        visit->state = after(before, event->type);
        return visit->state != before;
}

bool visit_answer(struct visit *visit, struct target target) {
        static const enum answered answers[TARGET_ID_COUNT] = {
                [TARGET_FOUND_TAKEN] = ANSWERED_TAKEN,
                [TARGET_FOUND_KEPT] = ANSWERED_KEPT,
                [TARGET_FOUND_EMPTY] = ANSWERED_EMPTY,
                [TARGET_FOUND_ELSE] = ANSWERED_ELSE,
        };

        if (visit->state != VISIT_SHUT || target.id >= TARGET_ID_COUNT || !answers[target.id] ||
            (answers[target.id] == ANSWERED_KEPT && !visit->keeps))
                return false;
        visit->answered = answers[target.id];
        return true;
}
