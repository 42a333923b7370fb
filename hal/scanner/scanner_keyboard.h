/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A scanner of the keyboard type at an evdev node. For hal/scanner/scanner_devices.c.
 */
#pragma once

#include "hal/scanner/scanner_keys.h"

/*
 * Opens and grabs it, so that its keys reach neither console nor anybody else. The descriptor, which the caller closes;
 * -EBUSY when somebody else has grabbed it, -ENOTTY when it is no keyboard, or another negative errno.
 */
MUST_CHECK int scanner_keyboard_open(const char *path);
/*
 * Reads what is there, at most `most` events. How many were read, or a negative errno, -ENODEV above all, when the
 * scanner is gone.
 */
MUST_CHECK int scanner_keyboard_read(int fd, struct scanner_keys *keys, unsigned most, const struct scanner_sink *sink);
