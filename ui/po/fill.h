/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Puts words into the {places} of a sentence.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "base/macro.h"

enum { FILLINGS_MAX = 8 };

/* What stands at {name}. Both borrowed. */
struct filling {
        const char *name, *value;
};

/* Reads pairs of a name and a value up to a NULL name, FILLINGS_MAX at most; returns how many. */
size_t fillings_take(va_list list, struct filling ret_fillings[FILLINGS_MAX]);

/*
 * Writes at most size - 1 bytes and a NUL; with size 0 nothing, and ret_text may be NULL. Places that no filling names stay as
 * they are. Returns the length of the whole, as snprintf() does.
 */
size_t fill_text(const char *text, const struct filling *fillings, size_t count, char *ret_text, size_t size);

/* A whole number in digits, kept until the end of the block that the call stands in. */
enum { NUMERAL_SIZE = 24 };
#define NUMERAL(value) numeral((char[NUMERAL_SIZE]){ 0 }, (long long)(value))
const char *numeral(char ret_text[NUMERAL_SIZE], long long value);

/* The first `max` bytes of a text, likewise. */
#define CUT(text, max) cut((char[(max) + 1]){ 0 }, max, text)
const char *cut(char *ret_text, size_t max, const char *text);
