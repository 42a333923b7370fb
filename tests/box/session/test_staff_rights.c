/* SPDX-License-Identifier: EUPL-1.2 */
/* What a role may do, and what two do together. */
#include "controller/box/session/ports.h"
#include "tests/box/session/staff_machine.h"
#include "tests/support/cmocka.h"

/* ---- rows ---- */

/* Without rights: neither a list to open from nor a load, whatever is touched in the menu. */
static void roles_bound_what_the_menu_leads_to(void **state) {
        static const struct {
                enum role role;
                enum stimulus stimulus;
                enum place to, limited; /* limited: the clock is in doubt */
        } rights[] = {
                { ROLE_LOADER, MENU_LOAD, SCAN, OVERVIEW }, { ROLE_LOADER, MENU_OVERDUE, OVERDUE, OVERVIEW },
                { ROLE_LOADER, MENU_ROUND, ROUND, OVERVIEW }, { ROLE_MANAGER, MENU_ROUND, ROUND, OVERVIEW }, { ROLE_AUDITOR, MENU_ROUND, OVERVIEW, OVERVIEW },
                { ROLE_MANAGER, MENU_RECONCILE, OVERVIEW, OVERVIEW }, { ROLE_AUDITOR, MENU_DAY, DAY, DAY },
                { ROLE_LOADER, MENU_DESK, OVERVIEW, OVERVIEW }, { ROLE_MANAGER, MENU_DESK, DESK, OVERVIEW },
                { ROLE_AUDITOR, MENU_DESK, OVERVIEW, OVERVIEW },
                { ROLE_LOADER, MENU_PROBLEMS, OVERVIEW, OVERVIEW }, { ROLE_LOADER, MENU_STATE, STATE, STATE },
                { ROLE_LOADER, MENU_CHECKPOINT, CHECKPOINT, CHECKPOINT },
                { ROLE_MANAGER, MENU_LOAD, SCAN, OVERVIEW }, { ROLE_MANAGER, MENU_OVERDUE, OVERDUE, OVERVIEW },
                { ROLE_MANAGER, MENU_PROBLEMS, PROBLEMS, OVERVIEW }, { ROLE_MANAGER, MENU_STATE, STATE, STATE },
                { ROLE_MANAGER, MENU_CHECKPOINT, CHECKPOINT, CHECKPOINT },
                { ROLE_AUDITOR, MENU_LOAD, OVERVIEW, OVERVIEW }, { ROLE_AUDITOR, MENU_OVERDUE, OVERVIEW, OVERVIEW },
                { ROLE_AUDITOR, MENU_PROBLEMS, OVERVIEW, OVERVIEW }, { ROLE_AUDITOR, MENU_STATE, STATE, STATE },
                { ROLE_AUDITOR, MENU_CHECKPOINT, CHECKPOINT, CHECKPOINT },
                { ROLE_MANAGER, MENU_CLOCK, OVERVIEW, ASKING_CLOCK }, { ROLE_LOADER, MENU_CLOCK, OVERVIEW, OVERVIEW },
                { ROLE_AUDITOR, MENU_CLOCK, OVERVIEW, OVERVIEW },
                { ROLE_AUDITOR, TICKET, REFUSED, REFUSED }, { ROLE_LOADER, TICKET, OPENING, OPENING },
        };

        for (size_t i = 0; i < ARRAY_LEN(rights); i++)
                for (unsigned limited = 0; limited < 2; limited++) {
                        struct staff staff = machine_in(OVERVIEW, rights[i].role);
                        struct event event = machine_event(rights[i].stimulus, 0);
                        struct asked asked = { 0 };

                        event.limited = limited;
                        machine_step_event(&staff, &event, &asked);
                        assert_int_equal(machine_place(&staff), limited ? rights[i].limited : rights[i].to);
                }
}

/* Pressed by a name that no menu shows, a function does not begin. */
static void what_the_menu_does_not_show_cannot_be_pressed(void **state) {
        static const unsigned numbers[] = { TASK_NONE, TASK_CABINET, TASK_COMPARTMENT, TASK_RECONCILE, TASK_CONTENTS, TASK_LISTING, TASK_TOMORROW, TASK_ADOPT, TASK_CHECKING, TASK_INCIDENTS, TASK_SET_CLOCK, TASK_GIVE_PIN, TASK_WITNESSED, TASK_COUNT, TASK_COUNT + 1, UINT32_MAX };

        for (size_t i = 0; i < 2 * ARRAY_LEN(numbers); i++) {
                struct staff staff = machine_in(OVERVIEW, ROLE_MANAGER);
                struct event event = { .type = EVENT_TARGET, .target = { TARGET_TASK, numbers[i / 2] }, .limited = i % 2 };
                struct asked asked = { 0 };

                machine_step_event(&staff, &event, &asked);
                assert_int_equal(machine_place(&staff), OVERVIEW);
                assert_int_equal(asked.count, 0);
        }
}

/* Nobody else gets there, and each look at the screen is a reading. */
static void a_stick_is_read_for_managers_alone(void **state) {
        for (unsigned role = ROLE_LOADER; role < ROLE_COUNT; role++) {
                struct staff staff = machine_in(STATE, (enum role)role);
                struct asked asked = { 0 };
                struct actions actions = machine_step(&staff, MENU_ADOPT, &asked);

                assert_int_equal(machine_place(&staff), role == ROLE_MANAGER ? ADOPT : STATE);
                assert_int_equal(machine_acts(&actions, ACTION_READ_STICK), role == ROLE_MANAGER);
                if (role != ROLE_MANAGER)
                        continue;
                actions = machine_step(&staff, AGAIN, &asked);
                assert_true(machine_acts(&actions, ACTION_READ_STICK));
                machine_step(&staff, BACK, &asked);
                assert_int_equal(machine_place(&staff), STATE);
        }
}

static void a_countersignature_is_read_for_auditors_and_managers(void **state) {
        for (unsigned role = ROLE_LOADER; role < ROLE_COUNT; role++) {
                struct staff staff = machine_in(CHECKPOINT, (enum role)role);
                struct asked asked = { 0 };
                struct actions actions = machine_step(&staff, MENU_WITNESSED, &asked);

                assert_int_equal(machine_place(&staff), role == ROLE_LOADER ? CHECKPOINT : WITNESSED);
                assert_int_equal(machine_acts(&actions, ACTION_READ_STICK), role != ROLE_LOADER);
                if (role == ROLE_LOADER)
                        continue;
                assert_int_equal(actions.list[0].count, STICK_WITNESSED); /* nothing that the office sent is taken */
                machine_step(&staff, BACK, &asked);
                assert_int_equal(machine_place(&staff), CHECKPOINT);
        }
}

static void an_auditor_alone_exports(void **state) {
        for (unsigned role = ROLE_LOADER; role < ROLE_COUNT; role++) {
                struct staff staff = machine_in(OVERVIEW, (enum role)role);
                struct asked asked = { 0 };
                struct actions actions;

                machine_step(&staff, MENU_EXPORT, &asked);
                assert_int_equal(machine_place(&staff), role == ROLE_AUDITOR ? EXPORT : OVERVIEW);
                actions = machine_step(&staff, NEXT, &asked);
                assert_int_equal(machine_acts(&actions, ACTION_EXPORT_STICK), role == ROLE_AUDITOR);
                if (role != ROLE_AUDITOR)
                        continue;
                machine_step(&staff, MENU_CHECKING, &asked);
                assert_int_equal(machine_place(&staff), CHECKING_EXPORT);
                actions = machine_step(&staff, NEXT, &asked);
                assert_false(machine_acts(&actions, ACTION_EXPORT_STICK));
                machine_step(&staff, BACK, &asked);
                assert_int_equal(machine_place(&staff), EXPORT);
        }
}

static void everybody_takes_the_list_of_contents_along(void **state) {
        for (unsigned role = ROLE_LOADER; role < ROLE_COUNT; role++) {
                struct staff staff = machine_in(CONTENTS, (enum role)role);
                struct asked asked = { 0 };
                struct actions actions;

                machine_step(&staff, MENU_LISTING, &asked);
                assert_int_equal(machine_place(&staff), LISTING);
                actions = machine_step(&staff, NEXT, &asked);
                assert_true(machine_acts(&actions, ACTION_LIST_STICK));
                assert_false(machine_acts(&actions, ACTION_EXPORT_STICK));
                machine_step(&staff, BACK, &asked);
                assert_int_equal(machine_place(&staff), CONTENTS);
        }
}

/* The warning leads there as the menu does; who says yes is asked for a second person where the bundle wants four eyes. */
static void a_manager_is_asked_whether_the_clock_is_right(void **state) {
        for (unsigned four_eyes = 0; four_eyes < 2; four_eyes++) {
                struct staff staff = machine_in(OVERVIEW, ROLE_MANAGER);
                struct event alert = machine_event(ALERT, 0), yes = machine_event(YES, 0);
                struct asked asked = { 0 };

                alert.limited = yes.limited = true;
                alert.four_eyes = yes.four_eyes = four_eyes;
                machine_step_event(&staff, &alert, &asked);
                assert_int_equal(machine_place(&staff), ASKING_CLOCK);
                machine_step_event(&staff, &yes, &asked);
                assert_int_equal(machine_did(&asked, CLOCK_CONFIRMED), !four_eyes);
                assert_int_equal(staff.state == STAFF_SECOND, four_eyes);
                if (!four_eyes)
                        assert_int_equal(machine_place(&staff), STATE);
        }
}

/* Where badges are unlocked, PINs given and bundles read, nothing is said about the clock by the way. */
static void nothing_else_confirms_the_clock(void **state) {
        for (unsigned stimulus = 0; stimulus <= ROW; stimulus++) {
                struct staff staff = machine_in(STATE, ROLE_MANAGER);
                struct event event = machine_event((enum stimulus)stimulus, 0);
                struct asked asked = { 0 };

                event.limited = true;
                machine_step_event(&staff, &event, &asked);
                assert_false(machine_did(&asked, CLOCK_CONFIRMED));
        }
}

static void every_row_is_whole(void **state) {
        for (unsigned i = TASK_NONE + 1; i < TASK_COUNT; i++) {
                const struct task *task = task_of(i);

                assert_true(task->roles != 0 && (task->roles & ~(unsigned)ROLES_ALL) == 0);
                assert_non_null(task->stages[0].name);
                if (task->four_eyes)
                        assert_non_null(task->granted);
                for (unsigned stage = 0; stage < TASK_STAGES_MAX && task->stages[stage].name; stage++) {
                        assert_in_range(task->stages[stage].screen, 0, SCREEN_COUNT - 1);
                        assert_true(task->stages[stage].step <= task->steps);
                }
        }
}

/* The strong button first, then the order of the list. */
static void the_menu_says_what_a_role_may_do_now(void **state) {
        static const struct {
                enum role role;
                bool limited;
                unsigned count;
                uint8_t menu[TASK_COUNT];
        } menus[] = {
                { ROLE_LOADER, false, 6, { TASK_LOAD, TASK_ROUND, TASK_OVERDUE, TASK_DAY, TASK_STATE, TASK_CHECKPOINT } },
                { ROLE_MANAGER, false, 8, { TASK_LOAD, TASK_ROUND, TASK_OVERDUE, TASK_DESK, TASK_PROBLEMS, TASK_DAY, TASK_STATE, TASK_CHECKPOINT } },
                { ROLE_AUDITOR, false, 4, { TASK_CHECKPOINT, TASK_DAY, TASK_STATE, TASK_EXPORT } },
                { ROLE_LOADER, true, 3, { TASK_STATE, TASK_DAY, TASK_CHECKPOINT } },
                { ROLE_MANAGER, true, 4, { TASK_CLOCK, TASK_STATE, TASK_DAY, TASK_CHECKPOINT } },
                { ROLE_AUDITOR, true, 4, { TASK_STATE, TASK_DAY, TASK_CHECKPOINT, TASK_EXPORT } },
        };

        for (size_t i = 0; i < ARRAY_LEN(menus); i++) {
                uint8_t menu[TASK_COUNT];

                assert_int_equal(task_menu(menus[i].role, menus[i].limited, menu), menus[i].count);
                assert_memory_equal(menu, menus[i].menu, menus[i].count);
        }
}

/* ---- the second person ---- */

static void with_four_eyes_nothing_occupied_opens_before_the_second_signs_in(void **state) {
        static const enum place lists[] = { OVERDUE, PROBLEMS };

        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                struct staff staff = machine_in(lists[i], ROLE_MANAGER);
                struct asked asked = { 0 };

                machine_step_four_eyes(&staff, ROW, &asked);
                assert_int_equal(machine_place(&staff), SECOND);
                assert_false(machine_did(&asked, SERVICE_OPEN));
                machine_step_four_eyes(&staff, BADGE_OTHER, &asked);
                assert_int_equal(machine_place(&staff), PIN);
                staff.state = STAFF_CHECKING;
                machine_step_four_eyes(&staff, CHECKED, &asked);
                assert_true(machine_did(&asked, SERVICE_OPEN));
                assert_int_equal(machine_place(&staff), lists[i] == OVERDUE ? OPENING_TAKE : OPENING_LOOK);
        }
}

/* Whatever the office has set, and whether the compartment is touched or its code scanned. */
static void at_the_desk_nobody_hands_over_alone(void **state) {
        static const enum stimulus ways[] = { ROW, CODE_HERE };

        for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
                struct staff staff = machine_in(DESK, ROLE_MANAGER);
                struct asked asked = { 0 };

                machine_step(&staff, ways[i], &asked);
                assert_int_equal(machine_place(&staff), SECOND);
                assert_false(machine_did(&asked, SERVICE_OPEN));
                machine_step(&staff, BADGE_OTHER, &asked);
                assert_int_equal(machine_place(&staff), PIN);
                staff.state = STAFF_CHECKING;
                machine_step(&staff, CHECKED, &asked);
                assert_true(machine_did(&asked, SERVICE_OPEN) && asked.second);
                assert_int_equal(asked.purpose, PURPOSE_DESK);
                assert_int_equal(machine_place(&staff), OPENING_DESK);
        }
}

static void a_refused_second_person_leaves_no_wish_behind(void **state) {
        struct staff staff = machine_in(OVERDUE, ROLE_LOADER);
        struct asked asked = { 0 };

        machine_step_four_eyes(&staff, ROW, &asked);
        machine_step_four_eyes(&staff, BADGE_BAD, &asked);
        assert_int_equal(machine_place(&staff), REFUSED);
        machine_step_four_eyes(&staff, NEXT, &asked);
        machine_step_four_eyes(&staff, BADGE_OTHER, &asked);
        staff.state = STAFF_CHECKING;
        machine_step_four_eyes(&staff, CHECKED, &asked);
        assert_false(machine_did(&asked, SERVICE_OPEN));
        assert_int_equal(machine_place(&staff), OVERVIEW);
}

static void a_locked_second_person_is_forgotten(void **state) {
        struct staff staff = machine_in(SECOND, ROLE_LOADER);
        struct asked asked = { .given = GIVEN_PIN_LOCKED };

        machine_step_four_eyes(&staff, BADGE_OTHER, &asked);
        staff.state = STAFF_CHECKING;
        machine_step_four_eyes(&staff, CHECKED, &asked);
        assert_int_equal(machine_place(&staff), REFUSED);
        assert_string_equal(staff.persons[1].sub, "");
        assert_true(staff_signed_in(&staff));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(roles_bound_what_the_menu_leads_to),
                cmocka_unit_test(what_the_menu_does_not_show_cannot_be_pressed),
                cmocka_unit_test(a_stick_is_read_for_managers_alone),
                cmocka_unit_test(a_countersignature_is_read_for_auditors_and_managers),
                cmocka_unit_test(an_auditor_alone_exports),
                cmocka_unit_test(everybody_takes_the_list_of_contents_along),
                cmocka_unit_test(a_manager_is_asked_whether_the_clock_is_right),
                cmocka_unit_test(nothing_else_confirms_the_clock),
                cmocka_unit_test(every_row_is_whole),
                cmocka_unit_test(the_menu_says_what_a_role_may_do_now),
                cmocka_unit_test(with_four_eyes_nothing_occupied_opens_before_the_second_signs_in),
                cmocka_unit_test(at_the_desk_nobody_hands_over_alone),
                cmocka_unit_test(a_refused_second_person_leaves_no_wish_behind),
                cmocka_unit_test(a_locked_second_person_is_forgotten),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
