/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether a text can be printed: a character that no font has would be a box on paper. The font files are read by the first call. One thread. */
#pragma once

#include "base/macro.h"

enum { MISSING_SIZE = 5 };

/* The first character of valid UTF-8 that no font has, "" when there is none. 0; -ENOENT when the fonts are missing; -ENOMEM. */
MUST_CHECK int missing_character(const char *text, char ret_character[MISSING_SIZE]);
