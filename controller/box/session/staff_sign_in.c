/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Signing in: badge, PIN, and an own PIN in place of the one-time PIN; the same for the second person.
 */
#include <stdio.h>
#include <string.h>

#include "controller/box/session/staff_inner.h"
#include "crypto/pin.h"

static struct staff_person *signing(struct staff *staff) {
        return &staff->persons[staff->signing];
}

static void ask_pin(struct staff *staff, struct moment now) {
        staff_wipe_typed(staff);
        digits_begin(&staff->entry, STAFF_PIN_LEN);
        staff_enter(staff, STAFF_PIN, now);
}

void staff_take_badge(struct staff *staff, const struct event *event, unsigned person, struct moment now, struct actions *actions) {
        enum staff_state back = person == 0 ? STAFF_OUT : STAFF_OVERVIEW;
        struct staff_person *who = &staff->persons[person];

        if (event->refusal != REFUSAL_NONE) {
                if (event->sub[0])
                        action_add_text(actions, ACTION_BADGE_REFUSED, event->sub)->refusal = event->refusal;
                staff_refuse(staff, event->refusal, false, back, now, actions);
                return;
        }
        if (person == 1 && event->role == ROLE_AUDITOR) {
                action_add_text(actions, ACTION_BADGE_REFUSED, event->sub)->refusal = REFUSAL_WRONG_USE;
                staff_refuse(staff, REFUSAL_WRONG_USE, false, back, now, actions);
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
void staff_badge_in_session(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->refusal == REFUSAL_NONE && (same_badge(staff_first(staff), event) ||
                                               (staff->persons[1].signed_in && same_badge(&staff->persons[1], event)))) {
                staff_end(staff, actions);
                return;
        }
        if (staff->persons[1].signed_in) {
                action_tone(actions, TONE_WAIT);
                return;
        }
        staff_take_badge(staff, event, 1, now, actions);
}

static void sign_in_done(struct staff *staff, struct moment now, struct actions *actions) {
        staff_wipe_typed(staff);
        action_tone(actions, TONE_ACCEPTED);
        if (staff->signing == 1 && staff->wish != STAFF_WISH_NONE)
                staff_wish_granted(staff, now, actions);
        else
                staff_overview(staff, now, actions);
}

static void sign_in_abandoned(struct staff *staff, struct moment now, struct actions *actions) {
        staff_wipe_typed(staff);
        staff->wish = STAFF_WISH_NONE;
        if (staff->signing == 0) {
                staff_end(staff, actions);
                return;
        }
        if (signing(staff)->signed_in)
                action_add_text(actions, ACTION_LOGOUT, signing(staff)->sub);
        *signing(staff) = (struct staff_person){ 0 };
        staff_overview(staff, now, actions);
}

void staff_state_out(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_BADGE)
                staff_take_badge(staff, event, 0, now, actions);
        else if (event->type == EVENT_TICKET)
                staff_refuse(staff, event->refusal, true, STAFF_OUT, now, actions);
}

void staff_state_pin(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&staff->entry, event->target))
                return;
        if (event->target.id == TARGET_SIGN_OUT) {
                staff_end(staff, actions);
        } else if (target_leaves(event->target)) {
                sign_in_abandoned(staff, now, actions);
        } else if (target_goes_on(event->target) && digits_full(&staff->entry)) {
                action_add_text(actions, ACTION_CHECK_PIN, signing(staff)->sub);
                staff_enter(staff, STAFF_CHECKING, now);
        }
}

static void pin_answered(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->right) {
                signing(staff)->signed_in = true;
                if (staff->one_time) {
                        digits_begin(&staff->entry, STAFF_PIN_LEN);
                        staff_enter(staff, STAFF_NEW_PIN, now);
                } else {
                        sign_in_done(staff, now, actions);
                }
                return;
        }
        if (event->tries_left == 0) {
                staff_wipe_typed(staff);
                *signing(staff) = (struct staff_person){ 0 };
                staff_refuse(staff, REFUSAL_LOCKED, false, staff->signing == 0 ? STAFF_OUT : STAFF_OVERVIEW, now, actions);
                return;
        }
        ask_pin(staff, now);
        staff->tries_left = event->tries_left;
        staff->entry.failed = true;
        action_tone(actions, TONE_WRONG);
}

void staff_state_checking(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type == EVENT_PIN_CHECKED) {
                digits_clear(&staff->entry);
                staff->one_time = event->one_time;
                action_add_text(actions, ACTION_ANSWER_PIN, signing(staff)->sub)->flag = event->right;
        } else if (event->type == EVENT_PIN_ANSWERED) {
                pin_answered(staff, event, now, actions);
        }
}

void staff_state_new_pin(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&staff->entry, event->target))
                return;
        if (target_leaves(event->target) || event->target.id == TARGET_SIGN_OUT) {
                sign_in_abandoned(staff, now, actions);
        } else if (target_goes_on(event->target) && digits_full(&staff->entry)) {
                memcpy(staff->new_pin, staff->entry.text, sizeof(staff->new_pin));
                digits_begin(&staff->entry, STAFF_PIN_LEN);
                staff_enter(staff, STAFF_NEW_PIN_AGAIN, now);
        }
}

void staff_state_new_pin_again(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&staff->entry, event->target))
                return;
        if (event->target.id == TARGET_CANCEL || event->target.id == TARGET_SIGN_OUT) {
                sign_in_abandoned(staff, now, actions);
        } else if (event->target.id == TARGET_BACK) {
                staff_wipe_typed(staff);
                digits_begin(&staff->entry, STAFF_PIN_LEN);
                staff_enter(staff, STAFF_NEW_PIN, now);
        } else if (target_goes_on(event->target) && digits_full(&staff->entry)) {
                if (strcmp(staff->new_pin, staff->entry.text) != 0) {
                        staff_wipe_typed(staff);
                        digits_begin(&staff->entry, STAFF_PIN_LEN);
                        staff->entry.failed = true;
                        action_tone(actions, TONE_WRONG);
                        staff_enter(staff, STAFF_NEW_PIN, now);
                        return;
                }
                action_add_text(actions, ACTION_HASH_PIN, signing(staff)->sub);
                staff_enter(staff, STAFF_HASHING, now);
        }
}

void staff_state_hashing(struct staff *staff, const struct event *event, struct moment now, struct actions *actions) {
        if (event->type != EVENT_PIN_HASHED)
                return;
        if (event->right)
                sign_in_done(staff, now, actions);
        else
                sign_in_abandoned(staff, now, actions);
}
