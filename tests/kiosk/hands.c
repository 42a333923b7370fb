/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/kiosk/hands.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_MAX = 64 };

void hands_init(struct hands *hands) {
        for (int i = 0; i < HANDS_DEVICES_MAX; i++)
                hands->fd[i] = -1;
        hands->current = 0;
}

static bool known(const struct hands *hands, int n) {
        return n >= 0 && n < HANDS_DEVICES_MAX && hands->fd[n] >= 0;
}

static int begin(struct hands *hands, const char *rest) {
        struct uinput_setup setup = { 0 };
        unsigned bus, vendor, product;
        int n, fd;

        if (sscanf(rest, "%d %u %u %u %79[^\n]", &n, &bus, &vendor, &product, setup.name) != 5 || n < 0 || n >= HANDS_DEVICES_MAX ||
            known(hands, n))
                return -EINVAL;
        fd = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        setup.id = (struct input_id){ .bustype = (__u16)bus, .vendor = (__u16)vendor, .product = (__u16)product, .version = 1 };
        if (ioctl(fd, UI_DEV_SETUP, &setup) < 0) {
                int r = -errno;

                close(fd);
                return r;
        }
        hands->fd[n] = fd;
        hands->current = n;
        return 0;
}

static int add_bit(int fd, int type, int code) {
        const unsigned long request = type == EV_KEY ? UI_SET_KEYBIT : type == EV_REL ? UI_SET_RELBIT : type == EV_ABS ? UI_SET_ABSBIT :
                                      type == EV_LED ? UI_SET_LEDBIT : type == EV_SW ? UI_SET_SWBIT : UI_SET_MSCBIT;

        return ioctl(fd, UI_SET_EVBIT, type) < 0 || ioctl(fd, request, code) < 0 ? -errno : 0;
}

static int add_keys(int fd, const char *rest) {
        int first, last;

        if (sscanf(rest, "%d %d", &first, &last) != 2)
                return -EINVAL;
        for (int code = first; code <= last; code++) {
                int r = add_bit(fd, EV_KEY, code);

                if (r < 0)
                        return r;
        }
        return 0;
}

static int add_axis(int fd, const char *rest) {
        struct uinput_abs_setup setup = { 0 };
        int code;

        if (sscanf(rest, "%d %d %d %d", &code, &setup.absinfo.minimum, &setup.absinfo.maximum, &setup.absinfo.resolution) != 4)
                return -EINVAL;
        setup.code = (__u16)code;
        return ioctl(fd, UI_SET_EVBIT, EV_ABS) < 0 || ioctl(fd, UI_ABS_SETUP, &setup) < 0 ? -errno : 0;
}

static int emit(const struct hands *hands, const char *rest, FILE *answer) {
        struct input_event events[EVENTS_MAX + 1] = { 0 };
        struct timespec now;
        size_t count = 0;
        int n, used;

        if (sscanf(rest, "%d%n", &n, &used) != 1 || !known(hands, n))
                return -EINVAL;
        for (rest += used; count < EVENTS_MAX; count++, rest += used) {
                struct input_event *event = &events[count];

                if (sscanf(rest, " %hu %hu %d%n", &event->type, &event->code, &event->value, &used) != 3)
                        break;
        }
        events[count].type = EV_SYN;
        /* Nothing between these two: the kernel's time of the event is the second's. */
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (write(hands->fd[n], events, (count + 1) * sizeof(*events)) < 0)
                return -errno;
        fprintf(answer, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
        return 0;
}

static int unplug(struct hands *hands, int n) {
        if (!known(hands, n))
                return -EINVAL;
        close(hands->fd[n]);
        hands->fd[n] = -1;
        return 0;
}

static int rest_for(long us) {
        const struct timespec time = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

        return nanosleep(&time, NULL) < 0 ? -errno : 0;
}

static int do_line(struct hands *hands, const char *line, FILE *answer) {
        const int fd = hands->fd[hands->current];
        char word[16];
        int a, b, used;

        if (sscanf(line, "%15s%n", word, &used) != 1)
                return -EINVAL;
        line += used;
        if (!strcmp(word, "emit"))
                return emit(hands, line, answer);
        if (!strcmp(word, "new"))
                return begin(hands, line);
        if (!strcmp(word, "keys"))
                return add_keys(fd, line);
        if (!strcmp(word, "axis"))
                return add_axis(fd, line);
        if (!strcmp(word, "bit") && sscanf(line, "%d %d", &a, &b) == 2)
                return add_bit(fd, a, b);
        if (!strcmp(word, "property") && sscanf(line, "%d", &a) == 1)
                return ioctl(fd, UI_SET_PROPBIT, a) < 0 ? -errno : 0;
        if (!strcmp(word, "plug"))
                return ioctl(fd, UI_DEV_CREATE) < 0 ? -errno : 0;
        if (!strcmp(word, "unplug") && sscanf(line, "%d", &a) == 1)
                return unplug(hands, a);
        if (!strcmp(word, "sleep") && sscanf(line, "%d", &a) == 1)
                return rest_for(a);
        return -EINVAL;
}

int hands_do(struct hands *hands, char *words, FILE *answer) {
        char *place = NULL;
        int number = 1;

        for (char *line = strtok_r(words, "\n", &place); line; line = strtok_r(NULL, "\n", &place), number++) {
                int r = do_line(hands, line, answer);

                if (r < 0) {
                        fprintf(answer, "%s: %s\n", line, strerror(-r));
                        return number;
                }
        }
        return 0;
}
