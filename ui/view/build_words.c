/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/view/build.h"

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

static const char *replace(struct build *build, const char *text, const struct filling *fillings, size_t count) {
        char *filled;
        size_t len;

        if (count == 0)
                return text;
        len = fill_text(text, fillings, count, NULL, 0);
        filled = keep(build, len);
        if (!filled)
                return "";
        fill_text(text, fillings, count, filled, len + 1);
        return filled;
}

const char *build_say(struct build *build, enum text_id id, ...) {
        struct filling fillings[FILLINGS_MAX];
        size_t count;
        va_list list;

        va_start(list, id);
        count = fillings_take(list, fillings);
        va_end(list);
        return replace(build, catalogue_text(build->look->language, id), fillings, count);
}

const char *build_count(struct build *build, enum text_id id, unsigned n) {
        char digits[16];
        struct filling filling = { "n", digits };

        snprintf(digits, sizeof(digits), "%u", n);
        return replace(build, catalogue_plural(build->look->language, id, n), &filling, 1);
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

const char *build_whole(struct build *build, const char *text) {
        char *whole, *to;

        whole = to = keep(build, 2 * strlen(text));
        if (!whole)
                return "";
        for (const char *at = text; *at;) {
                if (*at == ' ') {
                        to = stpcpy(to, "\u00A0");
                        at++;
                } else if (strncmp(at, "\u00AD", 2) == 0) {
                        at += 2;
                } else {
                        *to++ = *at++;
                }
        }
        *to = '\0';
        return whole;
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
