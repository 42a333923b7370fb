/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A report as tables of whole numbers, row after row: what the text for reading and the CSV have in common.
 */
#pragma once

#include "controller/audit/report.h"
#include "ui/po/catalogue.h"

enum { REPORT_MEASURES_MAX = 16 };

/*
 * What is counted: its name in the CSV, and what says it to people; TEXT_NONE: it is a name of its own, of a box, a day, a person. Behind a
 * colon in the name stands what it is of: a compartment, a chip, a badge.
 */
struct report_name {
        const char *name;                            /* "lower_quartile" */
        enum text_id text;
        unsigned n;                                  /* at {n} in the text */
};

struct report_table {
        struct report_name name;                     /* "days" */
        struct report_name key;                      /* what names a row: "date" */
        struct report_name measures[REPORT_MEASURES_MAX + 1]; /* what the numbers are; ended by a name of NULL */
};

/* The table stays the same object, at the same address, for all its rows. Not 0 ends it and is handed on. */
typedef int report_row_fn(void *context, const struct report_table *table, const struct report_name *name, const uint64_t *values);
MUST_CHECK int report_rows(const struct report *report, report_row_fn *row, void *context);

/* "2026-11-24" */
enum { REPORT_DATE_SIZE = 40 };
void report_date(int32_t day, char ret_text[REPORT_DATE_SIZE]);

/* "2026-W41", as ISO 8601 writes a week. */
enum { REPORT_WEEK_SIZE = 24 };
void report_week(const struct series_week *week, char ret_text[REPORT_WEEK_SIZE]);
