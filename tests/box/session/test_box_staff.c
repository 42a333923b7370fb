/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        return 0;
}

static int set_up_four_eyes(void **state) {
        fixture_set_up(&fixture, &(struct fixture_options){ .four_eyes = true });
        return 0;
}

static int tear_down(void **state) {
        fixture_tear_down(&fixture);
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

/* ---- loading ---- */

static void twenty_are_loaded_in_a_row_without_touch(void **state) {
        unsigned tones;

        fixture_sign_in(&fixture, "lore");
        tones = fixture.tones[TONE_KEY];
        for (unsigned n = 1; n <= 20; n++)
                fixture_load_one(&fixture, n);
        assert_int_equal(fixture.tones[TONE_KEY], tones);
        assert_int_equal(box_screen(fixture.box)->scan.loaded_count, 20);
        fixture_press(&fixture, TARGET_BACK);
        assert_int_equal(box_screen(fixture.box)->map.occupied_count, 20);
        assert_int_equal(box_screen(fixture.box)->map.free_count, 4);
}

/* Its own label before the scanner once more is nothing; another ticket or badge is told to wait for the door. */
static void a_load_is_cancelled_on_the_screen_alone(void **state) {
        unsigned c;

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        assert_string_equal(box_screen(fixture.box)->door.case_number, "01010101");
        c = screen_compartment(box_screen(fixture.box));
        fixture_pass(&fixture, 10000);
        fixture_scan_ticket(&fixture, 1);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_scan(&fixture, "LT1:ABC");
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_scan_ticket(&fixture, 2);
        fixture_expect(&fixture, SCREEN_STAFF_CLOSE_FIRST);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_scan_badge(&fixture, "mara");
        fixture_expect(&fixture, SCREEN_STAFF_CLOSE_FIRST);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_press(&fixture, TARGET_LOAD_CANCEL);
        fixture_expect(&fixture, SCREEN_CLOSE);
        fixture_shut(&fixture, c);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_CANCELLED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_scan_ticket(&fixture, 1);
        fixture_scan_ticket(&fixture, 2);
        fixture_expect(&fixture, SCREEN_STAFF_CLOSE_FIRST);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_int_equal(box_screen(fixture.box)->scan.loaded_count, 1);
        assert_string_equal(box_screen(fixture.box)->scan.last[0].case_number, "01010101");
}

static void a_compartment_that_is_not_empty_is_quarantined_and_another_offered(void **state) {
        unsigned first, second;

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        first = screen_compartment(box_screen(fixture.box));
        fixture_press(&fixture, TARGET_NOT_EMPTY);
        assert_int_equal(fixture_compartment(&fixture, first).state, COMPARTMENT_QUARANTINED);
        fixture_door(&fixture, first, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        second = screen_compartment(box_screen(fixture.box));
        assert_int_not_equal(first, second);
        fixture_door(&fixture, second, DOOR_CLOSED);
        assert_int_equal(fixture_where(&fixture, 1), second);
        assert_int_equal(fixture_compartment(&fixture, first).state, COMPARTMENT_QUARANTINED);
}

static void a_compartment_that_does_not_open_is_passed_over(void **state) {
        fixture_sign_in(&fixture, "lore");
        fixture.jammed[0] = true;
        fixture_scan_ticket(&fixture, 1);
        if (fixture_screen(&fixture) == SCREEN_OPENING)
                fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        fixture_shut(&fixture, screen_compartment(box_screen(fixture.box)));
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_int_not_equal(fixture_where(&fixture, 1), 1);
}

static void a_faulty_lock_is_tried_again_for_staff_and_for_nobody_else(void **state) {
        unsigned c, pulses;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.faulty[c - 1] = true;
        pulses = fixture.pulse_count;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 60 * 1000);
        assert_int_equal(fixture.pulse_count, pulses);
        assert_true(fixture.faulty[c - 1]);
        fixture_pass(&fixture, 10 * 60 * 1000);
        memset(fixture.faulty, true, sizeof(fixture.faulty));
        fixture_load(&fixture, 2, 2);
        assert_false(fixture.faulty[fixture_where(&fixture, 2) - 1]);
        assert_true(fixture.faulty[c - 1]);
}

static void a_door_left_open_while_loading_is_a_load_cut_short(void **state) {
        unsigned c;

        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        c = screen_compartment(box_screen(fixture.box));
        fixture_pass(&fixture, 301 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_JAM);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_PROBLEMS);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
        fixture_load_one(&fixture, 1);
}

static void tickets_are_refused_each_for_its_reason(void **state) {
        struct ticket ticket;
        struct buffer text = BUFFER_INIT;

        fixture_sign_in(&fixture, "lore");
        fixture_load_one(&fixture, 1);
        ticket = fixture_ticket(&fixture, 2);
        ticket.exp = ticket.nbf + 30;
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect_refused(&fixture, REFUSAL_EXPIRED);
        assert_true(box_screen(fixture.box)->refused.ticket);
        ticket = fixture_ticket(&fixture, 2);
        strcpy(ticket.aud, "K018");
        strcpy(ticket.contents.aud, "K018");
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect_refused(&fixture, REFUSAL_WRONG_BOX);
        ticket = fixture_ticket(&fixture, 2);
        assert_int_equal(ticket_sign(&ticket, sealing_key_public(fixture.sealing), fixture.stranger, &text), 0);
        fixture_scan(&fixture, buffer_text(&text));
        fixture_expect_refused(&fixture, REFUSAL_UNKNOWN_KEY);
        buffer_deinit(&text);
        fixture_scan(&fixture, "LT1:rubbish");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        fixture_scan(&fixture, "rubbish");
        fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
        ticket = fixture_ticket(&fixture, 1);
        ticket.nbf = fixture_consignment(&fixture, 1).nbf;
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect_refused(&fixture, REFUSAL_NONE);
        assert_true(box_screen(fixture.box)->refused.here);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 1);
        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), 1);
}

static void a_revoked_ticket_and_a_full_box_are_refused(void **state) {
        struct bundle *draft;

        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = 1 });
        draft = fixture_draft(&fixture);
        draft->revocations = calloc(1, sizeof(*draft->revocations));
        draft->revocation_count = 1;
        draft->revocations[0].t = UINT32_MAX;
        fixture_cti(2, draft->revocations[0].cti);
        assert_int_equal(fixture_adopt(&fixture, draft), 0);
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 2);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        fixture_load_one(&fixture, 1);
        fixture_scan_ticket(&fixture, 3);
        fixture_expect_refused(&fixture, REFUSAL_NONE);
        assert_true(box_screen(fixture.box)->refused.no_room);
}

static bool state_says(enum device device, enum condition condition) {
        const struct screen *screen = box_screen(fixture.box);

        for (size_t i = 0; i < screen->list.row_count; i++)
                if (screen->list.rows[i].device == device && screen->list.rows[i].condition == condition)
                        return true;
        return false;
}

static void under_an_expired_bundle_nothing_is_loaded_and_all_handed_out(void **state) {
        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .bundle_expires_s = FIXTURE_START_S + 3600 });
        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        assert_true(state_says(DEVICE_BUNDLE, CONDITION_EXPIRES_SOON));
        fixture_sign_out(&fixture);
        fixture_pass(&fixture, 2 * 3600 * 1000);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        assert_true(state_says(DEVICE_BUNDLE, CONDITION_EXPIRED));
        fixture_scan_ticket(&fixture, 2);
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
        assert_true(box_screen(fixture.box)->refused.bundle_over);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOAD_BEGIN), 1);
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void a_newer_ticket_replaces_what_an_older_letter_says(void **state) {
        struct code old_code;
        struct ticket ticket;

        fixture_load(&fixture, 1, 1);
        old_code = fixture_code(&fixture, 1);
        fixture_pass(&fixture, 60 * 1000);
        fixture_sign_in(&fixture, "lore");
        ticket = fixture_ticket(&fixture, 1);
        memcpy(ticket.contents.birth, "19700101", BIRTH_LEN);
        fixture_scan_this_ticket(&fixture, &ticket);
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        assert_true(box_screen(fixture.box)->scan.reissued);
        assert_int_equal(fixture_count(&fixture, ENTRY_REISSUED), 1);
        fixture_sign_out(&fixture);
        fixture_scan_this_code(&fixture, &old_code);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "01011970");
        fixture_expect(&fixture, SCREEN_DOOR);
}

/* ---- taking out ---- */

static void let_expire(void) {
        fixture_pass(&fixture, INT64_C(12) * 86400 * 1000);
}

/* Its code opens nothing any more, and its deadline is days away. */
static void what_is_void_or_revoked_is_taken_out_at_once(void **state) {
        struct bundle *draft = fixture_draft(&fixture);

        fixture_load(&fixture, 1, 3);
        for (unsigned i = 1; i <= STORE_WRONG_VOID; i++) {
                fixture_scan_code(&fixture, 1);
                fixture_type(&fixture, "01011901");
                fixture_press(&fixture, TARGET_CANCEL);
                fixture_pass(&fixture, 16 * 60 * 1000);
        }
        free(draft->revocations);
        draft->revocations = calloc(1, sizeof(*draft->revocations));
        draft->revocation_count = 1;
        draft->revocations[0].t = UINT32_MAX;
        fixture_cti(2, draft->revocations[0].cti);
        assert_int_equal(fixture_adopt(&fixture, draft), 0);
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.overdue_count, 2);
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 2);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_VOID);
        assert_int_equal(box_screen(fixture.box)->list.rows[1].reason, REASON_REVOKED);
        fixture_press_number(&fixture, TARGET_ROW, 1);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        fixture_door(&fixture, fixture_where(&fixture, 2), DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_REMOVED);
}

static void what_is_overdue_is_taken_out(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        let_expire();
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.overdue_count, 1);
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].compartment, c);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_expect(&fixture, SCREEN_STAFF_TAKE);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 1);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_STAFF_FOUND);
        fixture_answer(&fixture, TARGET_FOUND_TAKEN);
        fixture_expect(&fixture, SCREEN_STAFF_OVERDUE);
        assert_int_equal(box_screen(fixture.box)->list.row_count, 0);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_REMOVED);
        assert_int_equal(fixture_last(&fixture, ENTRY_REMOVED).found, FOUND_THERE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void something_else_found_keeps_the_compartment_out_of_use(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        let_expire();
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_ELSE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_ELSE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_answer(&fixture, TARGET_FOUND_EMPTY);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void a_manager_looks_and_leaves_it_inside(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, c);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, c);
        fixture_sign_out(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM_CLEARED), 0);
        fixture_answer(&fixture, TARGET_FOUND_KEPT);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, fixture_last(&fixture, ENTRY_ALARM).what);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).by, "mara");
        fixture_sign_out(&fixture);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void a_door_forced_open_shows_at_once_on_the_overview(void **state) {
        fixture_sign_in(&fixture, "lore");
        assert_int_equal(box_screen(fixture.box)->map.fault_count, 0);
        fixture_pass(&fixture, WATCH_OWN_MS);
        fixture_force(&fixture, 5);
        assert_int_equal(box_screen(fixture.box)->map.fault_count, 1);
        assert_int_equal(box_screen(fixture.box)->map.alarm_compartment, 5);
        assert_int_equal(box_screen(fixture.box)->map.alarm_reason, REASON_FORCED_OPEN);
}

static void an_unanswered_question_quarantines(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        let_expire();
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 181 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

/* ---- rights ---- */

static void an_auditor_opens_nothing(void **state) {
        static const enum word_task opening[] = { TASK_LOAD, TASK_OVERDUE, TASK_PROBLEMS };
        unsigned pulses;

        fixture_load(&fixture, 1, 1);
        let_expire();
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
        let_expire();
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
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
        let_expire();
        fixture_sign_in(&fixture, "lore");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_scan_badge(&fixture, "lore");
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_SERVICE_OPEN), 0);
}

/* ---- clock ---- */

static void jump(int64_t ms) {
        fixture.now.wall_ms += ms;
        box_tick(fixture.box, fixture.now);
}

static void a_jumping_clock_stops_the_box_until_a_manager_confirms(void **state) {
        static const int64_t jumps[] = { INT64_C(6) * 60 * 1000, INT64_C(-6) * 60 * 1000, INT64_C(400) * 86400 * 1000 };

        fixture_load(&fixture, 1, 1);
        jump(4 * 60 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
        jump(-4 * 60 * 1000);
        for (size_t i = 0; i < 2; i++) {
                jump(jumps[i]);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 2 * i + 1);
                fixture_scan_code(&fixture, 1);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED).why, "clock");
                fixture_press(&fixture, TARGET_START);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                fixture_sign_in(&fixture, "lore");
                fixture_press_number(&fixture, TARGET_TASK, TASK_LOAD);
                fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
                fixture_scan_ticket(&fixture, 2);
                fixture_expect_refused(&fixture, REFUSAL_CLOCK);
                fixture_press(&fixture, TARGET_NEXT);
                fixture_press(&fixture, TARGET_SIGN_OUT);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                fixture_sign_in(&fixture, "mara");
                fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
                assert_true(box_screen(fixture.box)->clock_doubt);
                fixture_press(&fixture, TARGET_NEXT);
                assert_false(box_screen(fixture.box)->clock_doubt);
                fixture_sign_out(&fixture);
                assert_string_equal(fixture_last(&fixture, ENTRY_CLOCK).by, "mara");
                assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "clock");
        }
        jump(jumps[2]);
        fixture_pass(&fixture, 3600 * 1000);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
}

/* The door was open already: what lies behind it is loaded, and its days are counted by what the clock should say. */
static void a_clock_that_jumps_under_an_open_door_moves_no_deadline(void **state) {
        struct consignment consignment;

        fixture_load(&fixture, 1, 1);
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 2);
        jump(INT64_C(400) * 86400 * 1000);
        fixture_shut(&fixture, fixture_where(&fixture, 2));
        consignment = fixture_consignment(&fixture, 2);
        assert_int_equal(consignment.state, CONSIGNMENT_STORED);
        assert_int_equal(consignment.deadline_ms, fixture_consignment(&fixture, 1).deadline_ms);
}

static void a_clock_below_the_floor_at_start_is_doubted(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_stop(&fixture);
        fixture.now.wall_ms -= INT64_C(86400) * 365 * 1000;
        fixture_start(&fixture);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture_restart(&fixture);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
}

/* ---- what is shown is so now ---- */

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

static void free_places_are_counted_down_while_loading(void **state) {
        fixture_sign_in(&fixture, "lore");
        for (unsigned n = 1; n <= 3; n++) {
                fixture_load_one(&fixture, n);
                assert_int_equal(box_screen(fixture.box)->scan.free_count, FIXTURE_COMPARTMENTS - n);
        }
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
                cmocka_unit_test_setup_teardown(the_one_time_pin_is_replaced_by_an_own_one, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_one_time_pin_and_what_anybody_would_try_are_refused, set_up, tear_down),
                cmocka_unit_test_setup_teardown(five_wrong_pins_lock_the_badge_until_a_manager_unlocks_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_manager_s_badge_is_unlocked_by_another_manager, set_up, tear_down),
                cmocka_unit_test_setup_teardown(foreign_and_revoked_badges_are_refused, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_session_ends_by_badge_menu_and_silence, set_up, tear_down),
                cmocka_unit_test_setup_teardown(twenty_are_loaded_in_a_row_without_touch, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_load_is_cancelled_on_the_screen_alone, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_compartment_that_is_not_empty_is_quarantined_and_another_offered, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_compartment_that_does_not_open_is_passed_over, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_faulty_lock_is_tried_again_for_staff_and_for_nobody_else, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_left_open_while_loading_is_a_load_cut_short, set_up, tear_down),
                cmocka_unit_test_setup_teardown(tickets_are_refused_each_for_its_reason, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_revoked_ticket_and_a_full_box_are_refused, set_up, tear_down),
                cmocka_unit_test_setup_teardown(under_an_expired_bundle_nothing_is_loaded_and_all_handed_out, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_newer_ticket_replaces_what_an_older_letter_says, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_void_or_revoked_is_taken_out_at_once, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_overdue_is_taken_out, set_up, tear_down),
                cmocka_unit_test_setup_teardown(something_else_found_keeps_the_compartment_out_of_use, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_manager_looks_and_leaves_it_inside, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_door_forced_open_shows_at_once_on_the_overview, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_unanswered_question_quarantines, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_auditor_opens_nothing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_loader_does_not_open_quarantined_compartments, set_up, tear_down),
                cmocka_unit_test_setup_teardown(with_four_eyes_a_second_person_signs_in_first, set_up_four_eyes, tear_down),
                cmocka_unit_test_setup_teardown(one_s_own_badge_is_no_second_person, set_up_four_eyes, tear_down),
                cmocka_unit_test_setup_teardown(a_jumping_clock_stops_the_box_until_a_manager_confirms, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_clock_that_jumps_under_an_open_door_moves_no_deadline, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_clock_below_the_floor_at_start_is_doubted, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_overview_names_the_newest_fault, set_up, tear_down),
                cmocka_unit_test_setup_teardown(free_places_are_counted_down_while_loading, set_up, tear_down),
                cmocka_unit_test_setup_teardown(an_auditor_sees_what_came_since_the_last_visit, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_checkpoint_is_signed_when_its_screen_opens, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
