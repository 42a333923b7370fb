/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/guard_supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/lock/guard_message.h"
#include "hal/lock/guard_process.h"
#include "hal/lock/guard_timer.h"

enum {
        DEATH_MS = 1000, /* a killed guard that is not dead by then hangs in the kernel */
        FIRST = -20,     /* nice value */
        OFF_PAUSE_MS = 10,
        OFF_LAST_MS = 10000, /* a line that could not be switched off for so long is left to whoever requests it next */
};

struct guard_supervisor {
        int client;
        int client_pid;
        int guard;     /* socket to it */
        int guard_pid; /* pidfd */
        int signals;
        pid_t pid;     /* the guard's */
        struct lines *lines;
        unsigned line; /* on, or about to be; or GUARD_NONE */
        bool renewing; /* the guard's end is one that was asked for */
        int64_t deadline_ms;
};

static bool tell_ready(const struct guard_supervisor *supervisor) {
        for (unsigned i = 0; i < lines_count(supervisor->lines); i++)
                if (!lines_present(supervisor->lines, i) && !guard_message_send(supervisor->client, GUARD_ABSENT, i, 0, 0))
                        return false;
        return guard_message_send(supervisor->client, GUARD_READY, 0, lines_count(supervisor->lines), 0);
}

/* False: the guard has gone or speaks nonsense. */
static bool serve(struct guard_supervisor *supervisor) {
        struct guard_message message;
        enum guard_packet packet = guard_message_receive(supervisor->guard, &message);

        if (packet == GUARD_PACKET_NONE)
                return true;
        if (packet != GUARD_PACKET_MESSAGE)
                return false;
        switch (message.kind) {
        case GUARD_READY:
                return tell_ready(supervisor);
        case GUARD_BEGIN:
                if (supervisor->line != GUARD_NONE || message.line >= lines_count(supervisor->lines))
                        return false;
                supervisor->line = message.line;
                supervisor->deadline_ms = deadline_now_ms() + GUARD_STALL_MS;
                return guard_message_send(supervisor->guard, GUARD_WATCHED, message.line, 0, MSG_DONTWAIT);
        case GUARD_END:
                if (supervisor->line != message.line)
                        return false;
                supervisor->line = GUARD_NONE;
                return true;
        case GUARD_RENEW:
                supervisor->renewing = supervisor->line == GUARD_NONE;
                return false;
        default:
                return false;
        }
}

/* Returns when all is to be switched off. */
static void watch(struct guard_supervisor *supervisor) {
        struct pollfd fds[] = {
                { .fd = supervisor->guard, .events = POLLIN },
                { .fd = supervisor->guard_pid, .events = POLLIN },
                { .fd = supervisor->client, .events = 0 }, /* its end alone: what it says is for the guard */
                { .fd = supervisor->client_pid, .events = POLLIN },
                { .fd = supervisor->signals, .events = POLLIN },
        };

        for (;;) {
                int64_t left_ms = supervisor->line == GUARD_NONE ? -1 : supervisor->deadline_ms - deadline_now_ms();
                int count = poll(fds, ARRAY_LEN(fds), supervisor->line == GUARD_NONE ? -1 : left_ms < 0 ? 0 : (int)left_ms);

                if (count < 0 && errno == EINTR)
                        continue;
                if (count < 0 || fds[2].revents || fds[3].revents || fds[4].revents)
                        return;
                /* What it said before its end counts. */
                if (count > 0 && !serve(supervisor))
                        return;
                if (fds[1].revents && !fds[0].revents)
                        return;
                /* What the guard has said in time counts, also when it is read late. */
                if (count == 0 && supervisor->line != GUARD_NONE && deadline_now_ms() >= supervisor->deadline_ms)
                        return;
        }
}

/* The line that is on first. 0; -ENODEV: the chip of that one has gone; -EAGAIN: one of them could not be set. */
static int switch_off_once(const struct guard_supervisor *supervisor) {
        int first = supervisor->line != GUARD_NONE ? lines_set(supervisor->lines, supervisor->line, false) : 0;
        bool done = first == 0 || first == -ENODEV;

        for (unsigned i = 0; i < lines_count(supervisor->lines); i++) {
                int r = lines_present(supervisor->lines, i) ? lines_set(supervisor->lines, i, false) : 0;

                if (r < 0 && r != -ENODEV)
                        done = false;
        }
        return done ? first : -EAGAIN;
}

/* Again and again while a line can still be set. False: one was not switched off. */
static bool switch_off(const struct guard_supervisor *supervisor) {
        const struct timespec pause = { .tv_nsec = OFF_PAUSE_MS * 1000000L };
        int64_t last_ms = deadline_now_ms() + OFF_LAST_MS;
        int r;

        while ((r = switch_off_once(supervisor)) == -EAGAIN && deadline_now_ms() < last_ms)
                nanosleep(&pause, NULL);
        return r == 0;
}

/* A living guard could switch on again: so once before it is dead, which may take a while, and once after. */
static int end(struct guard_supervisor *supervisor) {
        struct pollfd dead = { .fd = supervisor->guard_pid, .events = POLLIN };
        bool done;

        kill(supervisor->pid, SIGKILL);
        (void)switch_off_once(supervisor);
        done = poll(&dead, 1, DEATH_MS) == 1;
        return switch_off(supervisor) && done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void run_guard(const struct guard_supervisor *supervisor, int socket, pid_t parent, const struct lock_timing *timing) {
        const struct guard_ends ends = {
                .client = supervisor->client,
                .client_pid = supervisor->client_pid,
                .supervisor = socket,
        };

        prctl(PR_SET_NAME, "pickupbox-guard");
        close(supervisor->guard);
        close(supervisor->signals);
        _exit(guard_process_run(&ends, parent, supervisor->lines, timing, supervisor->renewing ? timing->rest_ms : 0));
}

static int start_guard(struct guard_supervisor *supervisor, const struct lock_timing *timing) {
        pid_t self = getpid();
        int pair[2];

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
                return -errno;
        supervisor->guard = pair[0];
        supervisor->pid = fork();
        if (supervisor->pid == 0)
                run_guard(supervisor, pair[1], self, timing);
        close(pair[1]);
        if (supervisor->pid < 0)
                return -errno;
        supervisor->guard_pid = (int)syscall(SYS_pidfd_open, supervisor->pid, 0);
        if (supervisor->guard_pid < 0) {
                int r = -errno;

                kill(supervisor->pid, SIGKILL);
                return r;
        }
        return 0;
}

/* Takes up lines that have come, without a guard that shares them. False: all is to be switched off. */
static bool renew(struct guard_supervisor *supervisor, const struct lock_timing *timing) {
        struct pollfd dead = { .fd = supervisor->guard_pid, .events = POLLIN };
        bool changed;

        kill(supervisor->pid, SIGKILL);
        if (poll(&dead, 1, DEATH_MS) != 1 || waitpid(supervisor->pid, NULL, 0) != supervisor->pid)
                return false;
        close(supervisor->guard);
        close(supervisor->guard_pid);
        supervisor->guard = supervisor->guard_pid = -1;
        if (!switch_off(supervisor) || lines_renew(supervisor->lines, &changed) < 0 || start_guard(supervisor, timing) < 0)
                return false;
        supervisor->renewing = false;
        return guard_message_send(supervisor->client, GUARD_PROCESS, 0, (unsigned)supervisor->pid, 0);
}

int guard_supervisor_run(int client, int client_pid, const struct lines_backend *backend, const char *place,
                         const struct lines_config *config, const struct lock_timing *timing) {
        struct guard_supervisor supervisor = {
                .client = client,
                .client_pid = client_pid,
                .signals = guard_process_signals(),
                .line = GUARD_NONE,
        };
        int status = EXIT_FAILURE, r;

        if (supervisor.signals < 0)
                return status;
        /* The guard inherits it. Where it is not allowed, both take their turn like others. */
        (void)setpriority(PRIO_PROCESS, 0, FIRST);
        r = lines_request(backend, place, config, &supervisor.lines);
        if (r == 0)
                r = start_guard(&supervisor, timing);
        if (r < 0) {
                (void)guard_message_send(client, GUARD_FAILED, 0, (unsigned)-r, 0);
        } else {
                if (guard_message_send(client, GUARD_PROCESS, 0, (unsigned)supervisor.pid, 0))
                        do
                                watch(&supervisor);
                        while (supervisor.renewing && renew(&supervisor, timing));
                status = end(&supervisor);
        }
        lines_free(supervisor.lines);
        return status;
}
