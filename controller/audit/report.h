/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A report of one or more verified exports, in the forms people ask for. All
 * forms say the same: whatever is in the text, the table or on paper is in the
 * JSON, by the same figure. Dates are those of the process's time zone.
 */
#pragma once

#include "base/bytes.h"
#include "controller/audit/reading.h"
#include "controller/audit/series.h"
#include "ui/po/language.h"

struct report {
        const struct reading *reading; /* borrowed */
        struct series series;
        const char *zone;              /* the name of the process's time zone, said in the report; borrowed */
        const char *from, *to;         /* the period as it was asked for, both days included; NULL: open; borrowed */
        int64_t created_ms;
};

enum { REPORT_MAX_LEN = 64 << 20 };

/* For reading: tables of aligned columns; their English names are those of the CSV. 0, -ENOMEM or -EMSGSIZE (over REPORT_MAX_LEN). */
MUST_CHECK int report_text(const struct report *report, enum language language, struct buffer *ret_text);
/*
 * RFC 4180, UTF-8, four columns: table, name, measure, value. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front. Errors as above.
 */
MUST_CHECK int report_csv(const struct report *report, struct buffer *ret_text);
/*
 * The same for a spreadsheet of somebody who reads another language than English: its words, fields separated by
 * semicolons, a byte order mark in front, by which Excel knows the encoding.
 */
MUST_CHECK int report_sheet(const struct report *report, enum language language, struct buffer *ret_text);
/* One object; docs/report.md names its members. Errors as above. */
MUST_CHECK int report_json(const struct report *report, struct buffer *ret_text);

/* Two A4 pages. Replaces the file (0600). 0; -ENOENT when the fonts are missing; -ENOMEM; what writing answers. */
MUST_CHECK int report_pdf(const struct report *report, enum language language, const char *path);
