/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Lines of the kernel's GPIO chips: how they are had and lost.
 *
 * Chips are opened once each, at a request, and their lines read once: 76 chips
 * cost 76 openings, not one for each of 608 lines. What is requested together on
 * one chip is a hold (hal/lock/gpio_chip.h), which owns the chip.
 */
#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "hal/lock/gpio_index.h"
#include "hal/lock/gpio_place.h"
#include "hal/lock/lines_gpio.h"
#include "hal/lock/lines_reader.h"

enum {
        NO_CHIP = UINT32_MAX,
        DESCRIPTORS_BESIDE = 256, /* that the process may need for anything else */
};

/* One look at all lines that are absent. */
struct taking {
        struct lines_gpio *lines;
        struct gpio_index index;
        unsigned taken;
        unsigned chips[LINES_COUNT_MAX], offsets[LINES_COUNT_MAX]; /* by line; NO_CHIP: not to be requested */
};

/* With libgpiod 1 a descriptor a line and one a chip. */
void lines_gpio_raise_limit(unsigned count) {
        rlim_t wanted = (rlim_t)count + 2 * GPIO_CHIPS_MAX + DESCRIPTORS_BESIDE;
        struct rlimit limit;

        if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
                return;
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
}

int lines_gpio_listen(int epoll, int fd, uint32_t what) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = what };

        return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

void lines_gpio_free_hold(struct hold_gpio *hold) {
        gpio_hold_free(hold->hold);
        gpio_chip_free(hold->chip);
        *hold = (struct hold_gpio){ 0 };
}

/* ---- taking ---- */

/* Nothing can be said of any line then. */
static bool is_ours(int r) {
        return r == -ENOMEM || r == -EMFILE || r == -ENFILE;
}

/* Of the same label as the one that is away, and another. */
static bool is_another(const struct taking *taking, unsigned i) {
        const char *former = taking->lines->places[i];

        return gpio_place_lasts(former) && strcmp(former, taking->index.chips[taking->chips[i]].place) != 0;
}

static void place_line(struct taking *taking, unsigned i) {
        if (gpio_index_find(&taking->index, &taking->lines->config.lines[i], &taking->chips[i], &taking->offsets[i]) != LINE_FREE || is_another(taking, i))
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

static struct hold_gpio *unused_hold(struct lines_gpio *lines) {
        for (unsigned i = 0; i < lines->base.count; i++)
                if (!lines->holds[i].hold)
                        return &lines->holds[i];
        return NULL; /* there are as many as lines */
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
                r = lines_gpio_listen(lines->base.fd, gpio_hold_fd(hold->hold), (uint32_t)(hold - lines->holds));
        if (r < 0) {
                lines_gpio_free_hold(hold);
                return r;
        }
        memcpy(hold->device, taking->index.chips[chip].device, sizeof(hold->device));
        hold->count = count;
        for (unsigned slot = 0; slot < count; slot++) {
                hold->indexes[slot] = indexes[slot];
                memcpy(lines->places[indexes[slot]], taking->index.chips[chip].place, sizeof(lines->places[0]));
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

int lines_gpio_take(struct lines_gpio *lines, unsigned *ret_taken) {
        struct taking taking = { .lines = lines };
        int r = gpio_index_init(&taking.index, &lines->config);

        if (r < 0)
                return r;
        for (unsigned i = 0; i < lines->base.count; i++) {
                taking.chips[i] = NO_CHIP;
                if (!lines->lines[i].hold)
                        place_line(&taking, i);
        }
        leave_out_twice(&taking);
        for (unsigned chip = 0; chip < taking.index.count && r == 0; chip++)
                r = hold_chip(&taking, chip);
        gpio_index_deinit(&taking.index);
        if (r == 0)
                *ret_taken = taking.taken;
        return r;
}

/* ---- losing ---- */

void lines_gpio_lose(struct lines_gpio *lines, struct hold_gpio *hold) {
        struct hold_gpio lost = *hold;

        if (!hold->hold)
                return;
        if (lines->base.fd >= 0)
                (void)epoll_ctl(lines->base.fd, EPOLL_CTL_DEL, gpio_hold_fd(hold->hold), NULL);
        if (lines->reader)
                lines_reader_drop(lines->reader, (unsigned)(hold - lines->holds));
        lines_gpio_free_hold(hold);
        for (unsigned slot = 0; slot < lost.count; slot++) {
                struct line_gpio *line = &lines->lines[lost.indexes[slot]];

                *line = (struct line_gpio){ .awaited = line->awaited };
        }
        for (unsigned slot = 0; slot < lost.count && lines->base.direction == LINES_INPUT; slot++)
                lines->base.edge(lines->base.context, lost.indexes[slot]);
}

/* ---- looking ---- */

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

int lines_gpio_survey(const char *place, const struct lines_config *config, struct line_survey *ret_surveys) {
        CLEANUP(gpio_index_deinit) struct gpio_index index = { 0 };
        unsigned chips[LINES_COUNT_MAX], offsets[LINES_COUNT_MAX], other;
        int r;

        assert(!place);
        lines_gpio_raise_limit(config->count);
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
