/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an input backend provides; for hal/input/input*.c alone.
 */
#pragma once

#include "hal/input/input.h"

struct input_implementation {
        int (*dispatch)(struct input *input);
        void (*free)(struct input *input);
};

/* First member of every backend's own struct. */
struct input {
        const struct input_implementation *implementation;
        int fd;
        bool touch_present;
        bool touched; /* a finger is down */
        input_event_fn *event;          /* may be NULL */
        input_present_fn *present_told; /* may be NULL */
        void *context;
};

/* Reports one event. A move or an end without a finger down, and a second finger, are dropped. */
void input_report(struct input *input, const struct input_event *event);
/* Reports when it changed; a finger that was down is cancelled first. */
void input_report_touch_present(struct input *input, bool present);
