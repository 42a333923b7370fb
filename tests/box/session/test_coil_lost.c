/* SPDX-License-Identifier: EUPL-1.2 */
/* The chip of a lock goes while its coil is on, which ends the box: the second time that compartment is left alone until staff have looked. */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static unsigned c;

static int set_up(void **state) {
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = 3 });
        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        return 0;
}

static int tear_down(void **state) {
        assert_int_equal(fixture.faults, 0);
        fixture_tear_down(&fixture);
        return 0;
}

/* The box ends and is started again, with its chip there. */
static void start_again(enum door_state door) {
        fixture_stop(&fixture);
        memset(fixture.absent, 0, sizeof(fixture.absent));
        fixture.doors[c - 1] = door;
        fixture_start(&fixture);
}

/* With the next pulse, which is too short for the door. */
static void is_about_to_go(void) {
        fixture.dying[c - 1] = true;
        fixture.died = 1;
}

static void goes_under_a_citizen(enum door_state door) {
        unsigned before = fixture_count(&fixture, ENTRY_COIL_LOST);

        is_about_to_go();
        fixture_collect(&fixture, 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_COIL_LOST), before + 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_COIL_LOST).c, c);
        start_again(door);
}

static void the_first_time_its_code_is_as_good_as_after_a_cut(void **state) {
        goes_under_a_citizen(DOOR_CLOSED);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_STORED);
        assert_true(fixture_consignment(&fixture, 1).unsure);
        assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 0);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_shut(&fixture, c);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
}

static void the_second_time_it_is_quarantined_and_staff_see_why(void **state) {
        unsigned pulses;

        goes_under_a_citizen(DOOR_CLOSED);
        goes_under_a_citizen(DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_COIL_LOST);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_QUARANTINED);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 2);
        assert_string_equal(fixture_last(&fixture, ENTRY_QUARANTINED).why, "coil_lost");
        pulses = fixture.pulse_count;
        fixture_scan_code(&fixture, 1);
        fixture_press(&fixture, TARGET_END);
        assert_int_equal(fixture.pulse_count, pulses);
        fixture_collect(&fixture, 2);
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_shut(&fixture, fixture_where(&fixture, 2));
        fixture_press(&fixture, TARGET_END);
        fixture_sign_in(&fixture, "mara");
        fixture_press_number(&fixture, TARGET_TASK, TASK_PROBLEMS);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].compartment, c);
        assert_int_equal(box_screen(fixture.box)->list.rows[0].reason, REASON_COIL_LOST);
        fixture_sign_out(&fixture);
}

static void a_door_that_opened_all_the_same_is_an_issue(void **state) {
        goes_under_a_citizen(DOOR_CLOSED);
        goes_under_a_citizen(DOOR_OPEN);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
        assert_int_equal(fixture_last(&fixture, ENTRY_ISSUED).how, HOW_FOUND);
        assert_int_equal(fixture_count(&fixture, ENTRY_FOUND_OPEN), 0);
        assert_int_equal(fixture_consignment(&fixture, 1).state, CONSIGNMENT_ISSUED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_COIL_LOST);
        fixture_shut(&fixture, c);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
}

static void power_cuts_are_not_counted(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                fixture.jammed[c - 1] = true;
                fixture_collect(&fixture, 1);
                start_again(DOOR_CLOSED);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 4);
        assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 0);
        goes_under_a_citizen(DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 0);
}

static void a_chip_that_stays_away_is_judged_when_it_is_back(void **state) {
        goes_under_a_citizen(DOOR_CLOSED);
        is_about_to_go();
        fixture_collect(&fixture, 1);
        fixture_restart(&fixture);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_ABSENT);
        assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 0);
        fixture_set_absent(&fixture, c, false);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_COIL_LOST);
        assert_int_equal(fixture_count(&fixture, ENTRY_UNSURE), 2);
}

static void a_load_is_for_staff_the_first_time_and_says_why_the_second(void **state) {
        static const enum reason reasons[] = { REASON_LOAD_CUT_SHORT, REASON_COIL_LOST };

        c = 3;
        for (unsigned i = 0; i < ARRAY_LEN(reasons); i++) {
                fixture_sign_in(&fixture, "lore");
                is_about_to_go();
                fixture_scan_ticket(&fixture, 3);
                start_again(DOOR_CLOSED);
                assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_QUARANTINED);
                assert_int_equal(fixture_compartment(&fixture, c).reason, reasons[i]);
                assert_int_equal(fixture_compartment(&fixture, c).coil_lost, i + 1);
                assert_int_equal(store_removed(fixture.store, fixture.now.wall_ms, fixture_compartment(&fixture, c).cti, FOUND_EMPTY, "mara"), 0);
                assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_FREE);
                fixture_pass(&fixture, FIXTURE_AWAY_MS);
        }
        assert_int_equal(fixture_compartment(&fixture, c).coil_lost, 0);
}

static void staff_who_return_it_begin_the_count_anew(void **state) {
        goes_under_a_citizen(DOOR_CLOSED);
        goes_under_a_citizen(DOOR_CLOSED);
        assert_int_equal(store_kept(fixture.store, fixture.now.wall_ms, c, "mara"), 0);
        assert_int_equal(fixture_compartment(&fixture, c).coil_lost, 0);
        goes_under_a_citizen(DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).state, COMPARTMENT_OCCUPIED);
        goes_under_a_citizen(DOOR_CLOSED);
        assert_int_equal(fixture_compartment(&fixture, c).reason, REASON_COIL_LOST);
        assert_int_equal(fixture_count(&fixture, ENTRY_COIL_LOST), 4);
        assert_int_equal(fixture_count(&fixture, ENTRY_QUARANTINED), 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(the_first_time_its_code_is_as_good_as_after_a_cut),
                CASE(the_second_time_it_is_quarantined_and_staff_see_why),
                CASE(a_door_that_opened_all_the_same_is_an_issue),
                CASE(power_cuts_are_not_counted),
                CASE(a_chip_that_stays_away_is_judged_when_it_is_back),
                CASE(a_load_is_for_staff_the_first_time_and_says_why_the_second),
                CASE(staff_who_return_it_begin_the_count_anew),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
