/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the lines of a screen's texts end: checks of a walk. */
#pragma once

#include "tests/ui/walk.h"

/* Nowhere inside what must stay whole: a word, a number and its unit, a thing and its count, a name. */
void line_ends_whole(const struct walk *walk);
/* A question's sentences have lines of their own. */
void line_ends_at_sentences(const struct walk *walk);
/* No word is alone in a last line, none before a comma in its own, and no short one in a first line. */
void line_ends_leave_no_word_alone(const struct walk *walk);
void line_ends_leave_no_word_before_a_comma(const struct walk *walk);
void line_ends_begin_long(const struct walk *walk);
