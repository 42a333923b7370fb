/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What people write in spreadsheets for a word of ours. Entries `import.…` of ui/po hold what is meant the same, separated
 * by `|`; those of every language count, whatever the locale is.
 */
#pragma once

#include <stdbool.h>

#include "ui/po/catalogue.h"

/*
 * Whether the text is one of the entry's. Case (of ASCII and of Latin-1 letters), blanks, no-break blanks, `_` and `-` make no
 * difference. What is no UTF-8 is none.
 */
bool synonym_of(enum text_id entry, const char *text);

/* Takes blanks of every kind, and a byte order mark, off both ends; in place. Returns the text. */
char *synonym_trim(char *text);
/* The first character that is no such blank, or the end. */
char *synonym_skip_blanks(char *text);
