/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_SIZE = 1024 };

void problems_deinit(struct problems *problems) {
        buffer_deinit(&problems->text);
        problems->count = 0;
}

/* What is quoted in a sentence may come from a file: nothing in it may steer a terminal. */
static void add_sentence(struct problems *problems, char *sentence) {
        for (char *c = sentence; *c; c++)
                if ((unsigned char)*c < 0x20 || *c == 0x7f)
                        *c = '?';
        /* A lost sentence still counts: the outcome never depends on memory for its text. */
        if (problems->count < PROBLEMS_SHOWN_MAX &&
            buffer_printf(&problems->text, "%s%s\n", problems->where, sentence) < 0)
                problems->where[0] = '\0';
        problems->count++;
}

int problems_add(struct problems *problems, const char *format, ...) {
        char sentence[SENTENCE_SIZE];
        va_list args;

        va_start(args, format);
        vsnprintf(sentence, sizeof(sentence), format, args);
        va_end(args);
        add_sentence(problems, sentence);
        return OFFICE_E_REFUSED;
}

int problems_add_fault(struct problems *problems, int error, const char *format, ...) {
        char sentence[SENTENCE_SIZE];
        va_list args;
        int len;

        va_start(args, format);
        len = vsnprintf(sentence, sizeof(sentence), format, args);
        va_end(args);
        if (len >= 0 && (size_t)len < sizeof(sentence))
                snprintf(sentence + len, sizeof(sentence) - (size_t)len, ": %s", strerror(-error));
        add_sentence(problems, sentence);
        return error;
}

void problems_at(struct problems *problems, const char *format, ...) {
        va_list args;

        va_start(args, format);
        vsnprintf(problems->where, sizeof(problems->where), format, args);
        va_end(args);
}
