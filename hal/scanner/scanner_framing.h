/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a reader is set up, as far as its readings tell: what it sends around a text, and whether it changes letters. Set-up barcodes,
 * which anybody may hold up, change it. What stands around a text may also be part of a code that somebody made so: one reading alone
 * says nothing. Pure.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "hal/scanner/scanner_frame.h"

struct scanner_framing {
        unsigned char before_len, after_len;
        char before[SCANNER_FRAME_BEFORE]; /* an AIM identifier without which code it was: `]??` */
        char after[SCANNER_FRAME_BEFORE];  /* the first so many bytes */
        char end;                          /* CR, LF or tab; NUL: a pause */
        bool lower;                        /* letters are converted */
};

/* False when the reading says nothing: it does not begin like one of our texts, in whatever case, or is no whole one. */
bool scanner_framing_of(const char *bytes, size_t len, char end, struct scanner_framing *ret_framing);
bool scanner_framing_equal(const struct scanner_framing *a, const struct scanner_framing *b);

/* For files and people: "before=5d3f3f after= end=0d letters=kept". */
enum { SCANNER_FRAMING_TEXT_SIZE = 80 };
void scanner_framing_print(const struct scanner_framing *framing, char ret_text[SCANNER_FRAMING_TEXT_SIZE]);
/* False when the text, as long as given, is none. */
bool scanner_framing_parse(const char *text, size_t len, struct scanner_framing *ret_framing);
