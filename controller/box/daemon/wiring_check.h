/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The lines of a cabinet, as its configuration names them, and what is to be said
 * about each. Simulated ones need no configuration.
 */
#pragma once

#include "base/macro.h"
#include "controller/box/daemon/config.h"
#include "hal/lock/lines.h"

/* What the kernel says holds the lines of a box. */
#define WIRING_CONSUMER "pickupbox"

/* The machine's chips, as glob(7) has them. */
#define WIRING_CHIPS "/dev/gpiochip*"

/* Whose lines they are, and which. */
struct wiring_source {
        const struct lines_backend *backend;
        const char *place;
        /* The locks' lines (LINES_OUTPUT) or the switches'. 0, -ENODATA when the configuration names none, -ENOMEM. Free with lines_config_deinit(). */
        int (*lines)(const struct config *config, enum lines_direction direction, struct lines_config *ret_lines);
};

/* The line that senses the coils. 0, -ENODATA when the configuration names none, -ENOMEM. Free as above. */
MUST_CHECK int wiring_feedback_line(const struct config *config, struct lines_config *ret_lines);

/* The machine's GPIO chips. */
struct wiring_source wiring_source_real(void);
/* The simulated cabinet of this configuration (wiring_sim.c); not linked with the daemon of a real box. */
struct wiring_source wiring_source_simulated(const struct config *config);

enum { WIRING_SENTENCE_SIZE = 640 };

/* What keeps a line from being used, and what to do: "no chip has the label …". False: nothing does. */
MUST_CHECK bool wiring_sentence(const struct line_config *line, const struct line_survey *survey,
                                char ret_sentence[WIRING_SENTENCE_SIZE]);

/*
 * Why lines_request() failed although no line is to blame: a negative errno in words. Edges are asked of every switch's line, and
 * Linux answers ENXIO (ENODEV, in its first interface, which libgpiod 1 uses) where the chip has no interrupt (drivers/gpio/gpiolib-cdev.c).
 */
const char *wiring_reason(enum lines_direction direction, int r);
