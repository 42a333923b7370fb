/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The GPIO chips of this machine that a configuration names, each opened and read
 * once: chips by label, their lines by name. For hal/lock/lines_gpio*.c alone.
 */
#pragma once

#include "base/macro.h"
#include "hal/lock/gpio_chip.h"
#include "hal/lock/lines.h"

enum {
        GPIO_CHIPS_MAX = 512,   /* of one machine that are looked at */
        GPIO_LINES_MAX = 4096,  /* of one chip */
};

struct gpio_index_chip {
        struct gpio_chip *chip;
        char device[LINE_LABEL_SIZE];   /* "gpiochip3", of /dev */
        bool twin;                      /* another chip has the same label */
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
