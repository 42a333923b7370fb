/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The sentences of the screen and of the voice, in every language that is built in.
 *
 * They come from the gettext catalogues in ui/po, which ui/po/catalogue.py compiles
 * into a table: an entry "door.title" is TEXT_DOOR_TITLE here. Every catalogue
 * must have every entry with the same {placeholders}, or the build stops. To add a
 * text, add it to each of ui/po/<language>.po; to add a language, add its file to
 * ui/meson.build. All strings are static UTF-8.
 */
#pragma once

#include "ui/po/language.h"
#include "ui/po/text_id.h"

/* The text in that language; in English when there is no catalogue for it. */
const char *catalogue_text(enum language language, enum text_id id);

/* The form that goes with n, by the language's Plural-Forms. */
const char *catalogue_plural(enum language language, enum text_id id, unsigned n);
