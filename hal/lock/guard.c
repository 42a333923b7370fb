/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/guard.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/lock/guard_message.h"
#include "hal/lock/guard_supervisor.h"

enum {
        END_MS = 1000,
        LAST_MS = 60, /* of a supervisor that lives again while a coil may be on: LOCK_ANSWER_MS are over */
        PROCESS_MAX = 1 << 22, /* PID_MAX_LIMIT of the kernel */
};

struct guard {
        pid_t supervisor; /* 0: none to wait for */
        pid_t pid;
        int process; /* pidfd of the guard; -1: there is none yet */
        int socket;
        bool *absent;
        /* To switch off without either of them. */
        const struct lines_backend *backend;
        char *place; /* or NULL */
        struct lines_config config;
};

/* ---- in the supervisor-to-be ---- */

/* Leaves nothing of the client's open but its error output and the two. */
static int keep_only(int *socket, int *client_pid) {
        int null = open("/dev/null", O_RDWR), low, high;

        *socket = fcntl(*socket, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        *client_pid = fcntl(*client_pid, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (*socket < 0 || *client_pid < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
                return -errno;
        low = *socket < *client_pid ? *socket : *client_pid;
        high = *socket < *client_pid ? *client_pid : *socket;
        if (low > STDERR_FILENO + 1 && close_range(STDERR_FILENO + 1, (unsigned)low - 1, 0) < 0)
                return -errno;
        if (high > low + 1 && close_range((unsigned)low + 1, (unsigned)high - 1, 0) < 0)
                return -errno;
        return close_range((unsigned)high + 1, ~0U, 0) < 0 ? -errno : 0;
}

static void run_child(int socket, int client_pid, const struct guard *guard, const struct lock_timing *timing) {
        prctl(PR_SET_NAME, "pickupbox-super");
        if (setsid() < 0 || keep_only(&socket, &client_pid) < 0)
                _exit(EXIT_FAILURE);
        _exit(guard_supervisor_run(socket, client_pid, guard->backend, guard->place, &guard->config, timing));
}

/* ---- in the client ---- */

static int take_process(struct guard *guard, uint32_t number) {
        if (number < 2 || number > PROCESS_MAX || guard->process >= 0)
                return -EPROTO;
        guard->pid = (pid_t)number;
        guard->process = (int)syscall(SYS_pidfd_open, guard->pid, 0);
        return guard->process < 0 ? -errno : 0;
}

int guard_renewed(struct guard *guard, const struct guard_message *message) {
        switch (message->kind) {
        case GUARD_PROCESS:
                return take_process(guard, message->value);
        case GUARD_ABSENT:
                if (message->line >= guard->config.count)
                        return -EPROTO;
                guard->absent[message->line] = true;
                return 0;
        case GUARD_READY:
                return message->value == guard->config.count && guard->process >= 0 ? 1 : -EPROTO;
        case GUARD_FAILED:
                return message->value > 0 && message->value < 4096 ? -(int)message->value : -EPROTO;
        default:
                return -EPROTO;
        }
}

int guard_renew(struct guard *guard) {
        if (guard->process >= 0)
                close(guard->process);
        guard->process = -1;
        memset(guard->absent, 0, guard->config.count * sizeof(*guard->absent));
        return guard_message_send(guard->socket, GUARD_RENEW, 0, 0, MSG_DONTWAIT) ? 0 : -EPIPE;
}

/* One message of the start: 1 when the guard is ready, 0 when more is to come, or why it failed. */
static int take_start(struct guard *guard) {
        struct guard_message message;

        switch (guard_message_receive(guard->socket, &message)) {
        case GUARD_PACKET_NONE:
                return 0;
        case GUARD_PACKET_END:
                return -EPIPE;
        case GUARD_PACKET_OTHER:
                return -EPROTO;
        case GUARD_PACKET_MESSAGE:
                break;
        }
        return guard_renewed(guard, &message);
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

static int spawn(struct guard *guard, const struct lock_timing *timing) {
        int self = (int)syscall(SYS_pidfd_open, getpid(), 0), pair[2], r = 0;

        if (self < 0)
                return -errno;
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
                r = -errno;
                close(self);
                return r;
        }
        guard->socket = pair[0];
        guard->supervisor = fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0 ? -1 : fork();
        if (guard->supervisor == 0)
                run_child(pair[1], self, guard, timing);
        if (guard->supervisor < 0) {
                r = -errno;
                guard->supervisor = 0;
        }
        close(pair[1]);
        close(self);
        return r;
}

static int copy_config(struct guard *guard, const char *place, const struct lines_config *config) {
        guard->config = *config;
        guard->config.lines = calloc(config->count, sizeof(*config->lines));
        guard->absent = calloc(config->count, sizeof(*guard->absent));
        guard->place = place ? strdup(place) : NULL;
        if (!guard->config.lines || !guard->absent || (place && !guard->place))
                return -ENOMEM;
        memcpy(guard->config.lines, config->lines, config->count * sizeof(*config->lines));
        return 0;
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
        *guard = (struct guard){ .process = -1, .socket = -1, .backend = backend };
        r = copy_config(guard, place, config);
        if (r == 0)
                r = spawn(guard, timing);
        if (r == 0)
                r = wait_ready(guard);
        if (r < 0) {
                guard_free(guard);
                return r;
        }
        *ret_guard = guard;
        return 0;
}

/* Whether that process ends in that time. */
static bool ends(int pidfd, int limit_ms) {
        struct pollfd ended = { .fd = pidfd, .events = POLLIN };

        return pidfd >= 0 && poll(&ended, 1, limit_ms) == 1;
}

/* Waits for the supervisor's end, then for the guard's; kills who does not. True: the supervisor has switched all off. */
static bool finish(struct guard *guard, int limit_ms) {
        int status = -1, pidfd;

        if (guard->supervisor > 0) {
                pidfd = (int)syscall(SYS_pidfd_open, guard->supervisor, 0);
                if (!ends(pidfd, limit_ms))
                        kill(guard->supervisor, SIGKILL);
                if (pidfd >= 0)
                        close(pidfd);
                while (waitpid(guard->supervisor, &status, 0) < 0 && errno == EINTR)
                        ;
                guard->supervisor = 0;
        }
        if (guard->process >= 0 && !ends(guard->process, limit_ms)) {
                (void)syscall(SYS_pidfd_send_signal, guard->process, SIGKILL, NULL, 0);
                (void)ends(guard->process, limit_ms);
        }
        return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

void guard_free(struct guard *guard) {
        if (!guard)
                return;
        if (guard->socket >= 0)
                close(guard->socket);
        (void)finish(guard, END_MS);
        if (guard->process >= 0)
                close(guard->process);
        lines_config_deinit(&guard->config);
        free(guard->absent);
        free(guard->place);
        free(guard);
}

void guard_kill(struct guard *guard) {
        struct lines *lines;

        if (guard->supervisor == 0)
                return;
        (void)syscall(SYS_pidfd_send_signal, guard->process, SIGKILL, NULL, 0);
        kill(guard->supervisor, SIGCONT);
        if (!finish(guard, LAST_MS) && lines_request(guard->backend, guard->place, &guard->config, &lines) == 0)
                lines_free(lines);
}

unsigned guard_count(const struct guard *guard) {
        return guard->config.count;
}

bool guard_line_present(const struct guard *guard, unsigned line) {
        assert(line < guard->config.count);
        return !guard->absent[line];
}

int guard_fd(const struct guard *guard) {
        return guard->socket;
}

pid_t guard_pid(const struct guard *guard) {
        return guard->pid;
}

pid_t guard_supervisor_pid(const struct guard *guard) {
        return guard->supervisor;
}
