/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The file `unfinished` of an export folder: there from before the first byte of
 * a new export is written until its last one is on the disk. It tells readers
 * that there may be more than the checkpoint speaks of, and the next export
 * where the files for people ended at that checkpoint.
 */
#pragma once

#include "controller/ledger/exported.h"

struct export_mark {
        uint64_t size;             /* of the checkpoint in the folder when it was written; 0 for none */
        uint64_t lines_len;        /* bytes of entries.jsonl at that size */
        uint64_t rows_len;         /* bytes of entries.csv */
};

/* Reads exactly what export_mark_format() writes. */
MUST_CHECK bool export_mark_parse(const void *bytes, size_t len, struct export_mark *ret_mark);
/* Appends the text. 0 or the errors of buffer_append(). */
MUST_CHECK int export_mark_format(const struct export_mark *mark, struct buffer *ret_text);

/* 0; -ENOENT when there is none; LEDGER_E_INVALID for one that nobody can read; a negative errno. */
MUST_CHECK int export_mark_read(int folder, struct export_mark *ret_mark, struct finding *ret_finding);
/* Durable when it returns. */
MUST_CHECK int export_mark_write(int folder, const struct export_mark *mark);
MUST_CHECK int export_mark_remove(int folder);
