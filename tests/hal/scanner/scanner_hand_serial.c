/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hal/scanner/scanner_devices.h"
#include "tests/hal/scanner/scanner_hand.h"
#include "tests/hal/scanner/serial_port.h"
#include "tests/support/cmocka.h"

struct scanner_hand scanner_hand;
static char folder[] = "/tmp/pickupbox-scanner-XXXXXX", name[64];
static struct serial_port port;

static void serve(void) {
        assert_int_equal(scanner_dispatch(scanner_hand.scanner), 0);
}

static void scan(const char *text, size_t len) {
        serial_port_write(&port, text, len, serve);
        serial_port_write(&port, "\r\n", 2, NULL);
}

static void plug(bool plugged) {
        if (plugged)
                serial_port_plug(&port, name);
        else
                serial_port_pull(&port);
}

int scanner_hand_set_up(void **state) {
        static const char odd[] = { 'a', '\0', '\x1d', '\x03', '\x11', '\x13', '\x7f', '\xc3', '\xa4', '\xff', ' ', 'z' };
        struct scanner_config config = { .baud = 9600, .layout = "us" };

        snprintf(folder, sizeof(folder), "/tmp/pickupbox-scanner-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(name, sizeof(name), "%s/scanner-serial*", folder);
        if (device_names_add(&config.serials, name) < 0)
                return -1;
        snprintf(name, sizeof(name), "%s/scanner-serial0", folder);
        serial_port_plug(&port, name);
        scanner_hand = (struct scanner_hand){ .scan = scan, .plug = plug, .odd = odd, .odd_len = sizeof(odd) };
        return scanner_new_devices(&config, &scanner_hand.scanner);
}

int scanner_hand_tear_down(void **state) {
        scanner_free(scanner_hand.scanner);
        serial_port_pull(&port);
        return rmdir(folder);
}
