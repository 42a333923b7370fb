/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/headset_jacks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/epoll.h>
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

static int open_jack(const char *path, bool *ret_plugged) {
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
static int read_jack(int fd, bool *ret_plugged) {
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

void headset_jacks_init(struct headset_jacks *jacks) {
        *jacks = (struct headset_jacks){ .epoll = -1 };
        for (unsigned i = 0; i < HEADSET_JACKS_MAX; i++)
                jacks->jacks[i].fd = -1;
}

static void let_go(struct headset_jacks *jacks, unsigned at) {
        close(jacks->jacks[at].fd);
        jacks->jacks[at].fd = -1;
}

void headset_jacks_deinit(struct headset_jacks *jacks) {
        for (unsigned i = 0; i < HEADSET_JACKS_MAX; i++)
                if (jacks->jacks[i].fd >= 0)
                        let_go(jacks, i);
}

static void try_jack(void *context, const char *path, dev_t device) {
        struct headset_jacks *jacks = context;
        struct epoll_event event = { .events = EPOLLIN };
        unsigned at = HEADSET_JACKS_MAX;

        for (unsigned i = 0; i < HEADSET_JACKS_MAX; i++) {
                if (jacks->jacks[i].fd >= 0 && jacks->jacks[i].device == device)
                        return;
                if (jacks->jacks[i].fd < 0)
                        at = i;
        }
        if (at == HEADSET_JACKS_MAX)
                return;
        jacks->jacks[at].device = device;
        jacks->jacks[at].fd = open_jack(path, &jacks->jacks[at].plugged);
        if (jacks->jacks[at].fd >= 0 && epoll_ctl(jacks->epoll, EPOLL_CTL_ADD, jacks->jacks[at].fd, &event) < 0)
                let_go(jacks, at);
}

void headset_jacks_look(struct headset_jacks *jacks, const struct device_names *names) {
        device_names_each(names, try_jack, jacks);
}

bool headset_jacks_read(struct headset_jacks *jacks) {
        bool plugged = false;

        for (unsigned i = 0; i < HEADSET_JACKS_MAX; i++) {
                if (jacks->jacks[i].fd >= 0 && read_jack(jacks->jacks[i].fd, &jacks->jacks[i].plugged) < 0)
                        let_go(jacks, i);
                plugged = plugged || (jacks->jacks[i].fd >= 0 && jacks->jacks[i].plugged);
        }
        return plugged;
}
