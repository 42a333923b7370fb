/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The values of the sections [scanner], [keypad] and [touch]; for controller/box/daemon/config_value.c. Each returns
 * NULL, or what the value must be, for a sentence that begins with the key.
 */
#pragma once

#include "hal/input/input_libinput.h"
#include "hal/scanner/scanner_devices.h"

/* Appends a device. */
MUST_CHECK const char *config_device(const char *value, struct device_names *names);
MUST_CHECK const char *config_baud(const char *value, struct scanner_config *scanner);
MUST_CHECK const char *config_layout(const char *value, struct scanner_config *scanner);
MUST_CHECK const char *config_suffix(const char *value);
/* "59 help": what the key with this code means; "59 none": nothing. */
MUST_CHECK const char *config_keypad_key(const char *value, struct keypad_map *map);
MUST_CHECK const char *config_matrix(const char *value, struct touch_map *map);

/* Devices where the file names none. Where the picture is on the panel is left to the caller. */
void config_people_complete(struct scanner_config *scanner, struct input_config *input);
