/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Signing in: badge, PIN, and an own PIN in place of the one-time PIN; the same for the second person.
 */
#include <stdio.h>
#include <string.h>

#include "controller/box/session/staff_turn.h"
#include "crypto/pin.h"

/* Who may be the second of four eyes. */
enum { ROLES_SECOND = ROLE_BIT(ROLE_LOADER) | ROLE_BIT(ROLE_MANAGER) };

static struct staff_person *signing(struct staff *staff) {
        return &staff->persons[staff->signing];
}

static void wipe_typed(struct staff *staff) {
        digits_clear(&staff->entry);
        explicit_bzero(staff->new_pin, sizeof(staff->new_pin));
}

static void forget_one_time(struct staff *staff) {
        explicit_bzero(staff->one_time_pin, sizeof(staff->one_time_pin));
}

static void ask_digits(struct staff *staff, enum staff_state state, struct moment now) {
        staff->weak = false;
        digits_begin(&staff->entry, STAFF_PIN_LEN);
        staff_enter(staff, state, now);
}

static void ask_pin(struct staff *staff, struct moment now) {
        wipe_typed(staff);
        ask_digits(staff, STAFF_PIN, now);
}

static void refuse_badge(struct staff *staff, enum refusal refusal, const struct turn *turn) {
        if (turn->event->sub[0])
                turn->deeds->badge_refused(turn->deeds->context, turn->event->sub, refusal, turn->now);
        staff_refuse(staff, refusal, false, NULL, turn);
}

void staff_take_badge(struct staff *staff, unsigned person, const struct turn *turn) {
        const struct event *event = turn->event;
        struct staff_person *who = &staff->persons[person];

        if (event->refusal != REFUSAL_NONE) {
                refuse_badge(staff, event->refusal, turn);
                return;
        }
        if (person == 1 && !(ROLE_BIT(event->role) & ROLES_SECOND)) {
                refuse_badge(staff, REFUSAL_WRONG_USE, turn);
                return;
        }
        staff->signing = person;
        snprintf(who->sub, sizeof(who->sub), "%s", event->sub);
        who->role = event->role;
        memcpy(who->badge, event->badge, CTI_LEN);
        staff->tries_left = 0;
        ask_pin(staff, turn->now);
}

static bool same_badge(const struct staff_person *person, const struct event *event) {
        return memcmp(person->badge, event->badge, CTI_LEN) == 0 || strcmp(person->sub, event->sub) == 0;
}

/* One's own signs out, another is the second person. */
void staff_badge_in_session(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (event->refusal == REFUSAL_NONE && (same_badge(staff_first(staff), event) ||
                                               (staff->persons[1].signed_in && same_badge(&staff->persons[1], event)))) {
                staff_over(staff, turn);
                return;
        }
        if (staff->persons[1].signed_in) {
                staff_wait(turn);
                return;
        }
        staff_take_badge(staff, 1, turn);
}

static void sign_in_done(struct staff *staff, const struct turn *turn) {
        wipe_typed(staff);
        forget_one_time(staff);
        action_tone(turn->actions, TONE_ACCEPTED);
        if (staff->signing == 1 && staff->waits) {
                staff->waits = false;
                staff->task->granted(staff, turn);
        } else {
                staff_overview(staff, turn);
        }
}

static void sign_in_abandoned(struct staff *staff, const struct turn *turn) {
        wipe_typed(staff);
        forget_one_time(staff);
        if (staff->signing == 0) {
                staff_over(staff, turn);
                return;
        }
        if (signing(staff)->signed_in)
                turn->deeds->logged_out(turn->deeds->context, signing(staff)->sub, turn->now);
        *signing(staff) = (struct staff_person){ 0 };
        staff_overview(staff, turn);
}

void staff_state_out(struct staff *staff, const struct turn *turn) {
        if (turn->event->type == EVENT_BADGE)
                staff_take_badge(staff, 0, turn);
        else if (turn->event->type == EVENT_TICKET)
                staff_refuse(staff, turn->event->refusal, true, NULL, turn);
}

void staff_state_pin(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (turn->event->type != EVENT_TARGET || digits_target(&staff->entry, target))
                return;
        if (target.id == TARGET_SIGN_OUT) {
                staff_over(staff, turn);
        } else if (target_leaves(target)) {
                sign_in_abandoned(staff, turn);
        } else if (target_goes_on(target) && digits_full(&staff->entry)) {
                memcpy(staff->one_time_pin, staff->entry.text, sizeof(staff->one_time_pin));
                action_add_text(turn->actions, ACTION_CHECK_PIN, signing(staff)->sub);
                staff_enter(staff, STAFF_CHECKING, turn->now);
        }
}

static void pin_was_right(struct staff *staff, const struct turn *turn) {
        signing(staff)->signed_in = true;
        if (staff->one_time)
                ask_digits(staff, STAFF_NEW_PIN, turn->now);
        else
                sign_in_done(staff, turn);
}

static void pin_was_wrong(struct staff *staff, unsigned tries_left, const struct turn *turn) {
        if (tries_left == 0) {
                wipe_typed(staff);
                *signing(staff) = (struct staff_person){ 0 };
                staff_refuse(staff, REFUSAL_LOCKED, false, NULL, turn);
                return;
        }
        ask_pin(staff, turn->now);
        staff->tries_left = tries_left;
        staff->entry.failed = true;
        action_tone(turn->actions, TONE_WRONG);
}

void staff_state_checking(struct staff *staff, const struct turn *turn) {
        struct signing answer;

        if (turn->event->type != EVENT_PIN_CHECKED)
                return;
        digits_clear(&staff->entry);
        staff->one_time = turn->event->one_time;
        if (!turn->event->right || !staff->one_time)
                forget_one_time(staff);
        if (!turn->deeds->answer_pin(turn->deeds->context, signing(staff)->sub, turn->event->right, &answer))
                return;
        if (answer.right)
                pin_was_right(staff, turn);
        else
                pin_was_wrong(staff, answer.tries_left, turn);
}

static void take_new_pin(struct staff *staff, const struct turn *turn) {
        if (!pin_guessable(staff->entry.text) && strcmp(staff->entry.text, staff->one_time_pin) != 0) {
                memcpy(staff->new_pin, staff->entry.text, sizeof(staff->new_pin));
                ask_digits(staff, STAFF_NEW_PIN_AGAIN, turn->now);
                return;
        }
        ask_digits(staff, STAFF_NEW_PIN, turn->now);
        staff->entry.failed = staff->weak = true;
        action_tone(turn->actions, TONE_WRONG);
}

void staff_state_new_pin(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (turn->event->type != EVENT_TARGET || digits_target(&staff->entry, target))
                return;
        if (target_leaves(target) || target.id == TARGET_SIGN_OUT) {
                sign_in_abandoned(staff, turn);
        } else if (target_goes_on(target) && digits_full(&staff->entry)) {
                take_new_pin(staff, turn);
        }
}

static void compare_new_pins(struct staff *staff, const struct turn *turn) {
        if (strcmp(staff->new_pin, staff->entry.text) == 0) {
                action_add_text(turn->actions, ACTION_HASH_PIN, signing(staff)->sub);
                staff_enter(staff, STAFF_HASHING, turn->now);
                return;
        }
        wipe_typed(staff);
        ask_digits(staff, STAFF_NEW_PIN, turn->now);
        staff->entry.failed = true;
        action_tone(turn->actions, TONE_WRONG);
}

void staff_state_new_pin_again(struct staff *staff, const struct turn *turn) {
        struct target target = turn->event->target;

        if (turn->event->type != EVENT_TARGET || digits_target(&staff->entry, target))
                return;
        if (target.id == TARGET_CANCEL || target.id == TARGET_SIGN_OUT) {
                sign_in_abandoned(staff, turn);
        } else if (target.id == TARGET_BACK) {
                wipe_typed(staff);
                ask_digits(staff, STAFF_NEW_PIN, turn->now);
        } else if (target_goes_on(target) && digits_full(&staff->entry)) {
                compare_new_pins(staff, turn);
        }
}

void staff_state_hashing(struct staff *staff, const struct turn *turn) {
        if (turn->event->type != EVENT_PIN_HASHED)
                return;
        if (turn->event->right)
                sign_in_done(staff, turn);
        else
                sign_in_abandoned(staff, turn);
}

void staff_state_second(struct staff *staff, const struct turn *turn) {
        const struct event *event = turn->event;

        if (event->type == EVENT_BADGE)
                staff_badge_in_session(staff, turn);
        else if (event->type == EVENT_TARGET && event->target.id == TARGET_SIGN_OUT)
                staff_over(staff, turn);
        else if (event->type == EVENT_TARGET && target_leaves(event->target))
                staff_overview(staff, turn);
}
