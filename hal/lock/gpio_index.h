/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The GPIO chips of this machine that a configuration names, each opened and read
 * once, however many names it has in /dev: chips by label or place, their lines by
 * name. For hal/lock/lines_gpio*.c alone.
 */
#pragma once

#include <sys/types.h>

#include "base/macro.h"
#include "hal/lock/gpio_chip.h"
#include "hal/lock/lines.h"

enum {
        GPIO_CHIPS_MAX = 512,   /* of one machine that are looked at */
        GPIO_LINES_MAX = 4096,  /* of one chip */
};

struct gpio_index_chip {
        struct gpio_chip *chip;         /* NULL once it was taken out */
        char label[LINE_LABEL_SIZE];
        char place[LINE_CHIP_SIZE];     /* hal/lock/gpio_place.h; empty: it has none */
        char device[LINE_LABEL_SIZE];   /* "gpiochip3", as the kernel calls it */
        dev_t number;                   /* of its device */
        unsigned count;
        struct gpio_line *lines;        /* by offset */
};

struct gpio_index {
        struct gpio_index_chip *chips;
        unsigned count;
        bool denied;                    /* some chip may not be opened by this user: it may be one of those */
};

/* Opens what `config` names. 0 or a negative errno. A chip that is not there is not in it. */
MUST_CHECK int gpio_index_init(struct gpio_index *index, const struct lines_config *config);
void gpio_index_deinit(struct gpio_index *index);

/* What there is of one line; chip and offset are filled for a line that is there once, free or busy. */
enum line_finding gpio_index_find(const struct gpio_index *index, const struct line_config *line, unsigned *ret_chip,
                                  unsigned *ret_offset);
/* The places of the chips that have this label, as struct line_survey has them. */
void gpio_index_choices(const struct gpio_index *index, const char *label, char ret_choices[LINE_CHOICES_SIZE]);
/* The chip, which is the caller's from now on; opened once more when it was taken out before. 0 or a negative errno. */
MUST_CHECK int gpio_index_take(struct gpio_index *index, unsigned chip, struct gpio_chip **ret_chip);
