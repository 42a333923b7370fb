/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an evdev node may be used for, and opening it for that. For hal/input/input_libinput.c.
 */
#pragma once

#include "hal/watch/device_watch.h"

struct input_device_names {
        struct device_names touches;            /* none: all panels */
        struct device_names keypads;
        struct device_names scanners;           /* never opened */
};

/*
 * Opens and grabs a panel or keypad that is wanted. The descriptor, which the caller closes; -ENODEV when the
 * device is not for us, -EBUSY when somebody else has grabbed it, another negative errno.
 */
MUST_CHECK int input_device_open(const struct input_device_names *names, const char *path, int flags);
/* Where an absolute axis stands, as a part of its range: the kernel tells only changes. Middle when it cannot be said. */
void input_device_place(int fd, double *ret_x, double *ret_y);
