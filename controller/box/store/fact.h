/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A fact that waits for its store: a deed with all that it needs, and the entry that tells it.
 *
 * As a line of text it is that entry (docs/ledger.md "Entry"), whose `n` is the size of the ledger when the fact came and whose
 * `t` is the moment at which it was seen; a `loaded` has what of its ticket is in no entry behind it, in hex (docs/formats.md
 * section 6). All zeros as the cti: of what lies in that compartment by then.
 */
#pragma once

#include "controller/box/store/deed.h"
#include "controller/ledger/entry.h"

struct fact {
        enum deed_type type;
        struct entry entry;            /* t_ms: the moment seen; n: from where on it may have been written already */
        struct store_load load;        /* DEED_LOADED: holds tags */
};

enum { FACT_LINE_MAX = ENTRY_MAX_LEN + 512 };

/* -EPROTO when the deed is no fact; -EINVAL when a text is too long. box: its id. */
MUST_CHECK int fact_from_deed(const char *box, uint64_t size, int64_t seen_ms, const struct deed *deed, struct fact *ret_fact);
/* The deed again, which borrows from the fact. */
struct deed fact_deed(const struct fact *fact);
/* Whether it is about whatever lies in its compartment. */
bool fact_is_of_contents(const struct fact *fact);

/* Appends the line without a newline. 0, or the errors of entry_format(). */
MUST_CHECK int fact_format(const struct fact *fact, struct buffer *ret_line);
enum { FACT_E_MALFORMED = 1 };
/* Strict: formatting the result gives the same bytes. 0, or FACT_E_MALFORMED and ret_fact untouched. */
MUST_CHECK int fact_parse(const char *line, size_t len, struct fact *ret_fact);
