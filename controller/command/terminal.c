/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "base/macro.h"

int terminal_open(void) {
        int terminal = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;

        return terminal < 0 ? -ENOTTY : terminal;
}

/* What people and terminals send, and what would leave the terminal silent. */
static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP };
static volatile sig_atomic_t came;

static void remember(int number) {
        came = number;
}

/* Those that are ignored stay so. */
static void watch(struct sigaction ret_before[ARRAY_LEN(signals)]) {
        const struct sigaction interrupting = { .sa_handler = remember }; /* no SA_RESTART: it ends the read */

        came = 0;
        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
                if (sigaction(signals[i], NULL, &ret_before[i]) == 0 && ret_before[i].sa_handler != SIG_IGN)
                        (void)sigaction(signals[i], &interrupting, NULL);
}

static void unwatch(const struct sigaction before[ARRAY_LEN(signals)]) {
        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
                (void)sigaction(signals[i], &before[i], NULL);
}

static ssize_t ask_once(int terminal, const char *prompt, char *ret_line, size_t size) {
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

ssize_t terminal_ask_secret(int terminal, const char *prompt, char *ret_line, size_t size) {
        struct sigaction before[ARRAY_LEN(signals)];
        int number;
        ssize_t len;

        do {
                watch(before);
                len = ask_once(terminal, prompt, ret_line, size);
                unwatch(before);
                number = came;
                /* The terminal is as it was: now it may end or stop us. */
                if (number != 0)
                        (void)raise(number);
        } while (number == SIGTSTP && len < 0);
        return len;
}

ssize_t terminal_ask_line(int terminal, const char *prompt, char *ret_line, size_t size) {
        ssize_t len = terminal_ask_secret(terminal, prompt, ret_line, size - 1);

        if (len <= 0)
                return len < 0 ? len : -ENODATA;
        while (len > 0 && (ret_line[len - 1] == '\n' || ret_line[len - 1] == '\r'))
                len--;
        ret_line[len] = '\0';
        return len;
}
