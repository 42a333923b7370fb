/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/restoring.h"

#include <stdio.h>
#include <string.h>

#include "base/words/prefix.h"

static void enter(struct restoring *restoring, enum restoring_state state, struct moment now) {
        restoring->state = state;
        restoring->active_ms = now.mono_ms;
}

static void forget(struct restoring *restoring) {
        digits_clear(&restoring->entry);
        explicit_bzero(&restoring->verdict, sizeof(restoring->verdict));
        restoring->failed = false;
}

static void leave(struct restoring *restoring, struct moment now) {
        forget(restoring);
        restoring->folder->leave(restoring->folder->context);
        restoring->number = 0;
        restoring->first[0] = '\0';
        enter(restoring, RESTORING_OFF, now);
}

static void refuse(struct restoring *restoring, const struct box_ports *ports, struct moment now, enum screen_restore said) {
        restoring->said = said;
        digits_clear(&restoring->entry);
        enter(restoring, RESTORING_REFUSED, now);
        ports->tone(ports->context, TONE_WRONG);
}

static void ask_pin(struct restoring *restoring, struct moment now) {
        digits_begin(&restoring->entry, STAFF_PIN_LEN);
        enter(restoring, RESTORING_PIN, now);
}

void restoring_scanned(struct restoring *restoring, const struct box_ports *ports, struct moment now, const char *text, size_t len) {
        unsigned number = restoring->state == RESTORING_SECOND ? 1 : 0;
        bool is_badge = len >= PREFIX_LEN && memcmp(text, PREFIX_BADGE, PREFIX_LEN) == 0;

        /* Whoever shows a pickup code is told where to go already. */
        if (!restoring->folder || !is_badge || (restoring->state != RESTORING_OFF && restoring->state != RESTORING_SECOND)) {
                ports->tone(ports->context, TONE_WRONG);
                return;
        }
        if (restoring->wrong >= RESTORING_WRONG_MAX) {
                refuse(restoring, ports, now, SCREEN_RESTORE_LOCKED);
                return;
        }
        forget(restoring);
        restoring->number = number;
        restoring->folder->judge(restoring->folder->context, text, len, number, &restoring->verdict);
        if (restoring->verdict.said != SCREEN_RESTORE_NONE)
                refuse(restoring, ports, now, restoring->verdict.said);
        else
                ask_pin(restoring, now);
}

/* ---- the PIN ---- */

static void was_wrong(struct restoring *restoring, const struct box_ports *ports, struct moment now) {
        restoring->wrong++;
        if (restoring->wrong >= RESTORING_WRONG_MAX) {
                refuse(restoring, ports, now, SCREEN_RESTORE_LOCKED);
                return;
        }
        ask_pin(restoring, now);
        restoring->failed = true;
        ports->tone(ports->context, TONE_WRONG);
}

static void check_pin(struct restoring *restoring, const struct box_ports *ports, struct moment now) {
        int r = -1;

        if (restoring->verdict.verifier[0])
                r = ports->check_pin(ports->context, restoring->entry.text, restoring->verdict.verifier);
        digits_clear(&restoring->entry);
        if (r == 0)
                enter(restoring, RESTORING_CHECKING, now);
        else
                was_wrong(restoring, ports, now);
}

void restoring_checked(struct restoring *restoring, const struct box_ports *ports, struct moment now, bool right) {
        if (restoring->state != RESTORING_CHECKING)
                return;
        if (!right) {
                was_wrong(restoring, ports, now);
                return;
        }
        restoring->folder->known(restoring->folder->context);
        if (restoring->number == 0)
                snprintf(restoring->first, sizeof(restoring->first), "%s", restoring->verdict.sub);
        forget(restoring);
        ports->tone(ports->context, TONE_ACCEPTED);
        enter(restoring, restoring->number == 0 ? RESTORING_SECOND : RESTORING_CONFIRM, now);
}

/* ---- targets and time ---- */

static bool leaves(struct target target) {
        return target.id == TARGET_BACK || target.id == TARGET_CANCEL || target.id == TARGET_SIGN_OUT;
}

static void in_pin(struct restoring *restoring, const struct box_ports *ports, struct moment now, struct target target) {
        if (digits_target(&restoring->entry, target))
                return;
        if (target.id == TARGET_NEXT && digits_full(&restoring->entry))
                check_pin(restoring, ports, now);
        else if (leaves(target))
                leave(restoring, now);
}

static void confirm(struct restoring *restoring, const struct box_ports *ports, struct moment now) {
        if (!restoring->folder->finish(restoring->folder->context)) {
                refuse(restoring, ports, now, SCREEN_RESTORE_FAULT);
                return;
        }
        ports->tone(ports->context, TONE_ACCEPTED);
        enter(restoring, RESTORING_DONE, now);
}

void restoring_target(struct restoring *restoring, const struct box_ports *ports, struct moment now, struct target target) {
        restoring_touched(restoring, now);
        switch (restoring->state) {
        case RESTORING_PIN:
                in_pin(restoring, ports, now, target);
                break;
        case RESTORING_CONFIRM:
                if (target.id == TARGET_NEXT)
                        confirm(restoring, ports, now);
                else if (leaves(target))
                        leave(restoring, now);
                break;
        case RESTORING_SECOND:
                if (leaves(target))
                        leave(restoring, now);
                break;
        case RESTORING_REFUSED:
                if (target.id == TARGET_NEXT || leaves(target))
                        leave(restoring, now);
                break;
        default:
                break;
        }
}

void restoring_touched(struct restoring *restoring, struct moment now) {
        if (restoring->state != RESTORING_DONE)
                restoring->active_ms = now.mono_ms;
}

int64_t restoring_deadline(const struct restoring *restoring) {
        switch (restoring->state) {
        case RESTORING_PIN:
        case RESTORING_SECOND:
        case RESTORING_CONFIRM:
        case RESTORING_REFUSED:
                return restoring->active_ms + RESTORING_IDLE_MS;
        case RESTORING_DONE:
                return restoring->active_ms + RESTORING_DONE_MS;
        default:
                return INT64_MAX;
        }
}

void restoring_tick(struct restoring *restoring, struct moment now) {
        if (now.mono_ms < restoring_deadline(restoring))
                return;
        if (restoring->state == RESTORING_DONE)
                enter(restoring, RESTORING_OVER, now);
        else
                leave(restoring, now);
}

/* ---- the screen ---- */

static void present_refused(const struct restoring *restoring, struct screen *screen) {
        if (restoring->said == SCREEN_RESTORE_BADGE) {
                screen->id = SCREEN_STAFF_REFUSED;
                screen->refused.refusal = restoring->verdict.refusal;
                return;
        }
        screen->id = SCREEN_STAFF_RESTORE;
        screen->restore.said = restoring->said;
}

static void present_pin(const struct restoring *restoring, struct screen *screen) {
        screen->id = SCREEN_STAFF_PIN;
        digits_present(&restoring->entry, &screen->entry);
        screen->entry.check_failed = restoring->failed;
        screen->entry.tries_left = restoring->failed ? RESTORING_WRONG_MAX - restoring->wrong : 0;
}

bool restoring_present(const struct restoring *restoring, struct screen *screen) {
        if (restoring->state == RESTORING_OFF)
                return false;
        screen->staff = true;
        screen->sub = restoring->verdict.sub[0] ? restoring->verdict.sub : restoring->first[0] ? restoring->first : NULL;
        switch (restoring->state) {
        case RESTORING_PIN:
                present_pin(restoring, screen);
                break;
        case RESTORING_CHECKING:
                screen->id = SCREEN_WAIT;
                break;
        case RESTORING_SECOND:
                screen->id = SCREEN_STAFF_SECOND;
                break;
        case RESTORING_REFUSED:
                present_refused(restoring, screen);
                break;
        default:
                screen->id = SCREEN_STAFF_RESTORE;
                screen->restore.said = restoring->state == RESTORING_CONFIRM ? SCREEN_RESTORE_CONFIRM : SCREEN_RESTORE_DONE;
                break;
        }
        return true;
}
