/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/console_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hal/display/console.h"
#include "hal/clock/deadline.h"

enum { LEAVE_SIGNAL = SIGUSR1, BACK_SIGNAL = SIGUSR2 };

/* ---- the terminal ---- */

static int open_terminal(unsigned number) {
        char path[32];
        int fd;

        snprintf(path, sizeof(path), "/dev/tty%u", number);
        fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
        /* A group that may write to terminals may often not read from them. */
        if (fd < 0 && errno == EACCES)
                fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return fd < 0 ? -errno : fd;
}

static int front(unsigned *ret_number) {
        struct vt_stat state;
        int fd = open_terminal(0), r;

        if (fd < 0)
                return fd == -ENXIO || fd == -ENODEV ? -ENOENT : fd;
        r = ioctl(fd, VT_GETSTATE, &state) < 0 ? -errno : 0;
        close(fd);
        if (r < 0)
                return r == -ENOTTY ? -ENOENT : r;
        *ret_number = state.v_active;
        return 0;
}

int console_terminal_open(unsigned number, struct console_terminal *ret_terminal) {
        struct console_terminal terminal = { .fd = -1 };
        unsigned in_front;
        int r = front(&in_front);

        if (r < 0)
                return r;
        if (number != 0 && number != in_front)
                terminal.previous = in_front;
        terminal.number = number != 0 ? number : in_front;
        terminal.fd = open_terminal(terminal.number);
        if (terminal.fd < 0)
                return terminal.fd;
        /* Off is what one that was killed together with its watcher left behind. */
        if (ioctl(terminal.fd, KDGKBMODE, &terminal.keyboard) < 0 || terminal.keyboard == K_OFF)
                terminal.keyboard = K_UNICODE;
        *ret_terminal = terminal;
        return 0;
}

void console_terminal_restore(const struct console_terminal *terminal) {
        struct vt_mode by_kernel = { .mode = VT_AUTO };
        unsigned in_front;

        (void)ioctl(terminal->fd, KDSETMODE, KD_TEXT);
        (void)ioctl(terminal->fd, KDSKBMODE, terminal->keyboard);
        (void)ioctl(terminal->fd, VT_SETMODE, &by_kernel);
        if (terminal->previous && front(&in_front) == 0 && in_front == terminal->number)
                (void)ioctl(terminal->fd, VT_ACTIVATE, terminal->previous);
}

static int take(const struct console_terminal *terminal) {
        struct vt_mode by_us = { .mode = VT_PROCESS, .relsig = LEAVE_SIGNAL, .acqsig = BACK_SIGNAL };

        if (terminal->previous && (ioctl(terminal->fd, VT_ACTIVATE, terminal->number) < 0 ||
                                   ioctl(terminal->fd, VT_WAITACTIVE, terminal->number) < 0))
                return -errno;
        if (ioctl(terminal->fd, VT_SETMODE, &by_us) < 0 || ioctl(terminal->fd, KDSKBMODE, K_OFF) < 0 ||
            ioctl(terminal->fd, KDSETMODE, KD_GRAPHICS) < 0)
                return -errno;
        return 0;
}

/* ---- the process ---- */

struct watcher {
        int socket, signals;
        const struct console_terminal *terminal;
        int64_t leave_by_ms;    /* -1: nobody waits for the client to leave */
};

static bool tell(const struct watcher *watcher, enum console_message message) {
        uint8_t byte = (uint8_t)message;

        return send(watcher->socket, &byte, 1, MSG_NOSIGNAL) == 1;
}

static void let_go(struct watcher *watcher) {
        if (watcher->leave_by_ms < 0)
                return;
        watcher->leave_by_ms = -1;
        (void)ioctl(watcher->terminal->fd, VT_RELDISP, 1);
}

static void take_signal(struct watcher *watcher) {
        struct signalfd_siginfo signal;

        if (read(watcher->signals, &signal, sizeof(signal)) != (ssize_t)sizeof(signal))
                return;
        if (signal.ssi_signo == LEAVE_SIGNAL) {
                watcher->leave_by_ms = deadline_now_ms() + CONSOLE_LEAVE_MS;
                (void)tell(watcher, CONSOLE_LEAVE);
        } else if (signal.ssi_signo == BACK_SIGNAL) {
                (void)ioctl(watcher->terminal->fd, VT_RELDISP, VT_ACKACQ);
                (void)tell(watcher, CONSOLE_BACK);
        }
}

/* False: the client has gone. */
static bool take_message(struct watcher *watcher) {
        uint8_t byte;
        ssize_t len = recv(watcher->socket, &byte, 1, MSG_DONTWAIT);

        if (len < 0)
                return errno == EAGAIN || errno == EINTR;
        if (len == 1 && byte == CONSOLE_LEFT)
                let_go(watcher);
        return len == 1;
}

static void watch(struct watcher *watcher) {
        for (;;) {
                struct pollfd fds[] = { { .fd = watcher->socket, .events = POLLIN }, { .fd = watcher->signals, .events = POLLIN } };
                int64_t left_ms = watcher->leave_by_ms < 0 ? -1 : watcher->leave_by_ms - deadline_now_ms();

                if (watcher->leave_by_ms >= 0 && left_ms <= 0) {
                        let_go(watcher);
                        continue;
                }
                if (poll(fds, 2, (int)left_ms) < 0 && errno != EINTR)
                        return;
                if (fds[1].revents)
                        take_signal(watcher);
                if (fds[0].revents && !take_message(watcher))
                        return;
        }
}

int console_process_run(int socket, const struct console_terminal *terminal) {
        struct watcher watcher = { .socket = socket, .terminal = terminal, .leave_by_ms = -1 };
        sigset_t signals;

        /* All are blocked: whoever ends the service's processes ends the client, and then this one puts the terminal back. */
        sigfillset(&signals);
        if (sigprocmask(SIG_SETMASK, &signals, NULL) < 0)
                return EXIT_FAILURE;
        sigemptyset(&signals);
        sigaddset(&signals, LEAVE_SIGNAL);
        sigaddset(&signals, BACK_SIGNAL);
        watcher.signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
        if (watcher.signals < 0)
                return EXIT_FAILURE;
        if (take(terminal) == 0 && tell(&watcher, CONSOLE_TAKEN))
                watch(&watcher);
        console_terminal_restore(terminal);
        return EXIT_SUCCESS;
}
