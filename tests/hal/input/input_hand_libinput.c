/* SPDX-License-Identifier: EUPL-1.2 */
#include <linux/input-event-codes.h>

#include "hal/input/input_libinput.h"
#include "tests/hal/input/input_hand.h"
#include "tests/hal/input/virtual.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

struct input_hand input_hand;

static void down(int x_px, int y_px) {
        virtual_do("emit %d 3 47 0 3 57 1 3 53 %d 3 54 %d 1 330 1 3 0 %d 3 1 %d\n", VIRTUAL_TOUCH, x_px, y_px, x_px, y_px);
}

static void move(int x_px, int y_px) {
        virtual_do("emit %d 3 47 0 3 53 %d 3 54 %d 3 0 %d 3 1 %d\n", VIRTUAL_TOUCH, x_px, y_px, x_px, y_px);
}

static void up(void) {
        virtual_do("emit %d 3 47 0 3 57 -1 1 330 0\n", VIRTUAL_TOUCH);
}

static void second_down(int x_px, int y_px) {
        virtual_do("emit %d 3 47 1 3 57 2 3 53 %d 3 54 %d\n", VIRTUAL_TOUCH, x_px, y_px);
}

static void key(enum input_key key) {
        static const uint16_t codes[INPUT_KEY_COUNT] = {
                [INPUT_KEY_0] = KEY_KP0, [INPUT_KEY_1] = KEY_KP1, [INPUT_KEY_2] = KEY_KP2, [INPUT_KEY_3] = KEY_KP3, [INPUT_KEY_4] = KEY_KP4,
                [INPUT_KEY_5] = KEY_KP5, [INPUT_KEY_6] = KEY_KP6, [INPUT_KEY_7] = KEY_KP7, [INPUT_KEY_8] = KEY_KP8, [INPUT_KEY_9] = KEY_KP9,
                [INPUT_KEY_UP] = KEY_UP, [INPUT_KEY_DOWN] = KEY_DOWN, [INPUT_KEY_LEFT] = KEY_LEFT, [INPUT_KEY_RIGHT] = KEY_RIGHT,
                [INPUT_KEY_OK] = KEY_KPENTER, [INPUT_KEY_BACK] = KEY_BACKSPACE, [INPUT_KEY_HELP] = KEY_F1, [INPUT_KEY_SPEECH] = KEY_F2,
        };

        virtual_do("emit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_KEYPAD, codes[key], VIRTUAL_KEYPAD, codes[key]);
}

static void headset(bool plugged) {
        virtual_do("emit %d 5 %d %d\n", VIRTUAL_JACK, SW_HEADPHONE_INSERT, plugged);
}

static void plug_touch(bool plugged) {
        if (plugged)
                virtual_plug_touch(INPUT_HAND_WIDTH_PX, INPUT_HAND_HEIGHT_PX);
        else
                virtual_unplug(VIRTUAL_TOUCH);
}

int input_hand_set_up(void **state) {
        struct input_config config = {
                .place = { .matrix = TOUCH_MATRIX_NONE, .width_px = INPUT_HAND_WIDTH_PX, .height_px = INPUT_HAND_HEIGHT_PX },
        };

        virtual_need();
        keypad_map_init(&config.keys);
        if (device_names_add(&config.devices.keypads, "/dev/pickupbox/keypad*") < 0 ||
            device_names_add(&config.headsets, "/dev/pickupbox/headset*") < 0)
                return -1;
        input_hand = (struct input_hand){
                .down = down, .move = move, .up = up, .second_down = second_down, .key = key, .headset = headset, .plug_touch = plug_touch,
        };
        virtual_plug_keys(VIRTUAL_KEYPAD, "Kiosk Keypad");
        virtual_do("new %d 3 1 1 Kiosk Headphone\nbit 5 %d\nplug\n", VIRTUAL_JACK, SW_HEADPHONE_INSERT);
        virtual_await("/dev/pickupbox/headset*");
        virtual_await("/dev/pickupbox/keypad*");
        if (input_new_libinput(&config, &input_hand.input) < 0)
                return -1;
        plug_touch(true);
        while (!input_touch_present(input_hand.input)) {
                assert_true(wait_readable(input_fd(input_hand.input)));
                assert_int_equal(input_dispatch(input_hand.input), 0);
        }
        return 0;
}

int input_hand_tear_down(void **state) {
        input_free(input_hand.input);
        virtual_unplug_all();
        return 0;
}
