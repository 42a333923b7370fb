/* SPDX-License-Identifier: EUPL-1.2 */
/* What every input does, whatever it is made of. */
#include <string.h>

#include "tests/hal/input/input_hand.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { EVENTS_MAX = 64 };

static struct input_event events[EVENTS_MAX];
static unsigned count, changes;
static bool touch;

static void take_event(void *context, const struct input_event *event) {
        assert_true(count < EVENTS_MAX);
        events[count++] = *event;
}

static void take_present(void *context, bool now) {
        touch = now;
        changes++;
}

static int set_up(void **state) {
        int r = input_hand_set_up(state);

        count = changes = 0;
        if (r == 0)
                input_set_callbacks(input_hand.input, take_event, take_present, NULL);
        return r;
}

static void dispatch_once(void) {
        assert_true(wait_readable(input_fd(input_hand.input)));
        assert_int_equal(input_dispatch(input_hand.input), 0);
}

static void await_events(unsigned wanted) {
        while (count < wanted)
                dispatch_once();
        assert_int_equal(count, wanted);
}

static void await_touch(bool wanted) {
        while (input_touch_present(input_hand.input) != wanted)
                dispatch_once();
        assert_int_equal(touch, wanted);
}

static void expect(unsigned at, enum input_type type, int x_px, int y_px) {
        assert_int_equal(events[at].type, type);
        assert_int_equal(events[at].x_px, x_px);
        assert_int_equal(events[at].y_px, y_px);
}

static void a_tap_is_down_and_up_at_its_place(void **state) {
        input_hand.down(540, 1900);
        input_hand.up();
        await_events(2);
        expect(0, INPUT_TOUCH_DOWN, 540, 1900);
        expect(1, INPUT_TOUCH_UP, 540, 1900);
        input_hand.down(0, 0);
        input_hand.up();
        await_events(4);
        expect(2, INPUT_TOUCH_DOWN, 0, 0);
        input_hand.down(1079, 1919);
        input_hand.up();
        await_events(6);
        expect(5, INPUT_TOUCH_UP, 1079, 1919);
}

static void a_finger_that_slides_is_followed(void **state) {
        input_hand.down(100, 100);
        await_events(1);
        input_hand.move(150, 120);
        await_events(2);
        input_hand.move(150, 300);
        await_events(3);
        input_hand.up();
        await_events(4);
        expect(1, INPUT_TOUCH_MOVE, 150, 120);
        expect(2, INPUT_TOUCH_MOVE, 150, 300);
        expect(3, INPUT_TOUCH_UP, 150, 300);
}

static void one_finger_counts(void **state) {
        input_hand.down(2, 2);
        await_events(1);
        input_hand.second_down(300, 300);
        input_hand.move(40, 40);
        await_events(2);
        expect(1, INPUT_TOUCH_MOVE, 40, 40);
        input_hand.up();
        await_events(3);
        expect(2, INPUT_TOUCH_UP, 40, 40);
}

static void every_key_is_told_once(void **state) {
        for (unsigned key = 0; key < INPUT_KEY_COUNT; key++) {
                input_hand.key((enum input_key)key);
                await_events(key + 1);
                assert_int_equal(events[key].type, INPUT_KEY_PRESS);
                assert_int_equal(events[key].key, key);
        }
}

static void a_headset_is_told_when_it_comes_and_goes(void **state) {
        input_hand.headset(true);
        await_events(1);
        input_hand.headset(false);
        await_events(2);
        for (unsigned i = 0; i < 2; i++) {
                assert_int_equal(events[i].type, INPUT_HEADSET);
                assert_int_equal(events[i].plugged, i == 0);
        }
}

static void unplugging_cancels_the_finger_and_leaves_the_keypad(void **state) {
        input_hand.down(200, 200);
        await_events(1);
        input_hand.plug_touch(false);
        await_touch(false);
        assert_int_equal(count, 2);
        assert_int_equal(events[1].type, INPUT_TOUCH_CANCEL);
        input_hand.key(INPUT_KEY_5);
        await_events(3);
        assert_int_equal(events[2].key, INPUT_KEY_5);
        assert_int_equal(changes, 1);
        input_hand.plug_touch(true);
        await_touch(true);
        input_hand.down(7, 8);
        input_hand.up();
        await_events(5);
        expect(4, INPUT_TOUCH_UP, 7, 8);
}

static void it_can_be_plugged_again_and_again(void **state) {
        for (unsigned round = 1; round <= 3; round++) {
                input_hand.plug_touch(false);
                await_touch(false);
                input_hand.plug_touch(true);
                await_touch(true);
                assert_int_equal(changes, 2 * round);
        }
        assert_int_equal(count, 0);
}

#define INPUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, input_hand_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                INPUT_TEST(a_tap_is_down_and_up_at_its_place),
                INPUT_TEST(a_finger_that_slides_is_followed),
                INPUT_TEST(one_finger_counts),
                INPUT_TEST(every_key_is_told_once),
                INPUT_TEST(a_headset_is_told_when_it_comes_and_goes),
                INPUT_TEST(unplugging_cancels_the_finger_and_leaves_the_keypad),
                INPUT_TEST(it_can_be_plugged_again_and_again),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
