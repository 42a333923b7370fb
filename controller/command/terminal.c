/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

int terminal_open(void) {
        int terminal = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;

        return terminal < 0 ? -ENOTTY : terminal;
}

ssize_t terminal_ask_secret(int terminal, const char *prompt, char *ret_line, size_t size) {
        struct termios before, silent;
        ssize_t len;

        if (tcgetattr(terminal, &before) < 0)
                return -errno;
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        /* Silent before it asks: what comes with the prompt is neither shown nor flushed away. */
        if (tcsetattr(terminal, TCSAFLUSH, &silent) < 0)
                return -errno;
        dprintf(terminal, "%s: ", prompt);
        len = read(terminal, ret_line, size);
        if (len < 0)
                len = -errno;
        tcsetattr(terminal, TCSAFLUSH, &before);
        dprintf(terminal, "\n");
        return len;
}
