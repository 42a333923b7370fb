/* SPDX-License-Identifier: EUPL-1.2 */
/* Staff at the box: how they sign in, what they may, and what they are shown. */
#include <stdio.h>
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

static int set_up_four_eyes(void **state) {
        fixture_set_up(&fixture, &(struct fixture_options){ .four_eyes = true });
        return 0;
}

/* ---- signing in ---- */

static void the_one_time_pin_is_replaced_by_an_own_one(void **state) {
        fixture_scan_badge(&fixture, "mike");
        fixture_expect(&fixture, SCREEN_STAFF_PIN);
        fixture_type(&fixture, "99999999");
        fixture_expect(&fixture, SCREEN_STAFF_SET_PIN);
        fixture_type(&fixture, "10203040");
        assert_true(box_screen(fixture.box)->entry.again);
        fixture_type(&fixture, "10203041");
        fixture_expect(&fixture, SCREEN_STAFF_SET_PIN);
        assert_true(box_screen(fixture.box)->entry.check_failed);
        assert_false(box_screen(fixture.box)->entry.weak);
        fixture_type(&fixture, "10203040");
        fixture_type(&fixture, "10203040");
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "mike");
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGIN), 2);
}

static void the_one_time_pin_and_what_anybody_would_try_are_refused(void **state) {
        static const char *const refused[] = { "99999999", "12345678", "10101010" };

        fixture_scan_badge(&fixture, "mike");
        fixture_type(&fixture, "99999999");
        for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
                fixture_type(&fixture, refused[i]);
                fixture_expect(&fixture, SCREEN_STAFF_SET_PIN);
                assert_true(box_screen(fixture.box)->entry.weak);
                assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        }
        fixture_type(&fixture, "10203040");
        assert_false(box_screen(fixture.box)->entry.weak);
        fixture_type(&fixture, "10203040");
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
}

static void lock_badge(const char *sub) {
        fixture_scan_badge(&fixture, sub);
        for (unsigned i = 1; i <= 5; i++) {
                fixture_type(&fixture, "00000000");
                if (i < 5)
                        assert_int_equal(box_screen(fixture.box)->entry.tries_left, 5 - i);
        }
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_scan_badge(&fixture, sub);
        fixture_expect_refused(&fixture, REFUSAL_LOCKED);
        fixture_press(&fixture, TARGET_NEXT);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGIN_REFUSED).why, "locked");
}

static void unlock_badge(const char *sub, const char *by) {
        const struct screen *screen;
        unsigned row;

        fixture_sign_in(&fixture, by);
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        screen = box_screen(fixture.box);
        for (row = 0; row < screen->list.row_count && (screen->list.rows[row].device != DEVICE_BADGE || strcmp(screen->list.rows[row].sub, sub) != 0); row++)
                ;
        assert_true(row < screen->list.row_count);
        fixture_press_number(&fixture, TARGET_ROW, row);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, sub);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
}

static void five_wrong_pins_lock_the_badge_until_a_manager_unlocks_it(void **state) {
        lock_badge("lore");
        unlock_badge("lore", "mara");
}

/* Whoever photographed a manager's badge locks it; the other manager helps. */
static void a_manager_s_badge_is_unlocked_by_another_manager(void **state) {
        fixture_scan_badge(&fixture, "mike");
        fixture_type(&fixture, "99999999");
        fixture_type(&fixture, "10203040");
        fixture_type(&fixture, "10203040");
        fixture_sign_out(&fixture);
        lock_badge("mara");
        unlock_badge("mara", "mike");
}

static void foreign_and_revoked_badges_are_refused(void **state) {
        struct badge badge = { .sub = "lore", .nbf = (uint32_t)FIXTURE_START_S - 60, .exp = (uint32_t)FIXTURE_START_S + 600 };
        struct buffer text = BUFFER_INIT;

        assert_int_equal(badge_sign(&badge, fixture.stranger, &text), 0);
        fixture_scan(&fixture, buffer_text(&text));
        fixture_expect_refused(&fixture, REFUSAL_UNKNOWN_KEY);
        fixture_press(&fixture, TARGET_NEXT);
        assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED).why, "unknown_key");
        buffer_clear(&text);
        assert_int_equal(badge_sign(&badge, fixture.badge, &text), 0);
        fixture_scan(&fixture, buffer_text(&text));
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGIN_REFUSED).why, "revoked");
        buffer_deinit(&text);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGIN), 0);
}

static void the_session_ends_by_badge_menu_and_silence(void **state) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_badge(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_sign_in(&fixture, "lore");
        fixture_press(&fixture, TARGET_SIGN_OUT);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_sign_in(&fixture, "lore");
        fixture_pass(&fixture, 161 * 1000);
        fixture_expect(&fixture, SCREEN_MORE_TIME);
        fixture_press(&fixture, TARGET_MORE_TIME);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        fixture_pass(&fixture, 181 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 3);
        fixture_scan_badge(&fixture, "lore");
        fixture_pass(&fixture, 46 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 3);
}

/* ---- rights ---- */

static void an_auditor_opens_nothing(void **state) {
        static const enum word_task opening[] = { TASK_LOAD, TASK_OVERDUE, TASK_PROBLEMS };
        unsigned pulses;

        fixture_load(&fixture, 1, 1);
        fixture_let_expire(&fixture);
        pulses = fixture.pulse_count;
        fixture_sign_in(&fixture, "axel");
        for (size_t i = 0; i < ARRAY_LEN(opening); i++) {
                fixture_press_number(&fixture, TARGET_TASK, opening[i]);
                fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
                fixture_press_number(&fixture, TARGET_ROW, 0);
        }
        fixture_scan_ticket(&fixture, 2);
        fixture_expect_refused(&fixture, REFUSAL_WRONG_USE);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
        fixture_expect(&fixture, SCREEN_STAFF_CHECKPOINT);
        assert_non_null(box_screen(fixture.box)->code.text);
        assert_int_equal(fixture.pulse_count, pulses);
}

static void a_loader_does_not_open_quarantined_compartments(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, fixture_where(&fixture, 1));
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
}

static void with_four_eyes_a_second_person_signs_in_first(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_open_overdue(&fixture);
        fixture_expect(&fixture, SCREEN_STAFF_SECOND);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
        fixture_scan_badge(&fixture, "axel");
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_scan_badge(&fixture, "lutz");
        fixture_expect(&fixture, SCREEN_STAFF_PIN);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
        fixture_type(&fixture, "57721566");
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_string_equal(box_screen(fixture.box)->second, "lutz");
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        fixture_scan_badge(&fixture, "lutz");
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 3);
}

static void one_s_own_badge_is_no_second_person(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_open_overdue(&fixture);
        fixture_scan_badge(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
}

/* ---- what is shown is so now ---- */

static void a_door_forced_open_shows_at_once_on_the_overview(void **state) {
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.fault_count, 0);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, 5);
        assert_int_equal(box_screen(fixture.box)->map.fault_count, 1);
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, 5);
        assert_int_equal(box_screen(fixture.box)->map.alarm_reason, REASON_FORCED_OPEN);
}

static void the_overview_names_the_newest_fault(void **state) {
        static const unsigned forced[] = { 7, 3, 5 };

        for (size_t i = 0; i < ARRAY_LEN(forced); i++) {
                fixture_door(&fixture, forced[i], DOOR_OPEN);
                fixture_pass(&fixture, 1000);
                fixture_door(&fixture, forced[i], DOOR_CLOSED);
                fixture_restart(&fixture);
                fixture_sign_in(&fixture, "lore");
                assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, forced[i]);
                fixture_sign_out(&fixture);
        }
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 1);
        fixture_door(&fixture, 5, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_EMPTY);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, 3);
}

static void the_checkpoint_is_signed_when_its_screen_opens(void **state) {
        char size[32];
        int64_t signed_ms;

        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "axel");
        fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
        fixture_expect(&fixture, SCREEN_STAFF_CHECKPOINT);
        snprintf(size, sizeof(size), "\n%llu\n", (unsigned long long)store_size(fixture.store));
        assert_non_null(strstr(box_screen(fixture.box)->code.text, size));
        signed_ms = fixture.now.wall_ms;
        assert_int_equal(box_screen(fixture.box)->code.signed_ms, signed_ms);
        fixture_pass(&fixture, 100 * 1000);
        assert_int_equal(box_screen(fixture.box)->code.signed_ms, signed_ms);
}

/* Auditors' visits, whoever is signed in, count from sign-in to sign-in, over a restart. */
static void an_auditor_sees_what_came_since_the_last_visit(void **state) {
        const struct screen_code *code;
        int64_t first_ms;
        uint64_t size;

        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "axel");
        first_ms = fixture.now.wall_ms;
        size = store_size(fixture.store);
        fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
        assert_false(box_screen(fixture.box)->code.audited);
        fixture_sign_out(&fixture);
        fixture_load(&fixture, 2, 3);
        for (unsigned i = 0; i < 2; i++) {
                fixture_sign_in(&fixture, "mara");
                fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
                code = &box_screen(fixture.box)->code;
                assert_true(code->audited);
                assert_int_equal(code->audited_size, size);
                assert_true(code->audited_ms <= first_ms && code->audited_ms > first_ms - 60 * 1000);
                fixture_sign_out(&fixture);
                fixture_restart(&fixture);
        }
        fixture_sign_in(&fixture, "axel");
        for (unsigned i = 0; i < 2; i++) {
                fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
                assert_int_equal(box_screen(fixture.box)->code.audited_size, size);
                fixture_press(&fixture, TARGET_BACK);
        }
        size = store_size(fixture.store);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "axel");
        fixture_press_number(&fixture, TARGET_TASK, TASK_CHECKPOINT);
        assert_int_equal(box_screen(fixture.box)->code.audited_size, size);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(the_one_time_pin_is_replaced_by_an_own_one, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_one_time_pin_and_what_anybody_would_try_are_refused, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(five_wrong_pins_lock_the_badge_until_a_manager_unlocks_it, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_manager_s_badge_is_unlocked_by_another_manager, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(foreign_and_revoked_badges_are_refused, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_session_ends_by_badge_menu_and_silence, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_door_forced_open_shows_at_once_on_the_overview, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_auditor_opens_nothing, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_loader_does_not_open_quarantined_compartments, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(with_four_eyes_a_second_person_signs_in_first, set_up_four_eyes, one_box_tear_down),
                cmocka_unit_test_setup_teardown(one_s_own_badge_is_no_second_person, set_up_four_eyes, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_overview_names_the_newest_fault, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(an_auditor_sees_what_came_since_the_last_visit, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_checkpoint_is_signed_when_its_screen_opens, one_box_set_up, one_box_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
