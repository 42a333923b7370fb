/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Touch, keypad and headset that are said what to do. What is simulated is
 * reported by the next input_dispatch(), in order.
 */
#pragma once

#include "hal/input/input.h"

enum { INPUT_SIM_QUEUE_MAX = 256 };

/* Begins with the touch plugged in and no headset. 0 or a negative errno. */
MUST_CHECK int input_new_simulated(struct input **ret_input);
/*
 * One event, as input_event_fn is told it. 0; -ENODEV for touch while that is unplugged; -ENOBUFS when
 * INPUT_SIM_QUEUE_MAX events wait.
 */
MUST_CHECK int input_simulate(struct input *input, const struct input_event *event);
/* A finger down and up again at one place. As above; both or none. */
MUST_CHECK int input_simulate_tap(struct input *input, int x_px, int y_px);
/* Plugs or unplugs the touch; the keypad stays. Unplugging loses touches not reported yet. */
void input_simulate_touch_present(struct input *input, bool present);
