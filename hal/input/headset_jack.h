/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The switch in a headphone jack, an evdev node (SW_HEADPHONE_INSERT), which libinput does not report. For hal/input/input_libinput.c.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

/* The descriptor, which the caller closes, and whether something is plugged in; -ENOTTY when there is no such switch; a negative errno. */
MUST_CHECK int headset_jack_open(const char *path, bool *ret_plugged);
/* Reads what is there. 0, or a negative errno when the jack is gone. *ret_plugged is changed by what was read. */
MUST_CHECK int headset_jack_read(int fd, bool *ret_plugged);
