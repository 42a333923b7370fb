/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/display/console_process.h"
#include "hal/clock/deadline.h"

enum { TAKE_MS = 3000, RESTORE_MS = 2000 };

struct console {
        struct console_terminal terminal; /* fd -1: none */
        pid_t pid;                        /* 0: none to wait for */
        int socket;                       /* -1: the watcher has gone */
        bool in_front;
};

/* Keeps the terminal and the socket of all that is open, and no standard stream. */
static void run_child(int socket, struct console_terminal *terminal) {
        enum { KEEP_SOCKET = STDERR_FILENO + 1, KEEP_TERMINAL };
        int null, high_socket, high_terminal;

        prctl(PR_SET_NAME, "pickupbox-vt");
        null = open("/dev/null", O_RDWR | O_CLOEXEC);
        high_socket = fcntl(socket, F_DUPFD, KEEP_TERMINAL + 1);
        high_terminal = fcntl(terminal->fd, F_DUPFD, KEEP_TERMINAL + 1);
        if (null < 0 || high_socket < 0 || high_terminal < 0)
                _exit(EXIT_FAILURE);
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
                if (dup2(null, fd) < 0)
                        _exit(EXIT_FAILURE);
        if (dup2(high_socket, KEEP_SOCKET) < 0 || dup2(high_terminal, KEEP_TERMINAL) < 0 ||
            close_range(KEEP_TERMINAL + 1, ~0U, 0) < 0)
                _exit(EXIT_FAILURE);
        terminal->fd = KEEP_TERMINAL;
        _exit(console_process_run(KEEP_SOCKET, terminal));
}

static int spawn(struct console *console) {
        int pair[2], r;

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
                return -errno;
        console->socket = pair[0];
        console->pid = fork();
        if (console->pid == 0)
                run_child(pair[1], &console->terminal);
        r = console->pid < 0 ? -errno : 0;
        close(pair[1]);
        if (r < 0)
                console->pid = 0;
        return r;
}

static int wait_taken(struct console *console) {
        int64_t deadline_ms = deadline_now_ms() + TAKE_MS;

        for (;;) {
                struct pollfd fd = { .fd = console->socket, .events = POLLIN };
                int64_t left_ms = deadline_ms - deadline_now_ms();
                uint8_t byte;
                ssize_t len;

                if (left_ms <= 0)
                        return -ETIMEDOUT;
                if (poll(&fd, 1, (int)left_ms) < 0 && errno != EINTR)
                        return -errno;
                len = recv(console->socket, &byte, 1, 0);
                if (len == 1)
                        return byte == CONSOLE_TAKEN ? 0 : -EPROTO;
                if (len == 0)
                        return -EPERM; /* the kernel refused it; the reason is the usual one */
                if (errno != EAGAIN && errno != EINTR)
                        return -errno;
        }
}

int console_new(unsigned number, struct console **ret_console) {
        struct console *console;
        int r;

        if (number > CONSOLE_NUMBER_MAX)
                return -EINVAL;
        console = calloc(1, sizeof(*console));
        if (!console)
                return -ENOMEM;
        *console = (struct console){ .terminal.fd = -1, .socket = -1, .in_front = true };
        r = console_terminal_open(number, &console->terminal);
        if (r == 0)
                r = spawn(console);
        if (r == 0)
                r = wait_taken(console);
        if (r < 0) {
                console_free(console);
                return r;
        }
        *ret_console = console;
        return 0;
}

static void wait_restored(struct console *console) {
        int64_t deadline_ms = deadline_now_ms() + RESTORE_MS;
        struct pollfd fd = { .fd = console->socket, .events = POLLIN };

        /* The watcher closes its end when it is done. */
        shutdown(console->socket, SHUT_WR);
        for (;;) {
                int64_t left_ms = deadline_ms - deadline_now_ms();
                uint8_t byte;
                ssize_t len;

                if (left_ms <= 0 || (poll(&fd, 1, (int)left_ms) < 0 && errno != EINTR))
                        break;
                len = recv(console->socket, &byte, 1, 0);
                if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR))
                        return;
        }
        kill(console->pid, SIGKILL);
}

void console_free(struct console *console) {
        if (!console)
                return;
        if (console->pid > 0) {
                if (console->socket >= 0)
                        wait_restored(console);
                else
                        console_terminal_restore(&console->terminal);
                while (waitpid(console->pid, NULL, 0) < 0 && errno == EINTR)
                        continue;
        }
        if (console->socket >= 0)
                close(console->socket);
        if (console->terminal.fd >= 0)
                close(console->terminal.fd);
        free(console);
}

int console_fd(const struct console *console) {
        return console->socket;
}

int console_dispatch(struct console *console) {
        uint8_t byte;
        ssize_t len;

        if (console->socket < 0)
                return -EPIPE;
        while ((len = recv(console->socket, &byte, 1, 0)) == 1)
                console->in_front = byte == CONSOLE_LEAVE ? false : byte == CONSOLE_BACK ? true : console->in_front;
        if (len < 0 && (errno == EAGAIN || errno == EINTR))
                return 0;
        close(console->socket);
        console->socket = -1;
        return -EPIPE;
}

bool console_in_front(const struct console *console) {
        return console->in_front;
}

void console_left(struct console *console) {
        uint8_t byte = CONSOLE_LEFT;

        if (console->socket >= 0)
                (void)!send(console->socket, &byte, 1, MSG_NOSIGNAL);
}
