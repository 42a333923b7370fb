/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Touch and keys. Coordinates are pixels of the drawn picture, rotation and
 * calibration already undone. Keys are the tactile keypad's.
 *
 * One finger counts: the first one down, until it is up or cancelled. Unplugging
 * the touch cancels it. One thread; no call blocks. input_fd() becomes readable
 * when input_dispatch() has something to report; callbacks happen nowhere else.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

enum input_key {
        INPUT_KEY_0, INPUT_KEY_1, INPUT_KEY_2, INPUT_KEY_3, INPUT_KEY_4,
        INPUT_KEY_5, INPUT_KEY_6, INPUT_KEY_7, INPUT_KEY_8, INPUT_KEY_9,
        INPUT_KEY_UP, INPUT_KEY_DOWN, INPUT_KEY_LEFT, INPUT_KEY_RIGHT,
        INPUT_KEY_OK, INPUT_KEY_BACK, INPUT_KEY_HELP, INPUT_KEY_SPEECH,
        INPUT_KEY_COUNT,
};
/* "0".."9", "up", "down", "left", "right", "ok", "back", "help", "speech"; NULL when out of range */
const char *input_key_name(enum input_key key);
/* INPUT_KEY_COUNT when there is none of that name. */
enum input_key input_key_from_name(const char *name);

enum input_type { INPUT_TOUCH_DOWN, INPUT_TOUCH_MOVE, INPUT_TOUCH_UP, INPUT_TOUCH_CANCEL, INPUT_KEY_PRESS, INPUT_HEADSET };

struct input_event {
        enum input_type type;
        int x_px, y_px;       /* touch */
        enum input_key key;   /* key press; there is no repeat */
        bool plugged;         /* headset */
};

struct input;

typedef void input_event_fn(void *context, const struct input_event *event);
typedef void input_present_fn(void *context, bool touch_present);

int input_fd(const struct input *input);
/* 0 or a negative errno when nothing more can ever come from it; an unplugged device is no error. */
MUST_CHECK int input_dispatch(struct input *input);
void input_set_callbacks(struct input *input, input_event_fn *event, input_present_fn *present, void *context);
bool input_touch_present(const struct input *input);
void input_free(struct input *input);
DEFINE_CLEANUP(struct input, input_free, input_cleanup)
