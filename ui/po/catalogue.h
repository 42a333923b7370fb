/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every sentence that a person reads or hears, in every language that is built in.
 *
 * They come from the gettext catalogues in ui/po, which ui/po/catalogue.py compiles
 * into a table: an entry "door.title" is TEXT_DOOR_TITLE here. Every catalogue
 * must have every entry with the same {placeholders}, or the build stops. To add a
 * text, add it to each of ui/po/<language>.po; to add a language, add its file to
 * ui/po/meson.build. All strings are static UTF-8.
 */
#pragma once

#include <stddef.h>

#include "ui/po/fill.h"
#include "ui/po/language.h"

/* The text in that language; in English when its catalogue lacks it. */
const char *catalogue_text(enum language language, enum text_id id);

/* The form that goes with n, by the language's Plural-Forms. */
const char *catalogue_plural(enum language language, enum text_id id, unsigned n);

/*
 * The text with its places filled, cut to size - 1 bytes; a filling named "n" chooses the form. Returns the length of the whole.
 * catalogue_say() takes the fillings as pairs of name and value, ended by NULL: "path", path, "n", NUMERAL(3), NULL.
 */
size_t catalogue_fill(enum language language, enum text_id id, const struct filling *fillings, size_t count, char *ret_text, size_t size);
size_t catalogue_say(enum language language, char *ret_text, size_t size, enum text_id id, ...) __attribute__((__sentinel__));
