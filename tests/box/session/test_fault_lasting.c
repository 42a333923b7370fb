/* SPDX-License-Identifier: EUPL-1.2 */
/* A store that goes on failing: how often it is opened again, when a new start is wanted, and what is not shown of what cannot be read. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/box/session/recorder.h"
#include "controller/box/session/watch.h"
#include "tests/box/session/failing_store.h"
#include "tests/support/cmocka.h"

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);

static struct fixture fixture;

/* ---- how long, and what a new start is for ---- */

static void it_is_opened_again_after_half_a_second_and_then_ever_less_often(void **state) {
        static const unsigned waits_ms[] = { 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000 };

        failing_set_up(&fixture, DEED_JUDGE, false);
        failing.reopening = -ENOSPC;
        fixture_collect(&fixture, 1);
        for (unsigned i = 0; i < ARRAY_LEN(waits_ms); i++) {
                fixture_pass(&fixture, waits_ms[i] - 1);
                assert_int_equal(failing.reopened, i);
                fixture_pass(&fixture, 1);
                assert_int_equal(failing.reopened, i + 1);
        }
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        failing.reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        failing_expect_box_to_work(&fixture);
        fixture_tear_down(&fixture);
}

static void a_fault_that_lasts_wants_a_new_start_when_the_door_is_shut(void **state) {
        failing_set_up(&fixture, DEED_ISSUED, false);
        failing.reopening = -EIO;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 4 * 60 * 1000);
        assert_false(box_wants_restart(fixture.box));
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, RECORDER_PATIENCE_MS);
        assert_true(box_wants_restart(fixture.box));
        failing.failed = false;
        fixture_tear_down(&fixture);
}

static void a_full_disk_is_no_reason_for_a_new_start(void **state) {
        failing_set_up(&fixture, DEED_JUDGE, false);
        failing.reopening = -ENOSPC;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 2 * RECORDER_PATIENCE_MS);
        assert_false(box_wants_restart(fixture.box));
        failing.failed = false;
        fixture_tear_down(&fixture);
}

static void facts_that_are_in_memory_only_keep_the_process_alive(void **state) {
        failing_set_up(&fixture, DEED_ISSUED, false);
        failing.reopening = -EIO;
        fixture_stop(&fixture);
        snprintf(fixture.facts, sizeof(fixture.facts), "%s/gone/facts", fixture.folder);
        fixture_start(&fixture);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 2 * RECORDER_PATIENCE_MS);
        assert_false(box_wants_restart(fixture.box));
        failing.reopening = 0;
        fixture_pass(&fixture, RECORDER_PAUSE_MAX_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        fixture_tear_down(&fixture);
}

static void a_damaged_database_stays_out_of_order_and_the_process_alive(void **state) {
        failing_set_up(&fixture, DEED_ISSUED, false);
        failing.reopening = STORE_E_DAMAGED;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 1000);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_pass(&fixture, 2 * RECORDER_PATIENCE_MS);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(failing.reopened, 1);
        assert_int_equal(fixture.faults, 1);
        assert_false(box_wants_restart(fixture.box));
        assert_int_equal(access(fixture.facts, F_OK), 0);
        failing.failed = false;
        fixture_tear_down(&fixture);
}

/* The clock's own entry fails while a bundle comes: whoever is typing goes on, and the doubt is written when the store answers. */
static void a_doubt_met_while_adopting_is_written_later(void **state) {
        failing_set_up(&fixture, DEED_CLOCK_DOUBTED, false);
        fixture_scan_code(&fixture, 1);
        fixture_press_number(&fixture, TARGET_KEY, 0);
        fixture.now.wall_ms += INT64_C(86400) * 1000;
        assert_int_equal(fixture_adopt(&fixture, fixture_draft(&fixture)), BOX_E_BUSY);
        assert_true(failing.failed);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_CLOCK), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "clock");
        fixture_tear_down(&fixture);
}

/* ---- what cannot be read ---- */

static void a_pin_that_cannot_be_read_brings_no_one_time_pin_back(void **state) {
        failing_set_up(&fixture, 0, false);
        fixture_scan_badge(&fixture, "lore");
        failing.unreadable = true;
        fixture_type(&fixture, "99999999");
        failing.unreadable = false;
        fixture_expect(&fixture, SCREEN_AGAIN);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_tear_down(&fixture);
}

static void a_list_that_cannot_be_read_is_not_shown_as_empty(void **state) {
        failing_set_up(&fixture, 0, false);
        fixture_sign_in(&fixture, "mara");
        failing.unreadable = true;
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        failing.unreadable = false;
        fixture_expect(&fixture, SCREEN_AGAIN);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGIN).sub, "mara");
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGOUT).sub, "mara");
        fixture_tear_down(&fixture);
}

/* While the store fails, and when it answers again before the time of the screen is over. */
static void who_has_read_that_it_was_not_done_goes_on(void **state) {
        for (unsigned mended = 0; mended < 2; mended++) {
                failing_set_up(&fixture, 0, false);
                fixture_scan_badge(&fixture, "lore");
                failing.unreadable = true;
                fixture_type(&fixture, "99999999");
                failing.unreadable = false;
                fixture_expect(&fixture, SCREEN_AGAIN);
                if (mended)
                        fixture_pass(&fixture, RECORDER_PAUSE_MS);
                fixture_expect(&fixture, SCREEN_AGAIN);
                fixture_press(&fixture, TARGET_NEXT);
                fixture_expect(&fixture, mended ? SCREEN_IDLE : SCREEN_WAIT);
                fixture_pass(&fixture, RECORDER_PAUSE_MS);
                fixture_expect(&fixture, SCREEN_IDLE);
                failing_expect_box_to_work(&fixture);
                fixture_tear_down(&fixture);
        }
}

/* An answer can be changed for a while; that it was given is not forgotten with whoever is sent home. */
static void an_answer_of_staff_who_are_sent_home_is_kept(void **state) {
        failing_set_up(&fixture, 0, false);
        fixture_let_expire(&fixture);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_TAKEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 0);
        fixture_press(&fixture, TARGET_BACK);
        failing.unreadable = true;
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        failing.unreadable = false;
        fixture_expect(&fixture, SCREEN_AGAIN);
        fixture_pass(&fixture, RECORDER_PAUSE_MS);
        assert_int_equal(fixture_count(&fixture, ENTRY_REMOVED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_LOGOUT), 2);
        fixture_tear_down(&fixture);
}

/* ---- faults that are not the store's ---- */

/* What the store's state can never allow is our bug: out of order, until a new start. */
static void a_bug_ends_in_a_new_start(void **state) {
        failing_set_up(&fixture, 0, false);
        fixture_scan_code(&fixture, 1);
        assert_int_equal(__real_store_do(fixture.store, fixture.now.wall_ms, DEED(DEED_QUARANTINED, .c = 1, .why = REASON_CONTENTS), NULL), 0);
        assert_int_equal(__real_store_do(fixture.store, fixture.now.wall_ms,
                                         DEED(DEED_REMOVED, .cti = fixture_consignment(&fixture, 1).cti, .found = FOUND_THERE, .by = "x"), NULL), 0);
        fixture_type(&fixture, "02051990");
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture.faults, 1);
        assert_true(box_wants_restart(fixture.box));
        fixture_tear_down(&fixture);
}

static void a_lock_that_takes_no_pulse_is_a_jam(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        fixture.pulse_result = LOCK_E_FAULTY;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        fixture_tear_down(&fixture);
}

static void devices_that_go_and_come_are_entries_and_lines(void **state) {
        const struct screen *screen;
        bool listed = false;

        fixture_set_up(&fixture, NULL);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "scanner");
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        screen = box_screen(fixture.box);
        for (size_t i = 0; i < screen->list.row_count; i++)
                listed = listed || (screen->list.rows[i].device == DEVICE_SCANNER && screen->list.rows[i].fault);
        assert_true(listed);
        fixture_sign_out(&fixture);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "scanner");
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(it_is_opened_again_after_half_a_second_and_then_ever_less_often),
                cmocka_unit_test(a_fault_that_lasts_wants_a_new_start_when_the_door_is_shut),
                cmocka_unit_test(a_full_disk_is_no_reason_for_a_new_start),
                cmocka_unit_test(facts_that_are_in_memory_only_keep_the_process_alive),
                cmocka_unit_test(a_damaged_database_stays_out_of_order_and_the_process_alive),
                cmocka_unit_test(a_doubt_met_while_adopting_is_written_later),
                cmocka_unit_test(a_pin_that_cannot_be_read_brings_no_one_time_pin_back),
                cmocka_unit_test(a_list_that_cannot_be_read_is_not_shown_as_empty),
                cmocka_unit_test(who_has_read_that_it_was_not_done_goes_on),
                cmocka_unit_test(an_answer_of_staff_who_are_sent_home_is_kept),
                cmocka_unit_test(a_bug_ends_in_a_new_start),
                cmocka_unit_test(a_lock_that_takes_no_pulse_is_a_jam),
                cmocka_unit_test(devices_that_go_and_come_are_entries_and_lines),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
