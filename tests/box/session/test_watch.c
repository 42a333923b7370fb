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
        assert_int_equal(watch_deadline(&watch), now.mono_ms + WATCH_SETTLE_MS);
        tick_after(WATCH_SETTLE_MS);
        assert_true(tells(EVENT_SETTLED, 2));
        /* It may spring open still. */
        assert_true(watch_awaits(&watch, 2) && !watch_awaits(&watch, 1));
        assert_int_equal(watch_deadline(&watch), now.mono_ms + WATCH_OWN_MS - WATCH_SETTLE_MS);
        tick_after(WATCH_OWN_MS - WATCH_SETTLE_MS);
        assert_int_equal(actions.count, 0);
        assert_false(watch_awaits(&watch, 2));
        assert_int_equal(watch_deadline(&watch), INT64_MAX);
}

static void one_that_was_given_up_is_awaited_for_a_minute(void **state) {
        step(EVENT_OPEN, 1, 0);
        for (unsigned i = 1; i <= 3; i++) {
                step(EVENT_PULSED, 1, 0);
                tick_after(WATCH_WAIT_MS);
        }
        assert_true(tells(EVENT_NOT_OPENED, 1));
        watch_give_up(&watch, 1);
        tick_after(WATCH_EXPECT_MS - WATCH_WAIT_MS - 1);
        assert_true(watch_awaits(&watch, 1));
        assert_int_equal(watch_deadline(&watch), now.mono_ms + 1);
        tick_after(1);
        assert_false(watch_awaits(&watch, 1));
        assert_int_equal(watch_deadline(&watch), INT64_MAX);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        tick_after(WATCH_HOLD_MS);
        assert_true(has(ACTION_FORCED_OPEN, 1));
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

/* Opened, and open for as long as counts. */
static void force(unsigned c) {
        step(EVENT_DOOR, c, DOOR_OPEN);
        tick_after(WATCH_HOLD_MS);
}

static void an_opening_is_expected_late_or_forced(void **state) {
        force(1);
        assert_true(has(ACTION_FORCED_OPEN, 1));
        step(EVENT_OPEN, 2, 0);
        step(EVENT_PULSED, 2, 0);
        watch_give_up(&watch, 2);
        now.mono_ms += WATCH_EXPECT_MS - 1;
        step(EVENT_DOOR, 2, DOOR_OPEN);
        assert_true(has(ACTION_CAME_LATE, 2));
        step(EVENT_OPEN, 3, 0);
        step(EVENT_PULSED, 3, 0);
        watch_give_up(&watch, 3);
        now.mono_ms += WATCH_EXPECT_MS;
        force(3);
        assert_true(has(ACTION_FORCED_OPEN, 3));
        watch_expect(&watch, 4, now);
        now.mono_ms += WATCH_EXPECT_MS - 1;
        step(EVENT_DOOR, 4, DOOR_OPEN);
        assert_true(tells(EVENT_OPENED, 4));
}

static void the_minute_begins_with_the_last_pulse(void **state) {
        step(EVENT_OPEN, 1, 0);
        for (unsigned i = 0; i < 2; i++) {
                step(EVENT_PULSED, 1, 0);
                tick_after(WATCH_WAIT_MS);
        }
        step(EVENT_PULSED, 1, 0);
        now.mono_ms += WATCH_EXPECT_MS - 1;
        step(EVENT_DOOR, 1, DOOR_OPEN);
        assert_true(tells(EVENT_OPENED, 1));
}

static void open_and_shut(unsigned c) {
        step(EVENT_OPEN, c, 0);
        step(EVENT_PULSED, c, 0);
        step(EVENT_DOOR, c, DOOR_OPEN);
        now.mono_ms += 5000;
        step(EVENT_DOOR, c, DOOR_CLOSED);
}

static void soon_after_it_was_shut_a_latch_has_missed(void **state) {
        open_and_shut(1);
        now.mono_ms += WATCH_OWN_MS - 1;
        force(1);
        assert_true(has(ACTION_UNLATCHED, 1));
        step(EVENT_DOOR, 1, DOOR_CLOSED);
        assert_true(tells(EVENT_CLOSED, 1));
        now.mono_ms += WATCH_OWN_MS;
        force(1);
        assert_true(has(ACTION_FORCED_OPEN, 1));
        step(EVENT_DOOR, 1, DOOR_CLOSED);
        force(1);
        assert_true(has(ACTION_FORCED_OPEN, 1));
}

static void the_next_code_or_badge_makes_it_a_break_in(void **state) {
        open_and_shut(1);
        watch_disown(&watch);
        force(1);
        assert_true(has(ACTION_FORCED_OPEN, 1));
}

static void what_lasts_less_than_300_ms_is_no_opening(void **state) {
        step(EVENT_DOOR, 1, DOOR_OPEN);
        tick_after(WATCH_HOLD_MS - 1);
        assert_int_equal(actions.count, 0);
        step(EVENT_DOOR, 1, DOOR_CLOSED);
        assert_int_equal(actions.count, 0);
        tick_after(10000);
        assert_int_equal(actions.count, 0);
}

static void it_is_settled_when_it_stayed_shut_for_two_seconds(void **state) {
        open_and_shut(1);
        tick_after(WATCH_SETTLE_MS - 200);
        assert_int_equal(actions.count, 0);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        now.mono_ms += 100;
        step(EVENT_DOOR, 1, DOOR_CLOSED);
        tick_after(WATCH_SETTLE_MS - 1);
        assert_int_equal(actions.count, 0);
        tick_after(1);
        assert_true(tells(EVENT_SETTLED, 1));
        tick_after(10000);
        assert_int_equal(actions.count, 0);
}

static void a_switch_that_cannot_be_read_says_neither_open_nor_closed(void **state) {
        step(EVENT_DOOR, 1, DOOR_UNKNOWN);
        assert_int_equal(actions.count, 0);
        step(EVENT_OPEN, 1, 0);
        step(EVENT_PULSED, 1, 0);
        step(EVENT_DOOR, 1, DOOR_OPEN);
        step(EVENT_DOOR, 1, DOOR_UNKNOWN);
        assert_int_equal(actions.count, 0);
        assert_true(watch_is_open(&watch, 1));
}

static void an_open_door_clicks_reminds_is_noted_and_given_up(void **state) {
        step(EVENT_OPEN, 1, 0);
        step(EVENT_PULSED, 1, 0);
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
                cmocka_unit_test_setup(one_that_was_given_up_is_awaited_for_a_minute, set_up),
                cmocka_unit_test_setup(three_pulses_three_seconds_apart_then_not_opened, set_up),
                cmocka_unit_test_setup(a_pulse_of_which_nothing_is_heard_is_not_waited_for_for_ever, set_up),
                cmocka_unit_test_setup(a_door_that_is_open_already_gets_no_pulse, set_up),
                cmocka_unit_test_setup(a_door_given_up_on_is_watched_anew_for_the_next_one_who_opens_it, set_up),
                cmocka_unit_test_setup(an_opening_is_expected_late_or_forced, set_up),
                cmocka_unit_test_setup(the_minute_begins_with_the_last_pulse, set_up),
                cmocka_unit_test_setup(soon_after_it_was_shut_a_latch_has_missed, set_up),
                cmocka_unit_test_setup(the_next_code_or_badge_makes_it_a_break_in, set_up),
                cmocka_unit_test_setup(what_lasts_less_than_300_ms_is_no_opening, set_up),
                cmocka_unit_test_setup(it_is_settled_when_it_stayed_shut_for_two_seconds, set_up),
                cmocka_unit_test_setup(a_switch_that_cannot_be_read_says_neither_open_nor_closed, set_up),
                cmocka_unit_test_setup(an_open_door_clicks_reminds_is_noted_and_given_up, set_up),
                cmocka_unit_test_setup(a_long_silence_passes_through_every_stage, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
