/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

/* How signals were before the question. */
struct manners {
        struct sigaction actions[ARRAY_LEN(signals)];
        sigset_t mask;
};

/* Those that are ignored stay so. All are held back but while the line is waited for, so that none comes just before that and is waited out. */
static void watch(struct manners *ret_before) {
        const struct sigaction remembering = { .sa_handler = remember };
        sigset_t held;

        came = 0;
        sigemptyset(&held);
        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
                sigaddset(&held, signals[i]);
        (void)sigprocmask(SIG_BLOCK, &held, &ret_before->mask);
        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
                if (sigaction(signals[i], NULL, &ret_before->actions[i]) == 0 && ret_before->actions[i].sa_handler != SIG_IGN)
                        (void)sigaction(signals[i], &remembering, NULL);
}

static void unwatch(const struct manners *before) {
        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
                (void)sigaction(signals[i], &before->actions[i], NULL);
        (void)sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

/* -EINTR when a signal came. */
static ssize_t read_line(int terminal, const sigset_t *mask, char *ret_line, size_t size) {
        struct pollfd waited = { .fd = terminal, .events = POLLIN };
        ssize_t len;

        if (ppoll(&waited, 1, NULL, mask) < 0)
                return -errno;
        len = read(terminal, ret_line, size);
        return len < 0 ? -errno : len;
}

static ssize_t ask_once(int terminal, const char *prompt, const sigset_t *mask, char *ret_line, size_t size) {
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
        len = read_line(terminal, mask, ret_line, size);
        tcsetattr(terminal, TCSAFLUSH, &before);
        dprintf(terminal, "\n");
        return len;
}

ssize_t terminal_ask_secret(int terminal, const char *prompt, char *ret_line, size_t size) {
        struct manners before;
        int number;
        ssize_t len;

        do {
                watch(&before);
                len = ask_once(terminal, prompt, &before.mask, ret_line, size);
                unwatch(&before);
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
