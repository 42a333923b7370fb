/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A report on two A4 pages, as PDF: figures that matter, charts, short lists.
 *
 * Plain data in, a file out; what is written is decided by the caller, where it stands here. Text that is too
 * long for its place is set smaller, down to 6 pt. Blocks until the file is on the disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "ui/paper/chart.h"

enum { REPORT_FACTS = 6, REPORT_CHARTS = 4, REPORT_LISTS = 6, REPORT_LIST_MAX = 8, REPORT_FOOT_MAX = 3 };

struct report_fact {
        const char *label;
        const char *value;
};

struct report_list {
        const char *title;
        struct report_fact rows[REPORT_LIST_MAX];
        size_t count;
        const char *empty;      /* said when there is no row */
};

/* All strings are UTF-8, borrowed until the call returns, and not NULL. */
struct report_sheet {
        const char *title, *subtitle, *period;
        struct report_fact facts[REPORT_FACTS];
        struct chart charts[REPORT_CHARTS];     /* two a page */
        struct report_list lists[REPORT_LISTS]; /* on the second page */
        const char *foot[REPORT_FOOT_MAX];      /* below both pages: where the figures come from */
        size_t foot_count;
        const char *pages[2];                   /* "1 / 2" */
        int64_t created_s;                      /* date in the PDF, seconds since 1970 */
};

/* Replaces the file (0600). 0; -ENOENT when the fonts are missing; -ENOMEM; what writing answers. */
MUST_CHECK int report_sheet_write(const struct report_sheet *report, const char *path);
