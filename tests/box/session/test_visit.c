/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/visit.h"
#include "tests/support/cmocka.h"

enum { HERE = 7, ELSEWHERE = 8 };

static const enum event_type watch_says[] = { EVENT_OPENED, EVENT_NOT_OPENED, EVENT_CLOSED, EVENT_REMINDED, EVENT_GIVEN_UP, EVENT_CAME_LATE,
                                             EVENT_UNLATCHED, EVENT_SETTLED };

static const struct {
        enum visit_state from;
        enum event_type event;
        enum visit_state to;
} table[] = {
        { VISIT_BEFORE, EVENT_CAME_LATE, VISIT_OPEN },
        { VISIT_OPENING, EVENT_OPENED, VISIT_OPEN },
        { VISIT_OPENING, EVENT_NOT_OPENED, VISIT_NOT_OPENED },
        { VISIT_NOT_OPENED, EVENT_OPENED, VISIT_OPEN },
        { VISIT_NOT_OPENED, EVENT_CAME_LATE, VISIT_OPEN },
        { VISIT_OPEN, EVENT_REMINDED, VISIT_REMINDED },
        { VISIT_OPEN, EVENT_CLOSED, VISIT_SHUT },
        { VISIT_OPEN, EVENT_GIVEN_UP, VISIT_GIVEN_UP },
        { VISIT_SHUT, EVENT_UNLATCHED, VISIT_OPEN },
        { VISIT_REMINDED, EVENT_CLOSED, VISIT_SHUT },
        { VISIT_REMINDED, EVENT_GIVEN_UP, VISIT_GIVEN_UP },
};

static enum visit_state expected(enum visit_state from, enum event_type event) {
        for (size_t i = 0; i < ARRAY_LEN(table); i++)
                if (table[i].from == from && table[i].event == event)
                        return table[i].to;
        return from;
}

static void every_event_in_every_state_leads_where_the_table_says(void **state) {
        for (unsigned from = 0; from < VISIT_STATE_COUNT; from++)
                for (unsigned type = 1; type < EVENT_TYPE_COUNT; type++) {
                        struct visit visit = { .state = (enum visit_state)from, .c = HERE };
                        struct event event = { .type = (enum event_type)type, .c = HERE };
                        bool further = visit_step(&visit, &event);

                        assert_int_equal(visit.state, expected((enum visit_state)from, event.type));
                        assert_int_equal(further, visit.state != from);
                        assert_int_equal(visit.c, HERE);
                }
}

static void what_happens_elsewhere_changes_nothing(void **state) {
        for (unsigned from = 0; from < VISIT_STATE_COUNT; from++)
                for (size_t i = 0; i < ARRAY_LEN(watch_says); i++) {
                        struct visit visit = { .state = (enum visit_state)from, .c = HERE };
                        struct event event = { .type = watch_says[i], .c = ELSEWHERE };

                        assert_true(visit_ignores(&visit, &event));
                        assert_false(visit_step(&visit, &event));
                        assert_int_equal(visit.state, from);
                }
}

static void only_what_the_watch_says_can_be_of_another_compartment(void **state) {
        struct visit visit = { .state = VISIT_OPEN, .c = HERE };
        struct event row = { .type = EVENT_TARGET, .c = ELSEWHERE }, tick = { .type = EVENT_TICK };

        assert_false(visit_ignores(&visit, &row));
        assert_false(visit_ignores(&visit, &tick));
}

static void opening_asks_the_watch_once_and_forgets_the_last_visit(void **state) {
        struct visit visit = { .state = VISIT_SHUT, .c = ELSEWHERE, .answered = ANSWERED_ELSE };
        struct actions actions = { 0 };

        visit_open(&visit, HERE, &actions);
        assert_int_equal(visit.state, VISIT_OPENING);
        assert_int_equal(visit.c, HERE);
        assert_int_equal(visit.answered, ANSWERED_NOT);
        assert_int_equal(actions.count, 1);
        assert_int_equal(actions.list[0].type, ACTION_OPEN);
        assert_int_equal(actions.list[0].c, HERE);
        visit_before(&visit, ELSEWHERE);
        assert_int_equal(visit.state, VISIT_BEFORE);
        assert_int_equal(visit.c, ELSEWHERE);
}

static void nobody_is_sent_home_while_a_door_is_open_or_opening(void **state) {
        static const bool under_way[VISIT_STATE_COUNT] = { [VISIT_OPENING] = true, [VISIT_OPEN] = true, [VISIT_REMINDED] = true };
        static const bool open[VISIT_STATE_COUNT] = { [VISIT_OPEN] = true, [VISIT_REMINDED] = true };

        for (unsigned i = 0; i < VISIT_STATE_COUNT; i++) {
                struct visit visit = { .state = (enum visit_state)i, .c = HERE };

                assert_int_equal(visit_under_way(&visit), under_way[i]);
                assert_int_equal(visit_is_open(&visit), open[i]);
        }
}

static void what_was_found_is_answered_after_the_door_was_shut(void **state) {
        for (unsigned from = 0; from < VISIT_STATE_COUNT; from++)
                for (unsigned id = 0; id <= 2 * TARGET_ID_COUNT; id++) {
                        struct target target = { .id = (enum target_id)(id / 2) };
                        struct visit visit = { .state = (enum visit_state)from, .c = HERE, .keeps = id % 2 };
                        enum answered answered = target.id == TARGET_FOUND_TAKEN ? ANSWERED_TAKEN
                                               : target.id == TARGET_FOUND_KEPT && visit.keeps ? ANSWERED_KEPT
                                               : target.id == TARGET_FOUND_EMPTY ? ANSWERED_EMPTY
                                               : target.id == TARGET_FOUND_ELSE  ? ANSWERED_ELSE
                                                                                 : ANSWERED_NOT;

                        if (from != VISIT_SHUT)
                                answered = ANSWERED_NOT;
                        assert_int_equal(visit_answer(&visit, target), answered != ANSWERED_NOT);
                        assert_int_equal(visit.answered, answered);
                }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_event_in_every_state_leads_where_the_table_says),
                cmocka_unit_test(what_happens_elsewhere_changes_nothing),
                cmocka_unit_test(only_what_the_watch_says_can_be_of_another_compartment),
                cmocka_unit_test(opening_asks_the_watch_once_and_forgets_the_last_visit),
                cmocka_unit_test(nobody_is_sent_home_while_a_door_is_open_or_opening),
                cmocka_unit_test(what_was_found_is_answered_after_the_door_was_shut),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
