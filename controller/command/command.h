/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the subcommands of `pickupbox` share: options, passphrases and the way they
 * speak to whoever called them.
 *
 * A subcommand is thin: it reads its arguments, calls a library folder, prints
 * the outcome and returns an exit status. It never calls exit(). Results go to
 * standard output, everything else through command_error() to standard error.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "ui/po/catalogue.h"
#include "crypto/keyfile.h"

enum {
        COMMAND_DONE = 0,    /* done, or valid */
        COMMAND_REFUSED = 1, /* refused, failed check, invalid */
        COMMAND_FAULT = 2,   /* usage, environment or fault */
};

/* One line on standard error, after "pickupbox: ". Says what is wrong and what to do; holds no secret. */
void command_error(const char *format, ...) PRINTF_LIKE(1, 2);

/* The wall clock, in ms since 1970: whole seconds would lie before entries of this second. */
int64_t command_now_ms(void);

/*
 * The language of what people read: English, until command_use_locale() takes that of the locale. Of the commands only those
 * that have all their sentences in ui/po call it. What scripts read is the same in every language.
 */
void command_use_locale(void);
enum language command_language(void);

/* A sentence of ui/po in that language, its fillings as catalogue_say() takes them: as command_error(), or a line on standard output. */
void command_complain(enum text_id text, ...) __attribute__((__sentinel__));
void command_say(enum text_id text, ...) __attribute__((__sentinel__));
/* One without places. Static. */
const char *command_word(enum text_id text);

/*
 * An option of a subcommand. Exactly one of value, flag and list is set; each
 * must be given an initial value by the caller (NULL, false, *list_count 0).
 */
struct command_option {
        const char *name;        /* "box" for --box */
        char letter;             /* 'o' for -o; 0: none */
        const char **value;      /* takes an argument, once */
        bool *flag;              /* takes none */
        const char **list;       /* takes an argument, up to list_max times */
        size_t list_max, *list_count;
};

/* Where no zone is given. */
#define COMMAND_ZONE "Europe/Berlin"

enum { COMMAND_OPTIONS_MAX = 32 };

/*
 * Reads options anywhere among the arguments and moves the others, in order, to
 * argv[1] … argv[*ret_count]. Fewer than min or more than max of them, an
 * unknown option, a missing value or a repeated option is reported on standard
 * error and gives COMMAND_FAULT; else COMMAND_DONE.
 */
MUST_CHECK int command_options(int argc, char **argv, const struct command_option *options, size_t option_count, int min, int max,
                               int *ret_count);

/* The same where options come first and whatever follows them, however it looks, is left as it is; any number of others. */
MUST_CHECK int command_options_leading(int argc, char **argv, const struct command_option *options, size_t option_count, int *ret_count);

/*
 * Gets a passphrase: the first line of `file`, or, when file is NULL, typed on
 * the terminal without echo after `prompt`, twice if `twice`. Without a terminal
 * nothing is asked. COMMAND_DONE, or COMMAND_FAULT after saying why; then
 * ret_passphrase is all zero. The caller wipes it with explicit_bzero().
 */
MUST_CHECK int command_passphrase(const char *file, const char *prompt, bool twice, char ret_passphrase[PASSPHRASE_MAX + 1]);
