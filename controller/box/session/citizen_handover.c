/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The citizen's session from the right answer on: what is opened, taken, closed, and what does not open.
 */
#include <string.h>

#include "controller/box/session/citizen_turn.h"
#include "controller/box/session/watch.h"

static void open_current(struct citizen *citizen, const struct turn *turn) {
        visit_open(&citizen->visit, citizen_current(citizen)->c, turn->actions);
        citizen_enter(citizen, CITIZEN_OPENING, turn);
}

static void release(struct citizen *citizen, const struct turn *turn) {
        bool suspect;

        if (!turn->deeds->release(turn->deeds->context, citizen_current(citizen), citizen->typed ? WAY_TYPED : WAY_CODE, &suspect))
                return;
        if (suspect)
                citizen_show_jam(citizen, turn);
        else
                open_current(citizen, turn);
}

static void reopen(struct citizen *citizen, const struct turn *turn) {
        bool suspect;

        citizen->reopened = true;
        if (!turn->deeds->reopen(turn->deeds->context, citizen_current(citizen), &suspect))
                return;
        if (suspect) {
                citizen_show_jam(citizen, turn);
                return;
        }
        citizen->reopening = true;
        open_current(citizen, turn);
}

void citizen_hand_out(struct citizen *citizen, const struct turn *turn) {
        citizen->reopened = citizen->reopening = citizen->by_word = citizen->lost = false;
        citizen->visit = (struct visit){ .state = VISIT_NONE };
        if (citizen_current(citizen)->wants_old)
                citizen_enter(citizen, CITIZEN_OLD_READY, turn);
        else
                release(citizen, turn);
}

static void done(struct citizen *citizen, const struct turn *turn) {
        action_tone(turn->actions, TONE_ACCEPTED);
        citizen_enter(citizen, citizen->offer_count > 1 ? CITIZEN_BETWEEN : CITIZEN_DONE, turn);
}

/* The switch says that it is open. */
static void issue_seen(struct citizen *citizen, const struct turn *turn) {
        turn->deeds->issued(turn->deeds->context, citizen_current(citizen), HOW_SEEN, turn->now);
        citizen->served = true;
        action_tone(turn->actions, TONE_ACCEPTED);
        citizen_enter(citizen, CITIZEN_DOOR, turn);
}

/* Only the citizen says so. */
static void issue_by_word(struct citizen *citizen, const struct turn *turn) {
        citizen->by_word = true;
        turn->deeds->issued(turn->deeds->context, citizen_current(citizen), HOW_CITIZEN, turn->now);
        citizen->served = true;
        action_tone(turn->actions, TONE_ACCEPTED);
        citizen_enter(citizen, CITIZEN_JAM_TAKE, turn);
}

/* It is shut: with old papers to come back, whether they did is asked before it is written down. */
static void after_shut(struct citizen *citizen, const struct turn *turn) {
        citizen->closed_ms = turn->now.mono_ms;
        if (citizen_current(citizen)->wants_old)
                citizen_enter(citizen, CITIZEN_OLD_ASK, turn);
        else
                done(citizen, turn);
}

static void door_closed(struct citizen *citizen, const struct turn *turn) {
        if (!citizen_current(citizen)->wants_old)
                turn->deeds->closed(turn->deeds->context, citizen_current(citizen), turn->now);
        citizen->lost = false;
        citizen->stale = false; /* somebody has just shut it */
        after_shut(citizen, turn);
}

/* The one that was handed out, or would not open, is done with; offers[0] is the next of several. */
static void drop_current(struct citizen *citizen) {
        citizen->offer_count--;
        memmove(&citizen->offers[citizen->current], &citizen->offers[citizen->current + 1],
                (citizen->offer_count - citizen->current) * sizeof(citizen->offers[0]));
        citizen->current = 0;
        citizen->followed = true;
}

static void open_next(struct citizen *citizen, const struct turn *turn) {
        drop_current(citizen);
        if (citizen->stale)
                citizen_ask_proof(citizen, turn);
        else
                citizen_hand_out(citizen, turn);
}

/* To what follows one of several; with the last, to `end`. */
static void go_between_or(struct citizen *citizen, enum citizen_state end, const struct turn *turn) {
        if (citizen->offer_count > 1 && citizen->stale)
                open_next(citizen, turn);
        else
                citizen_enter(citizen, citizen->offer_count > 1 ? CITIZEN_BETWEEN : end, turn);
}

void citizen_state_choose(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET)
                return;
        if (turn->event->target.id == TARGET_CHOOSE && turn->event->target.number < citizen->offer_count) {
                citizen->current = turn->event->target.number;
                citizen_hand_out(citizen, turn);
        } else if (turn->event->target.id == TARGET_ROWS && turn->event->target.number < citizen->offer_count) {
                citizen->first = turn->event->target.number;
        } else if (citizen_target_ends(turn->event->target) || turn->event->target.id == TARGET_BACK) {
                citizen_end(citizen, turn->actions);
        }
}

void citizen_state_old_ready(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET)
                return;
        if (target_goes_on(turn->event->target) && citizen->stale) {
                citizen_ask_proof(citizen, turn);
        } else if (target_goes_on(turn->event->target)) {
                release(citizen, turn);
        } else if (turn->event->target.id == TARGET_BACK && citizen->offer_count > 1) {
                citizen_enter(citizen, CITIZEN_CHOOSE, turn);
        } else if (citizen_target_ends(turn->event->target) || turn->event->target.id == TARGET_BACK) {
                citizen_end(citizen, turn->actions);
        }
}

void citizen_state_opening(struct citizen *citizen, const struct turn *turn) {
        if (!visit_step(&citizen->visit, turn->event))
                return;
        if (visit_is_open(&citizen->visit) && citizen->reopening) {
                citizen_enter(citizen, CITIZEN_DOOR, turn);
        } else if (visit_is_open(&citizen->visit)) {
                issue_seen(citizen, turn);
        } else if (citizen->reopening) {
                turn->deeds->quarantine(turn->deeds->context, citizen_current(citizen)->c, REASON_NOT_OPENED, turn->now);
                citizen_show_jam(citizen, turn);
        } else {
                action_tone(turn->actions, TONE_WRONG);
                citizen_enter(citizen, CITIZEN_JAM_ASK, turn);
        }
}

/* What the screens of an open door share; true when it was handled. */
static bool door_common(struct citizen *citizen, const struct turn *turn) {
        (void)visit_step(&citizen->visit, turn->event);
        if (citizen->visit.state == VISIT_SHUT)
                door_closed(citizen, turn);
        else if (citizen->visit.state == VISIT_GIVEN_UP)
                citizen_leave(citizen, turn);
        else if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_CANNOT_FIND)
                citizen->lost = true;
        else if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_BACK)
                citizen->lost = false;
        else
                return false;
        return true;
}

void citizen_state_door(struct citizen *citizen, const struct turn *turn) {
        const struct event *event = turn->event;

        if (door_common(citizen, turn) || !citizen_current(citizen)->wants_old)
                return;
        if (event->type == EVENT_REMINDED || (event->type == EVENT_TARGET && target_goes_on(event->target)) ||
            (event->type == EVENT_TICK && turn->now.mono_ms >= citizen->entered_ms + CITIZEN_OLD_PAPERS_MS))
                citizen_enter(citizen, CITIZEN_OLD_PAPERS, turn);
}

void citizen_state_old_papers(struct citizen *citizen, const struct turn *turn) {
        (void)door_common(citizen, turn);
}

void citizen_give_up_opening(struct citizen *citizen, const struct turn *turn) {
        turn->deeds->open_failed(turn->deeds->context, citizen_current(citizen), WATCH_TRIES, turn->now);
        citizen_show_jam(citizen, turn);
}

void citizen_state_jam_ask(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type == EVENT_OPENED && visit_step(&citizen->visit, turn->event)) {
                issue_seen(citizen, turn);
        } else if (turn->event->type == EVENT_TICK && turn->now.mono_ms >= citizen_ends(citizen)) {
                citizen_give_up_opening(citizen, turn);
        } else if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_YES) {
                issue_by_word(citizen, turn);
        } else if (turn->event->type == EVENT_TARGET && (turn->event->target.id == TARGET_NO || turn->event->target.id == TARGET_BACK ||
                                                   citizen_target_ends(turn->event->target))) {
                citizen_give_up_opening(citizen, turn);
        }
}

void citizen_state_jam(struct citizen *citizen, const struct turn *turn) {
        if ((turn->event->type == EVENT_CAME_LATE || turn->event->type == EVENT_OPENED) && visit_step(&citizen->visit, turn->event)) {
                citizen->reopened = true; /* its compartment is quarantined: there is no opening again */
                citizen_enter(citizen, CITIZEN_DOOR, turn);
        } else if (turn->event->type == EVENT_TARGET &&
                 (citizen_target_ends(turn->event->target) || target_goes_on(turn->event->target) || turn->event->target.id == TARGET_BACK)) {
                if (citizen->offer_count > 1)
                        go_between_or(citizen, CITIZEN_DONE, turn);
                else
                        citizen_end(citizen, turn->actions);
        }
}

/* The switch says it after all: an opening that is written down already. */
static bool is_seen_open(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_OPENED || !visit_step(&citizen->visit, turn->event))
                return false;
        citizen_enter(citizen, CITIZEN_DOOR, turn);
        return true;
}

void citizen_state_jam_take(struct citizen *citizen, const struct turn *turn) {
        if (is_seen_open(citizen, turn) || turn->event->type != EVENT_TARGET)
                return;
        if (citizen_target_ends(turn->event->target) || target_goes_on(turn->event->target) || turn->event->target.id == TARGET_BACK)
                after_shut(citizen, turn);
}

/* The latch missed. What was shut before counts on. */
static bool is_sprung(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_UNLATCHED || !visit_step(&citizen->visit, turn->event))
                return false;
        citizen_enter(citizen, CITIZEN_UNLATCHED, turn);
        return true;
}

void citizen_state_unlatched(struct citizen *citizen, const struct turn *turn) {
        (void)visit_step(&citizen->visit, turn->event);
        if (citizen->visit.state == VISIT_SHUT)
                after_shut(citizen, turn);
        else if (citizen->visit.state == VISIT_GIVEN_UP)
                citizen_leave(citizen, turn);
}

void citizen_state_old_ask(struct citizen *citizen, const struct turn *turn) {
        struct offer *offer = citizen_current(citizen);

        if (is_sprung(citizen, turn) || turn->event->type != EVENT_TARGET)
                return;
        if (turn->event->target.id == TARGET_YES) {
                turn->deeds->old_returned(turn->deeds->context, offer, turn->now);
        } else if (turn->event->target.id == TARGET_NO) {
                turn->deeds->old_none(turn->deeds->context, offer, turn->now);
        } else if (citizen_target_ends(turn->event->target)) {
                citizen_leave(citizen, turn);
                return;
        } else {
                return;
        }
        offer->wants_old = false; /* asked once */
        done(citizen, turn);
}

void citizen_state_between(struct citizen *citizen, const struct turn *turn) {
        const struct event *event = turn->event;

        if (is_sprung(citizen, turn)) {
                return;
        } else if (event->type == EVENT_TICK && turn->now.mono_ms >= citizen_asks_again(citizen)) {
                citizen->stale = true;
                open_next(citizen, turn);
        } else if (event->type != EVENT_TARGET) {
                return;
        } else if (target_goes_on(event->target)) {
                open_next(citizen, turn);
        } else if (event->target.id == TARGET_RECEIPT) {
                citizen_enter(citizen, CITIZEN_RECEIPT, turn);
        } else if (event->target.id == TARGET_NOT_TAKEN && citizen_may_reopen(citizen, turn->now)) {
                reopen(citizen, turn);
        } else if (citizen_target_ends(event->target) || event->target.id == TARGET_BACK) {
                citizen_end(citizen, turn->actions);
        }
}

void citizen_state_done(struct citizen *citizen, const struct turn *turn) {
        const struct event *event = turn->event;

        if (is_sprung(citizen, turn) || (citizen->by_word && is_seen_open(citizen, turn)) || event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_RECEIPT && citizen->state == CITIZEN_DONE)
                citizen_enter(citizen, CITIZEN_RECEIPT, turn);
        else if (event->target.id == TARGET_RECEIPT || (event->target.id == TARGET_BACK && citizen->state == CITIZEN_RECEIPT))
                go_between_or(citizen, CITIZEN_DONE, turn);
        else if (event->target.id == TARGET_NOT_TAKEN && citizen_may_reopen(citizen, turn->now))
                reopen(citizen, turn);
        else if (citizen_target_ends(event->target) || target_goes_on(event->target))
                citizen_end(citizen, turn->actions);
}
