/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The terminal of whoever called a command. Nothing is ever asked without one:
 * standard input must be a terminal too, so that no script is mistaken for a person.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/macro.h"

/* The controlling terminal, which the caller closes; -ENOTTY when there is none. */
MUST_CHECK int terminal_open(void);
/*
 * Asks for one line that is not shown. Signals of the terminal end or stop the process once the terminal shows what is typed again; after a stop it asks anew. Returns its length with the newline, 0 at the end of input, or a negative errno. The
 * caller wipes it.
 */
MUST_CHECK ssize_t terminal_ask_secret(int terminal, const char *prompt, char *ret_line, size_t size);
/* The same, without the end of the line and terminated. Its length; -ENODATA at the end of input; another negative errno. */
MUST_CHECK ssize_t terminal_ask_line(int terminal, const char *prompt, char *ret_line, size_t size);
