/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Waiting in tests: for something to happen, never for time to pass. Patience ends
 * after ten seconds, which nothing should need, so that a fault fails instead of hanging.
 */
#pragma once

#include <stdbool.h>

enum { PATIENCE_MS = 10000 };

/* Waits for something to read. False when patience ended. */
bool wait_readable(int fd);
/* Whether there is something to read already. */
bool wait_readable_now(int fd);
