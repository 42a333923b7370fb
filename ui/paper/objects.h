/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The objects of a PDF, found by its table of them (ISO 32000-1 section 7.5.4), and the few words of one that say what it needs. Read is what Cairo writes as
 * PDF 1.4, with updates behind it: tables as text, a line end of LF.
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"

enum { PDF_OBJECTS_MAX = 1 << 20 };

struct object {
        size_t at, end;         /* "7 0 obj" to behind its "endobj"; at == 0: there is none */
        size_t body;            /* behind "obj" */
};

struct objects {
        const struct buffer *pdf; /* borrowed */
        struct object *all;     /* by number; owned */
        unsigned count;
        unsigned root, info;    /* catalog, metadata */
};

/* 0; -EBADMSG: it is put together otherwise; -ENOMEM. */
MUST_CHECK int objects_read(const struct buffer *pdf, struct objects *ret_objects);
void objects_deinit(struct objects *objects);

/* NULL: there is none. */
const struct object *objects_find(const struct objects *objects, unsigned number);
/* The bytes between two places; none where that is not within the file. */
struct reader objects_between(const struct objects *objects, size_t from, size_t to);
/* Behind its "obj"; none where there is no object. */
struct reader objects_body(const struct objects *objects, unsigned number);
/* Where such a reader is. */
size_t objects_place(const struct objects *objects, const struct reader *reader);

void pdf_skip_blanks(struct reader *reader);
/* To behind these words. Each returns false and changes nothing where that does not come. */
MUST_CHECK bool pdf_skip_to(struct reader *reader, const char *words);
/* Blanks before it are skipped. */
MUST_CHECK bool pdf_number(struct reader *reader, unsigned max, unsigned *ret_number);
/* "7 0 R": 7. */
MUST_CHECK bool pdf_reference(struct reader *reader, unsigned *ret_number);
/* The reference behind the first of these words. */
MUST_CHECK bool pdf_reference_behind(struct reader reader, const char *words, unsigned *ret_number);
/* The next reference, wherever it is; *ret_reference is its text. False at the end, or where a stream begins, whose bytes are not looked at. */
MUST_CHECK bool pdf_next_reference(struct reader *reader, struct reader *ret_reference, unsigned *ret_number);
