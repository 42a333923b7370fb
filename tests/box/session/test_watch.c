/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/watch.h"
#include "tests/support/cmocka.h"

static struct watch watch;
static struct moment now;
static struct actions actions;

static int set_up(void **state) {
        watch_init(&watch, 4);
        now = (struct moment){ .mono_ms = 1000 };
        return 0;
}

static void step(enum event_type type, unsigned c, enum door_state door) {
        struct event event = { .type = type, .c = c, .door = door, .right = true };

        actions.count = 0;
        watch_step(&watch, &event, now, &actions);
}

static void tick_after(int64_t ms) {
        now.mono_ms += ms;
        step(EVENT_TICK, 0, 0);
}

static bool has(enum action_type type, unsigned c) {
        for (unsigned i = 0; i < actions.count; i++)
                if (actions.list[i].type == type && actions.list[i].c == c)
                        return true;
        return false;
}

static bool tells(enum event_type event, unsigned c) {
        for (unsigned i = 0; i < actions.count; i++)
                if (actions.list[i].type == ACTION_TELL && actions.list[i].event == event && actions.list[i].c == c)
                        return true;
        return false;
}

static bool sounds(enum tone tone) {
        for (unsigned i = 0; i < actions.count; i++)
                if (actions.list[i].type == ACTION_TONE && actions.list[i].tone == tone)
                        return true;
        return false;
}

static void a_door_that_opens_after_the_pulse_is_told(void **state) {
        step(EVENT_OPEN, 2, 0);
        assert_true(has(ACTION_PULSE, 2));
        step(EVENT_PULSED, 2, 0);
        assert_int_equal(actions.count, 0);
        step(EVENT_DOOR, 2, DOOR_OPEN);
        assert_true(tells(EVENT_OPENED, 2));
        assert_true(watch_is_open(&watch, 2) && watch_any_open(&watch));
        step(EVENT_DOOR, 2, DOOR_CLOSED);
        assert_true(tells(EVENT_CLOSED, 2));
        assert_false(watch_any_open(&watch));
        assert_int_equal(watch_deadline(&watch), INT64_MAX);
}

static void three_pulses_three_seconds_apart_then_not_opened(void **state) {
        step(EVENT_OPEN, 1, 0);
        for (unsigned i = 1; i <= 3; i++) {
                assert_true(has(ACTION_PULSE, 1));
                step(EVENT_PULSED, 1, 0);
                tick_after(WATCH_WAIT_MS - 1);
                assert_int_equal(actions.count, 0);
                assert_int_equal(watch_deadline(&watch), now.mono_ms + 1);
                tick_after(1);
        }
        assert_false(has(ACTION_PULSE, 1));
        assert_true(tells(EVENT_NOT_OPENED, 1));
        tick_after(60000);
        assert_int_equal(actions.count, 0);
}

static void a_pulse_of_which_nothing_is_heard_is_not_waited_for_for_ever(void **state) {
        step(EVENT_OPEN, 1, 0);
        tick_after(WATCH_PULSE_LIMIT_MS);
        assert_true(has(ACTION_PULSE, 1));
}

static void a_door_that_is_open_already_gets_no_pulse(void **state) {
        watch_found_open(&watch, now, 3, false);
        step(EVENT_OPEN, 3, 0);
        assert_false(has(ACTION_PULSE, 3));
        assert_true(tells(EVENT_OPENED, 3));
}

static void a_door_given_up_on_is_watched_anew_for_the_next_one_who_opens_it(void **state) {
        unsigned ticks = 0;

        step(EVENT_DOOR, 1, DOOR_OPEN);
        now.mono_ms += WATCH_GIVE_UP_MS;
        while (watch_deadline(&watch) <= now.mono_ms && ticks++ < 10)
                step(EVENT_TICK, 0, 0);
        assert_false(watch_any_open(&watch));
        step(EVENT_OPEN, 1, 0);
        assert_true(watch_any_open(&watch));
        tick_after(WATCH_REMIND_MS);
        assert_true(tells(EVENT_REMINDED, 1));
        tick_after(WATCH_LEFT_OPEN_MS - WATCH_REMIND_MS);
        tick_after(WATCH_GIVE_UP_MS - WATCH_LEFT_OPEN_MS);
        assert_true(tells(EVENT_GIVEN_UP, 1));
}

static void an_opening_is_allowed_late_or_forced(void **state) {
        step(EVENT_DOOR, 1, DOOR_OPEN);
        assert_true(has(ACTION_FORCED_OPEN, 1));
        watch_expect_late(&watch, 2, true);
        step(EVENT_DOOR, 2, DOOR_OPEN);
        assert_true(has(ACTION_CAME_LATE, 2));
        step(EVENT_DOOR, 2, DOOR_CLOSED);
        step(EVENT_DOOR, 2, DOOR_OPEN);
        assert_true(has(ACTION_FORCED_OPEN, 2));
        step(EVENT_OPEN, 3, 0);
        watch_disallow(&watch, 3);
        step(EVENT_DOOR, 3, DOOR_OPEN);
        assert_true(has(ACTION_FORCED_OPEN, 3));
}

static void what_is_allowed_ends_with_the_closing(void **state) {
        step(EVENT_OPEN, 1, 0);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        step(EVENT_DOOR, 1, DOOR_CLOSED);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        assert_true(has(ACTION_FORCED_OPEN, 1));
}

static void a_switch_that_cannot_be_read_says_neither_open_nor_closed(void **state) {
        step(EVENT_DOOR, 1, DOOR_UNKNOWN);
        assert_int_equal(actions.count, 0);
        step(EVENT_OPEN, 1, 0);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        step(EVENT_DOOR, 1, DOOR_UNKNOWN);
        assert_int_equal(actions.count, 0);
        assert_true(watch_is_open(&watch, 1));
}

static void an_open_door_clicks_reminds_is_noted_and_given_up(void **state) {
        step(EVENT_OPEN, 1, 0);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        tick_after(1000);
        assert_true(sounds(TONE_DOOR_CLICK));
        tick_after(19000);
        assert_true(tells(EVENT_REMINDED, 1));
        assert_true(sounds(TONE_REMINDER));
        tick_after(40000);
        assert_true(has(ACTION_LEFT_OPEN, 1));
        tick_after(240000);
        assert_true(has(ACTION_QUARANTINE, 1));
        assert_true(tells(EVENT_GIVEN_UP, 1));
        assert_false(watch_any_open(&watch));
        assert_int_equal(watch_deadline(&watch), INT64_MAX);
        step(EVENT_DOOR, 1, DOOR_CLOSED);
        assert_true(tells(EVENT_CLOSED, 1));
}

static void a_long_silence_passes_through_every_stage(void **state) {
        unsigned ticks = 0;

        step(EVENT_DOOR, 1, DOOR_OPEN);
        now.mono_ms += 1000000;
        while (watch_deadline(&watch) <= now.mono_ms && ticks++ < 10)
                step(EVENT_TICK, 0, 0);
        assert_int_equal(ticks, 3);
        assert_true(tells(EVENT_GIVEN_UP, 1));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_door_that_opens_after_the_pulse_is_told, set_up),
                cmocka_unit_test_setup(three_pulses_three_seconds_apart_then_not_opened, set_up),
                cmocka_unit_test_setup(a_pulse_of_which_nothing_is_heard_is_not_waited_for_for_ever, set_up),
                cmocka_unit_test_setup(a_door_that_is_open_already_gets_no_pulse, set_up),
                cmocka_unit_test_setup(a_door_given_up_on_is_watched_anew_for_the_next_one_who_opens_it, set_up),
                cmocka_unit_test_setup(an_opening_is_allowed_late_or_forced, set_up),
                cmocka_unit_test_setup(what_is_allowed_ends_with_the_closing, set_up),
                cmocka_unit_test_setup(a_switch_that_cannot_be_read_says_neither_open_nor_closed, set_up),
                cmocka_unit_test_setup(an_open_door_clicks_reminds_is_noted_and_given_up, set_up),
                cmocka_unit_test_setup(a_long_silence_passes_through_every_stage, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
