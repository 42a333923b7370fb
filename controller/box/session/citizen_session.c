/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the states of the citizen's session do alike, and how long each lasts.
 */
#include <assert.h>
#include <string.h>

#include "controller/box/session/citizen_turn.h"

static const char *const names[] = {
        [CITIZEN_IDLE] = "idle",
        [CITIZEN_CODE] = "code",
        [CITIZEN_NUMBER] = "number",
        [CITIZEN_PIN] = "pin",
        [CITIZEN_BIRTH] = "birth",
        [CITIZEN_SLOWED] = "slowed",
        [CITIZEN_WRONG] = "wrong",
        [CITIZEN_REFUSED] = "refused",
        [CITIZEN_CHOOSE] = "choose",
        [CITIZEN_OLD_READY] = "old_ready",
        [CITIZEN_OPENING] = "opening",
        [CITIZEN_DOOR] = "door",
        [CITIZEN_OLD_PAPERS] = "old_papers",
        [CITIZEN_JAM_ASK] = "jam_ask",
        [CITIZEN_JAM] = "jam",
        [CITIZEN_JAM_TAKE] = "jam_take",
        [CITIZEN_UNLATCHED] = "sprung_open",
        [CITIZEN_OLD_ASK] = "old_ask",
        [CITIZEN_BETWEEN] = "between",
        [CITIZEN_DONE] = "done",
        [CITIZEN_RECEIPT] = "receipt",
};
static_assert(ARRAY_LEN(names) == CITIZEN_STATE_COUNT, "every state has a name");

const char *citizen_state_name(enum citizen_state state) {
        return names[state];
}

/* ---- what the states share ---- */

void citizen_enter(struct citizen *citizen, enum citizen_state state, const struct turn *turn) {
        citizen->state = state;
        citizen->entered_ms = turn->now.mono_ms;
        citizen->active_ms = turn->now.mono_ms;
        citizen->warned = false;
}

void citizen_forget_typed(struct citizen *citizen) {
        citizen_forget_answer(citizen);
        explicit_bzero(citizen->number, sizeof(citizen->number));
}

void citizen_forget_answer(struct citizen *citizen) {
        digits_clear(&citizen->entry);
        explicit_bzero(citizen->pin, sizeof(citizen->pin));
        explicit_bzero(citizen->birth, sizeof(citizen->birth));
}

void citizen_end(struct citizen *citizen, struct actions *actions) {
        enum citizen_state left = citizen->served ? CITIZEN_IDLE : citizen->state;

        if (citizen->state == CITIZEN_IDLE)
                return;
        explicit_bzero(citizen, sizeof(*citizen));
        action_add(actions, ACTION_SESSION_OVER)->count = left;
}

void citizen_refuse(struct citizen *citizen, enum refusal refusal, const struct turn *turn) {
        citizen_forget_typed(citizen);
        citizen->offer_count = 0;
        citizen->refusal = refusal;
        action_tone(turn->actions, TONE_WRONG);
        citizen_enter(citizen, CITIZEN_REFUSED, turn);
}

void citizen_show_jam(struct citizen *citizen, const struct turn *turn) {
        if (citizen->visit.state != VISIT_NOT_OPENED)
                visit_before(&citizen->visit, citizen_current(citizen)->c);
        action_tone(turn->actions, TONE_WRONG);
        citizen_enter(citizen, CITIZEN_JAM, turn);
}

void citizen_ask_birth(struct citizen *citizen, const struct turn *turn) {
        digits_begin(&citizen->entry, BIRTH_LEN);
        citizen_enter(citizen, CITIZEN_BIRTH, turn);
}

void citizen_ask_pin(struct citizen *citizen, const struct turn *turn) {
        digits_resume(&citizen->entry, PIN_LEN, citizen->pin);
        citizen_enter(citizen, CITIZEN_PIN, turn);
}

void citizen_ask_proof(struct citizen *citizen, const struct turn *turn) {
        citizen_forget_typed(citizen);
        citizen->again = true;
        citizen->followed = citizen->stale = false;
        citizen->visit = (struct visit){ .state = VISIT_NONE };
        if (citizen->typed)
                citizen_ask_pin(citizen, turn);
        else
                citizen_ask_birth(citizen, turn);
}

/* What was handed out is handed out: of old papers nothing was said. */
static bool owes_an_answer(struct citizen *citizen) {
        bool is_out = citizen->state == CITIZEN_OLD_ASK || citizen->state == CITIZEN_JAM_TAKE || citizen->visit.state == VISIT_GIVEN_UP;

        return is_out && citizen_current(citizen)->wants_old;
}

void citizen_leave(struct citizen *citizen, const struct turn *turn) {
        if (owes_an_answer(citizen))
                turn->deeds->old_missing(turn->deeds->context, citizen_current(citizen), turn->now);
        if (citizen->state == CITIZEN_OLD_ASK)
                turn->deeds->closed(turn->deeds->context, citizen_current(citizen), turn->now);
        citizen_end(citizen, turn->actions);
}

/* ---- time ---- */

static bool is_timed(enum citizen_state state) {
        switch (state) {
        case CITIZEN_IDLE:
        case CITIZEN_OPENING:
        case CITIZEN_DOOR:
        case CITIZEN_OLD_PAPERS:
        case CITIZEN_UNLATCHED:
        case CITIZEN_BETWEEN:
        case CITIZEN_STATE_COUNT:
                return false;
        case CITIZEN_CODE:
        case CITIZEN_NUMBER:
        case CITIZEN_PIN:
        case CITIZEN_BIRTH:
        case CITIZEN_SLOWED: /* who has gone meanwhile must not have a door opened */
        case CITIZEN_WRONG:
        case CITIZEN_REFUSED:
        case CITIZEN_CHOOSE:
        case CITIZEN_OLD_READY:
        case CITIZEN_JAM_ASK:
        case CITIZEN_JAM:
        case CITIZEN_JAM_TAKE:
        case CITIZEN_OLD_ASK:
        case CITIZEN_DONE:
        case CITIZEN_RECEIPT:
                return true;
        }
        return false;
}

int64_t citizen_asks_again(const struct citizen *citizen) {
        return citizen->state == CITIZEN_BETWEEN ? citizen->active_ms + CITIZEN_BETWEEN_MS : INT64_MAX;
}

int64_t citizen_ends(const struct citizen *citizen) {
        int64_t ends = citizen->active_ms + CITIZEN_IDLE_MS;

        if (!is_timed(citizen->state))
                return INT64_MAX;
        if (citizen->state == CITIZEN_JAM_ASK && ends > citizen->entered_ms + CITIZEN_JAM_ASK_MS)
                ends = citizen->entered_ms + CITIZEN_JAM_ASK_MS;
        if (citizen->state == CITIZEN_DONE && ends < citizen->closed_ms + CITIZEN_REOPEN_MS)
                ends = citizen->closed_ms + CITIZEN_REOPEN_MS;
        return ends;
}

/* "Done" counts down by itself and is not asked about; the reminder sounds there too. */
static bool asks_for_more_time(const struct citizen *citizen) {
        return is_timed(citizen->state) && citizen->state != CITIZEN_DONE;
}

bool citizen_ends_soon(const struct citizen *citizen, struct moment now) {
        return is_timed(citizen->state) && now.mono_ms >= citizen_ends(citizen) - CITIZEN_WARN_MS;
}

bool citizen_warns(const struct citizen *citizen, struct moment now) {
        return asks_for_more_time(citizen) && citizen_ends_soon(citizen, now);
}

bool citizen_keeps_code(const struct citizen *citizen) {
        return citizen->state != CITIZEN_REFUSED && citizen->state != CITIZEN_OLD_ASK && !citizen_yields(citizen);
}

bool citizen_may_reopen(const struct citizen *citizen, struct moment now) {
        return citizen_yields(citizen) && citizen->visit.state == VISIT_SHUT && !citizen->reopened && !citizen->by_word &&
               now.mono_ms < citizen->closed_ms + CITIZEN_REOPEN_MS;
}

/* The next time that life or silence counts. */
static int64_t silence_deadline(const struct citizen *citizen) {
        if (asks_for_more_time(citizen) && !citizen->warned)
                return citizen_ends(citizen) - CITIZEN_WARN_MS;
        return citizen_ends(citizen);
}

int64_t citizen_deadline(const struct citizen *citizen) {
        int64_t silence_ms = silence_deadline(citizen);

        if (citizen->state == CITIZEN_SLOWED)
                return citizen->judge_ms < silence_ms ? citizen->judge_ms : silence_ms;
        if (citizen->state == CITIZEN_BETWEEN)
                return citizen_asks_again(citizen);
        if (citizen->state == CITIZEN_DOOR && citizen->offers[citizen->current].wants_old)
                return citizen->entered_ms + CITIZEN_OLD_PAPERS_MS;
        return silence_ms;
}

bool citizen_yields(const struct citizen *citizen) {
        return citizen->state == CITIZEN_BETWEEN || citizen->state == CITIZEN_DONE || citizen->state == CITIZEN_RECEIPT;
}

bool citizen_misread(const struct citizen *citizen) {
        return citizen->state == CITIZEN_REFUSED && citizen->refusal == REFUSAL_MALFORMED;
}

bool citizen_takes_code(const struct citizen *citizen) {
        return citizen->state == CITIZEN_IDLE || citizen->state == CITIZEN_CODE || citizen->state == CITIZEN_REFUSED;
}

unsigned citizen_compartment(const struct citizen *citizen) {
        switch (citizen->state) {
        case CITIZEN_OPENING:
        case CITIZEN_DOOR:
        case CITIZEN_OLD_PAPERS:
        case CITIZEN_JAM_ASK:
        case CITIZEN_JAM:
        case CITIZEN_JAM_TAKE:
        case CITIZEN_UNLATCHED:
        case CITIZEN_OLD_ASK:
        case CITIZEN_BETWEEN:
        case CITIZEN_DONE:
        case CITIZEN_RECEIPT:
                return citizen->offers[citizen->current].c;
        default:
                return 0;
        }
}
