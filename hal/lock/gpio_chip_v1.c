/* SPDX-License-Identifier: EUPL-1.2 */
/* Over libgpiod 1.6: each line is a request of its own, with a descriptor of its own. */
#include "hal/lock/gpio_chip.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 16 };

struct gpio_chip {
        struct gpiod_chip *chip;
};

struct gpio_hold {
        enum lines_direction direction;
        int epoll; /* inputs: over the lines' descriptors */
        bool polled;
        unsigned count;
        struct gpiod_line *lines[GPIO_HOLD_MAX];
};

static int fault(void) {
        return errno > 0 ? -errno : -EIO;
}

int gpio_chip_open(const char *path, struct gpio_chip **ret_chip) {
        struct gpio_chip *chip = calloc(1, sizeof(*chip));
        int r = 0;

        if (!chip)
                return -ENOMEM;
        chip->chip = gpiod_chip_open(path);
        if (!chip->chip) {
                r = fault();
                free(chip);
                return r;
        }
        *ret_chip = chip;
        return 0;
}

void gpio_chip_free(struct gpio_chip *chip) {
        if (!chip)
                return;
        gpiod_chip_close(chip->chip);
        free(chip);
}

const char *gpio_chip_label(const struct gpio_chip *chip) {
        return gpiod_chip_label(chip->chip);
}

unsigned gpio_chip_count(const struct gpio_chip *chip) {
        return gpiod_chip_num_lines(chip->chip);
}

int gpio_chip_line(struct gpio_chip *chip, unsigned offset, struct gpio_line *ret_line) {
        struct gpiod_line *line = gpiod_chip_get_line(chip->chip, offset);
        const char *name, *consumer;

        if (!line)
                return fault();
        name = gpiod_line_name(line);
        consumer = gpiod_line_consumer(line);
        *ret_line = (struct gpio_line){
                .used = gpiod_line_is_used(line),
                .output = gpiod_line_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT,
        };
        snprintf(ret_line->name, sizeof(ret_line->name), "%s", name ? name : "");
        snprintf(ret_line->consumer, sizeof(ret_line->consumer), "%s", consumer ? consumer : "");
        return 0;
}

static int watch(struct gpio_hold *hold, unsigned slot) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = slot };
        int fd = gpiod_line_event_get_fd(hold->lines[slot]);

        if (fd < 0)
                return fault();
        if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
            epoll_ctl(hold->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
                return -errno;
        return 0;
}

/* Its edges are refused, as where the chip has no interrupt: an input is had all the same, unless that was not the reason. */
static int request_plain(struct gpio_hold *hold, struct gpiod_line *line, struct gpiod_line_request_config config) {
        config.request_type = GPIOD_LINE_REQUEST_DIRECTION_INPUT;
        if (gpiod_line_request(line, &config, 0) < 0)
                return fault();
        hold->lines[hold->count++] = line;
        hold->polled = true;
        return 0;
}

static int request(struct gpio_hold *hold, struct gpiod_chip *chip, const char *consumer, const struct gpio_want *want) {
        static const int biases[] = {
                [LINE_BIAS_AS_IS] = 0,
                [LINE_BIAS_DISABLED] = GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE,
                [LINE_BIAS_PULL_UP] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
                [LINE_BIAS_PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
        };
        const struct gpiod_line_request_config config = {
                .consumer = consumer,
                .request_type = hold->direction == LINES_OUTPUT ? GPIOD_LINE_REQUEST_DIRECTION_OUTPUT
                                                                : GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
                .flags = biases[want->bias] | (want->active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0),
        };
        struct gpiod_line *line = gpiod_chip_get_line(chip, want->offset);

        if (!line)
                return fault();
        if (gpiod_line_request(line, &config, 0) < 0)
                return hold->direction == LINES_INPUT ? request_plain(hold, line, config) : fault();
        hold->lines[hold->count++] = line;
        return hold->direction == LINES_INPUT ? watch(hold, hold->count - 1) : 0;
}

int gpio_hold_new(struct gpio_chip *chip, const char *consumer, enum lines_direction direction, unsigned debounce_ms,
                  const struct gpio_want *wants, unsigned count, struct gpio_hold **ret_hold) {
        struct gpio_hold *hold = calloc(1, sizeof(*hold));
        int r = 0;

        assert(count >= 1 && count <= GPIO_HOLD_MAX);
        if (!hold)
                return -ENOMEM;
        hold->direction = direction;
        hold->epoll = -1;
        if (direction == LINES_INPUT) {
                hold->epoll = epoll_create1(EPOLL_CLOEXEC);
                r = hold->epoll < 0 ? -errno : 0;
        }
        for (unsigned i = 0; i < count && r == 0; i++)
                r = request(hold, chip->chip, consumer, &wants[i]);
        if (r < 0) {
                gpio_hold_free(hold);
                return r;
        }
        *ret_hold = hold;
        return 0;
}

void gpio_hold_free(struct gpio_hold *hold) {
        if (!hold)
                return;
        for (unsigned i = 0; i < hold->count; i++)
                gpiod_line_release(hold->lines[i]);
        if (hold->epoll >= 0)
                close(hold->epoll);
        free(hold);
}

int gpio_hold_set(struct gpio_hold *hold, unsigned slot, bool active) {
        return gpiod_line_set_value(hold->lines[slot], active) < 0 ? fault() : 0;
}

int gpio_hold_get(struct gpio_hold *hold, unsigned slot, bool *ret_active) {
        int value = gpiod_line_get_value(hold->lines[slot]);

        if (value < 0)
                return fault();
        *ret_active = value > 0;
        return 0;
}

int gpio_hold_levels(struct gpio_hold *hold, uint64_t *ret_levels) {
        uint64_t levels = 0;

        for (unsigned slot = 0; slot < hold->count; slot++) {
                int value = gpiod_line_get_value(hold->lines[slot]);

                if (value < 0)
                        return fault();
                levels |= value > 0 ? UINT64_C(1) << slot : 0;
        }
        *ret_levels = levels;
        return 0;
}

bool gpio_hold_polled(const struct gpio_hold *hold) {
        return hold->polled;
}

int gpio_hold_fd(const struct gpio_hold *hold) {
        return hold->epoll;
}

/* The kernel keeps 16 events of a line: what more there was says nothing more. */
static int drain(int fd) {
        struct gpiod_line_event events[EVENTS_AT_ONCE];

        if (gpiod_line_event_read_fd_multiple(fd, events, EVENTS_AT_ONCE) < 0 && errno != EAGAIN && errno != EINTR)
                return fault();
        return 0;
}

int gpio_hold_edges(struct gpio_hold *hold, uint64_t *ret_slots) {
        struct epoll_event events[GPIO_HOLD_MAX];
        uint64_t slots = 0;
        int count = epoll_wait(hold->epoll, events, GPIO_HOLD_MAX, 0);

        for (int i = 0; i < count; i++) {
                int r = drain(gpiod_line_event_get_fd(hold->lines[events[i].data.u32]));

                if (r < 0)
                        return r;
                if (events[i].events & (EPOLLHUP | EPOLLERR))
                        return -ENODEV;
                slots |= UINT64_C(1) << events[i].data.u32;
        }
        *ret_slots = slots;
        return 0;
}

bool gpio_debounces(void) {
        return false;
}
