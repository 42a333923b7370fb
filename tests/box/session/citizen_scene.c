/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/citizen_scene.h"

#include <string.h>

#include "crypto/reference.h"
#include "tests/support/cmocka.h"

static const enum target_id targets[] = {
        [START] = TARGET_START, [TYPED] = TARGET_TYPED, [NEXT] = TARGET_NEXT, [BACK] = TARGET_BACK, [CANCEL] = TARGET_CANCEL,
        [END] = TARGET_END, [AGAIN] = TARGET_AGAIN, [COUNTER] = TARGET_COUNTER, [YES] = TARGET_YES, [NO] = TARGET_NO,
        [NOT_TAKEN] = TARGET_NOT_TAKEN, [RECEIPT] = TARGET_RECEIPT, [CANNOT_FIND] = TARGET_CANNOT_FIND, [CHOOSE] = TARGET_CHOOSE,
};

static const enum event_type types[STIMULUS_COUNT] = {
        [TOUCHED] = EVENT_TOUCHED, [CODE_GOOD] = EVENT_CODE, [CODE_BAD] = EVENT_CODE, [CODE_SUSPECT] = EVENT_CODE,
        [OPENED] = EVENT_OPENED, [NOT_OPENED] = EVENT_NOT_OPENED, [CLOSED] = EVENT_CLOSED, [REMINDED] = EVENT_REMINDED,
        [GIVEN_UP] = EVENT_GIVEN_UP, [CAME_LATE] = EVENT_CAME_LATE, [UNLATCHED] = EVENT_UNLATCHED, [OPENED_ELSEWHERE] = EVENT_OPENED, [AFTER_46_S] = EVENT_TICK,
        [AFTER_11_S] = EVENT_TICK,
};

static const struct offer passport = { .cti = { 1 }, .c = HERE }, letter = { .cti = { 2 }, .c = HERE + 1 };

static struct event event_of(enum stimulus stimulus) {
        struct event event = { .type = types[stimulus], .c = HERE, .offers = { passport, letter }, .offer_count = 1 };

        if (stimulus <= CHOOSE)
                event = (struct event){ .type = EVENT_TARGET, .target = { .id = targets[stimulus] } };
        if (stimulus == CODE_BAD)
                event.refusal = REFUSAL_NOT_HERE;
        if (stimulus == CODE_SUSPECT)
                event.suspect = true;
        if (stimulus == OPENED_ELSEWHERE)
                event.c = HERE + 5;
        return event;
}

/* ---- a store ---- */

static void note(struct asked *asked, enum asked_for deed) {
        assert_true(asked->count < ARRAY_LEN(asked->deeds));
        asked->deeds[asked->count++] = deed;
}

bool citizen_did(const struct asked *asked, enum asked_for deed) {
        for (unsigned i = 0; i < asked->count; i++)
                if (asked->deeds[i] == deed)
                        return true;
        return false;
}

static bool judge(void *context, const struct answer *answer, struct verdict *ret_verdict) {
        static const enum refusal refusals[GIVEN_COUNT] = { [GIVEN_WRONG] = REFUSAL_WRONG_ANSWER, [GIVEN_LOCKED] = REFUSAL_LOCKED };
        struct asked *asked = context;

        note(asked, JUDGE);
        asked->answer = *answer;
        *ret_verdict = (struct verdict){
                .refusal = refusals[asked->given],
                .suspect = asked->given == GIVEN_SUSPECT,
                .offers = { passport, letter },
                .offer_count = asked->given == GIVEN_TWO ? 2 : 1,
        };
        ret_verdict->offers[0].wants_old = asked->wants_old;
        return asked->given != GIVEN_UNKNOWN;
}

static bool permit(struct asked *asked, enum asked_for deed, bool *ret_suspect) {
        note(asked, deed);
        *ret_suspect = asked->given == GIVEN_LATER_SUSPECT;
        return asked->given != GIVEN_UNKNOWN;
}

static bool release(void *context, const struct offer *offer, enum way way, bool *ret_suspect) {
        return permit(context, RELEASE, ret_suspect);
}

static bool reopen(void *context, const struct offer *offer, bool *ret_suspect) {
        return permit(context, REOPEN, ret_suspect);
}

static void issued(void *context, const struct offer *offer, enum how how, struct moment seen) {
        note(context, ISSUED);
}

static void closed(void *context, const struct offer *offer, struct moment seen) {
        note(context, SAID_CLOSED);
}

static void old_returned(void *context, const struct offer *offer, struct moment seen) {
        note(context, OLD_RETURNED);
}

static void old_none(void *context, const struct offer *offer, struct moment seen) {
        note(context, SAID_CLOSED);
        note(context, OLD_MISSING);
}

static void old_missing(void *context, const struct offer *offer, struct moment seen) {
        note(context, OLD_MISSING);
}

static void open_failed(void *context, const struct offer *offer, unsigned tries, struct moment seen) {
        note(context, OPEN_FAILED);
}

static void quarantine(void *context, unsigned c, enum reason why, struct moment seen) {
        note(context, QUARANTINE);
}

struct deeds citizen_deeds(struct asked *asked) {
        return (struct deeds){ .context = asked, .judge = judge, .release = release, .reopen = reopen, .issued = issued,
                               .closed = closed, .old_returned = old_returned, .old_none = old_none, .old_missing = old_missing, .open_failed = open_failed, .quarantine = quarantine };
}

/* ---- a machine ---- */

void citizen_type(struct digits *digits, const char *text) {
        digits_begin(digits, (unsigned)strlen(text));
        memcpy(digits->text, text, strlen(text));
        digits->count = digits->max;
}

/* How far the visit to the compartment is in each state. */
static const enum visit_state visits[CITIZEN_STATE_COUNT] = {
        [CITIZEN_OPENING] = VISIT_OPENING, [CITIZEN_DOOR] = VISIT_OPEN, [CITIZEN_OLD_PAPERS] = VISIT_OPEN,
        [CITIZEN_JAM_ASK] = VISIT_NOT_OPENED, [CITIZEN_JAM] = VISIT_NOT_OPENED, [CITIZEN_JAM_TAKE] = VISIT_NOT_OPENED,
        [CITIZEN_UNLATCHED] = VISIT_OPEN, [CITIZEN_OLD_ASK] = VISIT_SHUT, [CITIZEN_BETWEEN] = VISIT_SHUT, [CITIZEN_DONE] = VISIT_SHUT,
        [CITIZEN_RECEIPT] = VISIT_SHUT,
};

/* A machine as it is in this state, with everything typed that the screen asks for. */
struct citizen citizen_in(enum citizen_state state) {
        struct citizen citizen = { .state = state, .entered_ms = START_MS, .active_ms = START_MS, .closed_ms = START_MS };
        char reference[] = "12345670";

        if (state == CITIZEN_IDLE)
                return (struct citizen){ .state = CITIZEN_IDLE };
        citizen.offers[0] = passport;
        citizen.offer_count = 1;
        citizen.offers[0].wants_old = state == CITIZEN_OLD_ASK;
        if (state == CITIZEN_BETWEEN)
                citizen.offers[citizen.offer_count++] = letter;
        if (visits[state] != VISIT_NONE)
                citizen.visit = (struct visit){ .state = visits[state], .c = HERE };
        citizen.judge_ms = START_MS + 10000;
        reference[7] = reference_check_digit(reference, 7);
        if (state == CITIZEN_NUMBER)
                citizen_type(&citizen.entry, reference);
        if (state == CITIZEN_PIN)
                citizen_type(&citizen.entry, "123456");
        if (state == CITIZEN_BIRTH)
                citizen_type(&citizen.entry, "12081964");
        citizen.typed = state == CITIZEN_NUMBER || state == CITIZEN_PIN || state == CITIZEN_SLOWED;
        return citizen;
}

struct actions citizen_step_asking(struct citizen *citizen, enum stimulus stimulus, struct asked *asked) {
        struct event event = event_of(stimulus);
        struct deeds deeds = citizen_deeds(asked);
        struct actions actions = { 0 };
        int64_t later_ms = stimulus == AFTER_46_S ? 61000 : stimulus == AFTER_11_S ? 11000 : 100;
        struct moment now = { .wall_ms = INT64_C(1790337600000), .mono_ms = START_MS + later_ms };

        citizen_step(citizen, &event, now, &deeds, &actions);
        return actions;
}

struct actions citizen_step_on(struct citizen *citizen, enum stimulus stimulus) {
        struct asked asked = { .given = GIVEN_ALL };

        return citizen_step_asking(citizen, stimulus, &asked);
}

bool citizen_has(const struct actions *actions, enum action_type type) {
        for (unsigned i = 0; i < actions->count; i++)
                if (actions->list[i].type == type)
                        return true;
        return false;
}
