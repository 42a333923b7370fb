/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of the lines of GPIO chips share; for hal/lock/lines_gpio*.c alone.
 */
#pragma once

#include "hal/lock/gpio_chip.h"
#include "hal/lock/lines_backend.h"

/* Lines of one chip that were requested together. It owns the chip. */
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
        char (*places)[LINE_CHIP_SIZE]; /* by line: where the chip sits on which it was had last; empty: never, or nobody knows */
        struct line_gpio lines[];
};

/* The limit on open descriptors, for so many lines. What cannot be raised ends in -EMFILE where it is felt. */
void lines_gpio_raise_limit(unsigned count);
/* Adds a descriptor to an epoll, with what that answers then. 0 or a negative errno. */
MUST_CHECK int lines_gpio_listen(int epoll, int fd, uint32_t what);
/*
 * Requests what is absent and can be had; a line that cannot stays absent. 0 with how many there were, or a negative errno that
 * is of no line in particular (-ENOMEM, -EMFILE, -ENFILE).
 */
MUST_CHECK int lines_gpio_take(struct lines_gpio *lines, unsigned *ret_taken);
/* The chip of a hold has gone: its lines are absent. Inputs are told: whoever reads them again learns it. */
void lines_gpio_lose(struct lines_gpio *lines, struct hold_gpio *hold);
void lines_gpio_free_hold(struct hold_gpio *hold);
/* As lines_survey(). */
MUST_CHECK int lines_gpio_survey(const char *place, const struct lines_config *config, struct line_survey *ret_surveys);
