/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/headset_jack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 16, READS_MAX = 16 };

static int read_state(int fd, bool *ret_plugged) {
        unsigned long state = 0;

        if (ioctl(fd, EVIOCGSW(sizeof(state)), &state) < 0)
                return -errno;
        *ret_plugged = state & 1UL << SW_HEADPHONE_INSERT;
        return 0;
}

static int prepare(int fd, bool *ret_plugged) {
        unsigned long switches = 0;

        if (ioctl(fd, EVIOCGBIT(EV_SW, sizeof(switches)), &switches) < 0)
                return -errno;
        return switches & 1UL << SW_HEADPHONE_INSERT ? read_state(fd, ret_plugged) : -ENOTTY;
}

int headset_jack_open(const char *path, bool *ret_plugged) {
        int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), r;

        if (fd < 0)
                return -errno;
        r = prepare(fd, ret_plugged);
        if (r == 0)
                return fd;
        close(fd);
        return r;
}

/* Events only say that something changed: the state is asked for. */
int headset_jack_read(int fd, bool *ret_plugged) {
        struct input_event events[EVENTS_AT_ONCE];
        ssize_t got = 0;

        for (unsigned i = 0; i < READS_MAX; i++) {
                got = read(fd, events, sizeof(events));
                if (got <= 0)
                        break;
        }
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
                return got == 0 ? -ENODEV : -errno;
        return read_state(fd, ret_plugged);
}
