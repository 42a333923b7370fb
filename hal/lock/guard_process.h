/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The inside of the guard's process.
 */
#pragma once

#include <sys/types.h>

#include "hal/lock/lines.h"
#include "hal/lock/lock.h"

/* Descriptors that the guard has from its supervisor. */
struct guard_ends {
        int client;     /* socket */
        int client_pid; /* pidfd */
        int supervisor; /* socket; its other end is the supervisor's alone */
};

/*
 * Shares the lines with the supervisor, whose process number `parent` is, tells it that the guard is ready, and serves the
 * client until client or supervisor go, a signal asks for the end, a line cannot be switched off, or the client asks for lines
 * to be renewed. What it has switched on is off afterwards. `quiet_ms`: it gives no pulse for so long, for it knows nothing of
 * those of a guard before it. Blocks. Returns the process's exit status.
 */
int guard_process_run(const struct guard_ends *ends, pid_t parent, struct lines *lines, const struct lock_timing *timing,
                      unsigned quiet_ms);

/*
 * For guard and supervisor: SIGTERM comes through the descriptor returned, which the caller closes; what the terminal sends
 * is ignored. A negative errno on failure.
 */
MUST_CHECK int guard_process_signals(void);
