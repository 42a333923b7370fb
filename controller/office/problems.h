/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What to tell a person: sentences, one a line, that say what is wrong and what
 * to do. The office's functions return an outcome and put the sentences here;
 * the command prints them. Never a secret in one.
 *
 * A struct problems belongs to its caller; adding never fails (without memory
 * the sentence is lost and still counted).
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"

enum { PROBLEMS_SHOWN_MAX = 50 }; /* further ones are counted only */

struct problems {
        struct buffer text;  /* lines, each ended by LF */
        unsigned count;
        char where[64];      /* put before every sentence: "line 7: " */
};

#define PROBLEMS_INIT { .text = BUFFER_INIT_MAX((size_t)64 << 10) }

void problems_deinit(struct problems *problems);

/* Adds one sentence. Returns OFFICE_E_REFUSED, so that a check can end with it. */
int problems_add(struct problems *problems, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds "what: text of the error" and returns the error. */
int problems_add_fault(struct problems *problems, int error, const char *format, ...) PRINTF_LIKE(3, 4);

/* Sets what stands before the next sentences; "" for nothing. */
void problems_at(struct problems *problems, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * The one positive outcome of the office's functions: what was asked for was
 * looked at and refused, nothing was changed, and the problems say why.
 */
enum { OFFICE_E_REFUSED = 1 };
