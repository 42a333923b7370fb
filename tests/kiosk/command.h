/* SPDX-License-Identifier: EUPL-1.2 */
/* One command of the shell, run to its end with its output taken; it runs inside the virtual kiosk alone. */
#pragma once

#include <stddef.h>

/*
 * Waits for the command, not for whom it leaves behind in the background. 0 to 255: how it ended; 128 + N: by signal N. Both outputs
 * are in *ret_output, which the caller frees.
 */
int command_run(const char *text, char **ret_output, size_t *ret_len);
