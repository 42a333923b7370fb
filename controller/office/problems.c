/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/problems.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE_SIZE = 1024 };

void problems_deinit(struct problems *problems) {
        buffer_deinit(&problems->words);
        free(problems->list);
        problems->list = NULL;
        problems->kept = problems->room = problems->count = 0;
}

/* ---- keeping ---- */

/* Name and value, each with its NUL; an empty name ends them. */
static int keep(struct buffer *words, const struct filling *fillings, size_t count) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < count; i++) {
                r = buffer_append(words, fillings[i].name, strlen(fillings[i].name) + 1);
                if (r == 0)
                        r = buffer_append(words, fillings[i].value, strlen(fillings[i].value) + 1);
        }
        return r == 0 ? buffer_append(words, "", 1) : r;
}

static bool make_room(struct problems *problems) {
        unsigned room = problems->room > 0 ? 2 * problems->room : 16;
        struct problem *list;

        if (problems->kept < problems->room || problems->kept == PROBLEMS_MAX)
                return problems->kept < PROBLEMS_MAX;
        list = reallocarray(problems->list, room, sizeof(*list));
        if (!list)
                return false;
        problems->list = list;
        problems->room = room;
        return true;
}

static void add(struct problems *problems, enum text_id text, int error, va_list list) {
        struct problem problem = { .where = problems->where, .text = text, .error = error, .words = problems->words.len };
        struct filling fillings[FILLINGS_MAX];
        size_t count = fillings_take(list, fillings);

        /* A lost sentence still counts: the outcome never depends on memory for its text. */
        problems->count++;
        if (make_room(problems) && buffer_append(&problems->words, problems->where_words, problems->where_len) == 0 &&
            keep(&problems->words, fillings, count) == 0)
                problems->list[problems->kept++] = problem;
}

int problems_add(struct problems *problems, enum text_id text, ...) {
        va_list list;

        va_start(list, text);
        add(problems, text, 0, list);
        va_end(list);
        return OFFICE_E_REFUSED;
}

int problems_add_fault(struct problems *problems, int error, enum text_id text, ...) {
        va_list list;

        va_start(list, text);
        add(problems, text, error, list);
        va_end(list);
        return error;
}

void problems_at(struct problems *problems, enum text_id where, ...) {
        struct buffer words = BUFFER_INIT_MAX(PROBLEMS_WHERE_SIZE);
        struct filling fillings[FILLINGS_MAX];
        va_list list;
        size_t count;

        va_start(list, where);
        count = fillings_take(list, fillings);
        va_end(list);
        problems->where = keep(&words, fillings, count) < 0 ? TEXT_NONE : where;
        problems->where_len = problems->where == TEXT_NONE ? 0 : words.len;
        if (problems->where_len > 0)
                memcpy(problems->where_words, words.data, words.len);
        buffer_deinit(&words);
}

/* ---- saying ---- */

size_t problems_shown(const struct problems *problems) {
        return problems->kept;
}

/* Takes the fillings at *words and moves behind them. */
static size_t take(const char **words, struct filling ret_fillings[FILLINGS_MAX]) {
        size_t count = 0;

        for (; **words && count < FILLINGS_MAX; count++) {
                ret_fillings[count].name = *words;
                *words += strlen(*words) + 1;
                ret_fillings[count].value = *words;
                *words += strlen(*words) + 1;
        }
        (*words)++;
        return count;
}

/* What is quoted in a sentence may come from a file: nothing in it may steer a terminal. */
static void tame(char *sentence) {
        for (char *c = sentence; *c; c++)
                if ((unsigned char)*c < 0x20 || *c == 0x7f)
                        *c = '?';
}

/* What the system calls these two says nothing to anybody. */
static const char *reason(enum language language, int error) {
        if (error == -EOWNERDEAD)
                return catalogue_text(language, TEXT_PROBLEM_SIGNER_GONE);
        return error == -EKEYREJECTED ? catalogue_text(language, TEXT_PROBLEM_SIGNER_REFUSED) : strerror(-error);
}

void problems_say(const struct problems *problems, size_t i, enum language language, char ret_text[PROBLEM_SENTENCE_SIZE]) {
        const struct problem *problem = &problems->list[i];
        const char *words = (const char *)problems->words.data + problem->words;
        char sentence[SENTENCE_SIZE], where[PROBLEMS_WHERE_SIZE] = "";
        struct filling fillings[FILLINGS_MAX];

        if (problem->where != TEXT_NONE)
                catalogue_fill(language, problem->where, fillings, take(&words, fillings), where, sizeof(where));
        catalogue_fill(language, problem->text, fillings, take(&words, fillings), sentence, sizeof(sentence));
        if (problem->error == 0)
                snprintf(ret_text, PROBLEM_SENTENCE_SIZE, "%s%s", where, sentence);
        else
                snprintf(ret_text, PROBLEM_SENTENCE_SIZE, "%s%s: %s", where, sentence, reason(language, problem->error));
        tame(ret_text);
}
