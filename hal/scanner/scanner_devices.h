/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The scanners that are plugged in: of the keyboard type (evdev) and serial ones,
 * as many as SCANNER_DEVICES_MAX at once, each with a text of its own.
 *
 * Opening succeeds without any of them; they are picked up when they appear under
 * the configured names and let go when they are unplugged, with what was half.
 * What cannot be opened, because somebody has it, is tried again later, ever more
 * seldom. Present means: at least one is there. A device that floods is read at a
 * bounded rate and rests in between; readings beyond one every 100 ms, after 16
 * at once, are dropped.
 */
#pragma once

#include "hal/watch/device_watch.h"
#include "hal/scanner/scanner.h"
#include "hal/scanner/scanner_keys.h"
#include "hal/scanner/scanner_serial.h"

enum { SCANNER_DEVICES_MAX = 8 };

struct scanner_config {
        struct device_names keyboards;
        struct device_names serials;
        unsigned baud;                          /* scanner_baud_valid() */
        char layout[SCANNER_LAYOUT_SIZE];       /* of the keyboard type; scanner_keymap_new() */
};

/*
 * Whether a scanner can be read there, and of which type: opens it and lets it go. 0; -EBUSY when somebody else has it;
 * -ENOTTY when it is neither a keyboard nor a serial line; -EINVAL for an unknown baud rate; another negative errno.
 */
MUST_CHECK int scanner_devices_probe(const char *path, unsigned baud, bool *ret_keyboard);

/* 0; -EINVAL for an unknown layout or baud rate; -ENOMEM; another negative errno. The config is copied. */
MUST_CHECK int scanner_new_devices(const struct scanner_config *config, struct scanner **ret_scanner);
