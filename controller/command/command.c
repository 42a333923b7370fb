/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/command.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/printable.h"
#include "controller/command/terminal.h"

void command_error(const char *format, ...) {
        va_list arguments;
        char *text = NULL;

        fflush(stdout);
        va_start(arguments, format);
        if (vasprintf(&text, format, arguments) < 0)
                text = NULL;
        va_end(arguments);
        if (text)
                printable(text, true);
        fprintf(stderr, "pickupbox: %s\n", text ? text : strerror(ENOMEM));
        free(text);
}

int64_t command_now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_REALTIME, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum language language = LANGUAGE_EN;

void command_use_locale(void) {
        language = language_of_locale();
        /* What the C library says of errors, where the locale is installed; numbers and times stay as they are. */
        if (language != LANGUAGE_EN)
                setlocale(LC_MESSAGES, "");
}

enum language command_language(void) {
        return language;
}

const char *command_word(enum text_id text) {
        return catalogue_text(language, text);
}

/* Any length: paths may be long. */
static void put_sentence(FILE *to, enum text_id text, va_list list) {
        struct filling fillings[FILLINGS_MAX];
        size_t count = fillings_take(list, fillings), size = catalogue_fill(language, text, fillings, count, NULL, 0) + 1;
        char *sentence = malloc(size);

        if (sentence) {
                catalogue_fill(language, text, fillings, count, sentence, size);
                printable(sentence, true);
                fputs(sentence, to);
                explicit_bzero(sentence, size);
        }
        fputc('\n', to);
        free(sentence);
}

void command_complain(enum text_id text, ...) {
        va_list list;

        fflush(stdout);
        fputs("pickupbox: ", stderr);
        va_start(list, text);
        put_sentence(stderr, text, list);
        va_end(list);
}

void command_say(enum text_id text, ...) {
        va_list list;

        va_start(list, text);
        put_sentence(stdout, text, list);
        va_end(list);
}

static bool option_take(const struct command_option *option, bool *seen, const char *argument) {
        if (option->flag) {
                *option->flag = true;
                return true;
        }
        if (option->list) {
                if (*option->list_count == option->list_max) {
                        command_complain(TEXT_COMMAND_OPTION_OFTEN, "option", option->name, "count", NUMERAL(option->list_max),
                                         NULL);
                        return false;
                }
                option->list[(*option->list_count)++] = argument;
                return true;
        }
        if (*seen) {
                command_complain(TEXT_COMMAND_OPTION_TWICE, "option", option->name, NULL);
                return false;
        }
        *seen = true;
        *option->value = argument;
        return true;
}

static bool arguments_count_ok(const char *name, int count, int min, int max) {
        if (count < min)
                command_complain(TEXT_COMMAND_ARGUMENT_MISSING, "command", name, NULL);
        else if (count > max)
                command_complain(TEXT_COMMAND_ARGUMENT_MANY, "command", name, NULL);
        return count >= min && count <= max;
}

static int read_options(int argc, char **argv, const struct command_option *options, size_t option_count, bool leading, int min, int max,
                        int *ret_count) {
        struct option long_options[COMMAND_OPTIONS_MAX + 1] = { 0 };
        char short_options[2 + 2 * COMMAND_OPTIONS_MAX + 2] = "";
        bool seen[COMMAND_OPTIONS_MAX] = { false };
        int found;

        if (option_count > COMMAND_OPTIONS_MAX)
                return COMMAND_FAULT;
        strcpy(short_options, leading ? "+:" : ":");
        for (size_t i = 0; i < option_count; i++) {
                long_options[i] = (struct option){
                        .name = options[i].name,
                        .has_arg = options[i].flag ? no_argument : required_argument,
                        .val = 256 + (int)i,
                };
                if (options[i].letter) {
                        size_t end = strlen(short_options);

                        short_options[end] = options[i].letter;
                        short_options[end + 1] = options[i].flag ? '\0' : ':';
                }
        }

        optind = 0; /* glibc: start anew, with permutation */
        opterr = 0;
        while ((found = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
                size_t i = found >= 256 ? (size_t)(found - 256) : 0;

                if (found == ':' || found == '?') {
                        const char *at = argv[optind - 1];

                        if (found == ':')
                                command_complain(TEXT_COMMAND_OPTION_VALUE, "command", argv[0], "option", at, NULL);
                        else
                                command_complain(TEXT_COMMAND_OPTION_UNKNOWN, "command", argv[0], "option", at, NULL);
                        return COMMAND_FAULT;
                }
                while (found < 256 && options[i].letter != found)
                        i++;
                if (!option_take(&options[i], &seen[i], optarg))
                        return COMMAND_FAULT;
        }
        if (!arguments_count_ok(argv[0], argc - optind, min, max))
                return COMMAND_FAULT;
        *ret_count = argc - optind;
        memmove(argv + 1, argv + optind, (size_t)*ret_count * sizeof(*argv));
        return COMMAND_DONE;
}

int command_options(int argc, char **argv, const struct command_option *options, size_t option_count, int min, int max, int *ret_count) {
        return read_options(argc, argv, options, option_count, false, min, max, ret_count);
}

int command_options_leading(int argc, char **argv, const struct command_option *options, size_t option_count, int *ret_count) {
        return read_options(argc, argv, options, option_count, true, 0, argc, ret_count);
}

/* Takes the first line of text; it must be there and fit. */
static int passphrase_take(const char *text, size_t len, const char *from, char ret_passphrase[PASSPHRASE_MAX + 1]) {
        const char *end = memchr(text, '\n', len);
        size_t line_len = end ? (size_t)(end - text) : len;

        if (line_len > 0 && text[line_len - 1] == '\r')
                line_len--;
        if (line_len == 0) {
                command_complain(TEXT_COMMAND_PASSPHRASE_EMPTY, "from", from, NULL);
                return COMMAND_FAULT;
        }
        if (line_len > PASSPHRASE_MAX || memchr(text, '\0', line_len)) {
                command_complain(TEXT_COMMAND_PASSPHRASE_BAD, "from", from, "max", NUMERAL(PASSPHRASE_MAX), NULL);
                return COMMAND_FAULT;
        }
        memcpy(ret_passphrase, text, line_len);
        ret_passphrase[line_len] = '\0';
        return COMMAND_DONE;
}

static int passphrase_from_file(const char *file, char ret_passphrase[PASSPHRASE_MAX + 1]) {
        struct buffer contents = BUFFER_INIT;
        int r = file_read(file, KEYFILE_MAX_LEN, &contents);

        if (r < 0) {
                command_complain(TEXT_COMMAND_PASSPHRASE_FILE, "file", file, "why", strerror(-r), NULL);
                return COMMAND_FAULT;
        }
        r = passphrase_take(buffer_text(&contents), contents.len, file, ret_passphrase);
        buffer_wipe(&contents);
        return r;
}

static int passphrase_ask(int terminal, const char *prompt, char ret_passphrase[PASSPHRASE_MAX + 1]) {
        char line[PASSPHRASE_MAX + 2];
        ssize_t len = terminal_ask_secret(terminal, prompt, line, sizeof(line));
        int r;

        if (len < 0)
                return COMMAND_FAULT;
        r = passphrase_take(line, (size_t)len, command_word(TEXT_COMMAND_TERMINAL), ret_passphrase);
        explicit_bzero(line, sizeof(line));
        return r;
}

int command_passphrase(const char *file, const char *prompt, bool twice, char ret_passphrase[PASSPHRASE_MAX + 1]) {
        char again[PASSPHRASE_MAX + 1];
        int terminal, r;

        memset(ret_passphrase, 0, PASSPHRASE_MAX + 1);
        if (file)
                return passphrase_from_file(file, ret_passphrase);
        terminal = terminal_open();
        if (terminal < 0) {
                command_complain(TEXT_COMMAND_PASSPHRASE_NEEDED, NULL);
                return COMMAND_FAULT;
        }
        r = passphrase_ask(terminal, prompt, ret_passphrase);
        if (r == COMMAND_DONE && twice) {
                r = passphrase_ask(terminal, command_word(TEXT_COMMAND_AGAIN), again);
                if (r == COMMAND_DONE && strcmp(again, ret_passphrase) != 0) {
                        command_complain(TEXT_COMMAND_PASSPHRASE_DIFFERS, NULL);
                        r = COMMAND_FAULT;
                }
                explicit_bzero(again, sizeof(again));
        }
        if (r != COMMAND_DONE)
                explicit_bzero(ret_passphrase, PASSPHRASE_MAX + 1);
        close(terminal);
        return r;
}
