/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A scanner of the keyboard type at an evdev node. For hal/scanner/scanner_devices.c.
 */
#pragma once

#include <sys/types.h>

#include "hal/scanner/scanner_keys.h"

/*
 * Opens and grabs it, so that its keys reach neither console nor anybody else. The kernel keeps some 64 events, which a fast
 * reader strikes in 20 ms; so a thread takes them at once, with the kernel's times, into a pipe that holds thousands, whatever
 * the caller draws or waits for meanwhile. Between keys it tells up to when there were none, so that a pause is the scanner's and
 * never the thread's. It shares nothing and ends with either end. The descriptor to read from, which the
 * caller closes, and the device behind it; -EBUSY when somebody else has grabbed it, -ENOTTY when it is no keyboard, or another
 * negative errno.
 */
MUST_CHECK int scanner_keyboard_open(const char *path, dev_t *ret_device);
/* Whether it could be opened and grabbed; lets it go at once. 0 or an error of scanner_keyboard_open(). */
MUST_CHECK int scanner_keyboard_probe(const char *path);
/*
 * Reads what is there and ends what a pause has ended, at most `most` events. How many were read, or a negative errno, -ENODEV above all, when the
 * scanner is gone.
 */
MUST_CHECK int scanner_keyboard_read(int fd, struct scanner_keys *keys, unsigned most, const struct scanner_sink *sink);
