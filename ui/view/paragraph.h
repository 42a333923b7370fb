/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Between the parts of build: where the lines of a text end, in one style. Sentences have a line each where they fit, lines are about
 * equally long, and no short word is alone in one.
 *
 * The caller owns a reference to each text that is returned. NULL also stands for an error, which is kept in build.
 */
#pragma once

#include "ui/view/build.h"

/* Laid out in that width, 0: as long as it gets, with words parted at soft hyphens when `hyphenate` is set. */
struct text *paragraph_new(struct build *build, const char *string, struct text_style style, int width, bool hyphenate);
/* Whether it keeps to its room and its lines. */
bool paragraph_fits(const struct text *text, const struct writing *writing);
/* Its lines as the writing asks for them, words parted only where it would not fit otherwise. NULL: it does not fit in this style; when `last`, it is cut. */
struct text *paragraph_in_style(struct build *build, const struct writing *writing, struct text_style style, bool last);
/* One sentence, one line. NULL: not each fits, or it is one sentence in one line. */
struct text *paragraph_by_sentence(struct build *build, const struct writing *writing, struct text_style style);
/* Whether it begins with a short word that has a line to itself, as "Is" above "compartment 12" above "open?". */
bool paragraph_begins_lone(struct build *build, const struct text *text, struct text_style style);
/* With a line's end between a word and its number, as "Is compartment" above "12 open?", but within no word. NULL: it does not fit so. */
struct text *paragraph_unbound(struct build *build, const struct writing *writing, struct text_style style);
