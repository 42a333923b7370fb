/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_keyboard.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/input.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hal/clock/deadline.h"

enum {
        EVENTS_AT_ONCE = 64,
        PIPE_SIZE = 256 << 10,
        QUIET = EV_CNT,         /* a type that the kernel does not know: up to this time nothing more had come */
        QUIET_MS = 50,
        QUIETS = SCANNER_GAP_MS / QUIET_MS + 1, /* then every reading is over */
};

static int prepare(int fd) {
        unsigned long types = 0;
        int clock = CLOCK_MONOTONIC;

        if (ioctl(fd, EVIOCGBIT(0, sizeof(types)), &types) < 0)
                return -errno;
        if (!(types & 1UL << EV_KEY))
                return -ENOTTY;
        if (ioctl(fd, EVIOCSCLOCKID, &clock) < 0 || ioctl(fd, EVIOCGRAB, 1) < 0)
                return -errno;
        return 0;
}

/* ---- the thread ---- */

struct pump {
        int from, to;           /* owned */
        unsigned quiets;        /* to tell of before it waits without end */
};

/* At most PIPE_BUF: all or nothing, and a full pipe waits. */
static bool pass_on(const struct pump *pump, const struct input_event *events, size_t size) {
        return write(pump->to, events, size) == (ssize_t)size;
}

static bool pass_quiet(struct pump *pump, int64_t until_ms) {
        struct input_event quiet = { .type = QUIET };

        quiet.input_event_sec = until_ms / 1000;
        quiet.input_event_usec = until_ms % 1000 * 1000;
        pump->quiets--;
        return pass_on(pump, &quiet, sizeof(quiet));
}

/* False when one end is gone. */
static bool pump_once(struct pump *pump) {
        struct input_event events[EVENTS_AT_ONCE];
        struct pollfd polled[] = { { .fd = pump->from, .events = POLLIN }, { .fd = pump->to, .events = 0 } };
        int64_t until_ms = deadline_now_ms() + QUIET_MS;
        int count = poll(polled, ARRAY_LEN(polled), pump->quiets > 0 ? QUIET_MS : -1);
        ssize_t got;
        bool alive;

        if (count < 0)
                return errno == EINTR;
        if (polled[1].revents)
                return false;
        if (count == 0)
                return pass_quiet(pump, until_ms);
        got = read(pump->from, events, sizeof(events));
        if (got < 0)
                return errno == EAGAIN || errno == EINTR;
        alive = got > 0 && pass_on(pump, events, (size_t)got);
        explicit_bzero(events, sizeof(events));
        pump->quiets = QUIETS;
        return alive;
}
static_assert(EVENTS_AT_ONCE * sizeof(struct input_event) <= PIPE_BUF, "a write of so much is never divided");

static void *pump_run(void *context) {
        struct pump pump = *(struct pump *)context;

        free(context);
        while (pump_once(&pump))
                ;
        close(pump.from);
        close(pump.to);
        return NULL;
}

/* Takes both over unless it fails. Signals are for others. */
static int pump_start(int from, int to) {
        struct pump *pump = malloc(sizeof(*pump));
        sigset_t all, before;
        pthread_attr_t attributes;
        pthread_t thread;
        int r;

        if (!pump)
                return -ENOMEM;
        *pump = (struct pump){ .from = from, .to = to };
        sigfillset(&all);
        r = pthread_attr_init(&attributes);
        if (r == 0) {
                (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
                (void)pthread_sigmask(SIG_SETMASK, &all, &before);
                r = pthread_create(&thread, &attributes, pump_run, pump);
                (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
                (void)pthread_attr_destroy(&attributes);
        }
        if (r != 0)
                free(pump);
        return -r;
}

/* The end of a pipe from which the device's events come; takes `fd` over unless it fails. */
static int pump_from(int fd) {
        int ends[2], r;

        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        (void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE);
        r = fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : pump_start(fd, ends[1]);
        if (r == 0)
                return ends[0];
        close(ends[0]);
        close(ends[1]);
        return r;
}

/* ---- the keyboard ---- */

/* The grabbed device itself. */
static int open_grabbed(const char *path) {
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), r;

        if (fd < 0)
                return -errno;
        r = prepare(fd);
        if (r == 0)
                return fd;
        close(fd);
        return r;
}

int scanner_keyboard_probe(const char *path) {
        int fd = open_grabbed(path);

        if (fd < 0)
                return fd;
        close(fd);
        return 0;
}

int scanner_keyboard_open(const char *path, dev_t *ret_device) {
        int fd = open_grabbed(path), r;
        struct stat status;

        if (fd < 0)
                return fd;
        r = fstat(fd, &status) < 0 ? -errno : pump_from(fd);
        if (r < 0) {
                close(fd);
                return r;
        }
        *ret_device = status.st_rdev;
        return r;
}

static void take(struct scanner_keys *keys, const struct input_event *event, const struct scanner_sink *sink) {
        int64_t ms = (int64_t)event->input_event_sec * 1000 + event->input_event_usec / 1000;

        if (event->type == QUIET)
                scanner_keys_expire(keys, ms, sink);
        else
                scanner_keys_event(keys, event->type, event->code, event->value, ms, sink);
}

int scanner_keyboard_read(int fd, struct scanner_keys *keys, unsigned most, const struct scanner_sink *sink) {
        struct input_event events[EVENTS_AT_ONCE];
        unsigned count = 0;
        ssize_t got = 0;

        while (count < most) {
                got = read(fd, events, sizeof(events));
                if (got < (ssize_t)sizeof(events[0]))
                        break;
                for (size_t i = 0; i < (size_t)got / sizeof(events[0]); i++)
                        take(keys, &events[i], sink);
                count += (unsigned)((size_t)got / sizeof(events[0]));
        }
        explicit_bzero(events, sizeof(events));
        if (got < 0 && errno != EAGAIN && errno != EINTR)
                return -errno;
        return got == 0 && most > 0 ? -ENODEV : (int)count;
}
