/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/view/build.h"

enum { ARGUMENTS_MAX = 8 };

static char *keep(struct build *build, size_t len) {
        struct view_string *string = malloc(sizeof(*string) + len + 1);

        if (!string) {
                build->error = -ENOMEM;
                return NULL;
        }
        string->next = build->view->strings;
        build->view->strings = string;
        return string->text;
}

struct argument {
        const char *name, *value;
};

static const struct argument *argument_at(const char *at, const struct argument *arguments, size_t count) {
        for (size_t i = 0; i < count; i++) {
                size_t len = strlen(arguments[i].name);

                if (strncmp(at + 1, arguments[i].name, len) == 0 && at[len + 1] == '}')
                        return &arguments[i];
        }
        return NULL;
}

/* Puts the arguments in; with to NULL only counts. */
static size_t fill_in(const char *text, const struct argument *arguments, size_t count, char *to) {
        size_t len = 0;

        while (*text) {
                const struct argument *argument = *text == '{' ? argument_at(text, arguments, count) : NULL;

                if (argument) {
                        size_t value_len = strlen(argument->value);

                        if (to)
                                memcpy(to + len, argument->value, value_len);
                        len += value_len;
                        text += strlen(argument->name) + 2;
                        continue;
                }
                if (to)
                        to[len] = *text;
                len++;
                text++;
        }
        if (to)
                to[len] = '\0';
        return len;
}

static const char *replace(struct build *build, const char *text, const struct argument *arguments, size_t count) {
        char *filled;

        if (count == 0)
                return text;
        filled = keep(build, fill_in(text, arguments, count, NULL));
        if (!filled)
                return "";
        fill_in(text, arguments, count, filled);
        return filled;
}

const char *build_say(struct build *build, enum text_id id, ...) {
        struct argument arguments[ARGUMENTS_MAX];
        size_t count = 0;
        va_list list;

        va_start(list, id);
        while (count < ARGUMENTS_MAX && (arguments[count].name = va_arg(list, const char *)))
                arguments[count++].value = va_arg(list, const char *);
        va_end(list);
        return replace(build, catalogue_text(build->look->language, id), arguments, count);
}

const char *build_count(struct build *build, enum text_id id, unsigned n) {
        char digits[16];
        struct argument argument = { "n", digits };

        snprintf(digits, sizeof(digits), "%u", n);
        return replace(build, catalogue_plural(build->look->language, id, n), &argument, 1);
}

const char *build_format(struct build *build, const char *format, ...) {
        va_list list;
        char *text;
        int len;

        va_start(list, format);
        len = vsnprintf(NULL, 0, format, list);
        va_end(list);
        text = keep(build, (size_t)len);
        if (!text)
                return "";
        va_start(list, format);
        vsnprintf(text, (size_t)len + 1, format, list);
        va_end(list);
        return text;
}

const char *build_spoken(struct build *build, const char *text) {
        char *spoken, *to;

        spoken = to = text ? keep(build, strlen(text)) : NULL;
        if (!spoken)
                return "";
        for (const char *at = text; *at; at++) {
                if ((unsigned char)at[0] == 0xC2 && (unsigned char)at[1] == 0xAD)
                        at++;
                else
                        *to++ = *at == '\n' ? ' ' : *at;
        }
        *to = '\0';
        return spoken;
}

void build_speak(struct build *build, const char *sentence) {
        struct view *view = build->view;

        if (sentence && *sentence && view->speech_count < VIEW_SPEECH_MAX)
                view->speech[view->speech_count++] = build_spoken(build, sentence);
}
