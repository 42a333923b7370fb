/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where the text is in what a reader sends. Around it stands what readers are set up to add: an AIM identifier
 * (ISO/IEC 15424: `]`, a letter, a digit), STX and ETX, a byte order mark, NUL, blanks, a group separator. None of it
 * belongs to the text, whose own form is strict (docs/formats.md section 1). Pure.
 */
#pragma once

#include <stdbool.h>

#include "hal/scanner/scanner.h"

enum {
        SCANNER_FRAME_BEFORE = 8,       /* a text begins within so many bytes: a byte order mark, an identifier and STX are 7 */
        SCANNER_COMPLETE_MIN = 60,      /* no whole text is shorter */
};

struct scanner_frame {
        const char *text;               /* within what was given */
        size_t len;                     /* 0: nothing but what surrounds a text */
        bool known;                     /* it begins like one of our texts (base/words/prefix.h) */
        enum scanner_oddity oddity;     /* SCANNER_LOWER_CASE, SCANNER_TWO_IN_ONE or SCANNER_AS_EXPECTED */
};

/*
 * A text that begins like one of ours loses what stands before it. Control characters and blanks at both ends go in any case: no
 * whole text ends with a blank (the last characters of base45 stand for the higher digits, which are below 36).
 */
struct scanner_frame scanner_frame_find(const char *bytes, size_t len);
/* Whether it may be whole: long enough, and of ours. Whether it is, its signature says. */
bool scanner_frame_may_be_whole(const struct scanner_frame *frame);
