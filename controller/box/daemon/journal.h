/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The daemon's own log: to the journal under systemd, else to standard error.
 * Once, where something is handled, and saying whose fault it is: ours, the
 * user's, the hardware's. Never a secret, never what a citizen typed.
 */
#pragma once

#include <syslog.h>

#include "base/macro.h"

/* priority is one of LOG_*. Blocks no longer than writing to a socket or a pipe does. */
void journal_log(int priority, const char *format, ...) PRINTF_LIKE(2, 3);
