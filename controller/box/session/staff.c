/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/staff.h"

#include <assert.h>
#include <string.h>

#include "controller/box/session/staff_inner.h"

static const char *const names[] = {
        [STAFF_OUT] = "out",
        [STAFF_PIN] = "pin",
        [STAFF_CHECKING] = "checking",
        [STAFF_NEW_PIN] = "new_pin",
        [STAFF_NEW_PIN_AGAIN] = "new_pin_again",
        [STAFF_HASHING] = "hashing",
        [STAFF_OVERVIEW] = "overview",
        [STAFF_SECOND] = "second",
        [STAFF_SCAN] = "scan",
        [STAFF_BEGINNING] = "beginning",
        [STAFF_OPENING] = "opening",
        [STAFF_LOAD] = "load",
        [STAFF_LOADING] = "loading",
        [STAFF_CANCELLING] = "cancelling",
        [STAFF_MOVING] = "moving",
        [STAFF_REFUSED] = "refused",
        [STAFF_OVERDUE] = "overdue",
        [STAFF_PROBLEMS] = "problems",
        [STAFF_ENTERING] = "entering",
        [STAFF_OPENING_TAKE] = "opening_take",
        [STAFF_TAKE] = "take",
        [STAFF_FOUND] = "found",
        [STAFF_SETTLING] = "settling",
        [STAFF_STATE] = "state",
        [STAFF_CHECKPOINT] = "checkpoint",
};
static_assert(ARRAY_LEN(names) == STAFF_STATE_COUNT, "every state has a name");

const char *staff_state_name(enum staff_state state) {
        return names[state];
}

/* ---- what the states share ---- */

void staff_enter(struct staff *staff, enum staff_state state, struct moment now) {
        staff->state = state;
        staff->active_ms = now.mono_ms;
        staff->warned = false;
}

struct staff_person *staff_first(struct staff *staff) {
        return &staff->persons[0];
}

bool staff_signed_in(const struct staff *staff) {
        return staff->persons[0].signed_in;
}

static void log_out(struct staff *staff, struct actions *actions) {
        for (unsigned i = 0; i < ARRAY_LEN(staff->persons); i++)
                if (staff->persons[i].signed_in)
                        action_add_text(actions, ACTION_LOGOUT, staff->persons[i].sub);
}

void staff_end(struct staff *staff, struct actions *actions) {
        if (staff->state == STAFF_OUT)
                return;
        log_out(staff, actions);
        explicit_bzero(staff, sizeof(*staff));
        action_add(actions, ACTION_SESSION_OVER);
}

void staff_wipe_typed(struct staff *staff) {
        digits_clear(&staff->entry);
        explicit_bzero(staff->new_pin, sizeof(staff->new_pin));
}

void staff_refuse(struct staff *staff, enum refusal refusal, bool ticket, enum staff_state back, struct moment now,
                   struct actions *actions) {
        staff->refusal = refusal;
        staff->refused_ticket = ticket;
        staff->here = staff->no_room = staff->bundle_over = staff->pickup_code = false;
        staff->wish = STAFF_WISH_NONE;
        staff->back = back;
        action_tone(actions, TONE_WRONG);
        staff_enter(staff, STAFF_REFUSED, now);
}

void staff_overview(struct staff *staff, struct moment now, struct actions *actions) {
        action_add(actions, ACTION_REFRESH);
        staff_enter(staff, STAFF_OVERVIEW, now);
}

void staff_go(struct staff *staff, enum staff_state state, struct moment now, struct actions *actions) {
        action_add(actions, ACTION_REFRESH);
        staff_enter(staff, state, now);
}

void staff_quarantine(struct actions *actions, unsigned c, enum reason why) {
        struct action *action = action_add(actions, ACTION_QUARANTINE);

        action->c = c;
        action->reason = why;
}

/* ---- the menu ---- */

static void refused(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_TICKET && staff_signed_in(staff))
                staff_take_ticket(staff, event, now, actions);
        else if (event->type == EVENT_BADGE && staff_signed_in(staff))
                staff_badge_in_session(staff, event, now, actions);
        else if (event->type == EVENT_BADGE)
                staff_take_badge(staff, event, 0, now, actions);
        else if (event->type != EVENT_TARGET)
                return;
        else if (event->target.id == TARGET_SIGN_OUT || staff->back == STAFF_OUT)
                staff_end(staff, actions);
        else if (target_goes_on(event->target) || target_leaves(event->target) || event->target.id == TARGET_AGAIN)
                staff_go(staff, staff->back, now, actions);
}

static void choose_from_menu(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool opens = staff_may_load(staff) && !event->limited;

        switch ((int)event->target.id) {
        case TARGET_STAFF_LOAD:
                if (opens)
                        staff_enter(staff, STAFF_SCAN, now);
                else
                        action_tone(actions, TONE_WRONG);
                break;
        case TARGET_STAFF_OVERDUE:
                if (opens)
                        staff_go(staff, STAFF_OVERDUE, now, actions);
                else
                        action_tone(actions, TONE_WRONG);
                break;
        case TARGET_STAFF_PROBLEMS:
                if (staff_is_manager(staff) && !event->limited)
                        staff_go(staff, STAFF_PROBLEMS, now, actions);
                else
                        action_tone(actions, TONE_WRONG);
                break;
        case TARGET_STAFF_STATE:
                staff_go(staff, STAFF_STATE, now, actions);
                break;
        case TARGET_STAFF_CHECKPOINT:
                staff_go(staff, STAFF_CHECKPOINT, now, actions);
                break;
        default:
                break;
        }
}

/* Tickets, badges, pickup codes and signing out, wherever nothing is under way. */
static bool menu_common(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        switch ((int)event->type) {
        case EVENT_TICKET:
                staff_take_ticket(staff, event, now, actions);
                return true;
        case EVENT_BADGE:
                staff_badge_in_session(staff, event, now, actions);
                return true;
        case EVENT_CODE:
                staff_refuse(staff, REFUSAL_NONE, false, staff->state, now, actions);
                staff->pickup_code = true;
                return true;
        case EVENT_TARGET:
                if (event->target.id != TARGET_SIGN_OUT)
                        return false;
                staff_end(staff, actions);
                return true;
        default:
                return false;
        }
}

static void in_overview(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (!menu_common(staff, event, now, actions) && event->type == EVENT_TARGET)
                choose_from_menu(staff, event, now, actions);
}

static void in_scan(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (!menu_common(staff, event, now, actions) && event->type == EVENT_TARGET && target_leaves(event->target))
                staff_overview(staff, now, actions);
}

static void in_list(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool taking = staff->state == STAFF_OVERDUE;

        if (menu_common(staff, event, now, actions) || event->type != EVENT_TARGET)
                return;
        if (target_leaves(event->target))
                staff_overview(staff, now, actions);
        else if (event->target.id == TARGET_ROW && event->c > 0 && !event->limited)
                staff_wish_for(staff, taking ? STAFF_WISH_TAKE : STAFF_WISH_LOOK, event->c, event->four_eyes, now, actions);
}

static void in_state(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (menu_common(staff, event, now, actions) || event->type != EVENT_TARGET)
                return;
        if (target_leaves(event->target)) {
                staff_overview(staff, now, actions);
        } else if (!staff_is_manager(staff)) {
                return;
        } else if (target_goes_on(event->target) && event->limited) {
                staff_wish_for(staff, STAFF_WISH_CLOCK, 0, event->four_eyes, now, actions);
        } else if (event->target.id == TARGET_ROW) {
                struct action *action = action_add_text(actions, ACTION_UNLOCK_BADGE, staff_first(staff)->sub);

                action->number = event->target.number;
                action_add(actions, ACTION_REFRESH);
        }
}

/* ---- time ---- */

static bool is_timed(enum staff_state state) {
        switch (state) {
        case STAFF_OUT:
        case STAFF_CHECKING:
        case STAFF_HASHING:
        case STAFF_BEGINNING:
        case STAFF_OPENING:
        case STAFF_LOAD:
        case STAFF_LOADING:
        case STAFF_CANCELLING:
        case STAFF_MOVING:
        case STAFF_ENTERING:
        case STAFF_OPENING_TAKE:
        case STAFF_TAKE:
        case STAFF_SETTLING:
        case STAFF_STATE_COUNT:
                return false;
        case STAFF_PIN:
        case STAFF_NEW_PIN:
        case STAFF_NEW_PIN_AGAIN:
        case STAFF_OVERVIEW:
        case STAFF_SECOND:
        case STAFF_SCAN:
        case STAFF_REFUSED:
        case STAFF_OVERDUE:
        case STAFF_PROBLEMS:
        case STAFF_FOUND:
        case STAFF_STATE:
        case STAFF_CHECKPOINT:
                return true;
        }
        return false;
}

int64_t staff_ends(const struct staff *staff) {
        if (!is_timed(staff->state))
                return INT64_MAX;
        return staff->active_ms + (staff_signed_in(staff) ? STAFF_IDLE_MS : STAFF_SIGN_IN_MS);
}

bool staff_warns(const struct staff *staff, struct moment now) {
        return is_timed(staff->state) && now.mono_ms >= staff_ends(staff) - STAFF_WARN_MS;
}

int64_t staff_deadline(const struct staff *staff) {
        if (is_timed(staff->state) && !staff->warned)
                return staff_ends(staff) - STAFF_WARN_MS;
        return staff_ends(staff);
}

/* A person who walked away from an unanswered "there, empty or something else?" leaves a compartment nobody vouches for. */
static void timed_out(struct staff *staff, struct actions *actions) {
        if (staff->state == STAFF_FOUND)
                staff_quarantine(actions, staff->wish_c, REASON_NOT_ANSWERED);
        staff_end(staff, actions);
}

static bool answer_warning(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool warns = staff_warns(staff, now);

        if (event->type != EVENT_TARGET && event->type != EVENT_TOUCHED)
                return false;
        if (warns && event->type == EVENT_TARGET && (event->target.id == TARGET_END || event->target.id == TARGET_NO)) {
                timed_out(staff, actions);
                return true;
        }
        staff->active_ms = now.mono_ms;
        staff->warned = false;
        return warns;
}

unsigned staff_compartment(const struct staff *staff) {
        switch (staff->state) {
        case STAFF_OPENING:
        case STAFF_LOAD:
        case STAFF_LOADING:
        case STAFF_CANCELLING:
        case STAFF_MOVING:
                return staff->load.c;
        case STAFF_ENTERING:
        case STAFF_OPENING_TAKE:
        case STAFF_TAKE:
        case STAFF_FOUND:
        case STAFF_SETTLING:
                return staff->wish_c;
        default:
                return 0;
        }
}

static bool is_from_watch(enum event_type type) {
        return type == EVENT_OPENED || type == EVENT_NOT_OPENED || type == EVENT_CLOSED || type == EVENT_REMINDED ||
               type == EVENT_GIVEN_UP || type == EVENT_CAME_LATE;
}

static void (*const state_functions[])(struct staff *, const struct event *, struct moment, struct actions *) = {
        [STAFF_OUT] = staff_state_out,
        [STAFF_PIN] = staff_state_pin,
        [STAFF_CHECKING] = staff_state_checking,
        [STAFF_NEW_PIN] = staff_state_new_pin,
        [STAFF_NEW_PIN_AGAIN] = staff_state_new_pin_again,
        [STAFF_HASHING] = staff_state_hashing,
        [STAFF_OVERVIEW] = in_overview,
        [STAFF_SECOND] = staff_state_second,
        [STAFF_SCAN] = in_scan,
        [STAFF_BEGINNING] = staff_state_beginning,
        [STAFF_OPENING] = staff_state_opening,
        [STAFF_LOAD] = staff_state_load,
        [STAFF_LOADING] = staff_state_loading,
        [STAFF_CANCELLING] = staff_state_cancelling,
        [STAFF_MOVING] = staff_state_moving,
        [STAFF_REFUSED] = refused,
        [STAFF_OVERDUE] = in_list,
        [STAFF_PROBLEMS] = in_list,
        [STAFF_ENTERING] = staff_state_entering,
        [STAFF_OPENING_TAKE] = staff_state_opening_take,
        [STAFF_TAKE] = staff_state_take,
        [STAFF_FOUND] = staff_state_found,
        [STAFF_SETTLING] = staff_state_settling,
        [STAFF_STATE] = in_state,
        [STAFF_CHECKPOINT] = in_scan,
};
static_assert(ARRAY_LEN(state_functions) == STAFF_STATE_COUNT, "every state has a function");

static bool is_scan(enum event_type type) {
        return type == EVENT_CODE || type == EVENT_TICKET || type == EVENT_BADGE;
}

void staff_step(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        enum staff_state before = staff->state;
        unsigned count = actions->count;

        if (is_from_watch(event->type) && event->c != staff_compartment(staff))
                return;
        if (answer_warning(staff, event, now, actions))
                return;
        state_functions[staff->state](staff, event, now, actions);
        if (is_scan(event->type) && staff->state == before && actions->count == count)
                action_tone(actions, TONE_WAIT);
        if (event->type != EVENT_TICK)
                return;
        if (now.mono_ms >= staff_ends(staff)) {
                timed_out(staff, actions);
        } else if (!staff->warned && staff_warns(staff, now)) {
                staff->warned = true;
                action_tone(actions, TONE_REMINDER);
        }
}
