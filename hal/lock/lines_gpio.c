/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Lines of the kernel's GPIO chips, in use. Inputs: one epoll descriptor over all
 * holds and over /dev, where a chip that goes away takes its device with it; the
 * kernel does not always wake the holders of its lines. lines_gpio_take.c says how
 * lines are had and lost.
 */
#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "hal/lock/lines_gpio.h"
#include "hal/lock/lines_reader.h"

/* Of epoll, beside the places of the holds. */
enum {
        DEVICES_EVENT = UINT32_MAX,    /* a device has gone */
        LEVELS_EVENT = UINT32_MAX - 1, /* levels were read that are other than they were */
        EVENTS_AT_ONCE = 64,
};

static struct lines_gpio *gpio_from_base(const struct lines *base) {
        assert(base->backend == &lines_backend_gpio);
        return (struct lines_gpio *)(uintptr_t)base;
}

/* ---- requesting ---- */

/* In the reader's thread; lines_gpio_lose() waits for it. */
static int read_levels(void *context, unsigned place, uint64_t *ret_levels) {
        const struct lines_gpio *lines = context;

        return gpio_hold_levels(lines->holds[place].hold, ret_levels);
}

static int watch(struct lines_gpio *lines) {
        lines->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (lines->base.fd < 0)
                return -errno;
        lines->devices = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (lines->devices < 0 || inotify_add_watch(lines->devices, "/dev", IN_CREATE | IN_ATTRIB | IN_DELETE) < 0)
                return -errno;
        return lines_gpio_listen(lines->base.fd, lines->devices, DEVICES_EVENT);
}

static int copy_config(struct lines_gpio *lines, const struct lines_config *config) {
        lines->config = *config;
        lines->config.lines = calloc(config->count, sizeof(*config->lines));
        lines->consumer = strdup(config->consumer);
        lines->holds = calloc(config->count, sizeof(*lines->holds));
        lines->places = calloc(config->count, sizeof(*lines->places));
        if (!lines->config.lines || !lines->consumer || !lines->holds || !lines->places)
                return -ENOMEM;
        memcpy(lines->config.lines, config->lines, config->count * sizeof(*config->lines));
        return 0;
}

static int start_reader(struct lines_gpio *lines) {
        int r = lines_reader_new(lines->base.count, read_levels, lines, &lines->reader);

        return r < 0 ? r : lines_gpio_listen(lines->base.fd, lines_reader_fd(lines->reader), LEVELS_EVENT);
}

static int gpio_request(const char *place, const struct lines_config *config, struct lines **ret_lines) {
        struct lines_gpio *lines = calloc(1, sizeof(*lines) + config->count * sizeof(lines->lines[0]));
        unsigned taken;
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
                .edge = lines_ignore_edge,
        };
        lines->devices = -1;
        lines_gpio_raise_limit(config->count);
        r = copy_config(lines, config);
        if (r == 0 && config->direction == LINES_INPUT)
                r = watch(lines);
        if (r == 0 && config->direction == LINES_INPUT)
                r = start_reader(lines);
        if (r == 0)
                r = lines_gpio_take(lines, &taken);
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

static void gpio_free(struct lines *base) {
        struct lines_gpio *lines = gpio_from_base(base);

        lines_reader_free(lines->reader);
        for (unsigned i = 0; i < base->count; i++)
                if (lines->lines[i].active && lines->lines[i].hold)
                        (void)!gpio_hold_set(lines->lines[i].hold->hold, lines->lines[i].slot, false);
        for (unsigned i = 0; lines->holds && i < base->count; i++)
                lines_gpio_free_hold(&lines->holds[i]);
        if (base->fd >= 0)
                close(base->fd);
        if (lines->devices >= 0)
                close(lines->devices);
        lines_config_deinit(&lines->config);
        free(lines->consumer);
        free(lines->holds);
        free(lines->places);
        free(lines);
}

/* ---- in use ---- */

static bool gpio_present(const struct lines *base, unsigned index) {
        return gpio_from_base(base)->lines[index].hold;
}

static int gpio_set(struct lines *base, unsigned index, bool active) {
        struct lines_gpio *lines = gpio_from_base(base);
        struct line_gpio *line = &lines->lines[index];
        int r;

        if (!line->hold)
                return -ENODEV;
        line->active = line->active || active;
        r = gpio_hold_set(line->hold->hold, line->slot, active);
        if (r == 0)
                line->active = active;
        else if (r == -ENODEV)
                lines_gpio_lose(lines, line->hold);
        return r;
}

static int gpio_get(struct lines *base, unsigned index, bool *ret_active) {
        struct lines_gpio *lines = gpio_from_base(base);
        const struct line_gpio *line = &lines->lines[index];
        int r = line->hold ? gpio_hold_get(line->hold->hold, line->slot, ret_active) : -ENODEV;

        if (r == 0)
                lines_reader_given(lines->reader, (unsigned)(line->hold - lines->holds), line->slot, *ret_active);
        else if (r == -ENODEV && line->hold)
                lines->base.stale = true; /* it has gone, and nothing has told of it */
        return r;
}

static void gpio_await(struct lines *base, unsigned index, bool awaited) {
        struct lines_gpio *lines = gpio_from_base(base);
        struct line_gpio *line = &lines->lines[index];

        if (line->awaited == awaited)
                return;
        line->awaited = awaited;
        if (line->hold)
                lines_reader_await(lines->reader, (unsigned)(line->hold - lines->holds), awaited);
}

static bool gpio_polled(const struct lines *base, unsigned index) {
        const struct hold_gpio *hold = gpio_from_base(base)->lines[index].hold;

        return hold && gpio_hold_polled(hold->hold);
}

static void dispatch_hold(struct lines_gpio *lines, struct hold_gpio *hold) {
        uint64_t slots;

        if (!hold->hold)
                return;
        if (gpio_hold_edges(hold->hold, &slots) < 0) {
                lines_gpio_lose(lines, hold);
                return;
        }
        for (unsigned slot = 0; slot < hold->count; slot++)
                if (slots & (UINT64_C(1) << slot))
                        lines_tell_edge(&lines->base, hold->indexes[slot]);
}

static void dispatch_levels(struct lines_gpio *lines) {
        for (unsigned i = 0; i < lines->base.count; i++) {
                uint64_t slots = lines_reader_take(lines->reader, i);

                for (unsigned slot = 0; slot < lines->holds[i].count; slot++)
                        if (slots & (UINT64_C(1) << slot))
                                lines_tell_level(&lines->base, lines->holds[i].indexes[slot]);
        }
}

static void device_gone(struct lines_gpio *lines, const char *device) {
        for (unsigned i = 0; i < lines->base.count; i++)
                if (lines->holds[i].hold && strcmp(lines->holds[i].device, device) == 0)
                        lines_gpio_lose(lines, &lines->holds[i]);
}

static void device_changed(struct lines_gpio *lines, const char *device, uint32_t what) {
        lines->base.stale = true;
        if (what & IN_DELETE)
                device_gone(lines, device);
}

static void dispatch_devices(struct lines_gpio *lines) {
        _Alignas(struct inotify_event) char events[4096];
        ssize_t len;

        while ((len = read(lines->devices, events, sizeof(events))) > 0) {
                for (const char *at = events; at < events + len;) {
                        const struct inotify_event *event = (const void *)at;

                        if (event->mask & IN_Q_OVERFLOW)
                                lines->base.stale = true; /* there were too many: any of them may have been a chip */
                        else if (event->len > 0 && strncmp(event->name, "gpiochip", 8) == 0)
                                device_changed(lines, event->name, event->mask);
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
                else if (events[i].data.u32 == LEVELS_EVENT)
                        dispatch_levels(lines);
                else
                        dispatch_hold(lines, &lines->holds[events[i].data.u32]);
        }
        return 0;
}

/* A chip that has gone answers -ENODEV to whatever is asked of its lines. */
static bool lose_gone(struct lines_gpio *lines) {
        bool some = false, level;

        for (unsigned i = 0; i < lines->base.count; i++)
                if (lines->holds[i].hold && gpio_hold_get(lines->holds[i].hold, 0, &level) == -ENODEV) {
                        lines_gpio_lose(lines, &lines->holds[i]);
                        some = true;
                }
        return some;
}

static int gpio_renew(struct lines *base, bool *ret_changed) {
        struct lines_gpio *lines = gpio_from_base(base);
        unsigned taken;
        bool before[LINES_COUNT_MAX], lost = lose_gone(lines);
        int r;

        for (unsigned i = 0; i < base->count; i++)
                before[i] = lines->lines[i].hold;
        r = lines_gpio_take(lines, &taken);
        for (unsigned i = 0; i < base->count && base->direction == LINES_INPUT; i++)
                if (!before[i] && lines->lines[i].hold)
                        base->edge(base->context, i);
        if (r == 0)
                *ret_changed = lost || taken > 0;
        return r;
}

const struct lines_backend lines_backend_gpio = {
        .request = gpio_request,
        .share = gpio_share,
        .renew = gpio_renew,
        .survey = lines_gpio_survey,
        .present = gpio_present,
        .set = gpio_set,
        .get = gpio_get,
        .await = gpio_await,
        .polled = gpio_polled,
        .dispatch = gpio_dispatch,
        .free = gpio_free,
};
