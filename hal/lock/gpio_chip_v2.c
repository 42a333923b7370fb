/* SPDX-License-Identifier: EUPL-1.2 */
/* Over libgpiod 2: one request for all lines of a hold, whose single lines are set by a mask. */
#include "hal/lock/gpio_chip.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_AT_ONCE = 64, READS_MAX = 64 };

struct gpio_chip {
        struct gpiod_chip *chip;
        struct gpiod_chip_info *info;
};

struct gpio_hold {
        struct gpiod_line_request *request;
        struct gpiod_edge_event_buffer *events; /* inputs */
        unsigned long seen;                     /* number of the last edge in this request; the kernel counts from 1 */
        bool polled;
        unsigned count;
        unsigned offsets[GPIO_HOLD_MAX];
};

static int fault(void) {
        return errno > 0 ? -errno : -EIO;
}

int gpio_chip_open(const char *path, struct gpio_chip **ret_chip) {
        struct gpio_chip *chip = calloc(1, sizeof(*chip));
        int r;

        if (!chip)
                return -ENOMEM;
        chip->chip = gpiod_chip_open(path);
        if (chip->chip)
                chip->info = gpiod_chip_get_info(chip->chip);
        if (!chip->info) {
                r = fault();
                gpio_chip_free(chip);
                return r;
        }
        *ret_chip = chip;
        return 0;
}

void gpio_chip_free(struct gpio_chip *chip) {
        if (!chip)
                return;
        if (chip->info)
                gpiod_chip_info_free(chip->info);
        if (chip->chip)
                gpiod_chip_close(chip->chip);
        free(chip);
}

const char *gpio_chip_label(const struct gpio_chip *chip) {
        return gpiod_chip_info_get_label(chip->info);
}

unsigned gpio_chip_count(const struct gpio_chip *chip) {
        return (unsigned)gpiod_chip_info_get_num_lines(chip->info);
}

int gpio_chip_line(struct gpio_chip *chip, unsigned offset, struct gpio_line *ret_line) {
        struct gpiod_line_info *line = gpiod_chip_get_line_info(chip->chip, offset);
        const char *name, *consumer;

        if (!line)
                return fault();
        name = gpiod_line_info_get_name(line);
        consumer = gpiod_line_info_get_consumer(line);
        *ret_line = (struct gpio_line){
                .used = gpiod_line_info_is_used(line),
                .output = gpiod_line_info_get_direction(line) == GPIOD_LINE_DIRECTION_OUTPUT,
        };
        snprintf(ret_line->name, sizeof(ret_line->name), "%s", name ? name : "");
        snprintf(ret_line->consumer, sizeof(ret_line->consumer), "%s", consumer ? consumer : "");
        gpiod_line_info_free(line);
        return 0;
}

static int add_line(struct gpiod_line_config *config, struct gpiod_line_settings *settings, enum lines_direction direction,
                    bool polled, unsigned debounce_ms, const struct gpio_want *want) {
        static const enum gpiod_line_bias biases[] = {
                [LINE_BIAS_AS_IS] = GPIOD_LINE_BIAS_AS_IS,
                [LINE_BIAS_DISABLED] = GPIOD_LINE_BIAS_DISABLED,
                [LINE_BIAS_PULL_UP] = GPIOD_LINE_BIAS_PULL_UP,
                [LINE_BIAS_PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
        };
        int r;

        gpiod_line_settings_reset(settings);
        gpiod_line_settings_set_active_low(settings, want->active_low);
        r = gpiod_line_settings_set_bias(settings, biases[want->bias]);
        if (r == 0 && direction == LINES_OUTPUT) {
                r = gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
                if (r == 0)
                        r = gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_INACTIVE);
        } else if (r == 0) {
                r = gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
                if (r == 0 && !polled)
                        r = gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
                if (!polled)
                        gpiod_line_settings_set_debounce_period_us(settings, debounce_ms * 1000UL);
        }
        if (r == 0)
                r = gpiod_line_config_add_line_settings(config, &want->offset, 1, settings);
        return r < 0 ? fault() : 0;
}

static int request(struct gpio_hold *hold, struct gpiod_chip *chip, const char *consumer, enum lines_direction direction,
                   unsigned debounce_ms, const struct gpio_want *wants) {
        struct gpiod_request_config *who = gpiod_request_config_new();
        struct gpiod_line_settings *settings = gpiod_line_settings_new();
        struct gpiod_line_config *config = gpiod_line_config_new();
        int r = who && settings && config ? 0 : -ENOMEM;

        for (unsigned i = 0; i < hold->count && r == 0; i++)
                r = add_line(config, settings, direction, hold->polled, debounce_ms, &wants[i]);
        if (r == 0) {
                gpiod_request_config_set_consumer(who, consumer);
                hold->request = gpiod_chip_request_lines(chip, who, config);
                r = hold->request ? 0 : fault();
        }
        gpiod_line_config_free(config);
        gpiod_line_settings_free(settings);
        gpiod_request_config_free(who);
        return r;
}

int gpio_hold_new(struct gpio_chip *chip, const char *consumer, enum lines_direction direction, unsigned debounce_ms,
                  const struct gpio_want *wants, unsigned count, struct gpio_hold **ret_hold) {
        struct gpio_hold *hold = calloc(1, sizeof(*hold));
        int r;

        assert(count >= 1 && count <= GPIO_HOLD_MAX);
        if (!hold)
                return -ENOMEM;
        hold->count = count;
        for (unsigned i = 0; i < count; i++)
                hold->offsets[i] = wants[i].offset;
        r = request(hold, chip->chip, consumer, direction, debounce_ms, wants);
        if (r < 0 && r != -EBUSY && r != -ENOMEM && direction == LINES_INPUT) {
                /* Its edges may be refused, as where the chip has no interrupt: inputs are had all the same, unless that was not the reason. */
                hold->polled = true;
                r = request(hold, chip->chip, consumer, direction, debounce_ms, wants);
        }
        if (r == 0 && direction == LINES_INPUT) {
                hold->events = gpiod_edge_event_buffer_new(EVENTS_AT_ONCE);
                if (!hold->events)
                        r = -ENOMEM;
                else if (fcntl(gpiod_line_request_get_fd(hold->request), F_SETFL, O_NONBLOCK) < 0)
                        r = -errno;
        }
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
        if (hold->events)
                gpiod_edge_event_buffer_free(hold->events);
        if (hold->request)
                gpiod_line_request_release(hold->request);
        free(hold);
}

int gpio_hold_set(struct gpio_hold *hold, unsigned slot, bool active) {
        enum gpiod_line_value value = active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;

        return gpiod_line_request_set_value(hold->request, hold->offsets[slot], value) < 0 ? fault() : 0;
}

int gpio_hold_get(struct gpio_hold *hold, unsigned slot, bool *ret_active) {
        enum gpiod_line_value value = gpiod_line_request_get_value(hold->request, hold->offsets[slot]);

        if (value == GPIOD_LINE_VALUE_ERROR)
                return fault();
        *ret_active = value == GPIOD_LINE_VALUE_ACTIVE;
        return 0;
}

int gpio_hold_levels(struct gpio_hold *hold, uint64_t *ret_levels) {
        enum gpiod_line_value values[GPIO_HOLD_MAX];
        uint64_t levels = 0;

        if (gpiod_line_request_get_values(hold->request, values) < 0)
                return fault();
        for (unsigned slot = 0; slot < hold->count; slot++)
                levels |= values[slot] == GPIOD_LINE_VALUE_ACTIVE ? UINT64_C(1) << slot : 0;
        *ret_levels = levels;
        return 0;
}

bool gpio_hold_polled(const struct gpio_hold *hold) {
        return hold->polled;
}

int gpio_hold_fd(const struct gpio_hold *hold) {
        return gpiod_line_request_get_fd(hold->request);
}

static uint64_t slot_of(const struct gpio_hold *hold, unsigned offset) {
        for (unsigned i = 0; i < hold->count; i++)
                if (hold->offsets[i] == offset)
                        return UINT64_C(1) << i;
        return 0;
}

/* The kernel's buffer is common to the lines and drops the oldest when it is full: after a gap every line may have changed. */
static uint64_t take(struct gpio_hold *hold, unsigned count) {
        uint64_t slots = 0;

        for (unsigned i = 0; i < count; i++) {
                struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(hold->events, i);
                unsigned long number = gpiod_edge_event_get_global_seqno(event);

                slots |= number == hold->seen + 1 ? slot_of(hold, gpiod_edge_event_get_line_offset(event)) : UINT64_MAX;
                hold->seen = number;
        }
        return hold->count < GPIO_HOLD_MAX ? slots & ((UINT64_C(1) << hold->count) - 1) : slots;
}

int gpio_hold_edges(struct gpio_hold *hold, uint64_t *ret_slots) {
        uint64_t slots = 0;

        for (unsigned i = 0; i < READS_MAX; i++) {
                int count = gpiod_line_request_read_edge_events(hold->request, hold->events, EVENTS_AT_ONCE);

                if (count < 0 && errno != EAGAIN && errno != EINTR)
                        return fault();
                if (count <= 0)
                        break;
                slots |= take(hold, (unsigned)count);
        }
        *ret_slots = slots;
        return 0;
}

bool gpio_debounces(void) {
        return true;
}
