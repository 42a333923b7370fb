/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every transition of the citizen's machine: each stimulus is tried in each
 * state with each answer of the store, and what is not in the tables must change nothing.
 */
#include <string.h>

#include "tests/box/session/citizen_scene.h"
#include "tests/support/cmocka.h"

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
        { CITIZEN_BIRTH, NEXT, CITIZEN_OPENING }, { CITIZEN_BIRTH, BACK, CITIZEN_CODE }, { CITIZEN_BIRTH, CANCEL, CITIZEN_IDLE },
        { CITIZEN_BIRTH, END, CITIZEN_IDLE }, { CITIZEN_BIRTH, COUNTER, CITIZEN_IDLE }, { CITIZEN_BIRTH, YES, CITIZEN_OPENING },
        { CITIZEN_BIRTH, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_SLOWED, BACK, CITIZEN_IDLE }, { CITIZEN_SLOWED, CANCEL, CITIZEN_IDLE }, { CITIZEN_SLOWED, END, CITIZEN_IDLE },
        { CITIZEN_SLOWED, COUNTER, CITIZEN_IDLE }, { CITIZEN_SLOWED, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_SLOWED, AFTER_11_S, CITIZEN_OPENING },
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
        { CITIZEN_CHOOSE, COUNTER, CITIZEN_IDLE }, { CITIZEN_CHOOSE, CHOOSE, CITIZEN_OPENING },
        { CITIZEN_CHOOSE, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_OLD_READY, NEXT, CITIZEN_OPENING }, { CITIZEN_OLD_READY, BACK, CITIZEN_IDLE },
        { CITIZEN_OLD_READY, CANCEL, CITIZEN_IDLE }, { CITIZEN_OLD_READY, END, CITIZEN_IDLE },
        { CITIZEN_OLD_READY, COUNTER, CITIZEN_IDLE }, { CITIZEN_OLD_READY, YES, CITIZEN_OPENING },
        { CITIZEN_OLD_READY, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_OPENING, OPENED, CITIZEN_DOOR }, { CITIZEN_OPENING, NOT_OPENED, CITIZEN_JAM_ASK },
        { CITIZEN_DOOR, CLOSED, CITIZEN_DONE }, { CITIZEN_DOOR, GIVEN_UP, CITIZEN_IDLE },
        { CITIZEN_OLD_PAPERS, CLOSED, CITIZEN_DONE }, { CITIZEN_OLD_PAPERS, GIVEN_UP, CITIZEN_IDLE },
        { CITIZEN_JAM_ASK, BACK, CITIZEN_JAM }, { CITIZEN_JAM_ASK, CANCEL, CITIZEN_JAM }, { CITIZEN_JAM_ASK, END, CITIZEN_JAM },
        { CITIZEN_JAM_ASK, COUNTER, CITIZEN_JAM }, { CITIZEN_JAM_ASK, YES, CITIZEN_JAM_TAKE },
        { CITIZEN_JAM_ASK, NO, CITIZEN_JAM }, { CITIZEN_JAM_ASK, OPENED, CITIZEN_DOOR },
        { CITIZEN_JAM_ASK, AFTER_46_S, CITIZEN_JAM },
        { CITIZEN_JAM, NEXT, CITIZEN_IDLE }, { CITIZEN_JAM, BACK, CITIZEN_IDLE }, { CITIZEN_JAM, CANCEL, CITIZEN_IDLE },
        { CITIZEN_JAM, END, CITIZEN_IDLE }, { CITIZEN_JAM, COUNTER, CITIZEN_IDLE }, { CITIZEN_JAM, YES, CITIZEN_IDLE },
        { CITIZEN_JAM, CAME_LATE, CITIZEN_DOOR }, { CITIZEN_JAM, OPENED, CITIZEN_DOOR }, { CITIZEN_JAM, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_JAM_TAKE, NEXT, CITIZEN_DONE }, { CITIZEN_JAM_TAKE, YES, CITIZEN_DONE }, { CITIZEN_JAM_TAKE, BACK, CITIZEN_DONE },
        { CITIZEN_JAM_TAKE, CANCEL, CITIZEN_DONE }, { CITIZEN_JAM_TAKE, END, CITIZEN_DONE }, { CITIZEN_JAM_TAKE, COUNTER, CITIZEN_DONE },
        { CITIZEN_JAM_TAKE, OPENED, CITIZEN_DOOR }, { CITIZEN_JAM_TAKE, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_UNLATCHED, CLOSED, CITIZEN_DONE }, { CITIZEN_UNLATCHED, GIVEN_UP, CITIZEN_IDLE },
        { CITIZEN_BETWEEN, UNLATCHED, CITIZEN_UNLATCHED }, { CITIZEN_DONE, UNLATCHED, CITIZEN_UNLATCHED },
        { CITIZEN_RECEIPT, UNLATCHED, CITIZEN_UNLATCHED },
        { CITIZEN_OLD_ASK, YES, CITIZEN_DONE }, { CITIZEN_OLD_ASK, NO, CITIZEN_DONE }, { CITIZEN_OLD_ASK, CANCEL, CITIZEN_IDLE },
        { CITIZEN_OLD_ASK, END, CITIZEN_IDLE }, { CITIZEN_OLD_ASK, COUNTER, CITIZEN_IDLE },
        { CITIZEN_OLD_ASK, UNLATCHED, CITIZEN_UNLATCHED }, { CITIZEN_OLD_ASK, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_BETWEEN, NEXT, CITIZEN_OPENING }, { CITIZEN_BETWEEN, YES, CITIZEN_OPENING },
        { CITIZEN_BETWEEN, BACK, CITIZEN_IDLE }, { CITIZEN_BETWEEN, CANCEL, CITIZEN_IDLE },
        { CITIZEN_BETWEEN, END, CITIZEN_IDLE }, { CITIZEN_BETWEEN, COUNTER, CITIZEN_IDLE },
        { CITIZEN_BETWEEN, NOT_TAKEN, CITIZEN_OPENING }, { CITIZEN_BETWEEN, RECEIPT, CITIZEN_RECEIPT },
        { CITIZEN_BETWEEN, AFTER_46_S, CITIZEN_BIRTH },
        { CITIZEN_DONE, NEXT, CITIZEN_IDLE }, { CITIZEN_DONE, CANCEL, CITIZEN_IDLE }, { CITIZEN_DONE, END, CITIZEN_IDLE },
        { CITIZEN_DONE, COUNTER, CITIZEN_IDLE }, { CITIZEN_DONE, YES, CITIZEN_IDLE },
        { CITIZEN_DONE, NOT_TAKEN, CITIZEN_OPENING }, { CITIZEN_DONE, RECEIPT, CITIZEN_RECEIPT },
        { CITIZEN_DONE, AFTER_46_S, CITIZEN_IDLE },
        { CITIZEN_RECEIPT, NEXT, CITIZEN_IDLE }, { CITIZEN_RECEIPT, BACK, CITIZEN_DONE },
        { CITIZEN_RECEIPT, CANCEL, CITIZEN_IDLE }, { CITIZEN_RECEIPT, END, CITIZEN_IDLE },
        { CITIZEN_RECEIPT, COUNTER, CITIZEN_IDLE }, { CITIZEN_RECEIPT, YES, CITIZEN_IDLE },
        { CITIZEN_RECEIPT, NOT_TAKEN, CITIZEN_OPENING }, { CITIZEN_RECEIPT, RECEIPT, CITIZEN_DONE },
        { CITIZEN_RECEIPT, AFTER_46_S, CITIZEN_IDLE },
};

/* Where the answer of the store makes a difference. */
static const struct {
        enum citizen_state from;
        enum stimulus stimulus;
        enum citizen_state to[GIVEN_COUNT]; /* [GIVEN_ALL]: as in the table above */
} answered[] = {
#define ANSWERS(from_, stimulus_, two, suspect, wrong, locked, later) \
        { from_, stimulus_, { [GIVEN_TWO] = two, [GIVEN_SUSPECT] = suspect, [GIVEN_WRONG] = wrong, [GIVEN_LOCKED] = locked, \
                              [GIVEN_LATER_SUSPECT] = later, [GIVEN_UNKNOWN] = from_ } }
        ANSWERS(CITIZEN_BIRTH, NEXT, CITIZEN_CHOOSE, CITIZEN_JAM, CITIZEN_WRONG, CITIZEN_REFUSED, CITIZEN_JAM),
        ANSWERS(CITIZEN_BIRTH, YES, CITIZEN_CHOOSE, CITIZEN_JAM, CITIZEN_WRONG, CITIZEN_REFUSED, CITIZEN_JAM),
        ANSWERS(CITIZEN_SLOWED, AFTER_11_S, CITIZEN_CHOOSE, CITIZEN_JAM, CITIZEN_WRONG, CITIZEN_REFUSED, CITIZEN_JAM),
        ANSWERS(CITIZEN_CHOOSE, CHOOSE, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_OLD_READY, NEXT, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_OLD_READY, YES, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_BETWEEN, NEXT, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_BETWEEN, YES, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_BETWEEN, NOT_TAKEN, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_DONE, NOT_TAKEN, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
        ANSWERS(CITIZEN_RECEIPT, NOT_TAKEN, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_OPENING, CITIZEN_JAM),
};

static enum citizen_state expected(enum citizen_state from, enum stimulus stimulus, enum given given) {
        for (size_t i = 0; given != GIVEN_ALL && i < ARRAY_LEN(answered); i++)
                if (answered[i].from == from && answered[i].stimulus == stimulus)
                        return answered[i].to[given];
        for (size_t i = 0; i < ARRAY_LEN(table); i++)
                if (table[i].from == from && table[i].stimulus == stimulus)
                        return table[i].to;
        return from;
}

static bool asked_permit(const struct asked *asked) {
        return citizen_did(asked, JUDGE) || citizen_did(asked, RELEASE) || citizen_did(asked, REOPEN);
}

static void check_step(enum citizen_state from, enum stimulus stimulus, enum given given) {
        struct citizen citizen = citizen_in(from);
        enum citizen_state to = expected(from, stimulus, given);
        struct asked asked = { .given = given };
        struct actions actions = citizen_step_asking(&citizen, stimulus, &asked);

        if (citizen.state != to)
                fail_msg("%s, stimulus %u, answer %u: %s instead of %s", citizen_state_name(from), stimulus, given,
                         citizen_state_name(citizen.state), citizen_state_name(to));
        if (citizen_has(&actions, ACTION_OPEN) && !(citizen_did(&asked, RELEASE) || citizen_did(&asked, REOPEN)))
                fail_msg("%s, stimulus %u, answer %u: opened without a permit", citizen_state_name(from), stimulus, given);
        if (given == GIVEN_UNKNOWN && asked_permit(&asked) && (actions.count > 0 || asked.count > 1))
                fail_msg("%s, stimulus %u: something follows an unknown answer", citizen_state_name(from), stimulus);
}

static void every_stimulus_in_every_state_leads_where_the_tables_say(void **state) {
        for (unsigned from = 0; from < CITIZEN_STATE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++)
                        for (unsigned given = 0; given < GIVEN_COUNT; given++)
                                check_step((enum citizen_state)from, (enum stimulus)stimulus, (enum given)given);
}

/* What may move a lock or the ledger, and the only events on which it happens. */
static void grave_deeds_have_one_cause_each(void **state) {
        for (unsigned from = 0; from < CITIZEN_STATE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct citizen citizen = citizen_in((enum citizen_state)from);
                        struct asked asked = { .given = GIVEN_ALL };
                        struct actions actions = citizen_step_asking(&citizen, (enum stimulus)stimulus, &asked);

                        assert_int_equal(citizen_has(&actions, ACTION_OPEN), citizen_did(&asked, RELEASE) || citizen_did(&asked, REOPEN));
                        if (citizen_did(&asked, REOPEN))
                                assert_true(stimulus == NOT_TAKEN && (from == CITIZEN_BETWEEN || from == CITIZEN_DONE || from == CITIZEN_RECEIPT));
                        if (citizen_did(&asked, RELEASE))
                                assert_true(citizen_did(&asked, JUDGE) || from == CITIZEN_CHOOSE || from == CITIZEN_OLD_READY || from == CITIZEN_BETWEEN);
                        if (citizen_did(&asked, JUDGE))
                                assert_true((from == CITIZEN_BIRTH && (stimulus == NEXT || stimulus == YES)) ||
                                            (from == CITIZEN_SLOWED && stimulus == AFTER_11_S));
                        if (citizen_did(&asked, ISSUED))
                                assert_true((stimulus == OPENED && (from == CITIZEN_OPENING || from == CITIZEN_JAM_ASK)) ||
                                            (from == CITIZEN_JAM_ASK && stimulus == YES));
                        if (citizen_did(&asked, OLD_RETURNED))
                                assert_true(from == CITIZEN_OLD_ASK && stimulus == YES);
                        assert_int_equal(citizen_did(&asked, OLD_MISSING), from == CITIZEN_OLD_ASK && (stimulus == NO || citizen.state == CITIZEN_IDLE));
                        if (citizen.state == CITIZEN_IDLE && from != CITIZEN_IDLE)
                                assert_true(citizen_has(&actions, ACTION_SESSION_OVER));
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
        for (unsigned given = 0; given < GIVEN_COUNT; given++) {
                struct citizen citizen = citizen_in(CITIZEN_SLOWED);
                struct asked asked = { .given = (enum given)given };

                memcpy(citizen.number, "12345678", 9);
                memcpy(citizen.pin, "123456", 7);
                memcpy(citizen.birth, "19640812", 9);
                citizen_step_asking(&citizen, AFTER_11_S, &asked);
                assert_true(citizen_did(&asked, JUDGE));
                assert_true(asked.answer.typed);
                assert_string_equal(citizen.number, given == GIVEN_WRONG ? "12345678" : "");
                assert_string_equal(citizen.pin, "");
                assert_string_equal(citizen.birth, "");
                assert_int_equal(citizen.entry.count, 0);
        }
}

/* The set that is known to be wrong is typed again, and nothing else: 14 digits, not 22. */
static void a_wrong_answer_by_number_asks_for_the_set_again_and_keeps_the_number(void **state) {
        struct citizen citizen = citizen_in(CITIZEN_BIRTH);
        struct asked wrong = { .given = GIVEN_WRONG };

        citizen.typed = true;
        memcpy(citizen.number, "12345678", 9);
        memcpy(citizen.pin, "123456", 7);
        citizen_step_asking(&citizen, NEXT, &wrong);
        assert_int_equal(citizen.state, CITIZEN_WRONG);
        citizen_step_on(&citizen, AGAIN);
        assert_int_equal(citizen.state, CITIZEN_PIN);
        assert_int_equal(citizen.entry.count, 0);
        citizen_type(&citizen.entry, "654321");
        citizen_step_on(&citizen, NEXT);
        assert_int_equal(citizen.state, CITIZEN_BIRTH);
        citizen_type(&citizen.entry, "12081964");
        citizen_step_asking(&citizen, NEXT, &wrong);
        assert_string_equal(wrong.answer.number, citizen.number);
        assert_string_equal(citizen.number, "12345678");
        assert_int_equal(wrong.count, 2); /* both were judged, and so counted */
}

/* Who goes back finds what was typed; a number that is changed is another one, so its PIN is asked for. */
static void going_back_keeps_what_was_typed(void **state) {
        struct citizen citizen = citizen_in(CITIZEN_BIRTH);

        citizen.typed = true;
        memcpy(citizen.number, "12345678", 9);
        memcpy(citizen.pin, "123456", 7);
        citizen_step_on(&citizen, BACK);
        assert_int_equal(citizen.state, CITIZEN_PIN);
        assert_string_equal(citizen.entry.text, "123456");
        citizen_step_on(&citizen, BACK);
        assert_int_equal(citizen.state, CITIZEN_NUMBER);
        assert_string_equal(citizen.entry.text, "12345678");
        assert_string_equal(citizen.pin, "");
        citizen_step_on(&citizen, BACK);
        assert_int_equal(citizen.state, CITIZEN_CODE);
        assert_string_equal(citizen.number, "");
}

/* Plan, number and place stay until it is shut; the reminder is a line there. "I cannot find it" is undone by "back". */
static void the_door_screen_stays_from_opening_to_closing(void **state) {
        static const enum stimulus meanwhile[] = { REMINDED, NEXT, YES, AFTER_11_S, AFTER_46_S, TOUCHED, CANNOT_FIND, BACK };
        struct citizen citizen = citizen_in(CITIZEN_DOOR);

        for (size_t i = 0; i < ARRAY_LEN(meanwhile); i++) {
                citizen_step_on(&citizen, meanwhile[i]);
                assert_int_equal(citizen.state, CITIZEN_DOOR);
                assert_int_equal(citizen.lost, meanwhile[i] == CANNOT_FIND);
                assert_int_equal(citizen.visit.state, VISIT_REMINDED);
        }
        citizen_step_on(&citizen, CLOSED);
        assert_int_equal(citizen.state, CITIZEN_DONE);
}

static void old_papers_are_asked_for_before_and_after_the_door(void **state) {
        struct asked before = { .given = GIVEN_ALL, .wants_old = true }, after = { .given = GIVEN_ALL };
        struct citizen citizen = citizen_in(CITIZEN_BIRTH);

        citizen_step_asking(&citizen, NEXT, &before);
        assert_int_equal(citizen.state, CITIZEN_OLD_READY);
        assert_false(citizen_did(&before, RELEASE));
        citizen = citizen_in(CITIZEN_DOOR);
        citizen.offers[0].wants_old = true;
        citizen_step_on(&citizen, AFTER_11_S);
        assert_int_equal(citizen.state, CITIZEN_OLD_PAPERS);
        citizen_step_asking(&citizen, CLOSED, &after);
        assert_int_equal(citizen.state, CITIZEN_OLD_ASK);
        assert_int_equal(after.count, 0);
        citizen_step_asking(&citizen, YES, &after);
        assert_true(citizen_did(&after, OLD_RETURNED) && !citizen_did(&after, SAID_CLOSED) && !citizen_did(&after, OLD_MISSING));
}

static void slowed_typing_waits_and_a_code_does_not(void **state) {
        struct event next = { .type = EVENT_TARGET, .target = { .id = TARGET_NEXT }, .delay_ms = 20000 };
        struct moment now = { .wall_ms = INT64_C(1790337600000), .mono_ms = START_MS };

        for (int typed = 0; typed <= 1; typed++) {
                struct citizen citizen = citizen_in(CITIZEN_BIRTH);
                struct asked asked = { .given = GIVEN_ALL };
                struct deeds deeds = citizen_deeds(&asked);
                struct actions actions = { 0 };

                citizen.typed = typed;
                citizen_step(&citizen, &next, now, &deeds, &actions);
                assert_int_equal(citizen.state, typed ? CITIZEN_SLOWED : CITIZEN_OPENING);
                assert_int_equal(citizen_did(&asked, JUDGE), !typed);
                if (typed)
                        assert_int_equal(citizen_deadline(&citizen), START_MS + 20000);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_stimulus_in_every_state_leads_where_the_tables_say),
                cmocka_unit_test(grave_deeds_have_one_cause_each),
                cmocka_unit_test(the_end_wipes_everything),
                cmocka_unit_test(what_was_typed_is_gone_once_judged),
                cmocka_unit_test(a_wrong_answer_by_number_asks_for_the_set_again_and_keeps_the_number),
                cmocka_unit_test(going_back_keeps_what_was_typed),
                cmocka_unit_test(the_door_screen_stays_from_opening_to_closing),
                cmocka_unit_test(old_papers_are_asked_for_before_and_after_the_door),
                cmocka_unit_test(slowed_typing_waits_and_a_code_does_not),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
