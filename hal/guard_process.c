/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/guard_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hal/deadline.h"
#include "hal/guard_message.h"
#include "hal/guard_timer.h"

struct guard_process {
        int socket;
        int signals;
        struct lines *lines;
        struct guard_timer timer;
};

/* With flags MSG_DONTWAIT an answer that the client leaves unread too long is dropped: pulses end on time all the same. */
static bool tell(const struct guard_process *guard, enum guard_message_kind kind, unsigned line, unsigned value, int flags) {
        const struct guard_message message = { .kind = kind, .line = (uint16_t)line, .value = value };
        uint8_t bytes[GUARD_MESSAGE_LEN];

        guard_message_write(&message, bytes);
        return send(guard->socket, bytes, sizeof(bytes), MSG_NOSIGNAL | flags) == (ssize_t)sizeof(bytes);
}

static bool tell_ready(const struct guard_process *guard) {
        for (unsigned i = 0; i < lines_count(guard->lines); i++)
                if (!lines_present(guard->lines, i) && !tell(guard, GUARD_ABSENT, i, 0, 0))
                        return false;
        return tell(guard, GUARD_READY, 0, lines_count(guard->lines), 0);
}

static void pulse(struct guard_process *guard, const struct guard_message *request) {
        int refusal = guard_timer_begin(&guard->timer, request->line, request->value, deadline_now_ms());
        int r;

        if (refusal != 0) {
                (void)tell(guard, GUARD_REFUSED, request->line, (unsigned)refusal, MSG_DONTWAIT);
                return;
        }
        r = lines_set(guard->lines, request->line, true);
        if (r < 0) {
                /* It was off and says it did not come on. Off once more does no harm, and it may have lied. */
                if (lines_set(guard->lines, request->line, false) < 0)
                        r = -ENODEV;
                (void)guard_timer_end(&guard->timer, deadline_now_ms());
                (void)tell(guard, GUARD_FAULT, request->line, (unsigned)-r, MSG_DONTWAIT);
        }
}

/* False: the coil may still be on. */
static bool end_pulse(struct guard_process *guard) {
        unsigned line = guard->timer.line, on_ms;
        int r = lines_set(guard->lines, line, false);

        on_ms = guard_timer_end(&guard->timer, deadline_now_ms());
        (void)tell(guard, r < 0 ? GUARD_FAULT : GUARD_PULSED, line, r < 0 ? (unsigned)-r : on_ms, MSG_DONTWAIT);
        return r == 0;
}

/* False: the client has gone. An empty packet cannot be told from that and is taken for it. */
static bool serve(struct guard_process *guard) {
        struct guard_message request;
        uint8_t bytes[64];
        ssize_t len = recv(guard->socket, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC);

        if (len < 0)
                return errno == EAGAIN || errno == EINTR;
        if (len == 0)
                return false;
        if ((size_t)len > sizeof(bytes) || !guard_message_read(bytes, (size_t)len, &request) || request.kind != GUARD_PULSE)
                (void)tell(guard, GUARD_REFUSED, 0, GUARD_E_MESSAGE, MSG_DONTWAIT);
        else
                pulse(guard, &request);
        return true;
}

static int loop(struct guard_process *guard) {
        struct pollfd fds[] = {
                { .fd = guard->socket, .events = POLLIN },
                { .fd = guard->signals, .events = POLLIN },
        };

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
                if (fds[1].revents)
                        return EXIT_SUCCESS;
                if (fds[0].revents && !serve(guard))
                        return EXIT_SUCCESS;
        }
}

/* SIGTERM ends it in order, and so does the parent's death; what the terminal sends does not concern it. */
static int take_signals(void) {
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

int guard_process_run(int socket, const struct lines_backend *backend, const char *place, const struct lines_config *config,
                      const struct lock_timing *timing) {
        struct guard_process guard = { .socket = socket, .signals = take_signals() };
        int status = EXIT_FAILURE, r;

        if (guard.signals < 0)
                return status;
        r = guard_timer_init(&guard.timer, config->count, timing);
        if (r == 0)
                r = lines_request(backend, place, config, &guard.lines);
        if (r < 0)
                (void)tell(&guard, GUARD_FAILED, 0, (unsigned)-r, 0);
        else if (tell_ready(&guard))
                status = loop(&guard);
        lines_free(guard.lines);
        guard_timer_deinit(&guard.timer);
        close(guard.signals);
        return status;
}
