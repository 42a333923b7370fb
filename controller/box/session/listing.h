/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The list of contents as a table for people (RFC 4180, UTF-8, line ends CRLF): a line of column names, then a line for everything
 * that lies in the cabinet and was not issued, in the order of the compartments. docs/formats.md says what the columns are. No name,
 * no number of a document: the box has none.
 */
#pragma once

#include "controller/box/store/store.h"

enum {
        LISTING_LINE_MAX = 256,         /* bytes of one line; every item there is and the longest of every other column are fewer */
        LISTING_MAX_LEN = (STORE_COMPARTMENTS_MAX + 1) * LISTING_LINE_MAX,
};

/* Appends it to *ret_text, and says how many compartments it tells of. 0, or the errors of store_each() and buffer_append(). */
MUST_CHECK int listing_make(struct store *store, struct buffer *ret_text, uint32_t *ret_count);
