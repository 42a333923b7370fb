/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "hal/input/input_sim.h"
#include "tests/support/cmocka.h"

static struct input *input;
static struct input_event events[INPUT_SIM_QUEUE_MAX + 8];
static unsigned count, changes;
static bool touch;

static void take_event(void *context, const struct input_event *event) {
        assert_true(count < ARRAY_LEN(events));
        events[count++] = *event;
}

static void take_present(void *context, bool now) {
        touch = now;
        changes++;
}

static int set_up(void **state) {
        count = changes = 0;
        if (input_new_simulated(&input) != 0)
                return -1;
        input_set_callbacks(input, take_event, take_present, NULL);
        return 0;
}

static int tear_down(void **state) {
        input_free(input);
        return 0;
}

static int simulate(enum input_type type, int x_px, int y_px) {
        return input_simulate(input, &(struct input_event){ .type = type, .x_px = x_px, .y_px = y_px });
}

static void one_finger_counts(void **state) {
        assert_int_equal(simulate(INPUT_TOUCH_MOVE, 1, 1), 0);
        assert_int_equal(simulate(INPUT_TOUCH_UP, 1, 1), 0);
        assert_int_equal(simulate(INPUT_TOUCH_DOWN, 2, 2), 0);
        assert_int_equal(simulate(INPUT_TOUCH_DOWN, 3, 3), 0);
        assert_int_equal(simulate(INPUT_TOUCH_MOVE, 4, 4), 0);
        assert_int_equal(simulate(INPUT_TOUCH_UP, 4, 4), 0);
        assert_int_equal(simulate(INPUT_TOUCH_UP, 5, 5), 0);
        assert_int_equal(input_dispatch(input), 0);
        assert_int_equal(count, 3);
        assert_int_equal(events[0].x_px, 2);
        assert_int_equal(events[1].type, INPUT_TOUCH_MOVE);
        assert_int_equal(events[2].type, INPUT_TOUCH_UP);
}

static void unplugging_cancels_the_finger_and_leaves_the_keypad(void **state) {
        assert_int_equal(simulate(INPUT_TOUCH_DOWN, 2, 2), 0);
        assert_int_equal(input_dispatch(input), 0);
        assert_int_equal(simulate(INPUT_TOUCH_UP, 2, 2), 0);
        assert_int_equal(input_simulate(input, &(struct input_event){ .type = INPUT_KEY_PRESS, .key = INPUT_KEY_5 }), 0);
        input_simulate_touch_present(input, false);
        assert_int_equal(input_simulate_tap(input, 1, 1), -ENODEV);
        assert_int_equal(input_dispatch(input), 0);
        assert_int_equal(count, 3);
        assert_int_equal(events[1].type, INPUT_TOUCH_CANCEL);
        assert_int_equal(events[2].key, INPUT_KEY_5);
        assert_int_equal(changes, 1);
        assert_false(touch);
        assert_false(input_touch_present(input));
        input_simulate_touch_present(input, true);
        assert_int_equal(input_simulate_tap(input, 1, 1), 0);
        assert_int_equal(input_dispatch(input), 0);
        assert_true(touch);
        assert_int_equal(count, 5);
}

static void a_flood_is_bounded(void **state) {
        for (unsigned i = 0; i < INPUT_SIM_QUEUE_MAX - 1; i++)
                assert_int_equal(simulate(INPUT_KEY_PRESS, 0, 0), 0);
        assert_int_equal(input_simulate_tap(input, 1, 1), -ENOBUFS);
        assert_int_equal(input_dispatch(input), 0);
        assert_int_equal(count, INPUT_SIM_QUEUE_MAX - 1);
}

static void every_key_has_a_name_of_its_own(void **state) {
        for (unsigned key = 0; key < INPUT_KEY_COUNT; key++)
                assert_int_equal(input_key_from_name(input_key_name((enum input_key)key)), key);
        assert_string_equal(input_key_name(INPUT_KEY_9), "9");
        assert_string_equal(input_key_name(INPUT_KEY_SPEECH), "speech");
        assert_int_equal(input_key_from_name("10"), INPUT_KEY_COUNT);
        assert_int_equal(input_key_from_name(""), INPUT_KEY_COUNT);
        assert_null(input_key_name(INPUT_KEY_COUNT));
}

#define INPUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                INPUT_TEST(one_finger_counts),
                INPUT_TEST(unplugging_cancels_the_finger_and_leaves_the_keypad),
                INPUT_TEST(a_flood_is_bounded),
                cmocka_unit_test(every_key_has_a_name_of_its_own),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
