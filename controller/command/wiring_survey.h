/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Looking at a cabinet's wiring for `pickupbox box wiring`: what the configuration
 * names, what there is of it, what the switches say. No line is driven, nothing is
 * noted; it can be done at any time, also while things lie in the box and while the
 * daemon has the lines.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "controller/box/daemon/wiring.h"

struct wiring_survey {
        struct lines_config locks, doors;               /* owned */
        struct line_survey *lock_lines, *door_lines;    /* owned */
        struct lines_config feedback;                   /* owned; of no line where none is configured */
        struct line_survey feedback_line;
        bool current;                                   /* it says that a coil carries current now */
        enum door_state *levels;                        /* owned; of the switches that could be read, undebounced */
        bool *polled;                                   /* owned; of those whose chip has no interrupt */
        unsigned faults;        /* lines that cannot be used, or not as they should */
        bool fatal;             /* some of them keep the others from being tried too */
};

/* Looks. 0 or a negative errno. Free with wiring_survey_deinit(), also after a failure. */
MUST_CHECK int wiring_survey_init(struct wiring_survey *survey, const struct config *config, const struct wiring_box *box);
void wiring_survey_deinit(struct wiring_survey *survey);

/* Prints every compartment, what is wrong with its lines and what to do; counts the faults. */
void wiring_survey_print(struct wiring_survey *survey, const struct config *config, const struct wiring_box *box);
/* Compartment c with its two lines and what is to stand between them, without an end: "   3  lock 1-0020:lock2 (gpiochip1, line 2)  switch …". */
void wiring_survey_print_compartment(const struct wiring_survey *survey, unsigned c, const char *between, FILE *out);
