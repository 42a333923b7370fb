/* SPDX-License-Identifier: EUPL-1.2 */
/* What is of one task alone: a compartment's page, walks, the clock, loading. */
#include "tests/box/session/staff_machine.h"
#include "tests/support/cmocka.h"

/* ---- a compartment's page ---- */

static void a_page_offers_and_does_what_the_role_may(void **state) {
        static const struct {
                enum cell_state cell;
                bool doubt;
                unsigned loader, manager;
        } pages[] = {
                { CELL_FREE, false, 0, PAGE_OPEN | PAGE_SHUT },
                { CELL_OCCUPIED, false, 0, PAGE_OPEN | PAGE_SHUT },
                { CELL_OCCUPIED, true, 0, PAGE_OPEN | PAGE_SHUT | PAGE_LOOK },
                { CELL_OVERDUE, false, PAGE_TAKE, PAGE_TAKE | PAGE_OPEN | PAGE_SHUT },
                { CELL_FAULT, true, 0, PAGE_OPEN | PAGE_LOOK },
                { CELL_ABSENT, true, 0, 0 },
        };
        static const enum stimulus ways[] = { PAGE_TAKE_OUT, PAGE_LOOK_IN, PAGE_OPEN_IT, PAGE_SHUT_IT };

        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
                struct page page = { .c = HERE, .cell = pages[i].cell, .doubt = pages[i].doubt };

                assert_int_equal(page_acts(&page, ROLE_LOADER, false), pages[i].loader);
                assert_int_equal(page_acts(&page, ROLE_MANAGER, false), pages[i].manager);
                assert_int_equal(page_acts(&page, ROLE_AUDITOR, false), 0);
                assert_int_equal(page_acts(&page, ROLE_MANAGER, true), 0);
                for (size_t way = 0; way < ARRAY_LEN(ways); way++) {
                        struct staff staff = machine_in(PAGE, ROLE_LOADER);
                        struct asked asked = { 0 };

                        staff.page.known = page;
                        machine_step(&staff, ways[way], &asked);
                        assert_int_equal(machine_did(&asked, SERVICE_OPEN), pages[i].loader != 0 && ways[way] == PAGE_TAKE_OUT);
                        assert_false(machine_did(&asked, QUARANTINE));
                }
                page.busy = true;
                assert_int_equal(page_acts(&page, ROLE_MANAGER, false), 0);
        }
}

/* What is empty is nobody's: one pair of eyes is enough. */
static void from_a_page_what_is_stored_opens_with_four_eyes(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                bool empty = i % 2, wanted = i / 2; /* wanted: by the office */
                struct staff staff = machine_in(PURPOSE, ROLE_MANAGER);
                struct event event = machine_event(CHOOSE, 0);
                struct asked asked = { 0 };

                staff.page.known.cell = empty ? CELL_FREE : CELL_OCCUPIED;
                event.target.number = 2;
                event.four_eyes = wanted;
                machine_step_event(&staff, &event, &asked);
                assert_int_equal(machine_place(&staff), empty ? OPENING_PAGE : SECOND);
                assert_int_equal(machine_did(&asked, SERVICE_OPEN), empty);
                if (empty)
                        continue;
                machine_step_four_eyes(&staff, BADGE_OTHER, &asked);
                staff.state = STAFF_CHECKING;
                machine_step_four_eyes(&staff, CHECKED, &asked);
                assert_true(machine_did(&asked, SERVICE_OPEN) && asked.second);
                assert_int_equal(asked.purpose, PURPOSE_CLEAN);
                assert_int_equal(machine_place(&staff), OPENING_PAGE);
        }
}

static void an_answer_given_on_a_page_is_changed_there(void **state) {
        struct staff staff = machine_in(FOUND_PAGE, ROLE_MANAGER);
        struct asked asked = { 0 };

        machine_step(&staff, TAKEN, &asked);
        assert_int_equal(machine_place(&staff), PAGE);
        machine_step(&staff, PAGE_OPEN_IT, &asked);
        assert_int_equal(machine_place(&staff), PAGE);
        machine_step(&staff, AGAIN, &asked);
        assert_int_equal(machine_place(&staff), FOUND_PAGE);
        assert_false(machine_did(&asked, FOUND_NOTED));
}

/* ---- a walk ---- */

/* A loader's walk never leads to a reconciliation, pressed by whatever name. */
static void only_a_manager_reconciles(void **state) {
        struct staff staff = machine_in(ROUND, ROLE_LOADER);
        struct asked asked = { 0 };

        machine_step(&staff, MENU_RECONCILE, &asked);
        assert_int_equal(machine_place(&staff), ROUND);
        assert_false(machine_did(&asked, RECONCILED));
}

static void with_four_eyes_a_walk_waits_for_the_second_person(void **state) {
        static const enum place walks[] = { ROUND, RECONCILE };

        for (size_t i = 0; i < ARRAY_LEN(walks); i++) {
                struct staff staff = machine_in(walks[i], ROLE_MANAGER);
                struct asked asked = { 0 };

                machine_step_four_eyes(&staff, NEXT, &asked);
                assert_int_equal(machine_place(&staff), SECOND);
                assert_false(machine_did(&asked, SERVICE_OPEN));
                machine_step_four_eyes(&staff, BADGE_OTHER, &asked);
                staff.state = STAFF_CHECKING;
                machine_step_four_eyes(&staff, CHECKED, &asked);
                assert_true(machine_did(&asked, SERVICE_OPEN) && asked.second);
                assert_int_equal(asked.purpose, walks[i] == ROUND ? PURPOSE_TAKE_OUT : PURPOSE_RECONCILE);
        }
}

/* At the door it waits for the lock to stay shut, and where something is in doubt for the answer. */
static void the_next_door_waits_for_the_last_one(void **state) {
        for (unsigned takes = 0; takes < 2; takes++) {
                struct staff staff = machine_in(takes ? ROUND_ASKING : RECONCILE_ASKING, ROLE_MANAGER);
                struct asked asked = { 0 };

                machine_step(&staff, EMPTY, &asked);
                assert_false(machine_did(&asked, STOP_SOUGHT));
                machine_step(&staff, SETTLED, &asked);
                assert_true(machine_did(&asked, STOP_SOUGHT) && machine_did(&asked, FOUND_NOTED));
                staff = machine_in(takes ? ROUND_ASKING : RECONCILE_ASKING, ROLE_MANAGER);
                machine_step(&staff, SETTLED, &asked);
                assert_int_equal(machine_did(&asked, STOP_SOUGHT), takes);
                assert_false(machine_did(&asked, FOUND_NOTED));
        }
}

static void whoever_leaves_a_walk_leaves_what_was_put_off_doubted(void **state) {
        struct staff staff = machine_in(ROUND_ASKING, ROLE_MANAGER);
        struct asked asked = { 0 };

        staff.walk.pending[0] = (struct staff_pending){ .c = HERE + 1 };
        staff.walk.pending_count = 1;
        machine_step(&staff, AFTER_4_MINUTES, &asked);
        assert_int_equal(machine_place(&staff), OUT);
        assert_int_equal(asked.deeds[0] == QUARANTINE && asked.deeds[1] == QUARANTINE, true);
}

/* ---- the clock ---- */

static struct event confirm(bool four_eyes) {
        return (struct event){ .type = EVENT_TARGET, .target = { .id = TARGET_YES }, .limited = true, .four_eyes = four_eyes };
}

static void a_manager_confirms_the_clock(void **state) {
        static const enum role roles[] = { ROLE_LOADER, ROLE_AUDITOR, ROLE_MANAGER };

        for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
                struct staff staff = machine_in(roles[i] == ROLE_MANAGER ? ASKING_CLOCK : STATE, roles[i]);
                struct event event = confirm(false);
                struct asked asked = { 0 };
                struct actions actions = machine_step_event(&staff, &event, &asked);

                assert_int_equal(machine_did(&asked, CLOCK_CONFIRMED), roles[i] == ROLE_MANAGER);
                assert_int_equal(machine_place(&staff), STATE);
                assert_int_equal(actions.count, 0);
        }
}

static void with_four_eyes_the_second_person_comes_before_the_clock(void **state) {
        struct staff staff = machine_in(ASKING_CLOCK, ROLE_MANAGER);
        struct event event = confirm(true);
        struct asked asked = { 0 };

        machine_step_event(&staff, &event, &asked);
        assert_int_equal(machine_place(&staff), SECOND);
        assert_false(machine_did(&asked, CLOCK_CONFIRMED));
        machine_step_four_eyes(&staff, BADGE_OTHER, &asked);
        staff.state = STAFF_CHECKING;
        machine_step_four_eyes(&staff, CHECKED, &asked);
        assert_true(machine_did(&asked, CLOCK_CONFIRMED));
        assert_int_equal(machine_place(&staff), STATE);
}

static void only_a_manager_unlocks_badges(void **state) {
        static const enum role roles[] = { ROLE_LOADER, ROLE_AUDITOR, ROLE_MANAGER };

        for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
                struct staff staff = machine_in(STATE, roles[i]);
                struct asked asked = { 0 };

                machine_step(&staff, ROW, &asked);
                assert_int_equal(machine_did(&asked, BADGE_UNLOCKED), roles[i] == ROLE_MANAGER);
                assert_int_equal(machine_place(&staff), STATE);
        }
}

/* ---- the desk, loading and leaving ---- */

static void under_a_clock_in_doubt_no_code_opens_anything_at_the_desk(void **state) {
        struct staff staff = machine_in(DESK, ROLE_MANAGER);
        struct event event = machine_event(CODE_HERE, 0);
        struct asked asked = { 0 };

        event.limited = true;
        machine_step_event(&staff, &event, &asked);
        assert_int_equal(machine_place(&staff), DESK);
        assert_false(machine_did(&asked, SERVICE_OPEN));
}

static void a_scan_that_does_not_fit_is_answered_by_a_tone(void **state) {
        static const enum stimulus scans[] = { CODE, TICKET, BADGE_OWN, BADGE_OTHER };

        for (size_t i = 0; i < ARRAY_LEN(scans); i++) {
                struct staff staff = machine_in(TAKE, ROLE_LOADER);
                struct asked asked = { 0 };
                struct actions actions = machine_step(&staff, scans[i], &asked);

                assert_int_equal(actions.count, 1);
                assert_int_equal(actions.list[0].tone, TONE_WAIT);
                assert_int_equal(asked.count, 0);
        }
}

static void whoever_walks_away_from_the_question_leaves_a_quarantine(void **state) {
        static const enum place asking[] = { FOUND, FOUND_LOOK, FOUND_DESK };

        for (size_t i = 0; i < ARRAY_LEN(asking); i++) {
                struct staff staff = machine_in(asking[i], ROLE_MANAGER);
                struct asked asked = { 0 };

                machine_step(&staff, AFTER_4_MINUTES, &asked);
                assert_true(machine_did(&asked, QUARANTINE) && machine_did(&asked, LOGGED_OUT));
                assert_int_equal(machine_place(&staff), OUT);
        }
}

static void a_ticket_tries_three_compartments(void **state) {
        struct staff staff = machine_in(OPENING, ROLE_LOADER);
        struct asked asked = { 0 };

        for (unsigned i = 1; i <= 3; i++) {
                machine_step(&staff, NOT_OPENED, &asked);
                assert_true(machine_did(&asked, LOAD_CANCELLED) && machine_did(&asked, QUARANTINE));
                assert_int_equal(machine_did(&asked, LOAD_BEGIN), i < 3);
                assert_int_equal(machine_place(&staff), i < 3 ? OPENING : REFUSED);
        }
        assert_true(staff.no_room);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_page_offers_and_does_what_the_role_may),
                cmocka_unit_test(from_a_page_what_is_stored_opens_with_four_eyes),
                cmocka_unit_test(an_answer_given_on_a_page_is_changed_there),
                cmocka_unit_test(only_a_manager_reconciles),
                cmocka_unit_test(with_four_eyes_a_walk_waits_for_the_second_person),
                cmocka_unit_test(the_next_door_waits_for_the_last_one),
                cmocka_unit_test(whoever_leaves_a_walk_leaves_what_was_put_off_doubted),
                cmocka_unit_test(a_manager_confirms_the_clock),
                cmocka_unit_test(with_four_eyes_the_second_person_comes_before_the_clock),
                cmocka_unit_test(only_a_manager_unlocks_badges),
                cmocka_unit_test(under_a_clock_in_doubt_no_code_opens_anything_at_the_desk),
                cmocka_unit_test(a_scan_that_does_not_fit_is_answered_by_a_tone),
                cmocka_unit_test(whoever_walks_away_from_the_question_leaves_a_quarantine),
                cmocka_unit_test(a_ticket_tries_three_compartments),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
