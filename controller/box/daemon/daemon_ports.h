/* SPDX-License-Identifier: EUPL-1.2 */
/* What the box asks of the devices and services around it, as the daemon does it. */
#pragma once

#include "controller/box/session/ports.h"

struct daemon;

/* The daemon is their context: it must outlive the box that is given them. */
struct box_ports daemon_ports(struct daemon *daemon);
