/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_keyboard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 64 };

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

int scanner_keyboard_open(const char *path) {
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), r;

        if (fd < 0)
                return -errno;
        r = prepare(fd);
        if (r == 0)
                return fd;
        close(fd);
        return r;
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
                        scanner_keys_event(keys, events[i].type, events[i].code, events[i].value,
                                           (int64_t)events[i].input_event_sec * 1000 + events[i].input_event_usec / 1000, sink);
                count += (unsigned)((size_t)got / sizeof(events[0]));
        }
        explicit_bzero(events, sizeof(events));
        if (got < 0 && errno != EAGAIN && errno != EINTR)
                return -errno;
        return got == 0 && most > 0 ? -ENODEV : (int)count;
}
