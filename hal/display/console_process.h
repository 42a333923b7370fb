/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The inside of the process that holds the virtual terminal; for hal/display/console.c alone.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"

/* One byte each over the socket. */
enum console_message {
        CONSOLE_TAKEN = 't',    /* watcher: the terminal is ours */
        CONSOLE_LEAVE = 'l',    /* watcher: another one is wanted in front */
        CONSOLE_LEFT = 'x',     /* client: the card is free */
        CONSOLE_BACK = 'b',     /* watcher: in front again */
};

/* What a terminal was before. */
struct console_terminal {
        int fd;
        unsigned number;
        int keyboard;           /* KDGKBMODE */
        unsigned previous;      /* what was in front; 0: this one */
};

/* Opens terminal `number` (0: the one in front) and notes how it is. 0 or a negative errno. */
MUST_CHECK int console_terminal_open(unsigned number, struct console_terminal *ret_terminal);
/* Text mode, its keyboard, switching by the kernel; and in front what was. Does what it can. */
void console_terminal_restore(const struct console_terminal *terminal);

/* Takes the terminal, says so, and gives it back at the socket's end. Blocks. Returns the process's exit status. */
int console_process_run(int socket, const struct console_terminal *terminal);
