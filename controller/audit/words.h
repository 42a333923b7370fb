/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The words of the report on paper, in German and English. Static strings, UTF-8. {1}, {2} and {3} stand for what
 * words_fill() puts there.
 */
#pragma once

#include "base/refusal.h"
#include "controller/audit/report.h"

struct words {
        const char *title, *boxes, *from_to, *from_beginning, *to_end, *pinned, *not_pinned, *foot, *page;
        const char *documents, *handovers, *loaded, *held, *median, *expired;
        const char *days_unit;
        char decimal;                   /* point or comma */
        const char *per_step[4];        /* by enum series_step */
        const char *step_names[4];
        const char *by_item, *item, *issued_items, *by_waiting, *quarters, *whole_days, *by_hour, *hour;
        const char *items[ITEM_COUNT];
        const char *refusals_title, *faults_title, *loaders_title, *boxes_title, *compartments_title, *trouble_title;
        const char *refusals[REFUSAL_COUNT];
        const char *open_failed, *left_open, *forced_open, *quarantined, *unsure, *reopened;
        const char *compartment, *none, *the_box;
        const char *date;               /* {1} year, {2} month, {3} day */
};

enum { WORDS_VALUES = 3 };
/* Writes the pattern with its places filled; those whose value is NULL stay as they are. Cut to size - 1 bytes. */
void words_fill(const char *pattern, const char *const values[WORDS_VALUES], char *ret_text, size_t size);

const struct words *words_in(enum report_language language);
