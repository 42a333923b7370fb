/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A batch: a spreadsheet saved as CSV (sheet.h) with a header row, one consignment a row.
 *
 * Columns in any order, by our names or by what people call them in German or
 * English (entries `import.column_…` of ui/po): box, item and born must be there;
 * days, low, large, return_old and group may. Other columns are named and dropped:
 * nothing of them is kept. Fields as order_set() reads them. Empty rows, and empty
 * fields behind the last column, are stepped over.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/office.h"
#include "controller/office/order.h"
#include "controller/office/sheet.h"

enum { BATCH_MAX_LEN = 1 << 20, BATCH_ORDERS_MAX = 1000 };

struct batch {
        struct order *orders; /* owned */
        size_t *lines;        /* owned: where each stands in the file, from 1 */
        size_t count;
        bool guessed;         /* the file was taken for Windows-1252, */
        char word[SHEET_WORD_SIZE]; /* in which this stands */
};

/*
 * Reads and completes all rows. 0; OFFICE_E_REFUSED with a problem for every bad
 * row, named by its line (the header is line 1, or 2 below `sep=`) and by the column of a field, in letters as spreadsheets have them; -ENOMEM. What is
 * odd and taken all the same goes to `notes`. The caller ends the batch.
 */
MUST_CHECK int batch_parse(const uint8_t *bytes, size_t len, const struct state *state, int64_t now_s, struct problems *problems,
                           struct problems *notes, struct batch *ret_batch);
/*
 * What only a person can answer, as sentences in `doubts`: whether the letters were guessed right, a row that equals another one, a card without a letter
 * where another row has one, an own reference that a running consignment has, and a file of which half the rows or
 * more were issued before and can still be collected. Earlier ones are known by the hash of their birth date, which those of older schemas have not. Without an
 * `office` none are looked for. `key` is the office's own. 0; OFFICE_E_REFUSED or a negative errno with a problem.
 */
MUST_CHECK int batch_doubts(const struct batch *batch, const struct office *office, const struct value_key *key, int64_t now_s,
                            struct problems *problems, struct problems *doubts);
/* Wipes and frees. */
void batch_deinit(struct batch *batch);
