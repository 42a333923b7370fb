/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One GPIO chip of the kernel and lines held on it: the seam between hal/lock/lines_gpio.c
 * and libgpiod, whose versions 1 and 2 have different interfaces (gpio_chip_v1.c,
 * gpio_chip_v2.c; meson chooses). For hal/lock/gpio_*.c and hal/lock/lines_gpio.c alone.
 *
 * A hold is a set of lines of one chip and one direction, requested from the kernel
 * until it is freed. Its lines are told apart by slot, counted from 0 in the order
 * of the request. Setting one never touches another: with version 1 each line is a
 * request of its own, for there setting one line of a common request drives them all.
 * No call blocks longer than the chip's bus does.
 */
#pragma once

#include <stdint.h>

#include "base/macro.h"
#include "hal/lock/lines.h"

enum { GPIO_HOLD_MAX = 64 }; /* lines of one hold; GPIO_V2_LINES_MAX of linux/gpio.h */

struct gpio_chip;
struct gpio_hold;

/* path: "/dev/gpiochip0". 0, -EACCES, or another negative errno, also when this is no GPIO chip. */
MUST_CHECK int gpio_chip_open(const char *path, struct gpio_chip **ret_chip);
void gpio_chip_free(struct gpio_chip *chip);
const char *gpio_chip_label(const struct gpio_chip *chip);
unsigned gpio_chip_count(const struct gpio_chip *chip);

struct gpio_line {
        char name[LINE_LABEL_SIZE];     /* empty: it has none */
        char consumer[LINE_LABEL_SIZE]; /* of whoever holds it; may be empty */
        bool used;                      /* by another process or by the kernel itself */
        bool output;                    /* its direction now */
};

/* 0 or a negative errno. offset counts from 0 to gpio_chip_count(). */
MUST_CHECK int gpio_chip_line(struct gpio_chip *chip, unsigned offset, struct gpio_line *ret_line);

struct gpio_want {
        unsigned offset;
        bool active_low;
        enum line_bias bias;
};

/*
 * Requests 1 to GPIO_HOLD_MAX lines; outputs become inactive. Where a chip has no interrupt the kernel refuses to tell edges
 * (-ENXIO, -ENODEV or another, by its version): its inputs are then requested without, gpio_hold_polled(). debounce_ms: see gpio_debounces(). 0, -EBUSY, or another
 * negative errno; then nothing is held. The chip must outlive the hold.
 */
MUST_CHECK int gpio_hold_new(struct gpio_chip *chip, const char *consumer, enum lines_direction direction, unsigned debounce_ms,
                             const struct gpio_want *wants, unsigned count, struct gpio_hold **ret_hold);
/* Releases the lines as they are. */
void gpio_hold_free(struct gpio_hold *hold);

/* 0 or a negative errno; -ENODEV when the chip has gone. */
MUST_CHECK int gpio_hold_set(struct gpio_hold *hold, unsigned slot, bool active);
MUST_CHECK int gpio_hold_get(struct gpio_hold *hold, unsigned slot, bool *ret_active);

/* The levels of all lines, a bit a slot; also from another thread, as long as the hold is not freed meanwhile. As above. */
MUST_CHECK int gpio_hold_levels(struct gpio_hold *hold, uint64_t *ret_levels);
/* Inputs: some line of it tells no edges. */
bool gpio_hold_polled(const struct gpio_hold *hold);

/* Inputs: readable when there are edges. */
int gpio_hold_fd(const struct gpio_hold *hold);
/* A bit for each slot that may have changed, 1 << slot. 0 or a negative errno when the chip has gone. */
MUST_CHECK int gpio_hold_edges(struct gpio_hold *hold, uint64_t *ret_slots);

/* Whether the kernel is asked for the debounce time: version 1 has no way to. */
bool gpio_debounces(void);
