/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/session/staff.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "crypto/pin.h"

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

static void enter(struct staff *staff, enum staff_state state, struct moment now) {
        staff->state = state;
        staff->active_ms = now.mono_ms;
        staff->warned = false;
}

static struct staff_person *first(struct staff *staff) {
        return &staff->persons[0];
}

static struct staff_person *signing(struct staff *staff) {
        return &staff->persons[staff->signing];
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

static void wipe_typed(struct staff *staff) {
        digits_clear(&staff->entry);
        explicit_bzero(staff->new_pin, sizeof(staff->new_pin));
}

static void refuse(struct staff *staff, enum refusal refusal, bool ticket, enum staff_state back, struct moment now,
                   struct actions *actions) {
        staff->refusal = refusal;
        staff->refused_ticket = ticket;
        staff->here = staff->no_room = staff->bundle_over = staff->pickup_code = false;
        staff->wish = STAFF_WISH_NONE;
        staff->back = back;
        action_tone(actions, TONE_WRONG);
        enter(staff, STAFF_REFUSED, now);
}

static void overview(struct staff *staff, struct moment now, struct actions *actions) {
        action_add(actions, ACTION_REFRESH);
        enter(staff, STAFF_OVERVIEW, now);
}

static void go(struct staff *staff, enum staff_state state, struct moment now, struct actions *actions) {
        action_add(actions, ACTION_REFRESH);
        enter(staff, state, now);
}

static struct action *act_on_load(struct staff *staff, struct actions *actions, enum action_type type) {
        struct action *action = action_add_text(actions, type, first(staff)->sub);

        action->c = staff->load.c;
        memcpy(action->cti, staff->load.cti, CTI_LEN);
        return action;
}

static void quarantine(struct actions *actions, unsigned c, const char *why) {
        action_add_text(actions, ACTION_QUARANTINE, why)->c = c;
}

/* ---- signing in ---- */

static void ask_pin(struct staff *staff, struct moment now) {
        wipe_typed(staff);
        digits_begin(&staff->entry, STAFF_PIN_LEN);
        enter(staff, STAFF_PIN, now);
}

static void take_badge(struct staff *staff, const struct event *event, unsigned person, struct moment now, struct actions *actions) {
        enum staff_state back = person == 0 ? STAFF_OUT : STAFF_OVERVIEW;
        struct staff_person *who = &staff->persons[person];

        if (event->refusal != REFUSAL_NONE) {
                if (event->sub[0])
                        action_add_text(actions, ACTION_BADGE_REFUSED, event->sub)->refusal = event->refusal;
                refuse(staff, event->refusal, false, back, now, actions);
                return;
        }
        if (person == 1 && event->role == ROLE_AUDITOR) {
                action_add_text(actions, ACTION_BADGE_REFUSED, event->sub)->refusal = REFUSAL_WRONG_USE;
                refuse(staff, REFUSAL_WRONG_USE, false, back, now, actions);
                return;
        }
        staff->signing = person;
        snprintf(who->sub, sizeof(who->sub), "%s", event->sub);
        who->role = event->role;
        memcpy(who->badge, event->badge, CTI_LEN);
        staff->tries_left = 0;
        ask_pin(staff, now);
}

static bool same_badge(const struct staff_person *person, const struct event *event) {
        return memcmp(person->badge, event->badge, CTI_LEN) == 0 || strcmp(person->sub, event->sub) == 0;
}

/* A badge while somebody is signed in and no door is open: one's own signs out, another is the second person. */
static void badge_in_session(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->refusal == REFUSAL_NONE && (same_badge(first(staff), event) ||
                                               (staff->persons[1].signed_in && same_badge(&staff->persons[1], event)))) {
                staff_end(staff, actions);
                return;
        }
        if (staff->persons[1].signed_in) {
                action_tone(actions, TONE_WAIT);
                return;
        }
        take_badge(staff, event, 1, now, actions);
}

static void wish_granted(struct staff *staff, struct moment now, struct actions *actions);

static void sign_in_done(struct staff *staff, struct moment now, struct actions *actions) {
        wipe_typed(staff);
        action_tone(actions, TONE_ACCEPTED);
        if (staff->signing == 1 && staff->wish != STAFF_WISH_NONE)
                wish_granted(staff, now, actions);
        else
                overview(staff, now, actions);
}

static void sign_in_abandoned(struct staff *staff, struct moment now, struct actions *actions) {
        wipe_typed(staff);
        staff->wish = STAFF_WISH_NONE;
        if (staff->signing == 0) {
                staff_end(staff, actions);
                return;
        }
        if (signing(staff)->signed_in)
                action_add_text(actions, ACTION_LOGOUT, signing(staff)->sub);
        *signing(staff) = (struct staff_person){ 0 };
        overview(staff, now, actions);
}

static bool leaves(struct target target) {
        return target.id == TARGET_BACK || target.id == TARGET_CANCEL || target.id == TARGET_END;
}

static bool goes_on(struct target target) {
        return target.id == TARGET_NEXT || target.id == TARGET_YES;
}

static void out(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_BADGE)
                take_badge(staff, event, 0, now, actions);
        else if (event->type == EVENT_TICKET)
                refuse(staff, event->refusal, true, STAFF_OUT, now, actions);
}

static void pin(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&staff->entry, event->target))
                return;
        if (event->target.id == TARGET_SIGN_OUT) {
                staff_end(staff, actions);
        } else if (leaves(event->target)) {
                sign_in_abandoned(staff, now, actions);
        } else if (goes_on(event->target) && digits_full(&staff->entry)) {
                action_add_text(actions, ACTION_CHECK_PIN, signing(staff)->sub);
                enter(staff, STAFF_CHECKING, now);
        }
}

static void pin_answered(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->right) {
                signing(staff)->signed_in = true;
                if (staff->one_time) {
                        digits_begin(&staff->entry, STAFF_PIN_LEN);
                        enter(staff, STAFF_NEW_PIN, now);
                } else {
                        sign_in_done(staff, now, actions);
                }
                return;
        }
        if (event->tries_left == 0) {
                wipe_typed(staff);
                *signing(staff) = (struct staff_person){ 0 };
                refuse(staff, REFUSAL_LOCKED, false, staff->signing == 0 ? STAFF_OUT : STAFF_OVERVIEW, now, actions);
                return;
        }
        ask_pin(staff, now);
        staff->tries_left = event->tries_left;
        staff->entry.failed = true;
        action_tone(actions, TONE_WRONG);
}

static void checking(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_PIN_CHECKED) {
                digits_clear(&staff->entry);
                staff->one_time = event->one_time;
                action_add_text(actions, ACTION_ANSWER_PIN, signing(staff)->sub)->flag = event->right;
        } else if (event->type == EVENT_PIN_ANSWERED) {
                pin_answered(staff, event, now, actions);
        }
}

static void new_pin(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&staff->entry, event->target))
                return;
        if (leaves(event->target) || event->target.id == TARGET_SIGN_OUT) {
                sign_in_abandoned(staff, now, actions);
        } else if (goes_on(event->target) && digits_full(&staff->entry)) {
                memcpy(staff->new_pin, staff->entry.text, sizeof(staff->new_pin));
                digits_begin(&staff->entry, STAFF_PIN_LEN);
                enter(staff, STAFF_NEW_PIN_AGAIN, now);
        }
}

static void new_pin_again(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&staff->entry, event->target))
                return;
        if (event->target.id == TARGET_CANCEL || event->target.id == TARGET_SIGN_OUT) {
                sign_in_abandoned(staff, now, actions);
        } else if (event->target.id == TARGET_BACK) {
                wipe_typed(staff);
                digits_begin(&staff->entry, STAFF_PIN_LEN);
                enter(staff, STAFF_NEW_PIN, now);
        } else if (goes_on(event->target) && digits_full(&staff->entry)) {
                if (strcmp(staff->new_pin, staff->entry.text) != 0) {
                        wipe_typed(staff);
                        digits_begin(&staff->entry, STAFF_PIN_LEN);
                        staff->entry.failed = true;
                        action_tone(actions, TONE_WRONG);
                        enter(staff, STAFF_NEW_PIN, now);
                        return;
                }
                action_add_text(actions, ACTION_HASH_PIN, signing(staff)->sub);
                enter(staff, STAFF_HASHING, now);
        }
}

static void hashing(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_PIN_HASHED)
                return;
        if (event->right)
                sign_in_done(staff, now, actions);
        else
                sign_in_abandoned(staff, now, actions);
}

/* ---- loading ---- */

static bool may_load(const struct staff *staff) {
        return staff->persons[0].role == ROLE_LOADER || staff->persons[0].role == ROLE_MANAGER;
}

static void begin_load(struct staff *staff, struct moment now, struct actions *actions) {
        act_on_load(staff, actions, ACTION_LOAD_BEGIN);
        enter(staff, STAFF_BEGINNING, now);
}

static void take_ticket(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        staff->pickup_code = staff->reissued = false;
        if (!may_load(staff)) {
                refuse(staff, REFUSAL_WRONG_USE, true, STAFF_OVERVIEW, now, actions);
                return;
        }
        if (event->refusal != REFUSAL_NONE || event->here || event->no_room || event->bundle_over) {
                refuse(staff, event->refusal, true, STAFF_SCAN, now, actions);
                staff->here = event->here;
                staff->no_room = event->no_room;
                staff->bundle_over = event->bundle_over;
                return;
        }
        staff->load = event->offers[0];
        staff->load_tries = 0;
        if (event->reissue) {
                act_on_load(staff, actions, ACTION_REISSUE);
                action_tone(actions, TONE_ACCEPTED);
                staff->reissued = true;
                enter(staff, STAFF_SCAN, now);
                return;
        }
        begin_load(staff, now, actions);
}

static void out_of_room(struct staff *staff, struct moment now, struct actions *actions) {
        refuse(staff, REFUSAL_NONE, true, STAFF_SCAN, now, actions);
        staff->no_room = true;
}

static void beginning(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_LOAD_BEGUN)
                return;
        if (event->refusal != REFUSAL_NONE) {
                refuse(staff, event->refusal, true, STAFF_SCAN, now, actions);
                return;
        }
        if (event->no_room) {
                out_of_room(staff, now, actions);
                return;
        }
        staff->load.c = event->c;
        staff->deadline_ms = event->deadline_ms;
        staff->left_open = false;
        action_add(actions, ACTION_OPEN)->c = event->c;
        enter(staff, STAFF_OPENING, now);
}

/* This compartment cannot be used: the load is taken back, then quarantined, so that the next one is tried. */
static void give_compartment_up(struct staff *staff, const char *why, struct actions *actions) {
        act_on_load(staff, actions, ACTION_LOAD_CANCELLED);
        quarantine(actions, staff->load.c, why);
        staff->load_tries++;
}

static void opening(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_OPENED) {
                action_tone(actions, TONE_ACCEPTED);
                enter(staff, STAFF_LOAD, now);
        } else if (event->type == EVENT_NOT_OPENED) {
                give_compartment_up(staff, "not_opened", actions);
                if (staff->load_tries >= STAFF_LOAD_TRIES)
                        out_of_room(staff, now, actions);
                else
                        begin_load(staff, now, actions);
        }
}

static void load(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool same_ticket = event->type == EVENT_TICKET && memcmp(event->offers[0].cti, staff->load.cti, CTI_LEN) == 0;

        if (event->type == EVENT_CLOSED) {
                act_on_load(staff, actions, ACTION_LOADED);
                enter(staff, STAFF_LOADING, now);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        } else if (same_ticket || (event->type == EVENT_TARGET && (event->target.id == TARGET_LOAD_CANCEL || leaves(event->target)))) {
                enter(staff, STAFF_CANCELLING, now);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_NOT_EMPTY) {
                give_compartment_up(staff, "not_empty", actions);
                enter(staff, STAFF_MOVING, now);
        } else if (event->type == EVENT_TICKET || (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT)) {
                action_tone(actions, TONE_WAIT);
        }
}

static void loading(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_LOADED)
                return;
        staff->loaded_count++;
        action_tone(actions, TONE_ACCEPTED);
        enter(staff, STAFF_SCAN, now);
}

static void cancelling(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_CLOSED) {
                act_on_load(staff, actions, ACTION_LOAD_CANCELLED);
                enter(staff, STAFF_SCAN, now);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        }
}

static void moving(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_CLOSED) {
                if (staff->load_tries >= STAFF_LOAD_TRIES)
                        out_of_room(staff, now, actions);
                else
                        begin_load(staff, now, actions);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        }
}

static void refused(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_TICKET && staff_signed_in(staff))
                take_ticket(staff, event, now, actions);
        else if (event->type == EVENT_BADGE && staff_signed_in(staff))
                badge_in_session(staff, event, now, actions);
        else if (event->type == EVENT_BADGE)
                take_badge(staff, event, 0, now, actions);
        else if (event->type != EVENT_TARGET)
                return;
        else if (event->target.id == TARGET_SIGN_OUT || staff->back == STAFF_OUT)
                staff_end(staff, actions);
        else if (goes_on(event->target) || leaves(event->target) || event->target.id == TARGET_AGAIN)
                go(staff, staff->back, now, actions);
}

/* ---- looking and taking out ---- */

static bool is_manager(const struct staff *staff) {
        return staff->persons[0].role == ROLE_MANAGER;
}

static void wish_granted(struct staff *staff, struct moment now, struct actions *actions) {
        if (staff->wish == STAFF_WISH_CLOCK) {
                staff->wish = STAFF_WISH_NONE;
                action_add_text(actions, ACTION_CONFIRM_CLOCK, first(staff)->sub);
                go(staff, STAFF_STATE, now, actions);
                return;
        }
        action_add_text(actions, ACTION_SERVICE_OPEN, first(staff)->sub)->c = staff->wish_c;
        enter(staff, STAFF_ENTERING, now);
}

static void wish_for(struct staff *staff, enum staff_wish wish, unsigned c, bool four_eyes, struct moment now, struct actions *actions) {
        staff->wish = wish;
        staff->wish_c = c;
        staff->left_open = false;
        if (four_eyes && !staff->persons[1].signed_in)
                enter(staff, STAFF_SECOND, now);
        else
                wish_granted(staff, now, actions);
}

static void back_to_list(struct staff *staff, struct moment now, struct actions *actions) {
        enum staff_state list = staff->wish == STAFF_WISH_TAKE ? STAFF_OVERDUE : STAFF_PROBLEMS;

        staff->wish = STAFF_WISH_NONE;
        staff->wish_c = 0;
        go(staff, list, now, actions);
}

static void second(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_BADGE) {
                badge_in_session(staff, event, now, actions);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT) {
                staff_end(staff, actions);
        } else if (event->type == EVENT_TARGET && leaves(event->target)) {
                staff->wish = STAFF_WISH_NONE;
                overview(staff, now, actions);
        }
}

static void entering(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_SERVICE_OPENED)
                return;
        action_add(actions, ACTION_OPEN)->c = staff->wish_c;
        enter(staff, STAFF_OPENING_TAKE, now);
}

static void opening_take(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_OPENED) {
                action_tone(actions, TONE_ACCEPTED);
                enter(staff, STAFF_TAKE, now);
        } else if (event->type == EVENT_NOT_OPENED) {
                quarantine(actions, staff->wish_c, "not_opened");
                action_tone(actions, TONE_WRONG);
                back_to_list(staff, now, actions);
        }
}

static void take(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_CLOSED) {
                staff->left_open = false;
                enter(staff, STAFF_FOUND, now);
        } else if (event->type == EVENT_REMINDED) {
                staff->left_open = true;
        } else if (event->type == EVENT_GIVEN_UP) {
                staff_end(staff, actions);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT) {
                action_tone(actions, TONE_WAIT);
        }
}

static void found(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        static const enum found answers[TARGET_ID_COUNT] = {
                [TARGET_FOUND_THERE] = FOUND_THERE,
                [TARGET_FOUND_EMPTY] = FOUND_EMPTY,
                [TARGET_FOUND_ELSE] = FOUND_ELSE,
        };
        struct action *action;

        if (event->type != EVENT_TARGET || event->target.id >= TARGET_ID_COUNT || !answers[event->target.id])
                return;
        action = action_add_text(actions, ACTION_FOUND, first(staff)->sub);
        action->c = staff->wish_c;
        action->number = answers[event->target.id];
        action->flag = staff->wish == STAFF_WISH_TAKE;
        enter(staff, STAFF_SETTLING, now);
}

static void settling(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_FOUND)
                return;
        action_tone(actions, TONE_ACCEPTED);
        back_to_list(staff, now, actions);
}

/* ---- the menu ---- */

static void choose_from_menu(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool opens = may_load(staff) && !event->limited;

        switch ((int)event->target.id) {
        case TARGET_STAFF_LOAD:
                if (opens)
                        enter(staff, STAFF_SCAN, now);
                else
                        action_tone(actions, TONE_WRONG);
                break;
        case TARGET_STAFF_OVERDUE:
                if (opens)
                        go(staff, STAFF_OVERDUE, now, actions);
                else
                        action_tone(actions, TONE_WRONG);
                break;
        case TARGET_STAFF_PROBLEMS:
                if (is_manager(staff) && !event->limited)
                        go(staff, STAFF_PROBLEMS, now, actions);
                else
                        action_tone(actions, TONE_WRONG);
                break;
        case TARGET_STAFF_STATE:
                go(staff, STAFF_STATE, now, actions);
                break;
        case TARGET_STAFF_CHECKPOINT:
                go(staff, STAFF_CHECKPOINT, now, actions);
                break;
        default:
                break;
        }
}

/* Tickets, badges, pickup codes and signing out, wherever nothing is under way. */
static bool menu_common(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        switch ((int)event->type) {
        case EVENT_TICKET:
                take_ticket(staff, event, now, actions);
                return true;
        case EVENT_BADGE:
                badge_in_session(staff, event, now, actions);
                return true;
        case EVENT_CODE:
                refuse(staff, REFUSAL_NONE, false, staff->state, now, actions);
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
        if (!menu_common(staff, event, now, actions) && event->type == EVENT_TARGET && leaves(event->target))
                overview(staff, now, actions);
}

static void in_list(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        bool taking = staff->state == STAFF_OVERDUE;

        if (menu_common(staff, event, now, actions) || event->type != EVENT_TARGET)
                return;
        if (leaves(event->target))
                overview(staff, now, actions);
        else if (event->target.id == TARGET_ROW && event->c > 0 && !event->limited)
                wish_for(staff, taking ? STAFF_WISH_TAKE : STAFF_WISH_LOOK, event->c, event->four_eyes, now, actions);
}

static void in_state(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (menu_common(staff, event, now, actions) || event->type != EVENT_TARGET)
                return;
        if (leaves(event->target)) {
                overview(staff, now, actions);
        } else if (!is_manager(staff)) {
                return;
        } else if (goes_on(event->target) && event->limited) {
                wish_for(staff, STAFF_WISH_CLOCK, 0, event->four_eyes, now, actions);
        } else if (event->target.id == TARGET_ROW) {
                struct action *action = action_add_text(actions, ACTION_UNLOCK_BADGE, first(staff)->sub);

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
                quarantine(actions, staff->wish_c, "not_answered");
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
        [STAFF_OUT] = out,
        [STAFF_PIN] = pin,
        [STAFF_CHECKING] = checking,
        [STAFF_NEW_PIN] = new_pin,
        [STAFF_NEW_PIN_AGAIN] = new_pin_again,
        [STAFF_HASHING] = hashing,
        [STAFF_OVERVIEW] = in_overview,
        [STAFF_SECOND] = second,
        [STAFF_SCAN] = in_scan,
        [STAFF_BEGINNING] = beginning,
        [STAFF_OPENING] = opening,
        [STAFF_LOAD] = load,
        [STAFF_LOADING] = loading,
        [STAFF_CANCELLING] = cancelling,
        [STAFF_MOVING] = moving,
        [STAFF_REFUSED] = refused,
        [STAFF_OVERDUE] = in_list,
        [STAFF_PROBLEMS] = in_list,
        [STAFF_ENTERING] = entering,
        [STAFF_OPENING_TAKE] = opening_take,
        [STAFF_TAKE] = take,
        [STAFF_FOUND] = found,
        [STAFF_SETTLING] = settling,
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
