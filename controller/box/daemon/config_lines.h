/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The lines that the locks or the door switches of a cabinet hang on: the keys
 * `lines`, `active_low` and `bias` of the sections [lock] and [door].
 *
 *      lines = 1-0020:lock0            one line: label of the chip, name of the line
 *      lines = 1-0020:lock00..15       a run: lock00, lock01, … lock15
 *      lines = cp2112_gpio:@0..7       lines without names, by their offsets
 *
 * Each line of the file appends; the first names compartment 1. Label and name part
 * at the last colon.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "hal/lock/lines.h"

enum { CONFIG_LINES_MESSAGE_SIZE = 256 };

struct config_lines {
        unsigned count;                                 /* 0: none given */
        struct line_config lines[LINES_COUNT_MAX];      /* in the order of compartments */
        unsigned from[LINES_COUNT_MAX];                 /* the line of the file that names it */
        bool active_low[LINES_COUNT_MAX];               /* by compartment */
        enum line_bias bias;                            /* of all */
};

/* Appends what one value names. False with a sentence for people: then nothing was appended. */
MUST_CHECK bool config_lines_add(struct config_lines *lines, const char *value, unsigned file_line,
                                 char ret_message[CONFIG_LINES_MESSAGE_SIZE]);

/* "as_is", "disabled", "pull_up", "pull_down". False: none of them. */
MUST_CHECK bool config_lines_bias(const char *name, enum line_bias *ret_bias);

/*
 * When all is read: as many of both as there are compartments, or none at all; no line twice. Polarity and bias go to
 * each line. False with a sentence, and the line of the file that is to blame, 0 when it is none of them.
 */
MUST_CHECK bool config_lines_finish(struct config_lines *locks, struct config_lines *doors, unsigned compartments,
                                    unsigned *ret_file_line, char ret_message[CONFIG_LINES_MESSAGE_SIZE]);

/* The same of the line that senses the coils: none, or one that is neither a lock's nor a switch's. */
MUST_CHECK bool config_lines_finish_feedback(struct config_lines *feedback, bool active_low, const struct config_lines *locks,
                                             const struct config_lines *doors, unsigned *ret_file_line,
                                             char ret_message[CONFIG_LINES_MESSAGE_SIZE]);

/* As hal/lock/lines.h wants them. 0 or -ENOMEM; free with lines_config_deinit(). */
MUST_CHECK int config_lines_make(const struct config_lines *lines, const char *consumer, enum lines_direction direction,
                                 unsigned debounce_ms, struct lines_config *ret_config);
