/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A person who breaks off (Ctrl+C, a terminal that is closed, SIGTERM) while a command does what it can take back. From interruption_watch() on the
 * signal is only remembered; who works asks now and then, takes back and ends. One thread.
 */
#pragma once

#include <stdbool.h>

/* SIGINT, SIGTERM and SIGHUP, each unless it was ignored. */
void interruption_watch(void);
/* Whether one came. */
bool interruption_came(void);
/* The signals do again what they did before; one that came does it now, so that whoever called the command sees it: it returns only when none did. */
void interruption_end(void);
