/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Lines of the kernel's GPIO chips.
 *
 * Chips are opened once each, at the request, and their lines read once: 76 chips
 * cost 76 openings, not one for each of 608 lines. What is requested together on
 * one chip is a hold (hal/lock/gpio_chip.h). Inputs: one epoll descriptor over all holds
 * and over /dev, where a chip that goes away takes its device with it; the kernel
 * does not always wake the holders of its lines.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hal/lock/gpio_index.h"
#include "hal/lock/lines_backend.h"

enum {
        DEVICES_EVENT = UINT32_MAX,    /* of epoll: a device has gone */
        EVENTS_AT_ONCE = 64,
        DESCRIPTORS_BESIDE = 256,      /* that the process may need for anything else */
};

struct hold_gpio {
        struct gpio_hold *hold;        /* NULL: its chip has gone */
        unsigned chip;                 /* of the index */
        unsigned count;
        unsigned indexes[GPIO_HOLD_MAX]; /* by slot: which line that is */
};

struct line_gpio {
        struct hold_gpio *hold;        /* NULL: absent from the start */
        unsigned slot;
        bool active;                   /* outputs: may be active */
};

struct lines_gpio {
        struct lines base;
        struct gpio_index index;
        int devices;                   /* inputs: inotify on /dev */
        unsigned hold_count;
        struct hold_gpio *holds;       /* at most as many as lines */
        struct line_gpio lines[];
};

static struct lines_gpio *gpio_from_base(const struct lines *base) {
        assert(base->backend == &lines_backend_gpio);
        return (struct lines_gpio *)(uintptr_t)base;
}

static struct gpio_hold *hold_of(const struct line_gpio *line) {
        return line->hold ? line->hold->hold : NULL;
}

/* ---- requesting ---- */

/* With libgpiod 1 a descriptor a line and one a chip. What cannot be raised ends in -EMFILE where it is felt. */
static void raise_limit(unsigned count) {
        rlim_t wanted = (rlim_t)count + 2 * GPIO_CHIPS_MAX + DESCRIPTORS_BESIDE;
        struct rlimit limit;

        if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
                return;
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* 0, or why the whole request is refused. An absent line stays without a hold. */
static int place_line(struct lines_gpio *lines, const struct lines_config *config, unsigned i, unsigned *ret_chip,
                      unsigned *ret_offset) {
        switch (gpio_index_find(&lines->index, &config->lines[i], ret_chip, ret_offset)) {
        case LINE_FREE:
                return 0;
        case LINE_BUSY:
                return -EBUSY;
        case LINE_DENIED:
                /* Where others of the cabinet may be opened, this one is gone rather than forbidden. */
                return lines->index.count == 0 ? -EACCES : -ENODEV;
        case LINE_TWO_CHIPS:
        case LINE_TWO_NAMES:
                return -ENOTUNIQ;
        case LINE_NO_CHIP:
        case LINE_NO_NAME:
                break;
        }
        return -ENODEV;
}

static int hold_lines(struct lines_gpio *lines, const struct lines_config *config, struct gpio_want *wants, unsigned count,
                      const unsigned *indexes, unsigned chip) {
        struct hold_gpio *hold = &lines->holds[lines->hold_count];
        int r = gpio_hold_new(lines->index.chips[chip].chip, config->consumer, config->direction, config->debounce_ms, wants,
                              count, &hold->hold);

        if (r < 0)
                return r;
        hold->chip = chip;
        hold->count = count;
        for (unsigned slot = 0; slot < count; slot++) {
                hold->indexes[slot] = indexes[slot];
                lines->lines[indexes[slot]].hold = hold;
                lines->lines[indexes[slot]].slot = slot;
        }
        lines->hold_count++;
        return 0;
}

/* Requests the lines of one chip, so many at once as a hold can have. chips[i] is the chip of line i, or NO_CHIP. */
static int hold_chip(struct lines_gpio *lines, const struct lines_config *config, unsigned chip, const unsigned *chips,
                     const unsigned *offsets) {
        struct gpio_want wants[GPIO_HOLD_MAX];
        unsigned indexes[GPIO_HOLD_MAX], count = 0;
        int r = 0;

        for (unsigned i = 0; i < config->count && r == 0; i++) {
                if (chips[i] != chip)
                        continue;
                indexes[count] = i;
                wants[count++] = (struct gpio_want){
                        .offset = offsets[i],
                        .active_low = config->lines[i].active_low,
                        .bias = config->lines[i].bias,
                };
                if (count == GPIO_HOLD_MAX) {
                        r = hold_lines(lines, config, wants, count, indexes, chip);
                        count = 0;
                }
        }
        return r == 0 && count > 0 ? hold_lines(lines, config, wants, count, indexes, chip) : r;
}

static int hold_all(struct lines_gpio *lines, const struct lines_config *config) {
        unsigned chips[LINES_COUNT_MAX], offsets[LINES_COUNT_MAX];
        int r;

        for (unsigned i = 0; i < config->count; i++) {
                r = place_line(lines, config, i, &chips[i], &offsets[i]);
                if (r == -ENODEV)
                        chips[i] = UINT32_MAX;
                else if (r < 0)
                        return r;
        }
        for (unsigned chip = 0; chip < lines->index.count; chip++) {
                r = hold_chip(lines, config, chip, chips, offsets);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int watch_fd(int epoll, int fd, uint32_t what) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = what };

        return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int watch(struct lines_gpio *lines) {
        int r;

        lines->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (lines->base.fd < 0)
                return -errno;
        lines->devices = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (lines->devices < 0 || inotify_add_watch(lines->devices, "/dev", IN_DELETE) < 0)
                return -errno;
        r = watch_fd(lines->base.fd, lines->devices, DEVICES_EVENT);
        for (unsigned i = 0; i < lines->hold_count && r == 0; i++)
                r = watch_fd(lines->base.fd, gpio_hold_fd(lines->holds[i].hold), i);
        return r;
}

static int gpio_request(const char *place, const struct lines_config *config, struct lines **ret_lines) {
        struct lines_gpio *lines = calloc(1, sizeof(*lines) + config->count * sizeof(lines->lines[0]));
        int r;

        assert(!place);
        if (!lines)
                return -ENOMEM;
        lines->base = (struct lines){
                .backend = &lines_backend_gpio,
                .direction = config->direction,
                .debounced = config->direction == LINES_INPUT && config->debounce_ms > 0 && gpio_debounces(),
                .count = config->count,
                .fd = -1,
        };
        lines->devices = -1;
        lines->holds = calloc(config->count, sizeof(*lines->holds));
        raise_limit(config->count);
        r = lines->holds ? gpio_index_init(&lines->index, config) : -ENOMEM;
        if (r == 0)
                r = hold_all(lines, config);
        if (r == 0 && config->direction == LINES_INPUT)
                r = watch(lines);
        if (r < 0) {
                lines_free(&lines->base);
                return r;
        }
        *ret_lines = &lines->base;
        return 0;
}

/* Descriptors are all there is to share, and the child has them. */
static int gpio_share(struct lines *base) {
        return 0;
}

static int gpio_survey(const char *place, const struct lines_config *config, struct line_survey *ret_surveys) {
        CLEANUP(gpio_index_deinit) struct gpio_index index = { 0 };
        int r;

        assert(!place);
        raise_limit(config->count);
        r = gpio_index_init(&index, config);
        if (r < 0)
                return r;
        for (unsigned i = 0; i < config->count; i++) {
                struct line_survey *survey = &ret_surveys[i];
                const struct gpio_line *line;
                unsigned chip, offset;

                *survey = (struct line_survey){ .finding = gpio_index_find(&index, &config->lines[i], &chip, &offset) };
                if (survey->finding != LINE_FREE && survey->finding != LINE_BUSY)
                        continue;
                line = &index.chips[chip].lines[offset];
                memcpy(survey->device, index.chips[chip].device, sizeof(survey->device));
                memcpy(survey->consumer, line->consumer, sizeof(survey->consumer));
                survey->offset = offset;
                survey->output = line->output;
        }
        return 0;
}

static void gpio_free(struct lines *base) {
        struct lines_gpio *lines = gpio_from_base(base);

        for (unsigned i = 0; i < base->count; i++)
                if (lines->lines[i].active && hold_of(&lines->lines[i]))
                        (void)!gpio_hold_set(hold_of(&lines->lines[i]), lines->lines[i].slot, false);
        for (unsigned i = 0; i < lines->hold_count; i++)
                gpio_hold_free(lines->holds[i].hold);
        gpio_index_deinit(&lines->index);
        if (base->fd >= 0)
                close(base->fd);
        if (lines->devices >= 0)
                close(lines->devices);
        free(lines->holds);
        free(lines);
}

/* ---- in use ---- */

/* Its chip has gone. Inputs are told: whoever reads them again learns it. */
static void lose(struct lines_gpio *lines, struct hold_gpio *hold) {
        if (!hold->hold)
                return;
        if (lines->base.fd >= 0)
                (void)epoll_ctl(lines->base.fd, EPOLL_CTL_DEL, gpio_hold_fd(hold->hold), NULL);
        gpio_hold_free(hold->hold);
        hold->hold = NULL;
        for (unsigned slot = 0; slot < hold->count && lines->base.direction == LINES_INPUT; slot++)
                lines->base.edge(lines->base.context, hold->indexes[slot]);
}

static bool gpio_present(const struct lines *base, unsigned index) {
        return hold_of(&gpio_from_base(base)->lines[index]) != NULL;
}

static int gpio_set(struct lines *base, unsigned index, bool active) {
        struct lines_gpio *lines = gpio_from_base(base);
        struct line_gpio *line = &lines->lines[index];
        int r;

        if (!hold_of(line))
                return -ENODEV;
        line->active = line->active || active;
        r = gpio_hold_set(hold_of(line), line->slot, active);
        if (r == 0)
                line->active = active;
        else if (r == -ENODEV)
                lose(lines, line->hold);
        return r;
}

static int gpio_get(struct lines *base, unsigned index, bool *ret_active) {
        const struct line_gpio *line = &gpio_from_base(base)->lines[index];

        return hold_of(line) ? gpio_hold_get(hold_of(line), line->slot, ret_active) : -ENODEV;
}

static void dispatch_hold(struct lines_gpio *lines, struct hold_gpio *hold) {
        uint64_t slots;

        if (!hold->hold)
                return;
        if (gpio_hold_edges(hold->hold, &slots) < 0) {
                lose(lines, hold);
                return;
        }
        for (unsigned slot = 0; slot < hold->count; slot++)
                if (slots & (UINT64_C(1) << slot))
                        lines->base.edge(lines->base.context, hold->indexes[slot]);
}

static void device_gone(struct lines_gpio *lines, const char *device) {
        for (unsigned i = 0; i < lines->hold_count; i++)
                if (strcmp(lines->index.chips[lines->holds[i].chip].device, device) == 0)
                        lose(lines, &lines->holds[i]);
}

static void dispatch_devices(struct lines_gpio *lines) {
        _Alignas(struct inotify_event) char events[4096];
        ssize_t len;

        while ((len = read(lines->devices, events, sizeof(events))) > 0) {
                for (const char *at = events; at < events + len;) {
                        const struct inotify_event *event = (const void *)at;

                        if (event->len > 0)
                                device_gone(lines, event->name);
                        at += sizeof(*event) + event->len;
                }
        }
}

static int gpio_dispatch(struct lines *base) {
        struct lines_gpio *lines = gpio_from_base(base);
        struct epoll_event events[EVENTS_AT_ONCE];
        int count = epoll_wait(base->fd, events, EVENTS_AT_ONCE, 0);

        if (count < 0 && errno != EINTR)
                return -errno;
        for (int i = 0; i < count; i++) {
                if (events[i].data.u32 == DEVICES_EVENT)
                        dispatch_devices(lines);
                else
                        dispatch_hold(lines, &lines->holds[events[i].data.u32]);
        }
        return 0;
}

const struct lines_backend lines_backend_gpio = {
        .request = gpio_request,
        .share = gpio_share,
        .survey = gpio_survey,
        .present = gpio_present,
        .set = gpio_set,
        .get = gpio_get,
        .dispatch = gpio_dispatch,
        .free = gpio_free,
};
