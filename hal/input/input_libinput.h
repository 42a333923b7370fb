/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Touch panels, keypad and headset jack of the machine, with hotplug.
 *
 * Panels and keypads come through libinput from udev's seat0. A panel is what has
 * absolute axes: a touch screen, or a pointer such as QEMU's tablet, whose first
 * button is the finger. Of a panel that registers as both only the touch screen
 * counts. Of keyboards only those named as keypads are opened; scanners never
 * are, whatever udev says of them. All that is opened is grabbed, so that nothing
 * reaches the console. Keys do not repeat.
 *
 * What somebody else has grabbed is tried again until it can be had (hal/input/input_busy.h).
 *
 * Opening succeeds without any device. Without a running udev none is found.
 */
#pragma once

#include "hal/watch/device_watch.h"
#include "hal/input/input.h"
#include "hal/input/input_device.h"
#include "hal/input/keypad_map.h"
#include "hal/input/touch_map.h"

struct input_config {
        struct input_device_names devices;
        struct device_names headsets;
        struct keypad_map keys;
        struct touch_map place;
};

/* 0; -ENOMEM; -ENODEV when udev cannot be used; another negative errno. The config is copied. */
MUST_CHECK int input_new_libinput(const struct input_config *config, struct input **ret_input);
