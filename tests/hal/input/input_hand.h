/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Touch, keypad and headset jack to test, and the hand at them, whatever they are made of. Each kind has one of these;
 * the tests are the same.
 */
#pragma once

#include "hal/input/input.h"

enum { INPUT_HAND_WIDTH_PX = 1080, INPUT_HAND_HEIGHT_PX = 1920 };

struct input_hand {
        struct input *input;
        void (*down)(int x_px, int y_px);
        void (*move)(int x_px, int y_px);
        void (*up)(void);
        void (*second_down)(int x_px, int y_px);        /* another finger */
        void (*key)(enum input_key key);                /* struck and let go */
        void (*headset)(bool plugged);
        void (*plug_touch)(bool plugged);
};
extern struct input_hand input_hand;

/* Everything is there, no headset; for cmocka. */
int input_hand_set_up(void **state);
int input_hand_tear_down(void **state);
