/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What to tell a person: which sentences of ui/po say what is wrong and what to do, and what stands at their places.
 * The office's functions return an outcome and put these here; the command says them in its language. Never a secret
 * in one.
 *
 * All of them are kept to be said: who mends a long list wants it whole. A struct problems belongs to its caller; adding never fails (without
 * memory the sentence is lost and still counted).
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"
#include "ui/po/catalogue.h"

enum { PROBLEMS_MAX = 65536, PROBLEMS_WORDS_MAX = 16 << 20, PROBLEMS_WHERE_SIZE = 64 }; /* further ones are counted only */

/* One place in a file, or one sentence: its fillings are in the words of its problems, each a name and a value. */
struct problem {
        enum text_id where;     /* put before it; TEXT_NONE: nothing */
        enum text_id text;
        int error;              /* said after it; 0: none */
        size_t words;           /* where the fillings of both begin */
};

struct problems {
        struct problem *list;   /* owned */
        unsigned kept, room;    /* of them there, and how many fit */
        unsigned count;         /* also of those that were lost */
        struct buffer words;
        enum text_id where;     /* put before every sentence: "line 7: " */
        char where_words[PROBLEMS_WHERE_SIZE];
        size_t where_len;
};

#define PROBLEMS_INIT { .words = BUFFER_INIT_MAX(PROBLEMS_WORDS_MAX) }

void problems_deinit(struct problems *problems);

/*
 * Adds one sentence; what stands at its places follows as pairs of name and value, ended by NULL, and is copied. Returns
 * OFFICE_E_REFUSED, so that a check can end with it.
 */
int problems_add(struct problems *problems, enum text_id text, ...) __attribute__((__sentinel__));

/* Adds "what: text of the error" and returns the error. */
int problems_add_fault(struct problems *problems, int error, enum text_id text, ...) __attribute__((__sentinel__));

/* Sets what stands before the next sentences; TEXT_NONE for nothing. */
void problems_at(struct problems *problems, enum text_id where, ...) __attribute__((__sentinel__));

/* How many sentences there are to say: all but those that were lost. */
size_t problems_shown(const struct problems *problems);

/* Sentence i in that language, without an end of line and without anything that steers a terminal. */
enum { PROBLEM_SENTENCE_SIZE = 1280 };
void problems_say(const struct problems *problems, size_t i, enum language language, char ret_text[PROBLEM_SENTENCE_SIZE]);

/*
 * The one positive outcome of the office's functions: what was asked for was
 * looked at and refused, nothing was changed, and the problems say why.
 */
enum { OFFICE_E_REFUSED = 1 };
