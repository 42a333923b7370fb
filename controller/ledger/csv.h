/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * entries.csv of an export: the entries as a table for people (RFC 4180, one
 * column per key, times in ISO 8601). Derived, never read back. Its time is the
 * legal one: `seen` where an entry has it, else `t`.
 */
#pragma once

#include "base/bytes.h"

/* Appends the line of column names, CRLF included. 0 or the errors of buffer_append(). */
MUST_CHECK int csv_header(struct buffer *ret_text);
/* Appends the line of one entry, given in the form that entry_parse() has accepted. */
MUST_CHECK int csv_line(const char *entry, size_t len, struct buffer *ret_text);
