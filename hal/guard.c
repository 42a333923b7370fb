/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/guard.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/deadline.h"
#include "hal/guard_message.h"
#include "hal/guard_process.h"

enum { END_MS = 1000 };

struct guard {
        pid_t pid; /* 0: none to wait for */
        int socket;
        unsigned count;
        bool *absent;
};

/* Leaves nothing of the client's open but its error output. Returns where the socket is now. */
static int keep_only(int socket) {
        int null = open("/dev/null", O_RDWR);

        if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(socket, STDERR_FILENO + 1) < 0)
                return -errno;
        if (close_range(STDERR_FILENO + 2, ~0U, 0) < 0)
                return -errno;
        return STDERR_FILENO + 1;
}

static void run_child(pid_t parent, int socket, const struct lines_backend *backend, const char *place,
                      const struct lines_config *config, const struct lock_timing *timing) {
        prctl(PR_SET_NAME, "pickupbox-guard");
        /* The parent may have died before this was set. */
        if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent || setsid() < 0)
                _exit(EXIT_FAILURE);
        socket = keep_only(socket);
        if (socket < 0)
                _exit(EXIT_FAILURE);
        _exit(guard_process_run(socket, backend, place, config, timing));
}

/* One message of the start: 1 when the guard is ready, 0 when more is to come, or why it failed. */
static int take_start(struct guard *guard) {
        struct guard_message message;
        uint8_t bytes[GUARD_MESSAGE_LEN];
        ssize_t len = recv(guard->socket, bytes, sizeof(bytes), MSG_TRUNC);

        if (len < 0)
                return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        if (len == 0)
                return -EPIPE;
        if ((size_t)len > sizeof(bytes) || !guard_message_read(bytes, (size_t)len, &message))
                return -EPROTO;
        switch (message.kind) {
        case GUARD_ABSENT:
                if (message.line >= guard->count)
                        return -EPROTO;
                guard->absent[message.line] = true;
                return 0;
        case GUARD_READY:
                return message.value == guard->count ? 1 : -EPROTO;
        case GUARD_FAILED:
                return message.value > 0 && message.value < 4096 ? -(int)message.value : -EPROTO;
        default:
                return -EPROTO;
        }
}

static int wait_ready(struct guard *guard) {
        int64_t deadline_ms = deadline_now_ms() + GUARD_START_MS;
        int r;

        for (;;) {
                struct pollfd fd = { .fd = guard->socket, .events = POLLIN };
                int64_t left_ms = deadline_ms - deadline_now_ms();

                if (left_ms <= 0)
                        return -ETIMEDOUT;
                if (poll(&fd, 1, (int)left_ms) < 0 && errno != EINTR)
                        return -errno;
                r = take_start(guard);
                if (r != 0)
                        return r < 0 ? r : 0;
        }
}

static int spawn(struct guard *guard, const struct lines_backend *backend, const char *place, const struct lines_config *config,
                 const struct lock_timing *timing) {
        pid_t parent = getpid();
        int pair[2], r;

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
                return -errno;
        guard->socket = pair[0];
        if (fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0) {
                close(pair[1]);
                return -errno;
        }
        guard->pid = fork();
        if (guard->pid == 0)
                run_child(parent, pair[1], backend, place, config, timing);
        r = guard->pid < 0 ? -errno : 0;
        close(pair[1]);
        if (r < 0)
                guard->pid = 0;
        return r;
}

int guard_start(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                const struct lock_timing *timing, struct guard **ret_guard) {
        struct guard *guard;
        int r;

        assert(config->direction == LINES_OUTPUT);
        if (config->count < 1 || config->count > LOCK_COUNT_MAX)
                return -EINVAL;
        guard = calloc(1, sizeof(*guard));
        if (!guard)
                return -ENOMEM;
        guard->socket = -1;
        guard->count = config->count;
        guard->absent = calloc(config->count, sizeof(*guard->absent));
        r = guard->absent ? spawn(guard, backend, place, config, timing) : -ENOMEM;
        if (r == 0)
                r = wait_ready(guard);
        if (r < 0) {
                guard_free(guard);
                return r;
        }
        *ret_guard = guard;
        return 0;
}

/* Waits for the guard's end. False: it still lives. */
static bool wait_end(struct guard *guard) {
        int fd = (int)syscall(SYS_pidfd_open, guard->pid, 0);
        struct pollfd ended = { .fd = fd, .events = POLLIN };
        bool gone = fd >= 0 && poll(&ended, 1, END_MS) == 1;

        if (fd >= 0)
                close(fd);
        return gone;
}

static void reap(struct guard *guard) {
        while (waitpid(guard->pid, NULL, 0) < 0 && errno == EINTR)
                ;
        guard->pid = 0;
}

void guard_free(struct guard *guard) {
        if (!guard)
                return;
        if (guard->socket >= 0)
                close(guard->socket);
        if (guard->pid > 0) {
                if (!wait_end(guard))
                        kill(guard->pid, SIGKILL);
                reap(guard);
        }
        free(guard->absent);
        free(guard);
}

void guard_kill(struct guard *guard) {
        if (guard->pid == 0)
                return;
        kill(guard->pid, SIGKILL);
        reap(guard);
}

unsigned guard_count(const struct guard *guard) {
        return guard->count;
}

bool guard_line_present(const struct guard *guard, unsigned line) {
        assert(line < guard->count);
        return !guard->absent[line];
}

int guard_fd(const struct guard *guard) {
        return guard->socket;
}

pid_t guard_pid(const struct guard *guard) {
        return guard->pid;
}
