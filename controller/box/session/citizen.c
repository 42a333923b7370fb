/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/citizen.h"

#include <assert.h>
#include <string.h>

#include "controller/box/session/watch.h"
#include "crypto/reference.h"

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
        [CITIZEN_CLOSE] = "close",
        [CITIZEN_JAM_ASK] = "jam_ask",
        [CITIZEN_JAM] = "jam",
        [CITIZEN_DONE] = "done",
        [CITIZEN_RECEIPT] = "receipt",
};
static_assert(ARRAY_LEN(names) == CITIZEN_STATE_COUNT, "every state has a name");

const char *citizen_state_name(enum citizen_state state) {
        return names[state];
}

/* ---- what the states share ---- */

static void enter(struct citizen *citizen, enum citizen_state state, struct moment now) {
        citizen->state = state;
        citizen->entered_ms = now.mono_ms;
        citizen->active_ms = now.mono_ms;
        citizen->warned = false;
}

void citizen_forget_typed(struct citizen *citizen) {
        digits_clear(&citizen->entry);
        explicit_bzero(citizen->number, sizeof(citizen->number));
        explicit_bzero(citizen->pin, sizeof(citizen->pin));
        explicit_bzero(citizen->birth, sizeof(citizen->birth));
}

void citizen_end(struct citizen *citizen, struct actions *actions) {
        if (citizen->state == CITIZEN_IDLE)
                return;
        explicit_bzero(citizen, sizeof(*citizen));
        action_add(actions, ACTION_SESSION_OVER);
}

static struct offer *current(struct citizen *citizen) {
        return &citizen->offers[citizen->current];
}

static bool ends_session(struct target target) {
        return target.id == TARGET_CANCEL || target.id == TARGET_END || target.id == TARGET_COUNTER;
}

static bool goes_on(struct target target) {
        return target.id == TARGET_NEXT || target.id == TARGET_YES;
}

static void refuse(struct citizen *citizen, enum refusal refusal, struct moment now, struct actions *actions) {
        citizen_forget_typed(citizen);
        citizen->offer_count = 0;
        citizen->refusal = refusal;
        action_tone(actions, TONE_WRONG);
        enter(citizen, CITIZEN_REFUSED, now);
}

/* Nothing opens; should it open late, that is seen. */
static void show_jam(struct citizen *citizen, struct moment now, struct actions *actions) {
        if (citizen->visit.state != VISIT_NOT_OPENED)
                visit_before(&citizen->visit, current(citizen)->c);
        action_tone(actions, TONE_WRONG);
        enter(citizen, CITIZEN_JAM, now);
}

static void ask_birth(struct citizen *citizen, struct moment now) {
        digits_begin(&citizen->entry, BIRTH_LEN);
        enter(citizen, CITIZEN_BIRTH, now);
}

static void ask_number(struct citizen *citizen, struct moment now) {
        citizen_forget_typed(citizen);
        citizen->typed = true;
        digits_begin(&citizen->entry, REFERENCE_LEN);
        enter(citizen, CITIZEN_NUMBER, now);
}

static void ask_pin(struct citizen *citizen, struct moment now) {
        digits_begin(&citizen->entry, PIN_LEN);
        enter(citizen, CITIZEN_PIN, now);
}

static void show_code(struct citizen *citizen, struct moment now) {
        citizen_forget_typed(citizen);
        citizen->typed = false;
        citizen->offer_count = 0;
        enter(citizen, CITIZEN_CODE, now);
}

/* The way with a code, where one can be read. */
static void begin(struct citizen *citizen, const struct event *event, struct moment now) {
        if (event->no_scanner)
                ask_number(citizen, now);
        else
                show_code(citizen, now);
}

/* A code was scanned at the beginning of a session. */
static void take_code(struct citizen *citizen, const struct event *event, struct moment now, struct actions *actions) {
        citizen_forget_typed(citizen);
        citizen->typed = false;
        citizen->current = 0;
        citizen->closed_now = event->closed_now;
        citizen->other_box = event->other_box;
        citizen->locked_until_ms = event->locked_until_ms;
        if (event->closed_now || event->refusal != REFUSAL_NONE) {
                refuse(citizen, event->refusal, now, actions);
                return;
        }
        citizen->offers[0] = event->offers[0];
        citizen->offer_count = 1;
        if (event->suspect) {
                show_jam(citizen, now, actions);
                return;
        }
        action_tone(actions, TONE_ACCEPTED);
        ask_birth(citizen, now);
}

static void open_current(struct citizen *citizen, struct moment now, struct actions *actions) {
        visit_open(&citizen->visit, current(citizen)->c, actions);
        enter(citizen, CITIZEN_OPENING, now);
}

static void release(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        bool suspect;

        if (!deeds->release(deeds->context, current(citizen), citizen->typed ? WAY_TYPED : WAY_CODE, &suspect))
                return;
        if (suspect)
                show_jam(citizen, now, actions);
        else
                open_current(citizen, now, actions);
}

static void reopen(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        bool suspect;

        citizen->reopened = true;
        if (!deeds->reopen(deeds->context, current(citizen), &suspect))
                return;
        if (suspect) {
                show_jam(citizen, now, actions);
                return;
        }
        citizen->reopening = true;
        open_current(citizen, now, actions);
}

static void begin_handing_out(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        citizen->reopened = citizen->reopening = citizen->by_word = citizen->lost = false;
        citizen->visit = (struct visit){ .state = VISIT_NONE };
        if (current(citizen)->wants_old)
                enter(citizen, CITIZEN_OLD_READY, now);
        else
                release(citizen, now, deeds, actions);
}

static void done(struct citizen *citizen, struct moment now, struct actions *actions) {
        action_tone(actions, TONE_ACCEPTED);
        citizen->closed_ms = now.mono_ms;
        enter(citizen, CITIZEN_DONE, now);
}

/* The switch says that it is open. */
static void issue_seen(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        deeds->issued(deeds->context, current(citizen), HOW_SEEN, now);
        action_tone(actions, TONE_ACCEPTED);
        enter(citizen, CITIZEN_DOOR, now);
}

/* Only the citizen says so. */
static void issue_by_word(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        citizen->by_word = true;
        deeds->quarantine(deeds->context, current(citizen)->c, REASON_NOT_SEEN, now);
        deeds->issued(deeds->context, current(citizen), HOW_CITIZEN, now);
        done(citizen, now, actions);
}

static void door_closed(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        if (current(citizen)->wants_old)
                deeds->old_returned(deeds->context, current(citizen), now);
        else
                deeds->closed(deeds->context, current(citizen), now);
        citizen->lost = false;
        done(citizen, now, actions);
}

static void next_or_end(struct citizen *citizen, struct moment now, struct actions *actions) {
        if (citizen->offer_count <= 1) {
                citizen_end(citizen, actions);
                return;
        }
        citizen->offer_count--;
        memmove(&citizen->offers[citizen->current], &citizen->offers[citizen->current + 1],
                (citizen->offer_count - citizen->current) * sizeof(citizen->offers[0]));
        citizen->current = 0;
        enter(citizen, CITIZEN_CHOOSE, now);
}

/* ---- one function a state ---- */

static void idle(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                 struct actions *actions) {
        if (event->type == EVENT_CODE) {
                take_code(citizen, event, now, actions);
        } else if (event->type == EVENT_TARGET) {
                if (event->closed_now) {
                        citizen->closed_now = true;
                        refuse(citizen, REFUSAL_NONE, now, actions);
                } else {
                        begin(citizen, event, now);
                }
        }
}

static void code(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                 struct actions *actions) {
        if (event->type == EVENT_CODE)
                take_code(citizen, event, now, actions);
        if (event->type == EVENT_SCANNER_GONE)
                ask_number(citizen, now);
        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_TYPED)
                ask_number(citizen, now);
        else if (ends_session(event->target) || event->target.id == TARGET_BACK)
                citizen_end(citizen, actions);
}

static void number(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                   struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&citizen->entry, event->target))
                return;
        if (ends_session(event->target) || (event->target.id == TARGET_BACK && event->no_scanner)) {
                citizen_end(citizen, actions);
        } else if (event->target.id == TARGET_BACK) {
                show_code(citizen, now);
        } else if (goes_on(event->target) && digits_full(&citizen->entry)) {
                if (!reference_valid(citizen->entry.text)) {
                        citizen->entry.failed = true;
                        action_tone(actions, TONE_WRONG);
                        return;
                }
                memcpy(citizen->number, citizen->entry.text, sizeof(citizen->number));
                ask_pin(citizen, now);
        }
}

static void pin(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                struct actions *actions) {
        if (event->type != EVENT_TARGET || digits_target(&citizen->entry, event->target))
                return;
        if (ends_session(event->target)) {
                citizen_end(citizen, actions);
        } else if (event->target.id == TARGET_BACK) {
                ask_number(citizen, now);
        } else if (goes_on(event->target) && digits_full(&citizen->entry)) {
                memcpy(citizen->pin, citizen->entry.text, sizeof(citizen->pin));
                ask_birth(citizen, now);
        }
}

static void hear_verdict(struct citizen *citizen, const struct verdict *verdict, struct moment now, const struct deeds *deeds,
                         struct actions *actions) {
        citizen->locked_until_ms = verdict->locked_until_ms;
        if (verdict->refusal == REFUSAL_WRONG_ANSWER) {
                citizen->tries_left = verdict->tries_left;
                action_tone(actions, TONE_WRONG);
                enter(citizen, CITIZEN_WRONG, now);
                return;
        }
        if (verdict->refusal != REFUSAL_NONE) {
                refuse(citizen, verdict->refusal, now, actions);
                return;
        }
        memcpy(citizen->offers, verdict->offers, sizeof(citizen->offers));
        citizen->offer_count = verdict->offer_count;
        citizen->current = 0;
        if (verdict->suspect)
                show_jam(citizen, now, actions);
        else if (citizen->offer_count > 1)
                enter(citizen, CITIZEN_CHOOSE, now);
        else
                begin_handing_out(citizen, now, deeds, actions);
}

static void judge(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        struct answer answer = {
                .typed = citizen->typed,
                .cti = citizen->offers[0].cti,
                .number = citizen->number,
                .pin = citizen->pin,
                .birth = citizen->birth,
        };
        struct verdict verdict = { 0 };
        bool is_judged = deeds->judge(deeds->context, &answer, &verdict);

        citizen_forget_typed(citizen);
        if (is_judged)
                hear_verdict(citizen, &verdict, now, deeds, actions);
}

/* What was typed is complete. On the typed way the answer may have to wait. */
static void answer(struct citizen *citizen, int64_t delay_ms, struct moment now, const struct deeds *deeds,
                   struct actions *actions) {
        digits_clear(&citizen->entry);
        if (citizen->typed && delay_ms > 0) {
                citizen->judge_ms = now.mono_ms + delay_ms;
                enter(citizen, CITIZEN_SLOWED, now);
                return;
        }
        judge(citizen, now, deeds, actions);
}

static void birth(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                  struct actions *actions) {
        struct local_time local;

        if (event->type != EVENT_TARGET || digits_target(&citizen->entry, event->target))
                return;
        if (ends_session(event->target)) {
                citizen_end(citizen, actions);
        } else if (event->target.id == TARGET_BACK) {
                if (citizen->typed)
                        ask_pin(citizen, now);
                else
                        begin(citizen, event, now);
        } else if (goes_on(event->target) && digits_full(&citizen->entry)) {
                moment_local(now.wall_ms, &local);
                if (!digits_birth(&citizen->entry, local.year, citizen->birth)) {
                        citizen->entry.failed = true;
                        action_tone(actions, TONE_WRONG);
                        return;
                }
                answer(citizen, event->delay_ms, now, deeds, actions);
        }
}

static void slowed(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                   struct actions *actions) {
        if (event->type == EVENT_TARGET && (ends_session(event->target) || event->target.id == TARGET_BACK))
                citizen_end(citizen, actions);
        else if (event->type == EVENT_TICK && now.mono_ms >= citizen->judge_ms && now.mono_ms < citizen_ends(citizen))
                judge(citizen, now, deeds, actions);
}

static void wrong(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                  struct actions *actions) {
        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_AGAIN || goes_on(event->target)) {
                if (citizen->typed)
                        ask_number(citizen, now);
                else
                        ask_birth(citizen, now);
        } else if (ends_session(event->target) || event->target.id == TARGET_BACK) {
                citizen_end(citizen, actions);
        }
}

static void refused(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                    struct actions *actions) {
        if (event->type == EVENT_CODE)
                take_code(citizen, event, now, actions);
        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_AGAIN && !citizen->closed_now)
                begin(citizen, event, now);
        else if (event->target.id == TARGET_TYPED && !citizen->closed_now)
                ask_number(citizen, now);
        else if (ends_session(event->target) || goes_on(event->target) || event->target.id == TARGET_BACK ||
                 event->target.id == TARGET_AGAIN)
                citizen_end(citizen, actions);
}

static void choose(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                   struct actions *actions) {
        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_CHOOSE && event->target.number < citizen->offer_count) {
                citizen->current = event->target.number;
                begin_handing_out(citizen, now, deeds, actions);
        } else if (ends_session(event->target) || event->target.id == TARGET_BACK) {
                citizen_end(citizen, actions);
        }
}

static void old_ready(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                      struct actions *actions) {
        if (event->type != EVENT_TARGET)
                return;
        if (goes_on(event->target)) {
                release(citizen, now, deeds, actions);
        } else if (event->target.id == TARGET_BACK && citizen->offer_count > 1) {
                enter(citizen, CITIZEN_CHOOSE, now);
        } else if (ends_session(event->target) || event->target.id == TARGET_BACK) {
                citizen_end(citizen, actions);
        }
}

static void opening(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                    struct actions *actions) {
        if (!visit_step(&citizen->visit, event))
                return;
        if (visit_is_open(&citizen->visit) && citizen->reopening) {
                enter(citizen, CITIZEN_DOOR, now);
        } else if (visit_is_open(&citizen->visit)) {
                issue_seen(citizen, now, deeds, actions);
        } else if (citizen->reopening) {
                deeds->quarantine(deeds->context, current(citizen)->c, REASON_NOT_OPENED, now);
                show_jam(citizen, now, actions);
        } else {
                action_tone(actions, TONE_WRONG);
                enter(citizen, CITIZEN_JAM_ASK, now);
        }
}

/* What the three screens of an open door share; true when it was handled. */
static bool door_common(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                        struct actions *actions) {
        (void)visit_step(&citizen->visit, event);
        if (citizen->visit.state == VISIT_SHUT)
                door_closed(citizen, now, deeds, actions);
        else if (citizen->visit.state == VISIT_GIVEN_UP)
                citizen_end(citizen, actions);
        else if (event->type == EVENT_TARGET && event->target.id == TARGET_CANNOT_FIND)
                citizen->lost = !citizen->lost;
        else
                return false;
        return true;
}

static void door(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                 struct actions *actions) {
        bool wants_old = current(citizen)->wants_old;

        if (door_common(citizen, event, now, deeds, actions))
                return;
        if (event->type == EVENT_REMINDED || (event->type == EVENT_TARGET && goes_on(event->target))) {
                enter(citizen, wants_old ? CITIZEN_OLD_PAPERS : CITIZEN_CLOSE, now);
        } else if (event->type == EVENT_TICK && wants_old && now.mono_ms >= citizen->entered_ms + CITIZEN_OLD_PAPERS_MS) {
                enter(citizen, CITIZEN_OLD_PAPERS, now);
        }
}

static void old_papers(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                       struct actions *actions) {
        if (door_common(citizen, event, now, deeds, actions))
                return;
        if (event->type == EVENT_TARGET && goes_on(event->target))
                enter(citizen, CITIZEN_CLOSE, now);
}

static void close_door(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                       struct actions *actions) {
        if (door_common(citizen, event, now, deeds, actions))
                return;
        if (event->type == EVENT_TARGET && event->target.id == TARGET_BACK)
                enter(citizen, CITIZEN_DOOR, now);
}

static void give_up_opening(struct citizen *citizen, struct moment now, const struct deeds *deeds, struct actions *actions) {
        deeds->open_failed(deeds->context, current(citizen), WATCH_TRIES, now);
        show_jam(citizen, now, actions);
}

static void jam_ask(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                    struct actions *actions) {
        if (event->type == EVENT_OPENED && visit_step(&citizen->visit, event)) {
                issue_seen(citizen, now, deeds, actions);
        } else if (event->type == EVENT_TICK && now.mono_ms >= citizen_ends(citizen)) {
                give_up_opening(citizen, now, deeds, actions);
        } else if (event->type == EVENT_TARGET && event->target.id == TARGET_YES) {
                issue_by_word(citizen, now, deeds, actions);
        } else if (event->type == EVENT_TARGET && (event->target.id == TARGET_NO || event->target.id == TARGET_BACK ||
                                                   ends_session(event->target))) {
                give_up_opening(citizen, now, deeds, actions);
        }
}

static void jam(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                struct actions *actions) {
        if (event->type == EVENT_CAME_LATE && visit_step(&citizen->visit, event)) {
                citizen->reopened = true; /* its compartment is quarantined: there is no opening again */
                enter(citizen, CITIZEN_DOOR, now);
        } else if (event->type == EVENT_TARGET &&
                 (ends_session(event->target) || goes_on(event->target) || event->target.id == TARGET_BACK)) {
                next_or_end(citizen, now, actions);
        }
}

static void done_or_receipt(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                            struct actions *actions) {
        if (event->type != EVENT_TARGET)
                return;
        if (event->target.id == TARGET_RECEIPT) {
                enter(citizen, citizen->state == CITIZEN_DONE ? CITIZEN_RECEIPT : CITIZEN_DONE, now);
        } else if (event->target.id == TARGET_BACK && citizen->state == CITIZEN_RECEIPT) {
                enter(citizen, CITIZEN_DONE, now);
        } else if (event->target.id == TARGET_NOT_TAKEN && citizen_may_reopen(citizen, now)) {
                reopen(citizen, now, deeds, actions);
        } else if (ends_session(event->target) || goes_on(event->target)) {
                next_or_end(citizen, now, actions);
        }
}

/* ---- time ---- */

static bool is_timed(enum citizen_state state) {
        switch (state) {
        case CITIZEN_IDLE:
        case CITIZEN_OPENING:
        case CITIZEN_DOOR:
        case CITIZEN_OLD_PAPERS:
        case CITIZEN_CLOSE:
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
        case CITIZEN_DONE:
        case CITIZEN_RECEIPT:
                return true;
        }
        return false;
}

int64_t citizen_ends(const struct citizen *citizen) {
        int64_t ends = citizen->active_ms + CITIZEN_IDLE_MS;

        if (!is_timed(citizen->state))
                return INT64_MAX;
        if (citizen->state == CITIZEN_DONE && ends < citizen->closed_ms + CITIZEN_REOPEN_MS)
                ends = citizen->closed_ms + CITIZEN_REOPEN_MS;
        return ends;
}

/* "Done" counts down by itself and is not asked about; the reminder sounds there too. */
static bool asks_for_more_time(const struct citizen *citizen) {
        return is_timed(citizen->state) && citizen->state != CITIZEN_DONE;
}

static bool ends_soon(const struct citizen *citizen, struct moment now) {
        return is_timed(citizen->state) && now.mono_ms >= citizen_ends(citizen) - CITIZEN_WARN_MS;
}

bool citizen_warns(const struct citizen *citizen, struct moment now) {
        return asks_for_more_time(citizen) && ends_soon(citizen, now);
}

bool citizen_may_reopen(const struct citizen *citizen, struct moment now) {
        return (citizen->state == CITIZEN_DONE || citizen->state == CITIZEN_RECEIPT) && !citizen->reopened && !citizen->by_word &&
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
        if (citizen->state == CITIZEN_DOOR && citizen->offers[citizen->current].wants_old)
                return citizen->entered_ms + CITIZEN_OLD_PAPERS_MS;
        return silence_ms;
}

/* The question for more time is answered by any sign of life but a refusal; true when the event was that answer. */
static bool answer_warning(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                           struct actions *actions) {
        bool warns = citizen_warns(citizen, now);

        if (event->type != EVENT_TARGET && event->type != EVENT_TOUCHED)
                return false;
        if (warns && event->type == EVENT_TARGET && (ends_session(event->target) || event->target.id == TARGET_NO)) {
                if (citizen->state == CITIZEN_JAM_ASK)
                        give_up_opening(citizen, now, deeds, actions);
                else
                        citizen_end(citizen, actions);
                return true;
        }
        citizen->active_ms = now.mono_ms;
        citizen->warned = false;
        return warns;
}

static void time_went_on(struct citizen *citizen, struct moment now, struct actions *actions) {
        if (now.mono_ms >= citizen_ends(citizen) && citizen->state != CITIZEN_JAM_ASK) {
                citizen_end(citizen, actions);
        } else if (!citizen->warned && ends_soon(citizen, now)) {
                citizen->warned = true;
                action_tone(actions, TONE_REMINDER);
        }
}

bool citizen_takes_code(const struct citizen *citizen) {
        return citizen->state == CITIZEN_IDLE || citizen->state == CITIZEN_CODE || citizen->state == CITIZEN_REFUSED;
}

unsigned citizen_compartment(const struct citizen *citizen) {
        switch (citizen->state) {
        case CITIZEN_OPENING:
        case CITIZEN_DOOR:
        case CITIZEN_OLD_PAPERS:
        case CITIZEN_CLOSE:
        case CITIZEN_JAM_ASK:
        case CITIZEN_JAM:
        case CITIZEN_DONE:
        case CITIZEN_RECEIPT:
                return citizen->offers[citizen->current].c;
        default:
                return 0;
        }
}

static void (*const state_functions[])(struct citizen *, const struct event *, struct moment, const struct deeds *, struct actions *) = {
        [CITIZEN_IDLE] = idle,
        [CITIZEN_CODE] = code,
        [CITIZEN_NUMBER] = number,
        [CITIZEN_PIN] = pin,
        [CITIZEN_BIRTH] = birth,
        [CITIZEN_SLOWED] = slowed,
        [CITIZEN_WRONG] = wrong,
        [CITIZEN_REFUSED] = refused,
        [CITIZEN_CHOOSE] = choose,
        [CITIZEN_OLD_READY] = old_ready,
        [CITIZEN_OPENING] = opening,
        [CITIZEN_DOOR] = door,
        [CITIZEN_OLD_PAPERS] = old_papers,
        [CITIZEN_CLOSE] = close_door,
        [CITIZEN_JAM_ASK] = jam_ask,
        [CITIZEN_JAM] = jam,
        [CITIZEN_DONE] = done_or_receipt,
        [CITIZEN_RECEIPT] = done_or_receipt,
};
static_assert(ARRAY_LEN(state_functions) == CITIZEN_STATE_COUNT, "every state has a function");

void citizen_step(struct citizen *citizen, const struct event *event, struct moment now, const struct deeds *deeds,
                  struct actions *actions) {
        if (visit_ignores(&citizen->visit, event))
                return;
        if (answer_warning(citizen, event, now, deeds, actions))
                return;
        state_functions[citizen->state](citizen, event, now, deeds, actions);
        if (event->type == EVENT_TICK)
                time_went_on(citizen, now, actions);
}
