/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_people.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *config_device(const char *value, struct device_names *names) {
        switch (-device_names_add(names, value)) {
        case 0:
                return NULL;
        case ENAMETOOLONG:
                return "must be shorter than 128 characters";
        case ENOSPC:
                return "may stand 8 times at most";
        default:
                return "must be an absolute path of a device, its last part may hold * and ?";
        }
}

/* Digits, then `end`. */
static bool number_read(const char *text, unsigned most, char end, unsigned *ret_number, const char **ret_end) {
        unsigned number = 0;
        const char *at = text;

        for (; *at >= '0' && *at <= '9' && number <= most; at++)
                number = number * 10 + (unsigned)(*at - '0');
        if (at == text || number > most || *at != end)
                return false;
        *ret_number = number;
        *ret_end = at;
        return true;
}

const char *config_baud(const char *value, struct scanner_config *scanner) {
        const char *end;
        unsigned baud;

        if (!number_read(value, 1000000, '\0', &baud, &end) || !scanner_baud_valid(baud))
                return "must be 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 or 230400";
        scanner->baud = baud;
        return NULL;
}

/* Whether there is such a layout is found out when the scanner is opened. */
const char *config_layout(const char *value, struct scanner_config *scanner) {
        size_t len = strlen(value);

        if (len == 0 || len >= sizeof(scanner->layout) ||
            strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-()") != len)
                return "must be a keyboard layout of the system, such as us, de or de(nodeadkeys)";
        snprintf(scanner->layout, sizeof(scanner->layout), "%s", value);
        return NULL;
}

/* Nothing depends on it: every end is known when it comes. */
const char *config_suffix(const char *value) {
        return strcmp(value, "enter") != 0 && strcmp(value, "tab") != 0 ? "must be enter or tab" : NULL;
}

const char *config_keypad_key(const char *value, struct keypad_map *map) {
        static const char must[] = "must be a key code from 1 to 767 and 0 to 9, up, down, left, right, ok, back, help, speech or none";
        enum input_key key;
        unsigned code;
        const char *at;

        if (!number_read(value, KEYPAD_CODES, ' ', &code, &at))
                return must;
        at += strspn(at, " ");
        key = input_key_from_name(at);
        if (key == INPUT_KEY_COUNT && strcmp(at, "none") != 0)
                return must;
        return keypad_map_set(map, code, key) ? NULL : must;
}

/* [+-]digits[.digits]; whatever the locale is. */
static bool factor_read(const char **text, double *ret_factor) {
        const char *at = *text;
        double factor = 0, unit = 1;
        bool negative = *at == '-', some = false;

        at += *at == '-' || *at == '+';
        for (; *at >= '0' && *at <= '9'; at++, some = true)
                factor = factor * 10 + (*at - '0');
        if (*at == '.')
                for (at++; *at >= '0' && *at <= '9'; at++, some = true)
                        factor += (*at - '0') * (unit /= 10);
        if (!some || (*at && *at != ' '))
                return false;
        *text = at + strspn(at, " ");
        *ret_factor = negative ? -factor : factor;
        return true;
}

const char *config_matrix(const char *value, struct touch_map *map) {
        static const char must[] = "must be six numbers that turn the panel into the picture, as `1 0 0 0 1 0`";
        double matrix[6];

        for (unsigned i = 0; i < 6; i++)
                if (!factor_read(&value, &matrix[i]))
                        return must;
        if (*value || !touch_matrix_valid(matrix))
                return must;
        memcpy(map->matrix, matrix, sizeof(matrix));
        return NULL;
}

static void add_default(struct device_names *names, const char *name) {
        if (names->count == 0)
                (void)!device_names_add(names, name);
}

void config_people_complete(struct scanner_config *scanner, struct input_config *input) {
        bool named = scanner->keyboards.count > 0 || scanner->serials.count > 0;

        if (!named) {
                add_default(&scanner->keyboards, "/dev/pickupbox/scanner[0-9]*");
                add_default(&scanner->serials, "/dev/pickupbox/scanner-serial*");
        }
        add_default(&input->devices.keypads, "/dev/pickupbox/keypad*");
        add_default(&input->headsets, "/dev/pickupbox/headset*");
        input->devices.scanners = scanner->keyboards;
}
