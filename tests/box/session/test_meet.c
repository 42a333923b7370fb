/* SPDX-License-Identifier: EUPL-1.2 */
/* The table "What meets what" of the design, row by row and column by column. */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

static void at_idle(void) {
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void in_citizen_session(void) {
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
}

static void with_open_door(void) {
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
}

static void in_staff_session(void) {
        fixture_sign_in(&fixture, "lore");
}

static void out_of_order(void) {
        fixture.now.wall_ms += 3600 * 1000;
        box_tick(fixture.box, fixture.now);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
}

static void turned_away(void) {
        fixture_scan_ticket(&fixture, 3);
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
}

static void turned_away_out_of_order(void) {
        out_of_order();
        fixture_scan(&fixture, "SB1:JUNK");
        fixture_expect(&fixture, SCREEN_STAFF_REFUSED);
}

static void scan_code(void) {
        fixture_scan_code(&fixture, 2);
}

static void scan_own_badge(void) {
        fixture_scan_badge(&fixture, "lore");
}

static void scan_other_badge(void) {
        fixture_scan_badge(&fixture, "lutz");
}

static void scan_ticket(void) {
        fixture_scan_ticket(&fixture, 3);
}

static const struct {
        const char *name;
        void (*while_in)(void);
        void (*scan)(void);
        enum screen_id then;    /* at once */
        bool asks_to_wait;      /* by tone and for two seconds on the screen */
        enum screen_id after;   /* two seconds later */
} rows[] = {
        { "idle, code", at_idle, scan_code, SCREEN_BIRTH, false, SCREEN_BIRTH },
        { "turned away, code", turned_away, scan_code, SCREEN_BIRTH, false, SCREEN_BIRTH },
        { "turned away, badge", turned_away, scan_own_badge, SCREEN_STAFF_PIN, false, SCREEN_STAFF_PIN },
        { "turned away, ticket", turned_away, scan_ticket, SCREEN_STAFF_REFUSED, true, SCREEN_STAFF_REFUSED },
        { "idle, badge", at_idle, scan_own_badge, SCREEN_STAFF_PIN, false, SCREEN_STAFF_PIN },
        { "idle, ticket", at_idle, scan_ticket, SCREEN_STAFF_REFUSED, false, SCREEN_STAFF_REFUSED },
        { "citizen, code", in_citizen_session, scan_code, SCREEN_SOMEBODY_FIRST, true, SCREEN_BIRTH },
        { "citizen, badge", in_citizen_session, scan_own_badge, SCREEN_SOMEBODY_FIRST, true, SCREEN_BIRTH },
        { "citizen, ticket", in_citizen_session, scan_ticket, SCREEN_BIRTH, false, SCREEN_BIRTH },
        { "door, code", with_open_door, scan_code, SCREEN_SOMEBODY_FIRST, true, SCREEN_DOOR },
        { "door, badge", with_open_door, scan_own_badge, SCREEN_SOMEBODY_FIRST, true, SCREEN_DOOR },
        { "door, ticket", with_open_door, scan_ticket, SCREEN_DOOR, false, SCREEN_DOOR },
        { "staff, code", in_staff_session, scan_code, SCREEN_STAFF_REFUSED, false, SCREEN_STAFF_REFUSED },
        { "staff, own badge", in_staff_session, scan_own_badge, SCREEN_IDLE, false, SCREEN_IDLE },
        { "staff, other badge", in_staff_session, scan_other_badge, SCREEN_STAFF_PIN, false, SCREEN_STAFF_PIN },
        { "staff, ticket", in_staff_session, scan_ticket, SCREEN_STAFF_LOAD, false, SCREEN_STAFF_LOAD },
        { "out of order, code", out_of_order, scan_code, SCREEN_OUT_OF_ORDER, false, SCREEN_OUT_OF_ORDER },
        { "out of order and turned away, code", turned_away_out_of_order, scan_code, SCREEN_STAFF_REFUSED, false, SCREEN_STAFF_REFUSED },
        { "out of order, badge", out_of_order, scan_own_badge, SCREEN_STAFF_PIN, false, SCREEN_STAFF_PIN },
        { "out of order, ticket", out_of_order, scan_ticket, SCREEN_OUT_OF_ORDER, false, SCREEN_OUT_OF_ORDER },
};

static void what_meets_what(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                unsigned waits;

                print_message("%s\n", rows[i].name);
                fixture_set_up(&fixture, NULL);
                fixture_load(&fixture, 1, 2);
                rows[i].while_in();
                waits = fixture.tones[TONE_WAIT];
                rows[i].scan();
                fixture_expect(&fixture, rows[i].then);
                assert_int_equal(fixture.tones[TONE_WAIT] - waits, rows[i].asks_to_wait);
                if (rows[i].then == SCREEN_SOMEBODY_FIRST) /* who queues is told of a door only where one is open */
                        assert_int_equal(box_screen(fixture.box)->message.door_open, rows[i].while_in == with_open_door);
                fixture_pass(&fixture, 2100);
                fixture_expect(&fixture, rows[i].after);
                assert_int_equal(fixture_consignment(&fixture, 2).state, CONSIGNMENT_STORED);
                fixture_tear_down(&fixture);
        }
}

/* Junk under the prefix of a ticket or a badge, forged ones, and one that the box knows no longer: each blocks only itself. */
static void junk_at_idle_keeps_nobody_waiting(void **state) {
        static const char *const junk[] = { "LT1:", "LT1:JUNK", "SB1:", "SB1:JUNK", "LT1:%*+", "PK1:JUNK", "RUBBISH" };

        for (size_t i = 0; i < ARRAY_LEN(junk); i++) {
                fixture_set_up(&fixture, NULL);
                fixture_load(&fixture, 1, 1);
                for (unsigned times = 0; times < 3; times++) {
                        fixture_scan(&fixture, junk[i]);
                        fixture_scan_code(&fixture, 1);
                        fixture_expect(&fixture, SCREEN_BIRTH);
                        fixture_scan(&fixture, junk[i]);
                        fixture_pass(&fixture, 2100);
                        fixture_press(&fixture, TARGET_CANCEL);
                        fixture_pass(&fixture, REPEATS_MORE_MS);
                }
                fixture_collect(&fixture, 1);
                fixture_expect(&fixture, SCREEN_DOOR);
                assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 1);
                fixture_tear_down(&fixture);
        }
}

/* Of half a reading nobody knows whose it was: the next thing that is held to the scanner counts, whatever it is. */
static void what_was_not_read_whole_keeps_nobody_waiting(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 1);
        for (unsigned i = 0; i < 2; i++) {
                if (i == 0)
                        box_misread(fixture.box, fixture.now);
                else
                        box_scanned(fixture.box, fixture.now, "PK1:HALF", 8, false);
                fixture_expect_refused(&fixture, REFUSAL_MALFORMED);
                fixture_scan_badge(&fixture, "lore");
                fixture_expect(&fixture, SCREEN_STAFF_PIN);
                fixture_press(&fixture, TARGET_CANCEL);
                fixture_expect(&fixture, SCREEN_IDLE);
                box_misread(fixture.box, fixture.now);
                fixture_scan_code(&fixture, 1);
                fixture_expect(&fixture, SCREEN_BIRTH);
                box_misread(fixture.box, fixture.now);
                fixture_expect(&fixture, SCREEN_BIRTH);
                fixture_press(&fixture, TARGET_CANCEL);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 0);
        fixture_tear_down(&fixture);
}

static void waving_codes_does_not_blank_the_screen(void **state) {
        unsigned shown = 0;

        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        with_open_door();
        for (unsigned i = 0; i < 15; i++) {
                scan_code();
                shown += fixture_screen(&fixture) == SCREEN_DOOR;
                fixture_pass(&fixture, 1000);
        }
        assert_true(shown >= 10);
        fixture_tear_down(&fixture);
}

/* The first ten an hour singly, then counted. */
static void waving_codes_does_not_fill_the_ledger(void **state) {
        fixture_set_up(&fixture, NULL);
        for (unsigned i = 0; i < 200; i++) {
                fixture_scan_code(&fixture, 50);
                fixture_pass(&fixture, FIXTURE_AWAY_MS);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 10);
        fixture_pass(&fixture, 2 * 3600 * 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED_MANY), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_REFUSED_MANY).count, 190);
        fixture_tear_down(&fixture);
}

static void waving_a_badge_does_not_fill_the_ledger(void **state) {
        uint64_t size;

        fixture_set_up(&fixture, NULL);
        for (unsigned i = 0; i < 5; i++) {
                fixture_scan_badge(&fixture, "lore");
                fixture_type(&fixture, "00000000");
                fixture_press(&fixture, TARGET_CANCEL);
        }
        size = store_size(fixture.store);
        for (unsigned i = 0; i < 200; i++)
                fixture_scan_badge(&fixture, "lore");
        assert_in_range(store_size(fixture.store) - size, 10, 20);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGIN_REFUSED).why, "locked");
        fixture_pass(&fixture, 2 * 3600 * 1000);
        assert_string_equal(fixture_last(&fixture, ENTRY_REFUSED_MANY).why, "locked");
        fixture_scan_badge(&fixture, "lore");
        assert_int_equal(fixture_last(&fixture, ENTRY_LOGIN_REFUSED).n, store_size(fixture.store) - 1);
        fixture_tear_down(&fixture);
}

static void staff_are_told_that_it_is_a_pickup_code(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        in_staff_session();
        scan_code();
        assert_true(box_screen(fixture.box)->refused.pickup_code);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 0);
        fixture_press(&fixture, TARGET_NEXT);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        fixture_tear_down(&fixture);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_meets_what),
                cmocka_unit_test(junk_at_idle_keeps_nobody_waiting),
                cmocka_unit_test(what_was_not_read_whole_keeps_nobody_waiting),
                cmocka_unit_test(waving_codes_does_not_blank_the_screen),
                cmocka_unit_test(waving_codes_does_not_fill_the_ledger),
                cmocka_unit_test(waving_a_badge_does_not_fill_the_ledger),
                cmocka_unit_test(staff_are_told_that_it_is_a_pickup_code),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
