/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The points of docs/access.md that time decides, on a whole box whose clock the
 * test moves: what changes by itself, what sounds, when a session ends.
 */
#include <string.h>

#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

enum { FLASH_GAP_MS = 334 }; /* three flashes a second are six changes: never more than three changes */

/* ---- what changes by itself ---- */

/* Lets time pass and returns how often the picture changed; no two changes may lie closer together than a flash allows. */
static unsigned changes_in(int64_t ms) {
        int64_t end_ms = fixture.now.mono_ms + ms, last_ms = INT64_MIN / 2;
        uint64_t serial = box_screen_serial(fixture.box);
        unsigned changes = 0;

        while (fixture.now.mono_ms < end_ms) {
                fixture_pass(&fixture, 10);
                if (box_screen_serial(fixture.box) == serial)
                        continue;
                if (fixture.now.mono_ms - last_ms < FLASH_GAP_MS)
                        fail_msg("two changes in %d ms", (int)(fixture.now.mono_ms - last_ms));
                serial = box_screen_serial(fixture.box);
                last_ms = fixture.now.mono_ms;
                changes++;
        }
        return changes;
}

static void nothing_changes_by_itself_faster_than_3_times_a_second(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 1);
        c = fixture_where(&fixture, 1);
        assert_int_equal(changes_in(90 * 1000), 0); /* idle */
        fixture_scan_code(&fixture, 1);
        assert_true(changes_in(60 * 1000) >= 20); /* birth date, the countdown of "more time", idle again */
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_collect(&fixture, 1);
        assert_true(changes_in(70 * 1000) >= 1); /* an open door, reminded of */
        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        assert_true(changes_in(70 * 1000) >= 50); /* done, counting down */
        fixture_expect(&fixture, SCREEN_IDLE);
}

static void waving_codes_does_not_make_the_screen_flash(void **state) {
        uint64_t serial, changes = 0;

        fixture_load(&fixture, 1, 2);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        serial = box_screen_serial(fixture.box);
        for (unsigned i = 0; i < 100; i++) {
                fixture_scan_code(&fixture, 2 + i);
                if (box_screen_serial(fixture.box) != serial)
                        changes++;
                serial = box_screen_serial(fixture.box);
                fixture_pass(&fixture, 50);
        }
        assert_in_range(changes, 1, 4);
}

/* ---- what sounds ---- */

static unsigned heard[TONE_DOOR_CLICK + 1];
static struct screen seen;

static void remember(void) {
        memcpy(heard, fixture.tones, sizeof(heard));
        seen = *box_screen(fixture.box);
}

/* Every tone since remember() came with another picture, or belongs to what the picture says all the time. */
static void expect_seen(const char *when) {
        const struct screen *screen = box_screen(fixture.box);
        bool door = screen->id == SCREEN_DOOR || screen->id == SCREEN_OLD_PAPERS;

        for (unsigned tone = 0; tone <= TONE_DOOR_CLICK; tone++) {
                if (fixture.tones[tone] == heard[tone])
                        continue;
                if (tone == TONE_DOOR_CLICK ? !door : memcmp(&seen, screen, sizeof(seen)) == 0)
                        fail_msg("%s: the tone %s has nothing visible", when, tone_name((enum tone)tone));
        }
        remember();
}

static bool sounded(enum tone tone) {
        static unsigned before[TONE_DOOR_CLICK + 1];
        bool more = fixture.tones[tone] > before[tone];

        before[tone] = fixture.tones[tone];
        return more;
}

static void every_tone_comes_with_something_visible(void **state) {
        unsigned c;

        fixture_load(&fixture, 1, 2);
        c = fixture_where(&fixture, 1);
        remember();
        fixture_press(&fixture, TARGET_START);
        expect_seen("start");
        fixture_press(&fixture, TARGET_TYPED);
        expect_seen("typed");
        fixture_press_number(&fixture, TARGET_KEY, 4);
        expect_seen("a digit");
        fixture_press(&fixture, TARGET_CANCEL);
        expect_seen("cancel");
        fixture_scan(&fixture, "not a code");
        expect_seen("no code");
        fixture_press(&fixture, TARGET_END);
        fixture_scan_code(&fixture, 1);
        expect_seen("a code");
        fixture_scan_code(&fixture, 2);
        expect_seen("somebody else's code");
        fixture_pass(&fixture, 3000);
        remember();
        fixture_pass(&fixture, 26 * 1000);
        expect_seen("more time");
        fixture_press(&fixture, TARGET_MORE_TIME);
        remember();
        fixture_type(&fixture, "01011901");
        expect_seen("wrong");
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_pass(&fixture, REPEATS_MORE_MS);
        remember();
        fixture_collect(&fixture, 1);
        expect_seen("the door opens");
        for (int i = 0; i < 25; i++) {
                fixture_pass(&fixture, 1000);
                expect_seen("an open door");
        }
        fixture_door(&fixture, c, DOOR_CLOSED);
        expect_seen("the door closes");
        fixture_pass(&fixture, 41 * 1000);
        expect_seen("done");
        for (unsigned tone = 0; tone <= TONE_DOOR_CLICK; tone++) {
                if (tone != TONE_ALARM)
                        assert_true(sounded((enum tone)tone)); /* or this test has shown nothing about it */
        }
}

/* ---- how long ---- */

static void a_session_is_extended_as_often_as_anybody_likes(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_scan_code(&fixture, 1);
        for (int i = 0; i < 50; i++) {
                unsigned reminders = fixture.tones[TONE_REMINDER];

                fixture_pass(&fixture, 24900);
                fixture_expect(&fixture, SCREEN_BIRTH);
                assert_int_equal(fixture.tones[TONE_REMINDER], reminders);
                fixture_pass(&fixture, 200); /* twenty seconds before the end: seen and heard */
                fixture_expect(&fixture, SCREEN_MORE_TIME);
                assert_in_range(box_screen(fixture.box)->message.seconds_left, 20, 20);
                assert_int_equal(fixture.tones[TONE_REMINDER], reminders + 1);
                fixture_pass(&fixture, 19 * 1000);
                box_touched(fixture.box, fixture.now);
                fixture_expect(&fixture, SCREEN_BIRTH);
        }
}

static void the_end_of_done_is_heard_20_s_before_and_put_off_by_any_key(void **state) {
        unsigned reminders;

        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_expect(&fixture, SCREEN_DONE);
        reminders = fixture.tones[TONE_REMINDER];
        fixture_pass(&fixture, 39 * 1000);
        assert_int_equal(fixture.tones[TONE_REMINDER], reminders);
        fixture_pass(&fixture, 2 * 1000);
        assert_int_equal(fixture.tones[TONE_REMINDER], reminders + 1);
        assert_in_range(box_screen(fixture.box)->message.seconds_left, 18, 20);
        for (int i = 0; i < 20; i++) {
                box_touched(fixture.box, fixture.now);
                fixture_pass(&fixture, 40 * 1000);
                fixture_expect(&fixture, SCREEN_DONE);
        }
        fixture_pass(&fixture, 10 * 1000);
        fixture_expect(&fixture, SCREEN_IDLE);
}

/* ---- the next person ---- */

static void everything_a_person_set_is_back_for_the_next(void **state) {
        struct appearance before;

        fixture_load(&fixture, 1, 1);
        before = box_screen(fixture.box)->look;
        fixture_scan_code(&fixture, 1);
        fixture_press(&fixture, TARGET_ACCESS);
        fixture_press(&fixture, TARGET_TOGGLE_LARGE);
        fixture_press(&fixture, TARGET_TOGGLE_CONTRAST);
        fixture_press(&fixture, TARGET_TOGGLE_SPEECH);
        fixture_press(&fixture, TARGET_LOUDER);
        fixture_press(&fixture, TARGET_LANGUAGE);
        fixture_press_number(&fixture, TARGET_PICK_LANGUAGE, LANGUAGE_EN);
        assert_true(box_screen(fixture.box)->look.large && box_screen(fixture.box)->look.contrast);
        assert_int_equal(box_screen(fixture.box)->look.language, LANGUAGE_EN);
        assert_int_equal(box_screen(fixture.box)->look.volume, before.volume + 1);
        fixture_pass(&fixture, 60 * 1000); /* gone without a word */
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_memory_equal(&box_screen(fixture.box)->look, &before, sizeof(before));
}

static void a_box_out_of_order_can_be_had_read_aloud(void **state) {
        fixture_tear_down(&fixture);
        fixture_set_up(&fixture, &(struct fixture_options){ .no_bundle = true });
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
        assert_false(box_screen(fixture.box)->look.speech);
        box_activated(fixture.box, fixture.now, (struct target){ .id = TARGET_TOGGLE_SPEECH });
        assert_true(box_screen(fixture.box)->look.speech);
        box_headset(fixture.box, fixture.now, true);
        assert_true(box_screen(fixture.box)->look.speech && box_screen(fixture.box)->look.headset);
        fixture_expect(&fixture, SCREEN_OUT_OF_ORDER);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(nothing_changes_by_itself_faster_than_3_times_a_second, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(waving_codes_does_not_make_the_screen_flash, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(every_tone_comes_with_something_visible, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_session_is_extended_as_often_as_anybody_likes, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(the_end_of_done_is_heard_20_s_before_and_put_off_by_any_key, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(everything_a_person_set_is_back_for_the_next, one_box_set_up, one_box_tear_down),
                cmocka_unit_test_setup_teardown(a_box_out_of_order_can_be_had_read_aloud, one_box_set_up, one_box_tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
