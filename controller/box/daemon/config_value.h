/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Values of a configuration as they are written, and what becomes of them while it is read. The first error is kept, with its line.
 */
#pragma once

#include "controller/box/daemon/config_key.h"

struct config_parser {
        struct reader left;             /* what inih has not asked for yet */
        unsigned line;                  /* of the line it was given last; 0: none is to blame */
        const char *name, *dir;
        char *message;                  /* CONFIG_MESSAGE_SIZE; the first error */
        bool failed;
        unsigned failed_line;
        bool seen[CONFIG_KEYS]; /* by row of the table */
        struct config_draft draft;
};

/* Keeps the message, led by name and line, unless there is one already. Always false. */
bool config_fail(struct config_parser *parser, const char *format, ...) PRINTF_LIKE(2, 3);
/* Reads the value of a key into the draft. False: config_fail() says what would be right. */
bool config_value_set(struct config_parser *parser, const struct config_key *key, const char *value);
