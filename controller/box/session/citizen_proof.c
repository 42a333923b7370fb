/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The citizen's session up to the right answer: code, or number and PIN, and the birth date.
 */
#include <string.h>

#include "controller/box/session/citizen_turn.h"
#include "crypto/reference.h"

static void ask_number(struct citizen *citizen, const struct turn *turn) {
        citizen_forget_typed(citizen);
        citizen->typed = true;
        citizen->again = false;
        digits_begin(&citizen->entry, REFERENCE_LEN);
        citizen_enter(citizen, CITIZEN_NUMBER, turn);
}

/* From the PIN back to the number, as it was typed. */
static void look_at_number(struct citizen *citizen, const struct turn *turn) {
        digits_resume(&citizen->entry, REFERENCE_LEN, citizen->number);
        explicit_bzero(citizen->pin, sizeof(citizen->pin));
        citizen_enter(citizen, CITIZEN_NUMBER, turn);
}

static void show_code(struct citizen *citizen, const struct turn *turn) {
        citizen_forget_typed(citizen);
        citizen->typed = citizen->again = false;
        citizen->offer_count = 0;
        citizen_enter(citizen, CITIZEN_CODE, turn);
}

/* The way with a code, where one can be read. */
static void begin(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->no_scanner)
                ask_number(citizen, turn);
        else
                show_code(citizen, turn);
}

/* A code was scanned at the beginning of a session. */
static void take_code(struct citizen *citizen, const struct turn *turn) {
        citizen_forget_typed(citizen);
        citizen->typed = citizen->again = false;
        citizen->current = 0;
        citizen->closed_now = turn->event->closed_now;
        memcpy(citizen->other_box, turn->event->other_box, sizeof(citizen->other_box));
        citizen->locked_until_ms = turn->event->locked_until_ms;
        citizen->decided_ms = turn->event->decided_ms;
        if (turn->event->closed_now || turn->event->refusal != REFUSAL_NONE) {
                citizen_refuse(citizen, turn->event->refusal, turn);
                return;
        }
        citizen->offers[0] = turn->event->offers[0];
        citizen->offer_count = 1;
        memcpy(citizen->code, citizen->offers[0].cti, CTI_LEN);
        citizen->has_code = true;
        if (turn->event->suspect) {
                citizen_show_jam(citizen, turn);
                return;
        }
        action_tone(turn->actions, TONE_ACCEPTED);
        citizen_ask_birth(citizen, turn);
}

void citizen_state_idle(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type == EVENT_CODE) {
                take_code(citizen, turn);
        } else if (turn->event->type == EVENT_TARGET) {
                if (turn->event->closed_now) {
                        citizen->closed_now = true;
                        citizen_refuse(citizen, REFUSAL_NONE, turn);
                } else {
                        begin(citizen, turn);
                }
        }
}

void citizen_state_code(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type == EVENT_CODE)
                take_code(citizen, turn);
        if (turn->event->type == EVENT_SCANNER_GONE)
                ask_number(citizen, turn);
        if (turn->event->type != EVENT_TARGET)
                return;
        if (turn->event->target.id == TARGET_TYPED)
                ask_number(citizen, turn);
        else if (citizen_target_ends(turn->event->target) || turn->event->target.id == TARGET_BACK)
                citizen_end(citizen, turn->actions);
}

void citizen_state_number(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET || digits_target(&citizen->entry, turn->event->target))
                return;
        if (citizen_target_ends(turn->event->target) || (turn->event->target.id == TARGET_BACK && turn->event->no_scanner)) {
                citizen_end(citizen, turn->actions);
        } else if (turn->event->target.id == TARGET_BACK) {
                show_code(citizen, turn);
        } else if (target_goes_on(turn->event->target) && digits_full(&citizen->entry)) {
                if (!reference_valid(citizen->entry.text)) {
                        citizen->entry.failed = true;
                        action_tone(turn->actions, TONE_WRONG);
                        return;
                }
                memcpy(citizen->number, citizen->entry.text, sizeof(citizen->number));
                citizen_ask_pin(citizen, turn);
        }
}

void citizen_state_pin(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET || digits_target(&citizen->entry, turn->event->target))
                return;
        if (citizen_target_ends(turn->event->target)) {
                citizen_end(citizen, turn->actions);
        } else if (turn->event->target.id == TARGET_BACK && citizen->again) {
                citizen_end(citizen, turn->actions);
        } else if (turn->event->target.id == TARGET_BACK) {
                look_at_number(citizen, turn);
        } else if (target_goes_on(turn->event->target) && digits_full(&citizen->entry)) {
                memcpy(citizen->pin, citizen->entry.text, sizeof(citizen->pin));
                citizen_ask_birth(citizen, turn);
        }
}

static void hear_verdict(struct citizen *citizen, const struct verdict *verdict, const struct turn *turn) {
        citizen->locked_until_ms = verdict->locked_until_ms;
        if (verdict->refusal == REFUSAL_WRONG_ANSWER) {
                citizen->tries_left = verdict->tries_left;
                citizen->is_last = verdict->is_last;
                action_tone(turn->actions, TONE_WRONG);
                citizen_enter(citizen, CITIZEN_WRONG, turn);
                return;
        }
        if (verdict->refusal != REFUSAL_NONE) {
                citizen->decided_ms = verdict->refusal == REFUSAL_EXPIRED ? verdict->deadline_ms : 0;
                citizen_refuse(citizen, verdict->refusal, turn);
                return;
        }
        memcpy(citizen->offers, verdict->offers, sizeof(citizen->offers));
        citizen->offer_count = verdict->offer_count;
        citizen->current = citizen->first = 0;
        citizen->again = false;
        if (verdict->suspect)
                citizen_show_jam(citizen, turn);
        else if (citizen->offer_count > 1)
                citizen_enter(citizen, CITIZEN_CHOOSE, turn);
        else
                citizen_hand_out(citizen, turn);
}

static void judge(struct citizen *citizen, const struct turn *turn) {
        struct answer answer = {
                .typed = citizen->typed,
                .cti = citizen->offers[0].cti,
                .number = citizen->again ? NULL : citizen->number,
                .pin = citizen->pin,
                .birth = citizen->birth,
        };
        struct verdict verdict = { 0 };
        bool is_judged = turn->deeds->judge(turn->deeds->context, &answer, &verdict);

        if (is_judged && verdict.refusal == REFUSAL_WRONG_ANSWER)
                citizen_forget_answer(citizen);
        else
                citizen_forget_typed(citizen);
        if (is_judged)
                hear_verdict(citizen, &verdict, turn);
}

/* What was typed is complete. On the typed way the answer may have to wait. */
static void answer(struct citizen *citizen, int64_t delay_ms, const struct turn *turn) {
        digits_clear(&citizen->entry);
        if (citizen->typed && delay_ms > 0) {
                citizen->judge_ms = turn->now.mono_ms + delay_ms;
                citizen_enter(citizen, CITIZEN_SLOWED, turn);
                return;
        }
        judge(citizen, turn);
}

void citizen_state_birth(struct citizen *citizen, const struct turn *turn) {
        struct local_time local;

        if (turn->event->type != EVENT_TARGET || digits_target(&citizen->entry, turn->event->target))
                return;
        if (citizen_target_ends(turn->event->target)) {
                citizen_end(citizen, turn->actions);
        } else if (turn->event->target.id == TARGET_BACK) {
                if (citizen->typed)
                        citizen_ask_pin(citizen, turn);
                else if (citizen->again)
                        citizen_end(citizen, turn->actions);
                else
                        begin(citizen, turn);
        } else if (target_goes_on(turn->event->target) && digits_full(&citizen->entry)) {
                moment_local(turn->now.wall_ms, &local);
                if (!digits_birth(&citizen->entry, local.year, citizen->birth)) {
                        citizen->entry.failed = true;
                        action_tone(turn->actions, TONE_WRONG);
                        return;
                }
                answer(citizen, turn->event->delay_ms, turn);
        }
}

void citizen_state_slowed(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type == EVENT_TARGET && (citizen_target_ends(turn->event->target) || turn->event->target.id == TARGET_BACK))
                citizen_end(citizen, turn->actions);
        else if (turn->event->type == EVENT_TICK && turn->now.mono_ms >= citizen->judge_ms && turn->now.mono_ms < citizen_ends(citizen))
                judge(citizen, turn);
}

void citizen_state_wrong(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type != EVENT_TARGET)
                return;
        if (turn->event->target.id == TARGET_AGAIN || target_goes_on(turn->event->target)) {
                if (citizen->again)
                        citizen_ask_proof(citizen, turn);
                else if (citizen->typed)
                        citizen_ask_pin(citizen, turn);
                else
                        citizen_ask_birth(citizen, turn);
        } else if (citizen_target_ends(turn->event->target) || turn->event->target.id == TARGET_BACK) {
                citizen_end(citizen, turn->actions);
        }
}

void citizen_state_refused(struct citizen *citizen, const struct turn *turn) {
        if (turn->event->type == EVENT_CODE)
                take_code(citizen, turn);
        if (turn->event->type != EVENT_TARGET)
                return;
        if (turn->event->target.id == TARGET_AGAIN && !citizen->closed_now)
                begin(citizen, turn);
        else if (turn->event->target.id == TARGET_TYPED && !citizen->closed_now)
                ask_number(citizen, turn);
        else if (citizen_target_ends(turn->event->target) || target_goes_on(turn->event->target) || turn->event->target.id == TARGET_BACK ||
                 turn->event->target.id == TARGET_AGAIN)
                citizen_end(citizen, turn->actions);
}
