/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store that fails: each changing call in turn answers -EIO once, without
 * having done anything. From then on nothing opens, the screen says that the box
 * is out of order and the journal says why; a new start goes on from what is durable.
 */
#include <errno.h>
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static const char *failing; /* the call that is to fail, or NULL */
static bool failed;

#define WRAP(name, parameters, arguments) \
        int __real_##name parameters; \
        int __wrap_##name parameters; \
        int __wrap_##name parameters { \
                if (!failing || strcmp(failing, #name) != 0) \
                        return __real_##name arguments; \
                failed = true; \
                return -EIO; \
        }

typedef const uint8_t cti_t[CTI_LEN];

WRAP(store_append, (struct store *s, int64_t t, const struct entry *e), (s, t, e))
WRAP(store_refused, (struct store *s, int64_t t, enum refusal w, const uint8_t *c), (s, t, w, c))
WRAP(store_quarantine, (struct store *s, int64_t t, unsigned c, const char *w), (s, t, c, w))
WRAP(store_load_begin, (struct store *s, int64_t t, cti_t i, unsigned c, const char *w), (s, t, i, c, w))
WRAP(store_loaded, (struct store *s, int64_t t, const struct store_load *l, const char *b), (s, t, l, b))
WRAP(store_load_cancelled, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_answer, (struct store *s, int64_t t, cti_t i, const uint8_t *p, cti_t b, unsigned *l, int64_t *u), (s, t, i, p, b, l, u))
WRAP(store_release, (struct store *s, int64_t t, cti_t i, const char *w), (s, t, i, w))
WRAP(store_issued, (struct store *s, int64_t t, cti_t i, const char *h, uint64_t *n), (s, t, i, h, n))
WRAP(store_reopened, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_closed, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_set_checkpoint, (struct store *s, uint64_t z, const char *n, size_t l), (s, z, n, l))
WRAP(store_staff_pin, (struct store *s, const char *w, char v[PIN_VERIFIER_SIZE], unsigned *n), (s, w, v, n))
WRAP(store_staff_answer, (struct store *s, int64_t t, const char *w, bool r, unsigned *l), (s, t, w, r, l))
WRAP(store_service_open, (struct store *s, int64_t t, unsigned c, const char *b), (s, t, c, b))
WRAP(store_removed, (struct store *s, int64_t t, cti_t i, enum found f, const char *b), (s, t, i, f, b))

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
        fixture_press(&fixture, TARGET_STAFF_OVERDUE);
        fixture_press_number(&fixture, TARGET_ROW, 0);
        fixture_door(&fixture, 1, DOOR_CLOSED);
        fixture_press(&fixture, TARGET_FOUND_THERE);
}

static void force(void) {
        fixture_door(&fixture, 3, DOOR_OPEN);
}

static void scan_nonsense(void) {
        fixture_scan(&fixture, "PK1:nonsense");
}

static const struct {
        const char *call;
        void (*act)(void);
        unsigned pulses;        /* given before the failure was met */
} rows[] = {
        { "store_answer", collect, 0 },
        { "store_release", collect, 0 },
        { "store_issued", collect, 1 },
        { "store_set_checkpoint", collect, 1 },
        { "store_closed", collect_and_open_again, 1 },
        { "store_reopened", collect_and_open_again, 1 },
        { "store_staff_answer", sign_in, 0 },
        { "store_load_begin", load, 0 },
        { "store_loaded", load, 1 },
        { "store_load_cancelled", cancel_a_load, 1 },
        { "store_service_open", take_out, 0 },
        { "store_removed", take_out, 1 },
        { "store_quarantine", force, 0 },
        { "store_append", force, 0 },
        { "store_refused", scan_nonsense, 0 },
};

static void after_any_failure_nothing_opens(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                unsigned pulses;

                print_message("%s\n", rows[i].call);
                fixture_set_up(&fixture, NULL);
                fixture_load(&fixture, 1, 1);
                pulses = fixture.pulse_count;
                failing = rows[i].call;
                failed = false;
                rows[i].act();
                failing = NULL;
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
                fixture_restart(&fixture);
                fixture_expect(&fixture, SCREEN_IDLE);
                fixture_check_pulses(&fixture);
                fixture_tear_down(&fixture);
        }
}

static void a_pin_that_cannot_be_read_brings_no_one_time_pin_back(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_scan_badge(&fixture, "lore");
        failing = "store_staff_pin";
        fixture_type(&fixture, "99999999");
        failing = NULL;
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_int_equal(fixture.faults, 1);
        assert_int_equal(box_screen(fixture.box)->entry.digit_count, 0);
        fixture_tear_down(&fixture);
}

static void a_list_that_cannot_be_read_is_not_shown_as_empty(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_sign_in(&fixture, "mara");
        failing = "store_staff_pin";
        fixture_press(&fixture, TARGET_STAFF_STATE);
        failing = NULL;
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
        fixture_press(&fixture, TARGET_STAFF_STATE);
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
                cmocka_unit_test(a_pin_that_cannot_be_read_brings_no_one_time_pin_back),
                cmocka_unit_test(a_list_that_cannot_be_read_is_not_shown_as_empty),
                cmocka_unit_test(a_lock_that_takes_no_pulse_is_a_jam),
                cmocka_unit_test(devices_that_go_and_come_are_entries_and_lines),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
