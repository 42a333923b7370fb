/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A report as tables of whole numbers, row after row: what the text for reading and the CSV have in common.
 */
#pragma once

#include "controller/audit/report.h"

enum { REPORT_MEASURES_MAX = 16 };

struct report_table {
        const char *name;                            /* "days" */
        const char *key;                             /* what names a row: "date" */
        const char *measures[REPORT_MEASURES_MAX + 1]; /* what the numbers are; NULL-terminated */
};

/* The table stays the same object, at the same address, for all its rows. Not 0 ends it and is handed on. */
typedef int report_row_fn(void *context, const struct report_table *table, const char *name, const uint64_t *values);
MUST_CHECK int report_rows(const struct report *report, report_row_fn *row, void *context);
