/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A spreadsheet saved as text (RFC 4180 and what spreadsheets make of it): from its bytes to its fields, row after row.
 *
 * Forgiven: a byte order mark, Windows-1252 (which is a guess, so somebody has to look at it), UTF-16 that begins with one, `;` `,` or tab between fields, a first line `sep=;` that names
 * it, CR LF, LF, or CR alone in all of it, and the end mark of DOS (0x1A) behind everything. Fields come as they are, blanks included. Lines are
 * counted as an editor counts them: `sep=` is one, quoted line feeds count.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "controller/office/problems.h"

enum { SHEET_FIELD_SIZE = 256 };

struct sheet {
        const char *at, *end;
        size_t line;            /* of the row's first line, from 1 */
        size_t next_line;
        char separator;
        struct problems *problems;
};

enum sheet_end { SHEET_SEPARATOR, SHEET_ROW_END, SHEET_BAD };

/*
 * The text in UTF-8, without marks at its beginning and its end; *ret_guessed when it was taken for Windows-1252. 0;
 * OFFICE_E_REFUSED with a problem when it is none of these nor UTF-16 with a byte order mark, or holds NUL; -ENOMEM. The caller wipes the buffer: a sheet holds birth dates.
 */
MUST_CHECK int sheet_decode(const uint8_t *bytes, size_t len, struct problems *problems, struct buffer *ret_text, bool *ret_guessed);

enum { SHEET_WORD_SIZE = 64 };
/* The first word of the text that has other letters than ASCII, by which a person sees whether a guess was right; "" when there is none. */
void sheet_foreign_word(const char *text, size_t len, char ret_word[SHEET_WORD_SIZE]);

/* Begins at a text that outlives it; finds out the separator by `sep=` or the first row. Problems go to `problems`. */
void sheet_open(struct sheet *sheet, const char *text, size_t len, struct problems *problems);
/* Begins a row, stepping over those in which there is nothing; problems name its line from here on. False: there is none. */
MUST_CHECK bool sheet_row(struct sheet *sheet);
/* Reads one field and what ends it; SHEET_BAD after adding the problem. */
MUST_CHECK enum sheet_end sheet_field(struct sheet *sheet, char ret_field[SHEET_FIELD_SIZE]);
/* Goes on with the next line, after a bad field. */
void sheet_skip_row(struct sheet *sheet);
