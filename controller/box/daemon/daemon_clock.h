/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Setting the daemon's clock: systemd-timedated does it (time_setter.h), and the simulated clock as that would.
 */
#pragma once

#include <systemd/sd-event.h>

#include "base/macro.h"
#include "controller/box/daemon/time_setter.h"

struct daemon;

struct daemon_clock {
        struct time_setter *setter;
        sd_event_source *soon;  /* the simulated clock's answer, not from within the call */
        int answer;
};

/* 0 or a negative errno. */
MUST_CHECK int daemon_clock_init(struct daemon *daemon);
void daemon_clock_deinit(struct daemon *daemon);
/* The port: struct box_ports. */
MUST_CHECK int daemon_set_clock(void *context, int64_t wall_ms);
