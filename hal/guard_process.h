/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The inside of the guard's process.
 */
#pragma once

#include "hal/lines.h"
#include "hal/lock.h"

/*
 * Requests the lines, tells the client so and serves it through `socket` until the client goes, a signal asks for the
 * end, or a line cannot be switched off. All lines are off afterwards. Blocks. Returns the process's exit status.
 */
int guard_process_run(int socket, const struct lines_backend *backend, const char *place, const struct lines_config *config,
                      const struct lock_timing *timing);
