/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/input_sim.h"
#include "tests/hal/input/input_hand.h"
#include "tests/support/cmocka.h"

struct input_hand input_hand;
static int at_x_px, at_y_px;

static void touch(enum input_type type, int x_px, int y_px) {
        at_x_px = x_px;
        at_y_px = y_px;
        assert_int_equal(input_simulate(input_hand.input, &(struct input_event){ .type = type, .x_px = x_px, .y_px = y_px }), 0);
}

static void down(int x_px, int y_px) {
        touch(INPUT_TOUCH_DOWN, x_px, y_px);
}

static void move(int x_px, int y_px) {
        touch(INPUT_TOUCH_MOVE, x_px, y_px);
}

static void up(void) {
        touch(INPUT_TOUCH_UP, at_x_px, at_y_px);
}

static void second_down(int x_px, int y_px) {
        assert_int_equal(input_simulate(input_hand.input, &(struct input_event){ .type = INPUT_TOUCH_DOWN, .x_px = x_px, .y_px = y_px }), 0);
}

static void key(enum input_key key) {
        assert_int_equal(input_simulate(input_hand.input, &(struct input_event){ .type = INPUT_KEY_PRESS, .key = key }), 0);
}

static void headset(bool plugged) {
        assert_int_equal(input_simulate(input_hand.input, &(struct input_event){ .type = INPUT_HEADSET, .plugged = plugged }), 0);
}

static void plug_touch(bool plugged) {
        input_simulate_touch_present(input_hand.input, plugged);
}

int input_hand_set_up(void **state) {
        input_hand = (struct input_hand){
                .down = down, .move = move, .up = up, .second_down = second_down, .key = key, .headset = headset, .plug_touch = plug_touch,
        };
        return input_new_simulated(&input_hand.input);
}

int input_hand_tear_down(void **state) {
        input_free(input_hand.input);
        return 0;
}
