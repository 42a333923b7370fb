/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The virtual terminal behind the picture: in graphics mode with its keyboard off,
 * so that the kernel draws no text over the picture and no key reaches a login
 * (console_ioctl(4), ioctl_vt(2)).
 *
 * A process of its own holds it, and puts it back whenever its client has gone,
 * however that ended:
 *
 *      display ◀──"leave", "here again"── watcher ──▶ terminal
 *              ──"left"─▶                    ▲
 *         (killed: end of the socket) ───────┘ text mode, keyboard, switching by the kernel
 *
 * Another terminal comes to the front only after the client said that it left the
 * card, or has not said so for CONSOLE_LEAVE_MS. If the watcher itself is killed, the
 * terminal stays as it is until console_free().
 *
 * Forks: to be made before the process has secrets or threads. The watcher holds
 * nothing but the terminal and its socket. One thread.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

enum { CONSOLE_NUMBER_MAX = 63, CONSOLE_LEAVE_MS = 1000 };

struct console;

/*
 * Takes terminal `number`, brought to the front; with 0 the one that is there. It must be the process's controlling
 * terminal, or the process needs CAP_SYS_TTY_CONFIG. Blocks until it has it. 0; -ENOENT: this machine has no virtual
 * terminals; -EPERM, -EACCES or another negative errno.
 */
MUST_CHECK int console_new(unsigned number, struct console **ret_console);
/* Puts the terminal back and waits for that. */
void console_free(struct console *console);
DEFINE_CLEANUP(struct console, console_free, console_cleanup)

/* Readable when console_dispatch() has something to do. */
int console_fd(const struct console *console);
/* 0; -EPIPE when the watcher has gone: what is in front stays so. */
MUST_CHECK int console_dispatch(struct console *console);
/* Whether the terminal is in front. False: the card must be left, then console_left() called. */
bool console_in_front(const struct console *console);
void console_left(struct console *console);
