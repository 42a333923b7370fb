/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every transition of the staff's machine, for each role: each stimulus is tried
 * in each state, and what is not in the table must change nothing.
 */
#include <string.h>

#include "controller/box/session/staff.h"
#include "tests/support/cmocka.h"

enum stimulus {
        NEXT, BACK, CANCEL, END, YES, NO, SIGN_OUT, MENU_LOAD, MENU_OVERDUE, MENU_PROBLEMS, MENU_STATE, MENU_CHECKPOINT, LOAD_CANCEL,
        NOT_EMPTY, THERE, EMPTY, ELSE, ROW, /* touched */
        CODE, TICKET, TICKET_SAME, TICKET_BAD, TICKET_NEWER, BADGE_OWN, BADGE_OTHER, BADGE_AUDITOR, BADGE_BAD, CHECKED, ANSWER_RIGHT, ANSWER_WRONG,
        ANSWER_LAST, HASHED, HASHED_NOT, BEGUN, NO_ROOM, LOADED, SERVICE, SETTLED, OPENED, NOT_OPENED, CLOSED, REMINDED, GIVEN_UP,
        AFTER_4_MINUTES,
        STIMULUS_COUNT,
};

static const enum target_id targets[] = {
        [NEXT] = TARGET_NEXT, [BACK] = TARGET_BACK, [CANCEL] = TARGET_CANCEL, [END] = TARGET_END, [YES] = TARGET_YES, [NO] = TARGET_NO,
        [SIGN_OUT] = TARGET_SIGN_OUT, [MENU_LOAD] = TARGET_STAFF_LOAD, [MENU_OVERDUE] = TARGET_STAFF_OVERDUE,
        [MENU_PROBLEMS] = TARGET_STAFF_PROBLEMS, [MENU_STATE] = TARGET_STAFF_STATE, [MENU_CHECKPOINT] = TARGET_STAFF_CHECKPOINT,
        [LOAD_CANCEL] = TARGET_LOAD_CANCEL, [NOT_EMPTY] = TARGET_NOT_EMPTY, [THERE] = TARGET_FOUND_THERE, [EMPTY] = TARGET_FOUND_EMPTY,
        [ELSE] = TARGET_FOUND_ELSE, [ROW] = TARGET_ROW,
};

static const enum event_type types[STIMULUS_COUNT] = {
        [CODE] = EVENT_CODE, [TICKET] = EVENT_TICKET, [TICKET_SAME] = EVENT_TICKET, [TICKET_BAD] = EVENT_TICKET, [TICKET_NEWER] = EVENT_TICKET,
        [BADGE_OWN] = EVENT_BADGE, [BADGE_OTHER] = EVENT_BADGE, [BADGE_AUDITOR] = EVENT_BADGE, [BADGE_BAD] = EVENT_BADGE,
        [CHECKED] = EVENT_PIN_CHECKED, [ANSWER_RIGHT] = EVENT_PIN_ANSWERED, [ANSWER_WRONG] = EVENT_PIN_ANSWERED,
        [ANSWER_LAST] = EVENT_PIN_ANSWERED, [HASHED] = EVENT_PIN_HASHED, [HASHED_NOT] = EVENT_PIN_HASHED, [BEGUN] = EVENT_LOAD_BEGUN,
        [NO_ROOM] = EVENT_LOAD_BEGUN, [LOADED] = EVENT_LOADED, [SERVICE] = EVENT_SERVICE_OPENED, [SETTLED] = EVENT_FOUND,
        [OPENED] = EVENT_OPENED, [NOT_OPENED] = EVENT_NOT_OPENED, [CLOSED] = EVENT_CLOSED, [REMINDED] = EVENT_REMINDED,
        [GIVEN_UP] = EVENT_GIVEN_UP, [AFTER_4_MINUTES] = EVENT_TICK,
};

enum { HERE = 3, START_MS = 1000000 };

static struct event event_of(enum stimulus stimulus, bool four_eyes) {
        struct event event = { .type = types[stimulus], .c = HERE, .sub = "other", .role = ROLE_LOADER, .badge = { 9 }, .tries_left = 3 };

        event.offers[0].cti[0] = stimulus == TICKET_SAME ? 1 : 2;
        if (stimulus <= ROW)
                event = (struct event){ .type = EVENT_TARGET, .target = { .id = targets[stimulus] }, .c = HERE, .four_eyes = four_eyes };
        if (stimulus == TICKET_BAD || stimulus == BADGE_BAD)
                event.refusal = REFUSAL_EXPIRED;
        event.reissue = stimulus == TICKET_NEWER;
        if (stimulus == BADGE_OWN) {
                strcpy(event.sub, "lore");
                event.badge[0] = 1;
        }
        if (stimulus == BADGE_AUDITOR)
                event.role = ROLE_AUDITOR;
        event.right = stimulus == ANSWER_RIGHT || stimulus == HASHED || stimulus == CHECKED;
        if (stimulus == ANSWER_LAST)
                event.tries_left = 0;
        event.no_room = stimulus == NO_ROOM;
        return event;
}

/* Somebody of this role is signed in, but for the states before that. */
static struct staff staff_in(enum staff_state state, enum role role) {
        struct staff staff = { .state = state, .active_ms = START_MS };

        if (state == STAFF_OUT)
                return (struct staff){ .state = STAFF_OUT };
        staff.persons[0] = (struct staff_person){ .sub = "lore", .role = role, .badge = { 1 }, .signed_in = state > STAFF_HASHING };
        staff.load = (struct offer){ .cti = { 1 }, .c = HERE };
        staff.wish = STAFF_WISH_TAKE;
        staff.wish_c = HERE;
        staff.back = STAFF_SCAN;
        if (state == STAFF_PIN || state == STAFF_NEW_PIN || state == STAFF_NEW_PIN_AGAIN) {
                digits_begin(&staff.entry, 8);
                memcpy(staff.entry.text, "12345678", 8);
                staff.entry.count = 8;
                memcpy(staff.new_pin, "12345678", 9);
        }
        return staff;
}

static struct actions step(struct staff *staff, enum stimulus stimulus, bool four_eyes) {
        struct event event = event_of(stimulus, four_eyes);
        struct moment now = { .mono_ms = START_MS + (stimulus == AFTER_4_MINUTES ? 240000 : 100) };
        struct actions actions = { 0 };

        staff_step(staff, &event, now, &actions);
        return actions;
}

static bool has(const struct actions *actions, enum action_type type) {
        for (unsigned i = 0; i < actions->count; i++)
                if (actions->list[i].type == type)
                        return true;
        return false;
}

/* A manager's, without four eyes. */
static const struct {
        enum staff_state from;
        enum stimulus stimulus;
        enum staff_state to;
} table[] = {
        { STAFF_OUT, TICKET, STAFF_REFUSED }, { STAFF_OUT, TICKET_SAME, STAFF_REFUSED }, { STAFF_OUT, TICKET_BAD, STAFF_REFUSED },
        { STAFF_OUT, TICKET_NEWER, STAFF_REFUSED }, { STAFF_OUT, BADGE_OWN, STAFF_PIN }, { STAFF_OUT, BADGE_OTHER, STAFF_PIN },
        { STAFF_OUT, BADGE_AUDITOR, STAFF_PIN }, { STAFF_OUT, BADGE_BAD, STAFF_REFUSED },
        { STAFF_PIN, NEXT, STAFF_CHECKING }, { STAFF_PIN, BACK, STAFF_OUT }, { STAFF_PIN, CANCEL, STAFF_OUT },
        { STAFF_PIN, END, STAFF_OUT }, { STAFF_PIN, YES, STAFF_CHECKING }, { STAFF_PIN, SIGN_OUT, STAFF_OUT },
        { STAFF_PIN, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_CHECKING, ANSWER_RIGHT, STAFF_OVERVIEW }, { STAFF_CHECKING, ANSWER_WRONG, STAFF_PIN },
        { STAFF_CHECKING, ANSWER_LAST, STAFF_REFUSED },
        { STAFF_NEW_PIN, NEXT, STAFF_NEW_PIN_AGAIN }, { STAFF_NEW_PIN, BACK, STAFF_OUT }, { STAFF_NEW_PIN, CANCEL, STAFF_OUT },
        { STAFF_NEW_PIN, END, STAFF_OUT }, { STAFF_NEW_PIN, YES, STAFF_NEW_PIN_AGAIN }, { STAFF_NEW_PIN, SIGN_OUT, STAFF_OUT },
        { STAFF_NEW_PIN, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_NEW_PIN_AGAIN, NEXT, STAFF_HASHING }, { STAFF_NEW_PIN_AGAIN, BACK, STAFF_NEW_PIN },
        { STAFF_NEW_PIN_AGAIN, CANCEL, STAFF_OUT }, { STAFF_NEW_PIN_AGAIN, YES, STAFF_HASHING },
        { STAFF_NEW_PIN_AGAIN, SIGN_OUT, STAFF_OUT }, { STAFF_NEW_PIN_AGAIN, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_HASHING, HASHED, STAFF_OVERVIEW }, { STAFF_HASHING, HASHED_NOT, STAFF_OUT },
        { STAFF_OVERVIEW, SIGN_OUT, STAFF_OUT }, { STAFF_OVERVIEW, MENU_LOAD, STAFF_SCAN },
        { STAFF_OVERVIEW, MENU_OVERDUE, STAFF_OVERDUE }, { STAFF_OVERVIEW, MENU_PROBLEMS, STAFF_PROBLEMS },
        { STAFF_OVERVIEW, MENU_STATE, STAFF_STATE }, { STAFF_OVERVIEW, MENU_CHECKPOINT, STAFF_CHECKPOINT },
        { STAFF_OVERVIEW, CODE, STAFF_REFUSED }, { STAFF_OVERVIEW, TICKET, STAFF_BEGINNING },
        { STAFF_OVERVIEW, TICKET_SAME, STAFF_BEGINNING }, { STAFF_OVERVIEW, TICKET_BAD, STAFF_REFUSED },
        { STAFF_OVERVIEW, TICKET_NEWER, STAFF_SCAN }, { STAFF_OVERVIEW, BADGE_OWN, STAFF_OUT },
        { STAFF_OVERVIEW, BADGE_OTHER, STAFF_PIN }, { STAFF_OVERVIEW, BADGE_AUDITOR, STAFF_REFUSED },
        { STAFF_OVERVIEW, BADGE_BAD, STAFF_REFUSED }, { STAFF_OVERVIEW, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_SECOND, BACK, STAFF_OVERVIEW }, { STAFF_SECOND, CANCEL, STAFF_OVERVIEW }, { STAFF_SECOND, END, STAFF_OVERVIEW },
        { STAFF_SECOND, SIGN_OUT, STAFF_OUT }, { STAFF_SECOND, BADGE_OWN, STAFF_OUT }, { STAFF_SECOND, BADGE_OTHER, STAFF_PIN },
        { STAFF_SECOND, BADGE_AUDITOR, STAFF_REFUSED }, { STAFF_SECOND, BADGE_BAD, STAFF_REFUSED },
        { STAFF_SECOND, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_SCAN, BACK, STAFF_OVERVIEW }, { STAFF_SCAN, CANCEL, STAFF_OVERVIEW }, { STAFF_SCAN, END, STAFF_OVERVIEW },
        { STAFF_SCAN, SIGN_OUT, STAFF_OUT }, { STAFF_SCAN, CODE, STAFF_REFUSED }, { STAFF_SCAN, TICKET, STAFF_BEGINNING },
        { STAFF_SCAN, TICKET_SAME, STAFF_BEGINNING }, { STAFF_SCAN, TICKET_BAD, STAFF_REFUSED },
        { STAFF_SCAN, BADGE_OWN, STAFF_OUT }, { STAFF_SCAN, BADGE_OTHER, STAFF_PIN },
        { STAFF_SCAN, BADGE_AUDITOR, STAFF_REFUSED }, { STAFF_SCAN, BADGE_BAD, STAFF_REFUSED },
        { STAFF_SCAN, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_BEGINNING, BEGUN, STAFF_OPENING }, { STAFF_BEGINNING, NO_ROOM, STAFF_REFUSED },
        { STAFF_OPENING, OPENED, STAFF_LOAD }, { STAFF_OPENING, NOT_OPENED, STAFF_BEGINNING },
        { STAFF_LOAD, BACK, STAFF_CANCELLING }, { STAFF_LOAD, CANCEL, STAFF_CANCELLING }, { STAFF_LOAD, END, STAFF_CANCELLING },
        { STAFF_LOAD, LOAD_CANCEL, STAFF_CANCELLING }, { STAFF_LOAD, NOT_EMPTY, STAFF_MOVING },
        { STAFF_LOAD, TICKET_SAME, STAFF_CANCELLING }, { STAFF_LOAD, CLOSED, STAFF_LOADING }, { STAFF_LOAD, GIVEN_UP, STAFF_OUT },
        { STAFF_LOADING, LOADED, STAFF_SCAN },
        { STAFF_CANCELLING, CLOSED, STAFF_SCAN }, { STAFF_CANCELLING, GIVEN_UP, STAFF_OUT },
        { STAFF_MOVING, CLOSED, STAFF_BEGINNING }, { STAFF_MOVING, GIVEN_UP, STAFF_OUT },
        { STAFF_REFUSED, NEXT, STAFF_SCAN }, { STAFF_REFUSED, BACK, STAFF_SCAN }, { STAFF_REFUSED, CANCEL, STAFF_SCAN },
        { STAFF_REFUSED, END, STAFF_SCAN }, { STAFF_REFUSED, YES, STAFF_SCAN }, { STAFF_REFUSED, SIGN_OUT, STAFF_OUT },
        { STAFF_REFUSED, TICKET, STAFF_BEGINNING }, { STAFF_REFUSED, TICKET_SAME, STAFF_BEGINNING },
        { STAFF_REFUSED, TICKET_NEWER, STAFF_SCAN }, { STAFF_REFUSED, BADGE_OWN, STAFF_OUT },
        { STAFF_REFUSED, BADGE_OTHER, STAFF_PIN }, { STAFF_REFUSED, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_OVERDUE, BACK, STAFF_OVERVIEW }, { STAFF_OVERDUE, CANCEL, STAFF_OVERVIEW },
        { STAFF_OVERDUE, END, STAFF_OVERVIEW }, { STAFF_OVERDUE, SIGN_OUT, STAFF_OUT }, { STAFF_OVERDUE, ROW, STAFF_ENTERING },
        { STAFF_OVERDUE, CODE, STAFF_REFUSED }, { STAFF_OVERDUE, TICKET, STAFF_BEGINNING },
        { STAFF_OVERDUE, TICKET_SAME, STAFF_BEGINNING }, { STAFF_OVERDUE, TICKET_BAD, STAFF_REFUSED },
        { STAFF_OVERDUE, TICKET_NEWER, STAFF_SCAN }, { STAFF_OVERDUE, BADGE_OWN, STAFF_OUT },
        { STAFF_OVERDUE, BADGE_OTHER, STAFF_PIN }, { STAFF_OVERDUE, BADGE_AUDITOR, STAFF_REFUSED },
        { STAFF_OVERDUE, BADGE_BAD, STAFF_REFUSED }, { STAFF_OVERDUE, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_PROBLEMS, BACK, STAFF_OVERVIEW }, { STAFF_PROBLEMS, CANCEL, STAFF_OVERVIEW },
        { STAFF_PROBLEMS, END, STAFF_OVERVIEW }, { STAFF_PROBLEMS, SIGN_OUT, STAFF_OUT }, { STAFF_PROBLEMS, ROW, STAFF_ENTERING },
        { STAFF_PROBLEMS, CODE, STAFF_REFUSED }, { STAFF_PROBLEMS, TICKET, STAFF_BEGINNING },
        { STAFF_PROBLEMS, TICKET_SAME, STAFF_BEGINNING }, { STAFF_PROBLEMS, TICKET_BAD, STAFF_REFUSED },
        { STAFF_PROBLEMS, TICKET_NEWER, STAFF_SCAN }, { STAFF_PROBLEMS, BADGE_OWN, STAFF_OUT },
        { STAFF_PROBLEMS, BADGE_OTHER, STAFF_PIN }, { STAFF_PROBLEMS, BADGE_AUDITOR, STAFF_REFUSED },
        { STAFF_PROBLEMS, BADGE_BAD, STAFF_REFUSED }, { STAFF_PROBLEMS, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_ENTERING, SERVICE, STAFF_OPENING_TAKE },
        { STAFF_OPENING_TAKE, OPENED, STAFF_TAKE }, { STAFF_OPENING_TAKE, NOT_OPENED, STAFF_OVERDUE },
        { STAFF_TAKE, CLOSED, STAFF_FOUND }, { STAFF_TAKE, GIVEN_UP, STAFF_OUT },
        { STAFF_FOUND, THERE, STAFF_SETTLING }, { STAFF_FOUND, EMPTY, STAFF_SETTLING }, { STAFF_FOUND, ELSE, STAFF_SETTLING },
        { STAFF_FOUND, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_SETTLING, SETTLED, STAFF_OVERDUE },
        { STAFF_STATE, BACK, STAFF_OVERVIEW }, { STAFF_STATE, CANCEL, STAFF_OVERVIEW }, { STAFF_STATE, END, STAFF_OVERVIEW },
        { STAFF_STATE, SIGN_OUT, STAFF_OUT }, { STAFF_STATE, CODE, STAFF_REFUSED }, { STAFF_STATE, TICKET, STAFF_BEGINNING },
        { STAFF_STATE, TICKET_SAME, STAFF_BEGINNING }, { STAFF_STATE, TICKET_BAD, STAFF_REFUSED },
        { STAFF_STATE, TICKET_NEWER, STAFF_SCAN }, { STAFF_STATE, BADGE_OWN, STAFF_OUT }, { STAFF_STATE, BADGE_OTHER, STAFF_PIN },
        { STAFF_STATE, BADGE_AUDITOR, STAFF_REFUSED }, { STAFF_STATE, BADGE_BAD, STAFF_REFUSED },
        { STAFF_STATE, AFTER_4_MINUTES, STAFF_OUT },
        { STAFF_CHECKPOINT, BACK, STAFF_OVERVIEW }, { STAFF_CHECKPOINT, CANCEL, STAFF_OVERVIEW },
        { STAFF_CHECKPOINT, END, STAFF_OVERVIEW }, { STAFF_CHECKPOINT, SIGN_OUT, STAFF_OUT },
        { STAFF_CHECKPOINT, CODE, STAFF_REFUSED }, { STAFF_CHECKPOINT, TICKET, STAFF_BEGINNING },
        { STAFF_CHECKPOINT, TICKET_SAME, STAFF_BEGINNING }, { STAFF_CHECKPOINT, TICKET_BAD, STAFF_REFUSED },
        { STAFF_CHECKPOINT, TICKET_NEWER, STAFF_SCAN }, { STAFF_CHECKPOINT, BADGE_OWN, STAFF_OUT },
        { STAFF_CHECKPOINT, BADGE_OTHER, STAFF_PIN }, { STAFF_CHECKPOINT, BADGE_AUDITOR, STAFF_REFUSED },
        { STAFF_CHECKPOINT, BADGE_BAD, STAFF_REFUSED }, { STAFF_CHECKPOINT, AFTER_4_MINUTES, STAFF_OUT },
};

static enum staff_state expected(enum staff_state from, enum stimulus stimulus) {
        for (size_t i = 0; i < ARRAY_LEN(table); i++)
                if (table[i].from == from && table[i].stimulus == stimulus)
                        return table[i].to;
        return from;
}

static void every_stimulus_in_every_state_leads_where_the_table_says(void **state) {
        for (unsigned from = 0; from < STAFF_STATE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct staff staff = staff_in((enum staff_state)from, ROLE_MANAGER);
                        enum staff_state to = expected((enum staff_state)from, (enum stimulus)stimulus);

                        step(&staff, (enum stimulus)stimulus, false);
                        if (staff.state != to)
                                fail_msg("%s, stimulus %u: %s instead of %s", staff_state_name((enum staff_state)from), stimulus,
                                         staff_state_name(staff.state), staff_state_name(to));
                }
}

static void grave_actions_have_one_cause_each(void **state) {
        for (unsigned from = 0; from < STAFF_STATE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct staff staff = staff_in((enum staff_state)from, ROLE_MANAGER);
                        struct actions actions = step(&staff, (enum stimulus)stimulus, false);

                        if (has(&actions, ACTION_OPEN))
                                assert_true((from == STAFF_BEGINNING && stimulus == BEGUN) || (from == STAFF_ENTERING && stimulus == SERVICE));
                        if (has(&actions, ACTION_SERVICE_OPEN))
                                assert_true(stimulus == ROW && (from == STAFF_OVERDUE || from == STAFF_PROBLEMS));
                        if (has(&actions, ACTION_LOADED))
                                assert_true(from == STAFF_LOAD && stimulus == CLOSED);
                        if (staff.state == STAFF_OUT && from > STAFF_HASHING)
                                assert_true(has(&actions, ACTION_LOGOUT) && has(&actions, ACTION_SESSION_OVER));
                }
}

/* Without rights: neither a list to open from nor a load, whatever is touched in the menu. */
static void roles_bound_what_the_menu_leads_to(void **state) {
        static const struct {
                enum role role;
                enum stimulus stimulus;
                enum staff_state to;
        } rights[] = {
                { ROLE_LOADER, MENU_LOAD, STAFF_SCAN },       { ROLE_LOADER, MENU_OVERDUE, STAFF_OVERDUE },
                { ROLE_LOADER, MENU_PROBLEMS, STAFF_OVERVIEW }, { ROLE_AUDITOR, MENU_LOAD, STAFF_OVERVIEW },
                { ROLE_AUDITOR, MENU_OVERDUE, STAFF_OVERVIEW }, { ROLE_AUDITOR, MENU_PROBLEMS, STAFF_OVERVIEW },
                { ROLE_AUDITOR, MENU_CHECKPOINT, STAFF_CHECKPOINT }, { ROLE_AUDITOR, TICKET, STAFF_REFUSED },
                { ROLE_LOADER, TICKET, STAFF_BEGINNING },
        };

        for (size_t i = 0; i < ARRAY_LEN(rights); i++) {
                struct staff staff = staff_in(STAFF_OVERVIEW, rights[i].role);

                step(&staff, rights[i].stimulus, false);
                assert_int_equal(staff.state, rights[i].to);
        }
}

static void with_four_eyes_nothing_occupied_opens_before_the_second_signs_in(void **state) {
        struct staff staff = staff_in(STAFF_OVERDUE, ROLE_LOADER);
        struct actions actions = step(&staff, ROW, true);

        assert_int_equal(staff.state, STAFF_SECOND);
        assert_false(has(&actions, ACTION_SERVICE_OPEN));
        step(&staff, BADGE_OTHER, true);
        assert_int_equal(staff.state, STAFF_PIN);
        staff.state = STAFF_CHECKING;
        step(&staff, CHECKED, true);
        actions = step(&staff, ANSWER_RIGHT, true);
        assert_true(has(&actions, ACTION_SERVICE_OPEN));
        assert_int_equal(staff.state, STAFF_ENTERING);
}

static void a_refused_second_person_leaves_no_wish_behind(void **state) {
        struct staff staff = staff_in(STAFF_OVERDUE, ROLE_LOADER);
        struct actions actions;

        step(&staff, ROW, true);
        step(&staff, BADGE_BAD, true);
        assert_int_equal(staff.state, STAFF_REFUSED);
        step(&staff, NEXT, true);
        step(&staff, BADGE_OTHER, true);
        staff.state = STAFF_CHECKING;
        actions = step(&staff, ANSWER_RIGHT, true);
        assert_false(has(&actions, ACTION_SERVICE_OPEN));
        assert_int_equal(staff.state, STAFF_OVERVIEW);
}

static void a_scan_that_does_not_fit_is_answered_by_a_tone(void **state) {
        static const enum stimulus scans[] = { CODE, TICKET, BADGE_OWN, BADGE_OTHER };

        for (size_t i = 0; i < ARRAY_LEN(scans); i++) {
                struct staff staff = staff_in(STAFF_TAKE, ROLE_LOADER);
                struct actions actions = step(&staff, scans[i], false);

                assert_int_equal(actions.count, 1);
                assert_int_equal(actions.list[0].tone, TONE_WAIT);
        }
}

static void a_locked_second_person_is_forgotten(void **state) {
        struct staff staff = staff_in(STAFF_SECOND, ROLE_LOADER);

        step(&staff, BADGE_OTHER, true);
        staff.state = STAFF_CHECKING;
        step(&staff, ANSWER_LAST, true);
        assert_int_equal(staff.state, STAFF_REFUSED);
        assert_string_equal(staff.persons[1].sub, "");
        assert_true(staff_signed_in(&staff));
}

static void the_end_wipes_everything(void **state) {
        static const struct staff empty;

        for (unsigned from = 1; from < STAFF_STATE_COUNT; from++) {
                struct staff staff = staff_in((enum staff_state)from, ROLE_MANAGER);
                struct actions actions = { 0 };

                staff_end(&staff, &actions);
                assert_memory_equal(&staff, &empty, sizeof(empty));
        }
}

static void a_ticket_tries_three_compartments(void **state) {
        struct staff staff = staff_in(STAFF_OPENING, ROLE_LOADER);

        for (unsigned i = 1; i <= STAFF_LOAD_TRIES; i++) {
                struct actions actions = step(&staff, NOT_OPENED, false);

                assert_true(has(&actions, ACTION_LOAD_CANCELLED) && has(&actions, ACTION_QUARANTINE));
                assert_int_equal(staff.state, i < STAFF_LOAD_TRIES ? STAFF_BEGINNING : STAFF_REFUSED);
                if (i < STAFF_LOAD_TRIES)
                        step(&staff, BEGUN, false);
        }
        assert_true(staff.no_room);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_stimulus_in_every_state_leads_where_the_table_says),
                cmocka_unit_test(grave_actions_have_one_cause_each),
                cmocka_unit_test(roles_bound_what_the_menu_leads_to),
                cmocka_unit_test(with_four_eyes_nothing_occupied_opens_before_the_second_signs_in),
                cmocka_unit_test(a_refused_second_person_leaves_no_wish_behind),
                cmocka_unit_test(a_scan_that_does_not_fit_is_answered_by_a_tone),
                cmocka_unit_test(a_locked_second_person_is_forgotten),
                cmocka_unit_test(the_end_wipes_everything),
                cmocka_unit_test(a_ticket_tries_three_compartments),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
