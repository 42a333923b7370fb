/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The record of acceptance that `pickupbox box wiring` writes: plain text of at most 78 columns, and the same as a PDF, to be printed
 * and signed. What is said goes to standard output as well.
 */
#pragma once

#include <limits.h>
#include <stddef.h>

#include "controller/command/wiring_survey.h"

struct wiring_record;

/* With its head; what it is of must outlive it. NULL: no memory. */
struct wiring_record *wiring_record_new(const struct config *config, const struct wiring_box *box, const struct wiring_survey *survey);
void wiring_record_free(struct wiring_record *record);
DEFINE_CLEANUP(struct wiring_record, wiring_record_free, wiring_record_cleanup)

/* A heading, in the record alone. */
void wiring_record_part(struct wiring_record *record, const char *title);
/* Compartment c and its lines. */
void wiring_record_compartment(struct wiring_record *record, const struct wiring_survey *survey, unsigned c);
/* One sentence, below what it is about. A fault is counted. */
void wiring_record_say(struct wiring_record *record, const char *format, ...) PRINTF_LIKE(2, 3);
void wiring_record_fault(struct wiring_record *record, const char *format, ...) PRINTF_LIKE(2, 3);
unsigned wiring_record_faults(const struct wiring_record *record);

/* With the lines for signatures. 0, -ENOMEM or another negative errno; the caller frees the text. Nothing is said to the record afterwards. */
MUST_CHECK int wiring_record_end(struct wiring_record *record, const char *person, char **ret_text, size_t *ret_len);
/* Beside the text, whose SHA-256 is in its foot: as a PDF. Its path is the text's with .pdf for .txt. 0, -ENAMETOOLONG, or as record_sheet_write(). */
MUST_CHECK int wiring_record_to_pdf(const char *text, const struct hash *sha, const char *path, char ret_path[PATH_MAX]);
/* On standard output: where it is, and which entry names it. */
void wiring_record_print_kept(const char *what, const char *path, const struct hash *sha);
