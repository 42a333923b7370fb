/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "hal/input/finger.h"
#include "tests/support/cmocka.h"

static struct input input;
static struct finger finger;
static struct input_event events[16];
static unsigned count;
static const char one[] = "one panel", other[] = "another";

static void take(void *context, const struct input_event *event) {
        assert_true(count < ARRAY_LEN(events));
        events[count++] = *event;
}

static int set_up(void **state) {
        memset(&input, 0, sizeof(input));
        input_set_callbacks(&input, take, NULL, NULL);
        finger = (struct finger){ .input = &input };
        count = 0;
        return 0;
}

static void expect(unsigned at, enum input_type type, int x_px, int y_px) {
        assert_true(at < count);
        assert_int_equal(events[at].type, type);
        assert_int_equal(events[at].x_px, x_px);
        assert_int_equal(events[at].y_px, y_px);
}

static void a_tap_is_told_where_the_finger_was_last(void **state) {
        finger_down(&finger, one, 0, 10, 20);
        finger_move(&finger, one, 0, 11, 20);
        finger_move(&finger, one, 0, 11, 20);
        finger_up(&finger, one, 0);
        finger_flush(&finger);
        finger_flush(&finger);
        assert_int_equal(count, 3);
        expect(0, INPUT_TOUCH_DOWN, 10, 20);
        expect(1, INPUT_TOUCH_MOVE, 11, 20);
        expect(2, INPUT_TOUCH_UP, 11, 20);
}

static void a_second_finger_and_another_panel_do_not_count(void **state) {
        finger_down(&finger, one, 0, 10, 20);
        finger_down(&finger, one, 1, 90, 90);
        finger_down(&finger, other, 0, 50, 50);
        finger_move(&finger, one, 1, 91, 91);
        finger_up(&finger, one, 1);
        finger_up(&finger, other, 0);
        finger_cancel(&finger, other, 0);
        finger_gone(&finger, other);
        finger_flush(&finger);
        assert_int_equal(count, 1);
        finger_up(&finger, one, 0);
        finger_down(&finger, one, 1, 30, 30);
        assert_int_equal(count, 3);
        expect(1, INPUT_TOUCH_UP, 10, 20);
        expect(2, INPUT_TOUCH_DOWN, 30, 30);
}

static void a_finger_that_goes_with_its_panel_presses_nothing(void **state) {
        finger_down(&finger, one, 0, 10, 20);
        finger_up(&finger, one, 0);
        finger_gone(&finger, one);
        finger_flush(&finger);
        assert_int_equal(count, 2);
        expect(1, INPUT_TOUCH_CANCEL, 10, 20);
        finger_down(&finger, one, 0, 10, 20);
        finger_gone(&finger, one);
        expect(3, INPUT_TOUCH_CANCEL, 10, 20);
        finger_gone(&finger, one);
        assert_int_equal(count, 4);
}

static void a_cancelled_finger_is_not_up(void **state) {
        finger_down(&finger, one, 3, 10, 20);
        finger_cancel(&finger, one, 3);
        finger_up(&finger, one, 3);
        finger_flush(&finger);
        assert_int_equal(count, 2);
        expect(1, INPUT_TOUCH_CANCEL, 10, 20);
}

static void what_was_never_down_does_nothing(void **state) {
        finger_move(&finger, one, 0, 1, 1);
        finger_up(&finger, one, 0);
        finger_cancel(&finger, one, 0);
        finger_gone(&finger, one);
        finger_gone(&finger, NULL);
        finger_flush(&finger);
        assert_int_equal(count, 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_tap_is_told_where_the_finger_was_last, set_up),
                cmocka_unit_test_setup(a_second_finger_and_another_panel_do_not_count, set_up),
                cmocka_unit_test_setup(a_finger_that_goes_with_its_panel_presses_nothing, set_up),
                cmocka_unit_test_setup(a_cancelled_finger_is_not_up, set_up),
                cmocka_unit_test_setup(what_was_never_down_does_nothing, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
