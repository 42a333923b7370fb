/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/door_switch.h"
#include "tests/support/cmocka.h"

static struct door_switch door_switch;
static int64_t now_ms;

static int set_up(void **state) {
        door_switch_init(&door_switch, DOOR_CLOSED);
        now_ms = 1000;
        return 0;
}

static bool change_after(int64_t ms) {
        now_ms += ms;
        return door_switch_say(&door_switch, door_switch.level == DOOR_CLOSED ? DOOR_OPEN : DOOR_CLOSED, now_ms);
}

static void six_changes_in_a_minute_are_borne_and_the_seventh_is_not(void **state) {
        for (unsigned i = 0; i < 6; i++)
                assert_false(change_after(10 * 1000));
        assert_true(change_after(0));
        assert_true(door_switch.faulty);
        assert_false(change_after(1));
}

static void slow_changes_are_borne_for_ever(void **state) {
        for (unsigned i = 0; i < 1000; i++)
                assert_false(change_after(10 * 1000 + 1));
}

static void what_a_pulse_allows_is_not_counted(void **state) {
        for (unsigned i = 0; i < 100; i++) {
                door_switch_allow(&door_switch, 2);
                for (unsigned j = 0; j < 8; j++)
                        assert_false(change_after(100));
        }
        assert_true(change_after(100));
}

static void the_same_said_again_is_no_change(void **state) {
        for (unsigned i = 0; i < 100; i++) {
                assert_false(door_switch_say(&door_switch, DOOR_CLOSED, now_ms));
                assert_false(door_switch_say(&door_switch, DOOR_UNKNOWN, now_ms)); /* its bus is at fault */
        }
        assert_false(door_switch_tick(&door_switch, now_ms + SWITCH_HOUR_MS));
}

static void one_that_never_rests_contradicts_itself(void **state) {
        assert_false(door_switch_say(&door_switch, DOOR_UNSTEADY, now_ms));
        assert_int_equal(door_switch_deadline(&door_switch), now_ms + SWITCH_UNSTEADY_MS);
        assert_false(door_switch_tick(&door_switch, now_ms + SWITCH_UNSTEADY_MS - 1));
        assert_true(door_switch_tick(&door_switch, now_ms + SWITCH_UNSTEADY_MS));
        assert_false(door_switch_tick(&door_switch, now_ms + SWITCH_UNSTEADY_MS));
}

static void one_that_comes_to_rest_does_not(void **state) {
        (void)door_switch_say(&door_switch, DOOR_UNSTEADY, now_ms);
        (void)door_switch_say(&door_switch, DOOR_CLOSED, now_ms + SWITCH_UNSTEADY_MS - 1);
        assert_false(door_switch_tick(&door_switch, now_ms + SWITCH_HOUR_MS));
        assert_int_equal(door_switch_deadline(&door_switch), INT64_MAX);
}

static void more_than_ten_openings_an_hour_contradict_themselves(void **state) {
        bool faulty;

        for (unsigned i = 0; i < SWITCH_OPENINGS_MAX; i++)
                assert_true(door_switch_opening(&door_switch, now_ms += 60 * 1000, &faulty) && !faulty);
        assert_false(door_switch_opening(&door_switch, now_ms, &faulty));
        assert_true(faulty && door_switch.faulty);
        for (unsigned i = SWITCH_OPENINGS_MAX; i < SWITCH_OPENINGS_FAULTY_MAX; i++)
                assert_true(door_switch_opening(&door_switch, now_ms, &faulty) && !faulty);
        assert_false(door_switch_opening(&door_switch, now_ms, &faulty));
        assert_false(faulty);
        assert_true(door_switch_opening(&door_switch, now_ms + SWITCH_HOUR_MS, &faulty));
}

static void changes_are_told_once_an_hour(void **state) {
        while (!change_after(100))
                ;
        assert_int_equal(door_switch_deadline(&door_switch), INT64_MAX);
        for (unsigned i = 0; i < 40; i++)
                (void)change_after(100);
        assert_int_equal(door_switch_take(&door_switch, now_ms), 0);
        assert_int_equal(door_switch_take(&door_switch, door_switch_deadline(&door_switch)), 40);
        assert_int_equal(door_switch_take(&door_switch, now_ms + 3 * SWITCH_HOUR_MS), 0);
}

static void it_is_calm_when_it_does_what_its_door_does(void **state) {
        while (!change_after(100))
                ;
        door_switch_allow(&door_switch, 2);
        (void)change_after(100);
        (void)change_after(100);
        if (door_switch.level == DOOR_OPEN)
                assert_false(door_switch_is_calm(&door_switch));
        door_switch_allow(&door_switch, 1);
        (void)door_switch_say(&door_switch, DOOR_CLOSED, now_ms);
        assert_true(door_switch_is_calm(&door_switch));
        (void)change_after(100);
        (void)change_after(100);
        (void)change_after(100);
        assert_false(door_switch_is_calm(&door_switch));
        assert_true(door_switch_mend(&door_switch) > 0);
        assert_false(door_switch.faulty);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(six_changes_in_a_minute_are_borne_and_the_seventh_is_not, set_up),
                cmocka_unit_test_setup(slow_changes_are_borne_for_ever, set_up),
                cmocka_unit_test_setup(what_a_pulse_allows_is_not_counted, set_up),
                cmocka_unit_test_setup(the_same_said_again_is_no_change, set_up),
                cmocka_unit_test_setup(one_that_never_rests_contradicts_itself, set_up),
                cmocka_unit_test_setup(one_that_comes_to_rest_does_not, set_up),
                cmocka_unit_test_setup(more_than_ten_openings_an_hour_contradict_themselves, set_up),
                cmocka_unit_test_setup(changes_are_told_once_an_hour, set_up),
                cmocka_unit_test_setup(it_is_calm_when_it_does_what_its_door_does, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
