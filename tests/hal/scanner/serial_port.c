/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/scanner/serial_port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/cmocka.h"

void serial_port_plug(struct serial_port *port, const char *link) {
        char name[64];

        snprintf(port->link, sizeof(port->link), "%s", link);
        port->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        assert_true(port->master >= 0);
        assert_int_equal(grantpt(port->master), 0);
        assert_int_equal(unlockpt(port->master), 0);
        assert_int_equal(ptsname_r(port->master, name, sizeof(name)), 0);
        assert_int_equal(symlink(name, link), 0);
}

void serial_port_pull(struct serial_port *port) {
        if (port->master < 0)
                return;
        assert_int_equal(unlink(port->link), 0);
        close(port->master);
        port->master = -1;
}

void serial_port_write(struct serial_port *port, const char *bytes, size_t len, void (*serve)(void)) {
        while (len > 0) {
                ssize_t put = write(port->master, bytes, len);

                if (put < 0) {
                        assert_int_equal(errno, EAGAIN);
                        put = 0;
                }
                bytes += put;
                len -= (size_t)put;
                if (serve)
                        serve();
        }
}
