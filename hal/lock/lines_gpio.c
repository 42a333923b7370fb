/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Lines of the kernel's GPIO chips.
 *
 * Chips are opened once each, at a request, and their lines read once: 76 chips
 * cost 76 openings, not one for each of 608 lines. What is requested together on
 * one chip is a hold (hal/lock/gpio_chip.h), which owns the chip. Inputs: one epoll
 * descriptor over all holds and over /dev, where a chip that goes away takes its
 * device with it; the kernel does not always wake the holders of its lines.
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
#include "hal/lock/lines_reader.h"

enum {
        DEVICES_EVENT = UINT32_MAX,    /* of epoll: a device has gone */
        NO_CHIP = UINT32_MAX,
        LEVELS_EVENT = UINT32_MAX - 1, /* levels were read that are other than they were */
        EVENTS_AT_ONCE = 64,
        DESCRIPTORS_BESIDE = 256,      /* that the process may need for anything else */
};

struct hold_gpio {
        struct gpio_hold *hold;        /* NULL: its chip has gone, or this place is not used yet */
        struct gpio_chip *chip;
        char device[LINE_LABEL_SIZE];
        unsigned count;
        unsigned indexes[GPIO_HOLD_MAX]; /* by slot: which line that is */
};

struct line_gpio {
        struct hold_gpio *hold;        /* NULL: absent */
        unsigned slot;
        bool active;                   /* outputs: may be active */
        bool awaited;                  /* inputs */
};

struct lines_gpio {
        struct lines base;
        struct lines_config config;    /* owned copy */
        char *consumer;
        int devices;                   /* inputs: inotify on /dev */
        struct lines_reader *reader;   /* inputs: over the holds, a place each */
        struct hold_gpio *holds;       /* as many as lines */
        struct line_gpio lines[];
};

/* One look at all lines that are absent. */
struct taking {
        struct lines_gpio *lines;
        struct gpio_index index;
        unsigned taken;
        unsigned chips[LINES_COUNT_MAX], offsets[LINES_COUNT_MAX]; /* by line; NO_CHIP: not to be requested */
};

static struct lines_gpio *gpio_from_base(const struct lines *base) {
        assert(base->backend == &lines_backend_gpio);
        return (struct lines_gpio *)(uintptr_t)base;
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

/* Nothing can be said of any line then. */
static bool is_ours(int r) {
        return r == -ENOMEM || r == -EMFILE || r == -ENFILE;
}

static void place_line(struct taking *taking, unsigned i) {
        if (gpio_index_find(&taking->index, &taking->lines->config.lines[i], &taking->chips[i], &taking->offsets[i]) != LINE_FREE)
                taking->chips[i] = NO_CHIP;
}

/* Whether a line before this one is the same: a chip has two names. */
static bool is_twice(const unsigned *chips, const unsigned *offsets, unsigned i, unsigned *ret_other) {
        for (unsigned before = 0; before < i && chips[i] != NO_CHIP; before++)
                if (chips[before] == chips[i] && offsets[before] == offsets[i]) {
                        *ret_other = before;
                        return true;
                }
        return false;
}

/* One coil of two compartments is nobody's. */
static void leave_out_twice(struct taking *taking) {
        bool twice[LINES_COUNT_MAX] = { false };
        unsigned other;

        for (unsigned i = 0; i < taking->lines->base.count; i++)
                if (is_twice(taking->chips, taking->offsets, i, &other))
                        twice[i] = twice[other] = true;
        for (unsigned i = 0; i < taking->lines->base.count; i++)
                if (twice[i])
                        taking->chips[i] = NO_CHIP;
}

static int watch_fd(int epoll, int fd, uint32_t what) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = what };

        return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static struct hold_gpio *unused_hold(struct lines_gpio *lines) {
        for (unsigned i = 0; i < lines->base.count; i++)
                if (!lines->holds[i].hold)
                        return &lines->holds[i];
        return NULL; /* there are as many as lines */
}

/* In the reader's thread; lose() waits for it. */
static int read_levels(void *context, unsigned place, uint64_t *ret_levels) {
        const struct lines_gpio *lines = context;

        return gpio_hold_levels(lines->holds[place].hold, ret_levels);
}

static void begin_reading(struct lines_gpio *lines, const struct hold_gpio *hold) {
        unsigned waiting = 0;

        for (unsigned slot = 0; slot < hold->count; slot++)
                waiting += lines->lines[hold->indexes[slot]].awaited;
        lines_reader_begin(lines->reader, (unsigned)(hold - lines->holds), hold->count, waiting, gpio_hold_polled(hold->hold));
}

static int hold_lines(struct taking *taking, unsigned chip, const unsigned *indexes, unsigned count) {
        struct lines_gpio *lines = taking->lines;
        struct hold_gpio *hold = unused_hold(lines);
        struct gpio_want wants[GPIO_HOLD_MAX];
        int r;

        for (unsigned slot = 0; slot < count; slot++)
                wants[slot] = (struct gpio_want){
                        .offset = taking->offsets[indexes[slot]],
                        .active_low = lines->config.lines[indexes[slot]].active_low,
                        .bias = lines->config.lines[indexes[slot]].bias,
                };
        r = gpio_index_take(&taking->index, chip, &hold->chip);
        if (r < 0)
                return r;
        r = gpio_hold_new(hold->chip, lines->consumer, lines->base.direction, lines->config.debounce_ms, wants, count, &hold->hold);
        if (r == 0 && lines->base.fd >= 0)
                r = watch_fd(lines->base.fd, gpio_hold_fd(hold->hold), (uint32_t)(hold - lines->holds));
        if (r < 0) {
                gpio_hold_free(hold->hold);
                gpio_chip_free(hold->chip);
                *hold = (struct hold_gpio){ 0 };
                return r;
        }
        memcpy(hold->device, taking->index.chips[chip].device, sizeof(hold->device));
        hold->count = count;
        for (unsigned slot = 0; slot < count; slot++) {
                hold->indexes[slot] = indexes[slot];
                lines->lines[indexes[slot]].hold = hold;
                lines->lines[indexes[slot]].slot = slot;
        }
        if (lines->reader)
                begin_reading(lines, hold);
        taking->taken += count;
        return 0;
}

/* All at once; where that fails, one by one: a single bad line takes no other with it. */
static int hold_some(struct taking *taking, unsigned chip, const unsigned *indexes, unsigned count) {
        int r = hold_lines(taking, chip, indexes, count);

        if (r == 0 || is_ours(r))
                return r;
        r = 0;
        if (count == 1)
                return r;
        for (unsigned i = 0; i < count && r == 0; i++)
                r = hold_some(taking, chip, &indexes[i], 1);
        return r;
}

static int hold_chip(struct taking *taking, unsigned chip) {
        unsigned indexes[GPIO_HOLD_MAX], count = 0;
        int r = 0;

        for (unsigned i = 0; i < taking->lines->base.count && r == 0; i++) {
                if (taking->chips[i] != chip)
                        continue;
                indexes[count++] = i;
                if (count == GPIO_HOLD_MAX) {
                        r = hold_some(taking, chip, indexes, count);
                        count = 0;
                }
        }
        return r == 0 && count > 0 ? hold_some(taking, chip, indexes, count) : r;
}

/* Requests what is absent and can be had. 0 or a negative errno of no line's. */
static int take_absent(struct taking *taking) {
        int r = gpio_index_init(&taking->index, &taking->lines->config);

        if (r < 0)
                return r;
        for (unsigned i = 0; i < taking->lines->base.count; i++) {
                taking->chips[i] = NO_CHIP;
                if (!taking->lines->lines[i].hold)
                        place_line(taking, i);
        }
        leave_out_twice(taking);
        for (unsigned chip = 0; chip < taking->index.count && r == 0; chip++)
                r = hold_chip(taking, chip);
        gpio_index_deinit(&taking->index);
        return r;
}

static int watch(struct lines_gpio *lines) {
        lines->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (lines->base.fd < 0)
                return -errno;
        lines->devices = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (lines->devices < 0 || inotify_add_watch(lines->devices, "/dev", IN_CREATE | IN_ATTRIB | IN_DELETE) < 0)
                return -errno;
        return watch_fd(lines->base.fd, lines->devices, DEVICES_EVENT);
}

static int copy_config(struct lines_gpio *lines, const struct lines_config *config) {
        lines->config = *config;
        lines->config.lines = calloc(config->count, sizeof(*config->lines));
        lines->consumer = strdup(config->consumer);
        lines->holds = calloc(config->count, sizeof(*lines->holds));
        if (!lines->config.lines || !lines->consumer || !lines->holds)
                return -ENOMEM;
        memcpy(lines->config.lines, config->lines, config->count * sizeof(*config->lines));
        return 0;
}

static int start_reader(struct lines_gpio *lines) {
        int r = lines_reader_new(lines->base.count, read_levels, lines, &lines->reader);

        return r < 0 ? r : watch_fd(lines->base.fd, lines_reader_fd(lines->reader), LEVELS_EVENT);
}

static int gpio_request(const char *place, const struct lines_config *config, struct lines **ret_lines) {
        struct lines_gpio *lines = calloc(1, sizeof(*lines) + config->count * sizeof(lines->lines[0]));
        struct taking taking = { .lines = lines };
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
        raise_limit(config->count);
        r = copy_config(lines, config);
        if (r == 0 && config->direction == LINES_INPUT)
                r = watch(lines);
        if (r == 0 && config->direction == LINES_INPUT)
                r = start_reader(lines);
        if (r == 0)
                r = take_absent(&taking);
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

/* The chip of a line that is there, or NO_CHIP. */
static unsigned survey_line(const struct gpio_index *index, const struct line_config *config, struct line_survey *ret_survey) {
        const struct gpio_line *line;
        unsigned chip, offset;

        *ret_survey = (struct line_survey){ .finding = gpio_index_find(index, config, &chip, &offset) };
        if (ret_survey->finding == LINE_TWO_CHIPS)
                gpio_index_choices(index, config->chip, ret_survey->choices);
        if (ret_survey->finding != LINE_FREE && ret_survey->finding != LINE_BUSY)
                return NO_CHIP;
        line = &index->chips[chip].lines[offset];
        memcpy(ret_survey->device, index->chips[chip].device, sizeof(ret_survey->device));
        memcpy(ret_survey->consumer, line->consumer, sizeof(ret_survey->consumer));
        ret_survey->offset = offset;
        ret_survey->output = line->output;
        return chip;
}

static int gpio_survey(const char *place, const struct lines_config *config, struct line_survey *ret_surveys) {
        CLEANUP(gpio_index_deinit) struct gpio_index index = { 0 };
        unsigned chips[LINES_COUNT_MAX], offsets[LINES_COUNT_MAX], other;
        int r;

        assert(!place);
        raise_limit(config->count);
        r = gpio_index_init(&index, config);
        if (r < 0)
                return r;
        for (unsigned i = 0; i < config->count; i++) {
                chips[i] = survey_line(&index, &config->lines[i], &ret_surveys[i]);
                offsets[i] = ret_surveys[i].offset;
                if (!is_twice(chips, offsets, i, &other))
                        continue;
                ret_surveys[i].finding = ret_surveys[other].finding = LINE_TWICE;
                ret_surveys[i].other = other;
                ret_surveys[other].other = i;
        }
        return 0;
}

static void free_hold(struct hold_gpio *hold) {
        gpio_hold_free(hold->hold);
        gpio_chip_free(hold->chip);
        *hold = (struct hold_gpio){ 0 };
}

static void gpio_free(struct lines *base) {
        struct lines_gpio *lines = gpio_from_base(base);

        lines_reader_free(lines->reader);
        for (unsigned i = 0; i < base->count; i++)
                if (lines->lines[i].active && lines->lines[i].hold)
                        (void)!gpio_hold_set(lines->lines[i].hold->hold, lines->lines[i].slot, false);
        for (unsigned i = 0; lines->holds && i < base->count; i++)
                free_hold(&lines->holds[i]);
        if (base->fd >= 0)
                close(base->fd);
        if (lines->devices >= 0)
                close(lines->devices);
        lines_config_deinit(&lines->config);
        free(lines->consumer);
        free(lines->holds);
        free(lines);
}

/* ---- in use ---- */

/* Its chip has gone. Inputs are told: whoever reads them again learns it. */
static void lose(struct lines_gpio *lines, struct hold_gpio *hold) {
        struct hold_gpio lost = *hold;

        if (!hold->hold)
                return;
        if (lines->base.fd >= 0)
                (void)epoll_ctl(lines->base.fd, EPOLL_CTL_DEL, gpio_hold_fd(hold->hold), NULL);
        if (lines->reader)
                lines_reader_drop(lines->reader, (unsigned)(hold - lines->holds));
        free_hold(hold);
        for (unsigned slot = 0; slot < lost.count; slot++) {
                struct line_gpio *line = &lines->lines[lost.indexes[slot]];

                *line = (struct line_gpio){ .awaited = line->awaited };
        }
        for (unsigned slot = 0; slot < lost.count && lines->base.direction == LINES_INPUT; slot++)
                lines->base.edge(lines->base.context, lost.indexes[slot]);
}

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
                lose(lines, line->hold);
        return r;
}

static int gpio_get(struct lines *base, unsigned index, bool *ret_active) {
        struct lines_gpio *lines = gpio_from_base(base);
        const struct line_gpio *line = &lines->lines[index];
        int r = line->hold ? gpio_hold_get(line->hold->hold, line->slot, ret_active) : -ENODEV;

        if (r == 0)
                lines_reader_given(lines->reader, (unsigned)(line->hold - lines->holds), line->slot, *ret_active);
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
                lose(lines, hold);
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
                        lose(lines, &lines->holds[i]);
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

                        if (event->len > 0 && strncmp(event->name, "gpiochip", 8) == 0)
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
                        lose(lines, &lines->holds[i]);
                        some = true;
                }
        return some;
}

static int gpio_renew(struct lines *base, bool *ret_changed) {
        struct lines_gpio *lines = gpio_from_base(base);
        struct taking taking = { .lines = lines };
        bool before[LINES_COUNT_MAX], lost = lose_gone(lines);
        int r;

        for (unsigned i = 0; i < base->count; i++)
                before[i] = lines->lines[i].hold;
        r = take_absent(&taking);
        for (unsigned i = 0; i < base->count && base->direction == LINES_INPUT; i++)
                if (!before[i] && lines->lines[i].hold)
                        base->edge(base->context, i);
        if (r == 0)
                *ret_changed = lost || taking.taken > 0;
        return r;
}

const struct lines_backend lines_backend_gpio = {
        .request = gpio_request,
        .share = gpio_share,
        .renew = gpio_renew,
        .survey = gpio_survey,
        .present = gpio_present,
        .set = gpio_set,
        .get = gpio_get,
        .await = gpio_await,
        .polled = gpio_polled,
        .dispatch = gpio_dispatch,
        .free = gpio_free,
};
