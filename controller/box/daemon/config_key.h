/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What can stand in a configuration: one row a key. Reading, defaults, the commented example of a new box and the manual page
 * pickupboxd.conf(5) come from these rows; a new key is a row here and, where its values are of a kind of their own, a setter
 * in config_value.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "controller/box/daemon/config.h"
#include "controller/box/daemon/config_plan.h"

/* Where values go. */
struct config_draft {
        struct config config;
        struct config_plan plan;
};

/* How a value is written. */
enum config_type {
        CONFIG_NUMBER,
        CONFIG_PLAN_NUMBER,
        CONFIG_PATH,
        CONFIG_BOX_ID,
        CONFIG_LANGUAGE,
        CONFIG_COLOUR,
        CONFIG_YES,
        CONFIG_BLOCKS,
        CONFIG_CELLS,
        CONFIG_LINES,
        CONFIG_ACTIVE_LOW,
        CONFIG_BIAS,
        CONFIG_DEBOUNCE,
        CONFIG_SOUND,
        CONFIG_ROTATION,
        CONFIG_DISPLAY,
        CONFIG_CARD,
        CONFIG_DEVICE,
        CONFIG_BAUD,
        CONFIG_LAYOUT,
        CONFIG_SUFFIX,
        CONFIG_KEYPAD_KEY,
        CONFIG_MATRIX,
        CONFIG_WITNESS,
        CONFIG_TYPE_COUNT,
};

/* Given twice, a key is an error, unless each line appends to what is there. */
enum config_use {
        CONFIG_OPTIONAL, /* what is shown is its value where it is left out */
        CONFIG_OPEN, /* what is left out is made of the others; what is shown is like it */
        CONFIG_REQUIRED,
        CONFIG_REPEATED,
};

struct config_key {
        const char *section, *name;
        enum config_type type;
        size_t offset; /* into struct config_draft; 0 where the type says it all */
        unsigned min, max; /* of a number, both included */
        enum config_use use;
        const char *shown; /* the default or an example; lines for a repeated one. NULL: required */
        const char
                *help; /* unit, range, meaning, in lines as the example has them; {min} and {max} are those of the row; or NULL */
};

struct config_section {
        const char *name;
        bool left_out; /* commented out in the example: without it something else is made */
        const char *help; /* or NULL */
};

/* In the order of the example, a section's keys together. */
enum { CONFIG_SECTIONS = 11, CONFIG_KEYS = 61 };
extern const struct config_section config_sections[CONFIG_SECTIONS];
extern const struct config_key config_keys[CONFIG_KEYS];

/* The help with the row's range in it; "" for none. */
enum { CONFIG_HELP_SIZE = 512 };
void config_key_help(const struct config_key *key, char ret_text[CONFIG_HELP_SIZE]);

/* Appends the manual page, roff for man(7). 0, -ENOMEM or -EMSGSIZE. */
MUST_CHECK int config_manual(struct buffer *ret_text);
