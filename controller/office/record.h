/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One line of consignments.jsonl, without its line feed.
 */
#pragma once

#include "controller/office/journal.h"

/* 0; OFFICE_E_REFUSED with a problem; nothing else. */
MUST_CHECK int record_parse(const char *line, size_t len, struct problems *problems, struct record *ret_record);
/* Appends the line and its line feed. 0 or -ENOMEM. */
MUST_CHECK int record_append(const struct record *record, struct buffer *ret_text);
