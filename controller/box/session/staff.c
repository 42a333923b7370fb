/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/staff.h"

#include <assert.h>

#include "controller/box/session/staff_turn.h"

const char *staff_state_name(const struct staff *staff) {
        static const char *const names[] = {
                [STAFF_OUT] = "out",
                [STAFF_PIN] = "pin",
                [STAFF_CHECKING] = "checking",
                [STAFF_NEW_PIN] = "new_pin",
                [STAFF_NEW_PIN_AGAIN] = "new_pin_again",
                [STAFF_HASHING] = "hashing",
                [STAFF_OVERVIEW] = "overview",
                [STAFF_SECOND] = "second",
                [STAFF_REFUSED] = "refused",
        };

        static_assert(ARRAY_LEN(names) == STAFF_TASK, "every state but that of a task has a name");
        return staff->state == STAFF_TASK ? staff->task->stages[staff->stage].name : names[staff->state];
}

bool staff_looks_up_codes(const struct staff *staff) {
        return staff->state == STAFF_TASK && staff->stage == 0 && staff->task->looks_up_codes;
}

bool staff_takes_ticket(const struct staff *staff) {
        switch (staff->state) {
        case STAFF_OVERVIEW:
                return true;
        case STAFF_TASK:
                return staff->stage == 0;
        case STAFF_REFUSED:
                return staff_signed_in(staff);
        default:
                return false;
        }
}

/* ---- the menu and what a task shows while nothing is open ---- */

static void refused(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (event->type == EVENT_TICKET && staff_signed_in(staff))
                task_load_ticket(staff, turn);
        else if (event->type == EVENT_BADGE && staff_signed_in(staff))
                staff_badge_in_session(staff, turn);
        else if (event->type == EVENT_BADGE)
                staff_take_badge(staff, 0, turn);
        else if (event->type == EVENT_CODE && staff_yields(staff))
                staff_over(staff, turn);
        else if (event->type != EVENT_TARGET)
                return;
        else if (event->target.id == TARGET_SIGN_OUT || !staff_signed_in(staff))
                staff_over(staff, turn);
        else if (target_goes_on(event->target) || target_leaves(event->target) || event->target.id == TARGET_AGAIN)
                staff_show(staff, staff->task, turn);
}

/* Tickets, badges, pickup codes and signing out, wherever nothing is under way. */
static bool menu_common(struct staff *staff, const struct turn *turn) {
        switch ((int)turn->event->type) {
        case EVENT_TICKET:
                task_load_ticket(staff, turn);
                return true;
        case EVENT_BADGE:
                staff_badge_in_session(staff, turn);
                return true;
        case EVENT_CODE:
                staff_refuse(staff, REFUSAL_NONE, false, staff->task, turn);
                staff->pickup_code = true;
                return true;
        case EVENT_TARGET:
                if (turn->event->target.id != TARGET_SIGN_OUT)
                        return false;
                staff_over(staff, turn);
                return true;
        default:
                return false;
        }
}

static void overview(struct staff *staff, const struct turn *turn) {
        const struct task *task;

        if (menu_common(staff, turn) || turn->event->type != EVENT_TARGET || staff_goes_to_place(staff, turn))
                return;
        task = turn->event->target.id == TARGET_TASK ? task_of(turn->event->target.number) : NULL;
        if (task && task_in_menu(task, turn->event->limited))
                staff_begin(staff, task, turn);
}

static void in_task(struct staff *staff, const struct turn *turn) {
        if (staff->stage == 0 && !(turn->event->type == EVENT_CODE && staff_looks_up_codes(staff))) {
                if (menu_common(staff, turn))
                        return;
                if (turn->event->type == EVENT_TARGET && target_leaves(turn->event->target)) {
                        staff_show(staff, staff->from, turn);
                        return;
                }
                if (turn->event->type == EVENT_TARGET && turn->event->target.id == TARGET_ROWS) {
                        staff->first_row = turn->event->target.number;
                        return;
                }
        }
        if (staff->task->step)
                staff->task->step(staff, turn);
}

/* ---- time ---- */

static bool is_timed(const struct staff *staff) {
        switch (staff->state) {
        case STAFF_OUT:
        case STAFF_CHECKING:
        case STAFF_HASHING:
        case STAFF_STATE_COUNT:
                return false;
        case STAFF_TASK:
                return !visit_under_way(&staff->visit);
        case STAFF_PIN:
        case STAFF_NEW_PIN:
        case STAFF_NEW_PIN_AGAIN:
        case STAFF_OVERVIEW:
        case STAFF_SECOND:
        case STAFF_REFUSED:
                return true;
        }
        return false;
}

int64_t staff_ends(const struct staff *staff) {
        if (!is_timed(staff))
                return INT64_MAX;
        return staff->active_ms + (staff_signed_in(staff) ? STAFF_IDLE_MS : STAFF_SIGN_IN_MS);
}

bool staff_warns(const struct staff *staff, struct moment now) {
        return is_timed(staff) && now.mono_ms >= staff_ends(staff) - STAFF_WARN_MS;
}

int64_t staff_deadline(const struct staff *staff) {
        int64_t deadline = staff_ends(staff);

        if (is_timed(staff) && !staff->warned)
                deadline -= STAFF_WARN_MS;
        return staff->answer.c > 0 && staff->answer.due_ms < deadline ? staff->answer.due_ms : deadline;
}

/* A person who walked away from an unanswered "there, empty or something else?" leaves a compartment nobody vouches for. */
static void timed_out(struct staff *staff, const struct turn *turn) {
        if (staff->visit.state == VISIT_SHUT)
                turn->deeds->quarantine(turn->deeds->context, staff->visit.c, REASON_NOT_ANSWERED, turn->now);
        staff_over(staff, turn);
}

static bool answer_warning(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;
        bool warns = staff_warns(staff, turn->now);

        if (event->type != EVENT_TARGET && event->type != EVENT_TOUCHED)
                return false;
        if (warns && event->type == EVENT_TARGET && (event->target.id == TARGET_END || event->target.id == TARGET_NO)) {
                timed_out(staff, turn);
                return true;
        }
        staff->active_ms = turn->now.mono_ms;
        staff->warned = false;
        return warns;
}

/* The answer can be changed no more; the list and the counts follow it. */
static void settle_in_time(struct staff *staff, const struct turn *turn) {
        if (staff->answer.c == 0 || turn->now.mono_ms < staff->answer.due_ms)
                return;
        staff_settle(staff, turn);
        if (staff->state == STAFF_OVERVIEW || (staff->state == STAFF_TASK && staff->stage == 0))
                staff_look_up(staff, turn);
}

static void time_went_on(struct staff *staff, const struct turn *turn) {
        settle_in_time(staff, turn);
        if (turn->now.mono_ms >= staff_ends(staff)) {
                timed_out(staff, turn);
        } else if (!staff->warned && staff_warns(staff, turn->now)) {
                staff->warned = true;
                action_tone(turn->actions, TONE_REMINDER);
        }
}

unsigned staff_compartment(const struct staff *staff) {
        return staff->visit.c;
}

static void (*const state_functions[])(struct staff *, const struct turn *) = {
        [STAFF_OUT] = staff_state_out,
        [STAFF_PIN] = staff_state_pin,
        [STAFF_CHECKING] = staff_state_checking,
        [STAFF_NEW_PIN] = staff_state_new_pin,
        [STAFF_NEW_PIN_AGAIN] = staff_state_new_pin_again,
        [STAFF_HASHING] = staff_state_hashing,
        [STAFF_OVERVIEW] = overview,
        [STAFF_SECOND] = staff_state_second,
        [STAFF_REFUSED] = refused,
        [STAFF_TASK] = in_task,
};
static_assert(ARRAY_LEN(state_functions) == STAFF_STATE_COUNT, "every state has a function");

static bool is_scan(enum event_type type) {
        return type == EVENT_CODE || type == EVENT_TICKET || type == EVENT_BADGE;
}

void staff_step(struct staff *staff, const struct event *event, struct moment now, const struct deeds *deeds, struct actions *actions) {
        const struct turn turn = { .event = event, .now = now, .deeds = deeds, .actions = actions, .tasks = task_table };
        enum staff_state before = staff->state;
        unsigned stage = staff->stage, count = actions->count;

        if (task_load_sprung(staff, &turn) || visit_ignores(&staff->visit, event))
                return;
        if (answer_warning(staff, &turn))
                return;
        state_functions[staff->state](staff, &turn);
        if (is_scan(event->type) && staff->state == before && staff->stage == stage && actions->count == count)
                staff_wait(&turn);
        if (event->type == EVENT_TICK)
                time_went_on(staff, &turn);
}
