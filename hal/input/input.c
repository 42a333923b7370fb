/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/input.h"

#include <assert.h>
#include <string.h>

#include "hal/input/input_backend.h"

static const char *const key_names[] = {
        [INPUT_KEY_0] = "0", [INPUT_KEY_1] = "1", [INPUT_KEY_2] = "2", [INPUT_KEY_3] = "3", [INPUT_KEY_4] = "4",
        [INPUT_KEY_5] = "5", [INPUT_KEY_6] = "6", [INPUT_KEY_7] = "7", [INPUT_KEY_8] = "8", [INPUT_KEY_9] = "9",
        [INPUT_KEY_UP] = "up", [INPUT_KEY_DOWN] = "down", [INPUT_KEY_LEFT] = "left", [INPUT_KEY_RIGHT] = "right",
        [INPUT_KEY_OK] = "ok", [INPUT_KEY_BACK] = "back", [INPUT_KEY_HELP] = "help", [INPUT_KEY_SPEECH] = "speech",
};

static_assert(ARRAY_LEN(key_names) == INPUT_KEY_COUNT, "every key has a name");

const char *input_key_name(enum input_key key) {
        return (unsigned)key < INPUT_KEY_COUNT ? key_names[key] : NULL;
}

enum input_key input_key_from_name(const char *name) {
        unsigned key = 0;

        while (key < INPUT_KEY_COUNT && strcmp(key_names[key], name) != 0)
                key++;
        return (enum input_key)key;
}

int input_fd(const struct input *input) {
        return input->fd;
}

int input_dispatch(struct input *input) {
        return input->implementation->dispatch(input);
}

void input_set_callbacks(struct input *input, input_event_fn *event, input_present_fn *present, void *context) {
        input->event = event;
        input->present_told = present;
        input->context = context;
}

bool input_touch_present(const struct input *input) {
        return input->touch_present;
}

void input_free(struct input *input) {
        if (input)
                input->implementation->free(input);
}

void input_report(struct input *input, const struct input_event *event) {
        switch (event->type) {
        case INPUT_TOUCH_DOWN:
                if (input->touched)
                        return;
                input->touched = true;
                break;
        case INPUT_TOUCH_MOVE:
                if (!input->touched)
                        return;
                break;
        case INPUT_TOUCH_UP:
        case INPUT_TOUCH_CANCEL:
                if (!input->touched)
                        return;
                input->touched = false;
                break;
        case INPUT_KEY_PRESS:
        case INPUT_HEADSET:
                break;
        }
        if (input->event)
                input->event(input->context, event);
}

void input_report_touch_present(struct input *input, bool present) {
        if (input->touch_present == present)
                return;
        if (!present)
                input_report(input, &(struct input_event){ .type = INPUT_TOUCH_CANCEL });
        input->touch_present = present;
        if (input->present_told)
                input->present_told(input->context, present);
}
