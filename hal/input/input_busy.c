/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/input_busy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void look_in(struct input_busy *busy, unsigned ms) {
        const struct itimerspec in = { .it_value = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L } };

        busy->wait_ms = ms;
        (void)timerfd_settime(busy->fd, 0, &in, NULL);
}

int input_busy_init(struct input_busy *busy) {
        *busy = (struct input_busy){ .fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK) };
        return busy->fd < 0 ? -errno : 0;
}

void input_busy_deinit(struct input_busy *busy) {
        if (busy->fd >= 0)
                close(busy->fd);
        busy->fd = -1;
}

void input_busy_note(struct input_busy *busy, const char *path) {
        if (busy->count == INPUT_BUSY_MAX || strlen(path) >= sizeof(busy->paths[0]))
                return;
        snprintf(busy->paths[busy->count], sizeof(busy->paths[0]), "%s", path);
        if (busy->count++ == 0)
                look_in(busy, busy->wait_ms ? busy->wait_ms : INPUT_BUSY_FIRST_MS);
}

bool input_busy_look(struct input_busy *busy, const struct input_device_names *names) {
        unsigned left = 0;
        uint64_t times;
        bool found = false;

        if (busy->count == 0 || read(busy->fd, &times, sizeof(times)) != sizeof(times))
                return false;
        for (unsigned i = 0; i < busy->count; i++) {
                int fd = input_device_open(names, busy->paths[i], O_RDWR | O_NONBLOCK);

                if (fd >= 0)
                        close(fd);
                found = found || fd >= 0;
                if (fd == -EBUSY && left++ < i)
                        memcpy(busy->paths[left - 1], busy->paths[i], sizeof(busy->paths[i]));
        }
        busy->count = found ? 0 : left;
        if (busy->count == 0)
                busy->wait_ms = 0;
        else
                look_in(busy, busy->wait_ms * 2 < INPUT_BUSY_LAST_MS ? busy->wait_ms * 2 : INPUT_BUSY_LAST_MS);
        return found;
}
