/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every transition of the citizen's machine: each stimulus is tried in each
 * state, and what is not in the table must change nothing.
 */
#include <string.h>

#include "controller/box/session/citizen.h"
#include "crypto/reference.h"
#include "tests/support/cmocka.h"

enum stimulus {
        START, TYPED, NEXT, BACK, CANCEL, END, AGAIN, COUNTER, YES, NO, NOT_TAKEN, RECEIPT, CANNOT_FIND, CHOOSE, /* touched */
        TOUCHED, CODE_GOOD, CODE_BAD, CODE_SUSPECT, RIGHT, RIGHT_OF_TWO, RIGHT_BUT_SUSPECT, WRONG, LOCKED, RELEASED, RELEASED_NOT,
        ISSUED, REOPENED, REOPENED_NOT, OPENED, NOT_OPENED, CLOSED, REMINDED, GIVEN_UP, CAME_LATE, OPENED_ELSEWHERE, AFTER_46_S, AFTER_11_S,
        STIMULUS_COUNT,
};

static const enum target_id targets[] = {
        [START] = TARGET_START, [TYPED] = TARGET_TYPED, [NEXT] = TARGET_NEXT, [BACK] = TARGET_BACK, [CANCEL] = TARGET_CANCEL,
        [END] = TARGET_END, [AGAIN] = TARGET_AGAIN, [COUNTER] = TARGET_COUNTER, [YES] = TARGET_YES, [NO] = TARGET_NO,
        [NOT_TAKEN] = TARGET_NOT_TAKEN, [RECEIPT] = TARGET_RECEIPT, [CANNOT_FIND] = TARGET_CANNOT_FIND, [CHOOSE] = TARGET_CHOOSE,
};

static const enum event_type types[STIMULUS_COUNT] = {
        [TOUCHED] = EVENT_TOUCHED, [CODE_GOOD] = EVENT_CODE, [CODE_BAD] = EVENT_CODE, [CODE_SUSPECT] = EVENT_CODE, [RIGHT] = EVENT_ANSWER,
        [RIGHT_OF_TWO] = EVENT_ANSWER, [RIGHT_BUT_SUSPECT] = EVENT_ANSWER, [WRONG] = EVENT_ANSWER, [LOCKED] = EVENT_ANSWER,
        [RELEASED] = EVENT_RELEASED, [RELEASED_NOT] = EVENT_RELEASED, [ISSUED] = EVENT_ISSUED, [REOPENED] = EVENT_REOPENED,
        [REOPENED_NOT] = EVENT_REOPENED, [OPENED] = EVENT_OPENED, [NOT_OPENED] = EVENT_NOT_OPENED, [CLOSED] = EVENT_CLOSED,
        [REMINDED] = EVENT_REMINDED, [GIVEN_UP] = EVENT_GIVEN_UP, [CAME_LATE] = EVENT_CAME_LATE, [OPENED_ELSEWHERE] = EVENT_OPENED,
        [AFTER_46_S] = EVENT_TICK, [AFTER_11_S] = EVENT_TICK,
};

enum { HERE = 3, START_MS = 1000000 };

static const struct offer passport = { .cti = { 1 }, .c = HERE }, letter = { .cti = { 2 }, .c = HERE + 1 };

static struct event event_of(enum stimulus stimulus) {
        struct event event = { .type = types[stimulus], .c = HERE, .offers = { passport, letter }, .offer_count = 1 };

        if (stimulus <= CHOOSE)
                event = (struct event){ .type = EVENT_TARGET, .target = { .id = targets[stimulus] } };
        if (stimulus == CODE_BAD)
                event.refusal = REFUSAL_NOT_HERE;
        if (stimulus == WRONG)
                event.refusal = REFUSAL_WRONG_ANSWER;
        if (stimulus == LOCKED)
                event.refusal = REFUSAL_LOCKED;
        if (stimulus == CODE_SUSPECT || stimulus == RIGHT_BUT_SUSPECT || stimulus == RELEASED_NOT || stimulus == REOPENED_NOT)
                event.suspect = true;
        if (stimulus == RIGHT_OF_TWO)
                event.offer_count = 2;
        if (stimulus == OPENED_ELSEWHERE)
                event.c = HERE + 5;
        return event;
}

static void type(struct digits *digits, const char *text) {
        digits_begin(digits, (unsigned)strlen(text));
        memcpy(digits->text, text, strlen(text));
        digits->count = digits->max;
}

/* A machine as it is in this state, with everything typed that the screen asks for. */
static struct citizen citizen_in(enum citizen_state state) {
        struct citizen citizen = { .state = state, .entered_ms = START_MS, .active_ms = START_MS, .closed_ms = START_MS };
        char reference[] = "12345670";

        if (state == CITIZEN_IDLE)
                return (struct citizen){ .state = CITIZEN_IDLE };
        citizen.offers[0] = passport;
        citizen.offer_count = 1;
        citizen.judge_ms = START_MS + 10000;
        reference[7] = reference_check_digit(reference, 7);
        if (state == CITIZEN_NUMBER)
                type(&citizen.entry, reference);
        if (state == CITIZEN_PIN)
                type(&citizen.entry, "123456");
        if (state == CITIZEN_BIRTH)
                type(&citizen.entry, "12081964");
        citizen.typed = state == CITIZEN_NUMBER || state == CITIZEN_PIN || state == CITIZEN_SLOWED;
        return citizen;
}

static struct actions step(struct citizen *citizen, enum stimulus stimulus) {
        struct event event = event_of(stimulus);
        struct actions actions = { 0 };
        int64_t later_ms = stimulus == AFTER_46_S ? 61000 : stimulus == AFTER_11_S ? 11000 : 100;
        struct moment now = { .wall_ms = INT64_C(1790337600000), .mono_ms = START_MS + later_ms };

        citizen_step(citizen, &event, now, &actions);
        return actions;
}

static bool has(const struct actions *actions, enum action_type type) {
        for (unsigned i = 0; i < actions->count; i++)
                if (actions->list[i].type == type)
                        return true;
        return false;
}

static const struct {
        enum citizen_state from;
        enum stimulus stimulus;
        enum citizen_state to;
} table[] = {
        { CITIZEN_IDLE, START, CITIZEN_CODE }, { CITIZEN_IDLE, TYPED, CITIZEN_CODE }, { CITIZEN_IDLE, NEXT, CITIZEN_CODE },
        { CITIZEN_IDLE, BACK, CITIZEN_CODE }, { CITIZEN_IDLE, CANCEL, CITIZEN_CODE }, { CITIZEN_IDLE, END, CITIZEN_CODE },
        { CITIZEN_IDLE, AGAIN, CITIZEN_CODE }, { CITIZEN_IDLE, COUNTER, CITIZEN_CODE }, { CITIZEN_IDLE, YES, CITIZEN_CODE },
        { CITIZEN_IDLE, NO, CITIZEN_CODE }, { CITIZEN_IDLE, NOT_TAKEN, CITIZEN_CODE }, { CITIZEN_IDLE, RECEIPT, CITIZEN_CODE },
        { CITIZEN_IDLE, CANNOT_FIND, CITIZEN_CODE }, { CITIZEN_IDLE, CHOOSE, CITIZEN_CODE },
        { CITIZEN_IDLE, CODE_GOOD, CITIZEN_BIRTH }, { CITIZEN_IDLE, CODE_BAD, CITIZEN_REFUSED },
        { CITIZEN_IDLE, CODE_SUSPECT, CITIZEN_JAM },
        { CITIZEN_CODE, TYPED, CITIZEN_NUMBER }, { CITIZEN_CODE, BACK, CITIZEN_IDLE }, { CITIZEN_CODE, CANCEL, CITIZEN_IDLE },
        { CITIZEN_CODE, END, CITIZEN_IDLE }, { CITIZEN_CODE, COUNTER, CITIZEN_IDLE }, { CITIZEN_CODE, CODE_GOOD, CITIZEN_BIRTH },
        { CITIZEN_CODE, CODE_BAD, CITIZEN_REFUSED }, { CITIZEN_CODE, CODE_SUSPECT, CITIZEN_JAM },
        { CITIZEN_CODE, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_NUMBER, NEXT, CITIZEN_PIN }, { CITIZEN_NUMBER, BACK, CITIZEN_CODE }, { CITIZEN_NUMBER, CANCEL, CITIZEN_IDLE },
        { CITIZEN_NUMBER, END, CITIZEN_IDLE }, { CITIZEN_NUMBER, COUNTER, CITIZEN_IDLE }, { CITIZEN_NUMBER, YES, CITIZEN_PIN },
        { CITIZEN_NUMBER, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_PIN, NEXT, CITIZEN_BIRTH }, { CITIZEN_PIN, BACK, CITIZEN_NUMBER }, { CITIZEN_PIN, CANCEL, CITIZEN_IDLE },
        { CITIZEN_PIN, END, CITIZEN_IDLE }, { CITIZEN_PIN, COUNTER, CITIZEN_IDLE }, { CITIZEN_PIN, YES, CITIZEN_BIRTH },
        { CITIZEN_PIN, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_BIRTH, NEXT, CITIZEN_JUDGING }, { CITIZEN_BIRTH, BACK, CITIZEN_CODE }, { CITIZEN_BIRTH, CANCEL, CITIZEN_IDLE },
        { CITIZEN_BIRTH, END, CITIZEN_IDLE }, { CITIZEN_BIRTH, COUNTER, CITIZEN_IDLE }, { CITIZEN_BIRTH, YES, CITIZEN_JUDGING },
        { CITIZEN_BIRTH, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_SLOWED, BACK, CITIZEN_IDLE }, { CITIZEN_SLOWED, CANCEL, CITIZEN_IDLE }, { CITIZEN_SLOWED, END, CITIZEN_IDLE },
        { CITIZEN_SLOWED, COUNTER, CITIZEN_IDLE }, { CITIZEN_SLOWED, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_SLOWED, AFTER_11_S, CITIZEN_JUDGING },
        { CITIZEN_JUDGING, RIGHT, CITIZEN_RELEASING }, { CITIZEN_JUDGING, RIGHT_OF_TWO, CITIZEN_CHOOSE },
        { CITIZEN_JUDGING, RIGHT_BUT_SUSPECT, CITIZEN_JAM }, { CITIZEN_JUDGING, WRONG, CITIZEN_WRONG },
        { CITIZEN_JUDGING, LOCKED, CITIZEN_REFUSED },
        { CITIZEN_WRONG, NEXT, CITIZEN_BIRTH }, { CITIZEN_WRONG, BACK, CITIZEN_IDLE }, { CITIZEN_WRONG, CANCEL, CITIZEN_IDLE },
        { CITIZEN_WRONG, END, CITIZEN_IDLE }, { CITIZEN_WRONG, AGAIN, CITIZEN_BIRTH }, { CITIZEN_WRONG, COUNTER, CITIZEN_IDLE },
        { CITIZEN_WRONG, YES, CITIZEN_BIRTH }, { CITIZEN_WRONG, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_REFUSED, TYPED, CITIZEN_NUMBER }, { CITIZEN_REFUSED, NEXT, CITIZEN_IDLE },
        { CITIZEN_REFUSED, BACK, CITIZEN_IDLE }, { CITIZEN_REFUSED, CANCEL, CITIZEN_IDLE },
        { CITIZEN_REFUSED, END, CITIZEN_IDLE }, { CITIZEN_REFUSED, AGAIN, CITIZEN_CODE },
        { CITIZEN_REFUSED, COUNTER, CITIZEN_IDLE }, { CITIZEN_REFUSED, YES, CITIZEN_IDLE },
        { CITIZEN_REFUSED, CODE_GOOD, CITIZEN_BIRTH }, { CITIZEN_REFUSED, CODE_SUSPECT, CITIZEN_JAM },
        { CITIZEN_REFUSED, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_CHOOSE, BACK, CITIZEN_IDLE }, { CITIZEN_CHOOSE, CANCEL, CITIZEN_IDLE }, { CITIZEN_CHOOSE, END, CITIZEN_IDLE },
        { CITIZEN_CHOOSE, COUNTER, CITIZEN_IDLE }, { CITIZEN_CHOOSE, CHOOSE, CITIZEN_RELEASING },
        { CITIZEN_CHOOSE, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_OLD_READY, NEXT, CITIZEN_RELEASING }, { CITIZEN_OLD_READY, BACK, CITIZEN_IDLE },
        { CITIZEN_OLD_READY, CANCEL, CITIZEN_IDLE }, { CITIZEN_OLD_READY, END, CITIZEN_IDLE },
        { CITIZEN_OLD_READY, COUNTER, CITIZEN_IDLE }, { CITIZEN_OLD_READY, YES, CITIZEN_RELEASING },
        { CITIZEN_OLD_READY, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_RELEASING, RELEASED, CITIZEN_OPENING }, { CITIZEN_RELEASING, RELEASED_NOT, CITIZEN_JAM },
        { CITIZEN_OPENING, OPENED, CITIZEN_ISSUING }, { CITIZEN_OPENING, NOT_OPENED, CITIZEN_JAM_ASK },
        { CITIZEN_ISSUING, ISSUED, CITIZEN_DOOR },
        { CITIZEN_DOOR, NEXT, CITIZEN_CLOSE }, { CITIZEN_DOOR, YES, CITIZEN_CLOSE }, { CITIZEN_DOOR, CLOSED, CITIZEN_DONE },
        { CITIZEN_DOOR, REMINDED, CITIZEN_CLOSE }, { CITIZEN_DOOR, GIVEN_UP, CITIZEN_IDLE },
        { CITIZEN_OLD_PAPERS, NEXT, CITIZEN_CLOSE }, { CITIZEN_OLD_PAPERS, YES, CITIZEN_CLOSE },
        { CITIZEN_OLD_PAPERS, CLOSED, CITIZEN_DONE }, { CITIZEN_OLD_PAPERS, GIVEN_UP, CITIZEN_IDLE },
        { CITIZEN_CLOSE, BACK, CITIZEN_DOOR }, { CITIZEN_CLOSE, CLOSED, CITIZEN_DONE }, { CITIZEN_CLOSE, GIVEN_UP, CITIZEN_IDLE },
        { CITIZEN_JAM_ASK, BACK, CITIZEN_JAM }, { CITIZEN_JAM_ASK, CANCEL, CITIZEN_JAM }, { CITIZEN_JAM_ASK, END, CITIZEN_JAM },
        { CITIZEN_JAM_ASK, COUNTER, CITIZEN_JAM }, { CITIZEN_JAM_ASK, YES, CITIZEN_ISSUING },
        { CITIZEN_JAM_ASK, NO, CITIZEN_JAM }, { CITIZEN_JAM_ASK, OPENED, CITIZEN_ISSUING },
        { CITIZEN_JAM_ASK, AFTER_46_S, CITIZEN_JAM },
        { CITIZEN_JAM, NEXT, CITIZEN_IDLE }, { CITIZEN_JAM, BACK, CITIZEN_IDLE }, { CITIZEN_JAM, CANCEL, CITIZEN_IDLE },
        { CITIZEN_JAM, END, CITIZEN_IDLE }, { CITIZEN_JAM, COUNTER, CITIZEN_IDLE }, { CITIZEN_JAM, YES, CITIZEN_IDLE },
        { CITIZEN_JAM, CAME_LATE, CITIZEN_DOOR }, { CITIZEN_JAM, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_DONE, NEXT, CITIZEN_IDLE }, { CITIZEN_DONE, CANCEL, CITIZEN_IDLE }, { CITIZEN_DONE, END, CITIZEN_IDLE },
        { CITIZEN_DONE, COUNTER, CITIZEN_IDLE }, { CITIZEN_DONE, YES, CITIZEN_IDLE },
        { CITIZEN_DONE, NOT_TAKEN, CITIZEN_REOPENING }, { CITIZEN_DONE, RECEIPT, CITIZEN_RECEIPT },
        { CITIZEN_DONE, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_RECEIPT, NEXT, CITIZEN_IDLE }, { CITIZEN_RECEIPT, BACK, CITIZEN_DONE },
        { CITIZEN_RECEIPT, CANCEL, CITIZEN_IDLE }, { CITIZEN_RECEIPT, END, CITIZEN_IDLE },
        { CITIZEN_RECEIPT, COUNTER, CITIZEN_IDLE }, { CITIZEN_RECEIPT, YES, CITIZEN_IDLE },
        { CITIZEN_RECEIPT, NOT_TAKEN, CITIZEN_REOPENING }, { CITIZEN_RECEIPT, RECEIPT, CITIZEN_DONE },
        { CITIZEN_RECEIPT, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_REOPENING, REOPENED, CITIZEN_OPENING }, { CITIZEN_REOPENING, REOPENED_NOT, CITIZEN_JAM },
};

static enum citizen_state expected(enum citizen_state from, enum stimulus stimulus) {
        for (size_t i = 0; i < ARRAY_LEN(table); i++)
                if (table[i].from == from && table[i].stimulus == stimulus)
                        return table[i].to;
        return from;
}

static void every_stimulus_in_every_state_leads_where_the_table_says(void **state) {
        for (unsigned from = 0; from < CITIZEN_STATE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct citizen citizen = citizen_in((enum citizen_state)from);
                        enum citizen_state to = expected((enum citizen_state)from, (enum stimulus)stimulus);

                        step(&citizen, (enum stimulus)stimulus);
                        if (citizen.state != to)
                                fail_msg("%s, stimulus %u: %s instead of %s", citizen_state_name((enum citizen_state)from), stimulus,
                                         citizen_state_name(citizen.state), citizen_state_name(to));
                }
}

/* What may move a lock or the ledger, and the only events on which it happens. */
static void grave_actions_have_one_cause_each(void **state) {
        for (unsigned from = 0; from < CITIZEN_STATE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct citizen citizen = citizen_in((enum citizen_state)from);
                        struct actions actions = step(&citizen, (enum stimulus)stimulus);

                        if (has(&actions, ACTION_OPEN))
                                assert_true((from == CITIZEN_RELEASING && stimulus == RELEASED) ||
                                            (from == CITIZEN_REOPENING && stimulus == REOPENED));
                        if (has(&actions, ACTION_RELEASE))
                                assert_true((from == CITIZEN_JUDGING && stimulus == RIGHT) || from == CITIZEN_CHOOSE || from == CITIZEN_OLD_READY);
                        if (has(&actions, ACTION_ISSUE))
                                assert_true((stimulus == OPENED && (from == CITIZEN_OPENING || from == CITIZEN_JAM_ASK)) ||
                                            (from == CITIZEN_JAM_ASK && stimulus == YES));
                        if (citizen.state == CITIZEN_IDLE && from != CITIZEN_IDLE)
                                assert_true(has(&actions, ACTION_SESSION_OVER));
                }
}

static void the_end_wipes_everything(void **state) {
        static const struct citizen empty;

        for (unsigned from = 1; from < CITIZEN_STATE_COUNT; from++) {
                struct citizen citizen = citizen_in((enum citizen_state)from);
                struct actions actions = { 0 };

                memcpy(citizen.pin, "123456", 7);
                citizen_end(&citizen, &actions);
                assert_memory_equal(&citizen, &empty, sizeof(empty));
        }
}

static void what_was_typed_is_gone_once_judged(void **state) {
        static const enum stimulus answers[] = { RIGHT, WRONG, LOCKED, RIGHT_BUT_SUSPECT };

        for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
                struct citizen citizen = citizen_in(CITIZEN_JUDGING);

                memcpy(citizen.number, "12345678", 9);
                memcpy(citizen.pin, "123456", 7);
                memcpy(citizen.birth, "19640812", 9);
                step(&citizen, answers[i]);
                assert_string_equal(citizen.number, "");
                assert_string_equal(citizen.pin, "");
                assert_string_equal(citizen.birth, "");
                assert_int_equal(citizen.entry.count, 0);
        }
}

static void old_papers_are_asked_for_before_and_after_the_door(void **state) {
        struct citizen citizen = citizen_in(CITIZEN_JUDGING);
        struct event right = { .type = EVENT_ANSWER, .offers = { passport }, .offer_count = 1 };
        struct actions actions = { 0 };

        right.offers[0].wants_old = true;
        citizen_step(&citizen, &right, (struct moment){ 0 }, &actions);
        assert_int_equal(citizen.state, CITIZEN_OLD_READY);
        assert_false(has(&actions, ACTION_RELEASE));
        citizen.state = CITIZEN_DOOR;
        citizen.entered_ms = START_MS;
        step(&citizen, AFTER_11_S);
        assert_int_equal(citizen.state, CITIZEN_OLD_PAPERS);
        actions = step(&citizen, CLOSED);
        assert_true(has(&actions, ACTION_OLD_RETURNED) && !has(&actions, ACTION_CLOSED));
}

static void slowed_typing_waits_and_a_code_does_not(void **state) {
        struct event next = { .type = EVENT_TARGET, .target = { .id = TARGET_NEXT }, .delay_ms = 20000 };
        struct moment now = { .wall_ms = INT64_C(1790337600000), .mono_ms = START_MS };

        for (int typed = 0; typed <= 1; typed++) {
                struct citizen citizen = citizen_in(CITIZEN_BIRTH);
                struct actions actions = { 0 };

                citizen.typed = typed;
                citizen_step(&citizen, &next, now, &actions);
                assert_int_equal(citizen.state, typed ? CITIZEN_SLOWED : CITIZEN_JUDGING);
                assert_int_equal(has(&actions, ACTION_JUDGE), !typed);
                if (typed)
                        assert_int_equal(citizen_deadline(&citizen), START_MS + 20000);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_stimulus_in_every_state_leads_where_the_table_says),
                cmocka_unit_test(grave_actions_have_one_cause_each),
                cmocka_unit_test(the_end_wipes_everything),
                cmocka_unit_test(what_was_typed_is_gone_once_judged),
                cmocka_unit_test(old_papers_are_asked_for_before_and_after_the_door),
                cmocka_unit_test(slowed_typing_waits_and_a_code_does_not),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
