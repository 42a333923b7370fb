/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/guard_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/lock/guard_message.h"
#include "hal/lock/guard_timer.h"

enum {
        WATCHED_MS = 250, /* a supervisor that has not answered by then does not watch */
        ON_TRIES = 3,
        OFF_PAUSE_MS = 10,
        OFF_LAST_MS = GUARD_STALL_MS - 40, /* after the pulse's beginning: then the supervisor goes on with it */
};

struct guard_process {
        const struct guard_ends *ends;
        int signals;
        struct lines *lines;
        struct guard_timer timer;
};

/* An answer that the client leaves unread too long is dropped: pulses end on time all the same. */
static void tell(const struct guard_process *guard, enum guard_message_kind kind, unsigned line, unsigned value) {
        (void)guard_message_send(guard->ends->client, kind, line, value, MSG_DONTWAIT);
}

static void tell_supervisor(const struct guard_process *guard, enum guard_message_kind kind, unsigned line) {
        (void)guard_message_send(guard->ends->supervisor, kind, line, 0, MSG_DONTWAIT);
}

/* Whether the supervisor lives and watches from now on. No pulse is given that it does not watch. */
static bool is_watched(const struct guard_process *guard, unsigned line) {
        struct pollfd answered = { .fd = guard->ends->supervisor, .events = POLLIN };
        int64_t deadline_ms = deadline_now_ms() + WATCHED_MS, left_ms;
        struct guard_message answer;

        tell_supervisor(guard, GUARD_BEGIN, line);
        do {
                left_ms = deadline_ms - deadline_now_ms();
                if (poll(&answered, 1, left_ms < 0 ? 0 : (int)left_ms) > 0)
                        return guard_message_receive(guard->ends->supervisor, &answer) == GUARD_PACKET_MESSAGE &&
                               answer.kind == GUARD_WATCHED && answer.line == line;
        } while (left_ms > 0);
        return false;
}

/* A bus that is disturbed for a moment is no reason to give a lock up. */
static int switch_on(struct guard_process *guard, unsigned line) {
        int r = -EIO;

        for (unsigned i = 0; i < ON_TRIES && r < 0 && r != -ENODEV; i++)
                r = lines_set(guard->lines, line, true);
        return r;
}

/* Again and again until it is off, its chip has gone or the supervisor takes over. */
static int switch_off(struct guard_process *guard, unsigned line) {
        const struct timespec pause = { .tv_nsec = OFF_PAUSE_MS * 1000000L };
        int r;

        while ((r = lines_set(guard->lines, line, false)) < 0 && r != -ENODEV &&
               deadline_now_ms() < guard->timer.since_ms + OFF_LAST_MS)
                nanosleep(&pause, NULL);
        return r;
}

/* False: nobody watches, or the coil may be on. */
static bool pulse(struct guard_process *guard, const struct guard_message *request) {
        int refusal = guard_timer_refuses(&guard->timer, request->line, deadline_now_ms()), r, off;

        if (refusal != 0) {
                tell(guard, GUARD_REFUSED, request->line, (unsigned)refusal);
                return true;
        }
        if (!is_watched(guard, request->line)) {
                tell(guard, GUARD_FAULT, request->line, EPIPE);
                return false;
        }
        guard_timer_begin(&guard->timer, request->line, request->value, deadline_now_ms());
        r = switch_on(guard, request->line);
        if (r == 0)
                guard_timer_driven(&guard->timer, deadline_now_ms());
        if (r < 0) {
                /* It was off and says it did not come on. Off once more does no harm, and it may have lied. */
                off = switch_off(guard, request->line);
                (void)guard_timer_end(&guard->timer, deadline_now_ms());
                if (off == 0 || off == -ENODEV)
                        tell_supervisor(guard, GUARD_END, request->line);
                tell(guard, GUARD_FAULT, request->line, (unsigned)-(off < 0 ? off : r));
                return off == 0 || off == -ENODEV;
        }
        return true;
}

/* False: the coil may still be on. */
static bool end_pulse(struct guard_process *guard) {
        unsigned line = guard->timer.line, on_ms;
        int r = switch_off(guard, line);

        on_ms = guard_timer_end(&guard->timer, deadline_now_ms());
        if (r == 0)
                tell_supervisor(guard, GUARD_END, line);
        tell(guard, r == -ENODEV ? GUARD_LOST : r < 0 ? GUARD_FAULT : GUARD_PULSED, line, r < 0 ? (unsigned)-r : on_ms);
        return r == 0;
}

/* False: it ends, and a new one begins. */
static bool renew(const struct guard_process *guard) {
        if (guard->timer.line != GUARD_NONE) {
                tell(guard, GUARD_REFUSED, 0, GUARD_E_BUSY);
                return true;
        }
        tell_supervisor(guard, GUARD_RENEW, 0);
        return false;
}

/* False: the end. */
static bool serve(struct guard_process *guard, int *ret_status) {
        struct guard_message request;

        switch (guard_message_receive(guard->ends->client, &request)) {
        case GUARD_PACKET_NONE:
                return true;
        case GUARD_PACKET_END:
                return false;
        case GUARD_PACKET_MESSAGE:
                if (request.kind == GUARD_PULSE) {
                        bool goes_on = pulse(guard, &request);

                        if (!goes_on)
                                *ret_status = EXIT_FAILURE;
                        return goes_on;
                }
                if (request.kind == GUARD_RENEW)
                        return renew(guard);
                break;
        case GUARD_PACKET_OTHER:
                break;
        }
        tell(guard, GUARD_REFUSED, 0, GUARD_E_MESSAGE);
        return true;
}

static int loop(struct guard_process *guard) {
        struct pollfd fds[] = {
                { .fd = guard->ends->client, .events = POLLIN },
                { .fd = guard->ends->client_pid, .events = POLLIN },
                { .fd = guard->ends->supervisor, .events = POLLIN },
                { .fd = guard->signals, .events = POLLIN },
        };
        int status = EXIT_SUCCESS;

        for (;;) {
                int left_ms = guard_timer_left_ms(&guard->timer, deadline_now_ms());

                if (left_ms == 0) {
                        if (!end_pulse(guard))
                                return EXIT_FAILURE;
                        continue;
                }
                if (poll(fds, ARRAY_LEN(fds), left_ms) < 0) {
                        if (errno != EINTR)
                                return EXIT_FAILURE;
                        continue;
                }
                /* The supervisor says nothing unasked: it has gone, or is not to be trusted. */
                if (fds[1].revents || fds[2].revents || fds[3].revents)
                        return fds[2].revents ? EXIT_FAILURE : EXIT_SUCCESS;
                if (fds[0].revents && !serve(guard, &status))
                        return status;
        }
}

int guard_process_signals(void) {
        static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGPIPE, SIGUSR1, SIGUSR2 };
        sigset_t set;

        for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
                signal(ignored[i], SIG_IGN);
        signal(SIGTERM, SIG_DFL);
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        if (sigprocmask(SIG_SETMASK, &set, NULL) < 0)
                return -errno;
        return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int guard_process_run(const struct guard_ends *ends, pid_t parent, struct lines *lines, const struct lock_timing *timing,
                      unsigned quiet_ms) {
        struct guard_process guard = { .ends = ends, .signals = guard_process_signals(), .lines = lines };
        int status = EXIT_FAILURE;

        if (guard.signals < 0 || guard_timer_init(&guard.timer, lines_count(lines), timing) < 0 || lines_share(lines) < 0)
                return status;
        guard.timer.quiet_ms = deadline_now_ms() + quiet_ms;
        if (guard_message_send(ends->supervisor, GUARD_READY, 0, lines_count(lines), 0))
                status = loop(&guard);
        /* What is on first: on a slow bus the others take their time. */
        if (guard.timer.line != GUARD_NONE && lines_set(lines, guard.timer.line, false) < 0)
                status = EXIT_FAILURE;
        lines_free(lines);
        guard_timer_deinit(&guard.timer);
        close(guard.signals);
        /* A supervisor that somebody has stopped goes on, sees that this is the end, and does not keep the lines busy. */
        if (getppid() == parent)
                kill(parent, SIGCONT);
        return status;
}
