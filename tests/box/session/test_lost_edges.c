/* SPDX-License-Identifier: EUPL-1.2 */
/* Edges get lost: what a switch says is read all the same, and nobody gets a second pulse into an open door. */
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

enum { SESSIONS = 200, NUMBERS = 90 };

/* Shut by somebody, whether the edge is told or not, and settled. */
static void shut(unsigned c) {
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 100 + WATCH_SETTLE_MS);
}

static void load(unsigned n) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, n);
        fixture_pass(&fixture, 500);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
        shut(screen_compartment(box_screen(fixture.box)));
        fixture_expect(&fixture, SCREEN_STAFF_SCAN);
        fixture_sign_out(&fixture);
}

static void collect(unsigned n) {
        unsigned c = fixture_where(&fixture, n);

        fixture_collect(&fixture, n);
        fixture_pass(&fixture, 500);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(&fixture, n).state, CONSIGNMENT_ISSUED);
        shut(c);
        fixture_expect(&fixture, SCREEN_DONE);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 12 * 1000);
}

static unsigned sessions(unsigned lost) {
        unsigned pulses = 0, issued = 0, unheard = 0;

        for (unsigned done = 0; done < SESSIONS;) {
                fixture_tear_down(&fixture);
                fixture_set_up(&fixture, NULL);
                fixture.lost = lost;
                fixture.chance = done;
                for (unsigned n = 1; n <= NUMBERS && done < SESSIONS; n++, done++) {
                        load(n);
                        collect(n);
                }
                assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 0);
                assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 0);
                assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
                assert_int_equal(fixture_count(&fixture, ENTRY_LOADED), fixture_count(&fixture, ENTRY_ISSUED));
                assert_int_equal(fixture_count(&fixture, ENTRY_CLOSED), fixture_count(&fixture, ENTRY_ISSUED));
                assert_int_equal(fixture.pulse_count, 2 * fixture_count(&fixture, ENTRY_ISSUED));
                pulses += fixture.pulse_count;
                issued += fixture_count(&fixture, ENTRY_ISSUED);
                unheard += fixture.lost_count;
        }
        print_message("%u of a thousand edges lost, %u in all: %u issued, %u pulses\n", lost, unheard, issued, pulses);
        assert_int_not_equal(unheard, 0);
        return issued;
}

static void in_200_sessions_every_opening_is_issued_once(void **state) {
        static const unsigned lost[] = { 10, 100, 1000 };

        for (size_t i = 0; i < ARRAY_LEN(lost); i++)
                assert_int_equal(sessions(lost[i]), SESSIONS);
}

/* Nobody tells, and nobody reads in between: the switch is asked before a lock is pulsed once more. */
static void open_without_a_word(unsigned pulses_before) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, (pulses_before - 1) * WATCH_WAIT_MS);
        fixture.doors[c - 1] = DOOR_OPEN;
        fixture_pass(&fixture, WATCH_WAIT_MS);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(fixture.pulse_count, 1 + pulses_before);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_SEEN);
        fixture_shut(&fixture, c);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_OPEN_FAILED), 0);
}

static void the_switch_is_asked_before_every_further_pulse(void **state) {
        open_without_a_word(1);
        one_box_tear_down(NULL);
        one_box_set_up(NULL);
        open_without_a_word(2);
}

static void the_switch_is_asked_before_an_opening_is_given_up(void **state) {
        open_without_a_word(3);
}

/* It lets go half a minute after it was given up, and is shut again before levels are read that nobody waits for. */
static void a_late_opening_is_seen_though_its_edge_is_lost(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        fixture_pass(&fixture, 60 * 1000);
        c = fixture_where(&fixture, 1);
        fixture.lost = 1000;
        fixture.jammed[c - 1] = true;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 3 * WATCH_WAIT_MS + 1000);
        fixture_expect(&fixture, SCREEN_JAM_ASK);
        fixture_press(&fixture, TARGET_NO);
        fixture_pass(&fixture, 31 * 1000);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_pass(&fixture, 2000);
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 100);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_LATE);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

static void a_latch_that_missed_is_seen_though_its_edge_is_lost(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        fixture_pass(&fixture, 60 * 1000);
        c = fixture_where(&fixture, 1);
        fixture.lost = 1000;
        fixture_collect(&fixture, 1);
        fixture_pass(&fixture, 500);
        shut(c);
        fixture_pass(&fixture, 6000);
        fixture_door(&fixture, c, DOOR_OPEN);
        fixture_pass(&fixture, 1000);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNLATCHED), 1);
        shut(c);
        assert_int_equal(fixture_count(&fixture, ENTRY_FORCED_OPEN), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, one_box_set_up, one_box_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(in_200_sessions_every_opening_is_issued_once),
                CASE(the_switch_is_asked_before_every_further_pulse),
                CASE(a_late_opening_is_seen_though_its_edge_is_lost),
                CASE(a_latch_that_missed_is_seen_though_its_edge_is_lost),
                CASE(the_switch_is_asked_before_an_opening_is_given_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
