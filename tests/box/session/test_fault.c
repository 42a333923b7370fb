/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store that fails: each deed in turn answers -EIO once, without having done
 * anything. From then on nothing opens, the screen says that the box
 * is out of order and the journal says why; a new start goes on from what is durable.
 */
#include <errno.h>
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static enum deed_type failing;  /* the deed that is to fail; 0: none */
static bool unreadable;         /* PINs cannot be read */
static bool failed;             /* since then nothing is to be done any more, until a new start */

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (failed)
                fail_msg("deed %d follows one whose fate is not known", (int)deed->type);
        if (failing == 0 || failing != deed->type)
                return __real_store_do(store, t_ms, deed, ret_outcome);
        failed = true;
        return -EIO;
}

int __real_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], unsigned *ret_wrong);
int __wrap_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], unsigned *ret_wrong);
int __wrap_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], unsigned *ret_wrong) {
        return unreadable ? -EIO : __real_store_staff_pin(store, sub, ret_verifier, ret_wrong);
}

static void collect(void) {
        fixture_scan_code(&fixture, 1);
        fixture_type(&fixture, "02051990");
}

static void collect_and_open_again(void) {
        collect();
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_NOT_TAKEN);
}

static void sign_in(void) {
        fixture_scan_badge(&fixture, "lore");
        fixture_type(&fixture, "22222222");
}

static void load(void) {
        sign_in();
        fixture_scan_ticket(&fixture, 2);
        fixture_door(&fixture, 2, DOOR_CLOSED);
}

static void cancel_a_load(void) {
        sign_in();
        fixture_scan_ticket(&fixture, 2);
        fixture_press(&fixture, TARGET_LOAD_CANCEL);
        fixture_door(&fixture, 2, DOOR_CLOSED);
}

static void take_out(void) {
        fixture_pass(&fixture, INT64_C(12) * 86400 * 1000);
        sign_in();
        fixture_press_number(&fixture, TARGET_TASK, TASK_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_THERE);
}

/* What does not open is given up, and another one is asked for in the same step. */
static void load_where_it_jams(void) {
        fixture.jammed[1] = true;
        sign_in();
        fixture_scan_ticket(&fixture, 2);
        fixture_pass(&fixture, 20 * 1000);
}

static void force(void) {
        fixture_door(&fixture, 3, DOOR_OPEN);
}

static void scan_nonsense(void) {
        fixture_scan(&fixture, "PK1:nonsense");
}

#define ROW(deed, act, pulses) { deed, #deed, act, pulses }
static const struct {
        enum deed_type deed;
        const char *name;
        void (*act)(void);
        unsigned pulses;        /* given before the failure was met */
} rows[] = {
        ROW(DEED_JUDGE, collect, 0),
        ROW(DEED_RELEASE, collect, 0),
        ROW(DEED_ISSUED, collect, 1),
        ROW(DEED_SET_CHECKPOINT, collect, 1),
        ROW(DEED_CLOSED, collect_and_open_again, 1),
        ROW(DEED_REOPEN, collect_and_open_again, 1),
        ROW(DEED_STAFF_ANSWER, sign_in, 0),
        ROW(DEED_LOAD_BEGIN, load, 0),
        ROW(DEED_LOADED, load, 1),
        ROW(DEED_LOAD_CANCELLED, cancel_a_load, 1),
        ROW(DEED_LOAD_CANCELLED, load_where_it_jams, 3),
        ROW(DEED_QUARANTINED, load_where_it_jams, 3),
        ROW(DEED_SERVICE_OPEN, take_out, 0),
        ROW(DEED_REMOVED, take_out, 1),
        ROW(DEED_QUARANTINED, force, 0),
        ROW(DEED_ENTRY, force, 0),
        ROW(DEED_REFUSED, scan_nonsense, 0),
};

static void after_any_failure_nothing_opens(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                unsigned pulses;

                print_message("%s\n", rows[i].name);
                fixture_set_up(&fixture, NULL);
                fixture_load(&fixture, 1, 1);
                pulses = fixture.pulse_count;
                failing = rows[i].deed;
                failed = false;
                rows[i].act();
                failing = 0;
                assert_true(failed);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                assert_int_equal(fixture.faults, 1);
                assert_int_equal(fixture.pulse_count - pulses, rows[i].pulses);
                assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
                collect();
                sign_in();
                fixture_scan_ticket(&fixture, 2);
                fixture_pass(&fixture, 60 * 1000);
                fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
                assert_int_equal(fixture.pulse_count - pulses, rows[i].pulses);
                failed = false;
                fixture_restart(&fixture);
                fixture_expect(&fixture, SCREEN_IDLE);
                fixture_check_pulses(&fixture);
                fixture_tear_down(&fixture);
        }
}

/* The clock's own entry fails while a bundle comes: whoever is typing is sent away, and nothing typed stays. */
static void a_failure_met_while_adopting_wipes_what_was_typed(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        fixture_press_number(&fixture, TARGET_KEY, 0);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 1);
        fixture.now.wall_ms += INT64_C(86400) * 1000;
        failing = DEED_ENTRY;
        failed = false;
        assert_int_equal(fixture_adopt(&fixture, fixture_draft(&fixture)), BOX_E_BUSY);
        failing = 0;
        assert_true(failed);
        failed = false;
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        assert_int_equal(box_deadline(fixture.box), INT64_MAX);
        fixture_tear_down(&fixture);
}

static void a_pin_that_cannot_be_read_brings_no_one_time_pin_back(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_scan_badge(&fixture, "lore");
        unreadable = true;
        fixture_type(&fixture, "99999999");
        unreadable = false;
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture.faults, 1);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_tear_down(&fixture);
}

static void a_list_that_cannot_be_read_is_not_shown_as_empty(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_sign_in(&fixture, "mara");
        unreadable = true;
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        unreadable = false;
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        fixture_tear_down(&fixture);
}

static void a_lock_that_takes_no_pulse_is_a_jam(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        fixture.pulse_result = LOCK_E_FAULTY;
        collect();
        fixture_pass(&fixture, 9500);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        fixture_press(&fixture, TARGET_NO);
        fixture_expect(&fixture, SCREEN_JAM);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        fixture_tear_down(&fixture);
}

static void devices_that_go_and_come_are_entries_and_lines(void **state) {
        const struct screen *screen;
        bool seen = false;

        fixture_set_up(&fixture, NULL);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, false);
        assert_int_equal(fixture_count(&fixture, ENTRY_ALARM), 1);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM).what, "scanner");
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_STATE);
        screen = box_screen(fixture.box);
        for (size_t i = 0; i < screen->list.row_count; i++)
                seen = seen || (screen->list.rows[i].device == DEVICE_SCANNER && screen->list.rows[i].fault);
        assert_true(seen);
        fixture_sign_out(&fixture);
        box_device(fixture.box, fixture.now, DEVICE_SCANNER, true);
        assert_string_equal(fixture_last(&fixture, ENTRY_ALARM_CLEARED).what, "scanner");
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(after_any_failure_nothing_opens),
                cmocka_unit_test(a_failure_met_while_adopting_wipes_what_was_typed),
                cmocka_unit_test(a_pin_that_cannot_be_read_brings_no_one_time_pin_back),
                cmocka_unit_test(a_list_that_cannot_be_read_is_not_shown_as_empty),
                cmocka_unit_test(a_lock_that_takes_no_pulse_is_a_jam),
                cmocka_unit_test(devices_that_go_and_come_are_entries_and_lines),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
