/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A serial line of a test: a pseudo terminal under a link, as udev makes one. The test holds the scanner's end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct serial_port {
        char link[128];
        int master;             /* -1: unplugged */
};

/* Plugs it in under this name. Fails the test when that cannot be done. */
void serial_port_plug(struct serial_port *port, const char *link);
/* Pulls it; accepts an unplugged one. */
void serial_port_pull(struct serial_port *port);
/* All of it, however long that takes whoever reads; `serve` is called in between. */
void serial_port_write(struct serial_port *port, const char *bytes, size_t len, void (*serve)(void));
