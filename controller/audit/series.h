/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Figures along time, in few enough steps to be drawn: days, calendar weeks from Monday, months or years, the
 * finest that fits. Values only.
 */
#pragma once

#include <stdbool.h>

#include "controller/audit/figures.h"

enum { SERIES_BINS_MAX = 62 };

enum series_step { SERIES_DAY, SERIES_WEEK, SERIES_MONTH, SERIES_YEARS };
/* "day", "week", "month", "years" */
const char *series_step_name(enum series_step step);

struct series_bin {
        int32_t day;            /* its first, as days since 1970-01-01 */
        struct figures_count count;
        bool whole;             /* all of its days are over in every ledger, and in the period that was asked for */
};

struct series {
        enum series_step step;
        int years;              /* SERIES_YEARS: how many a bin has */
        size_t count;           /* 0 when there was no entry */
        struct series_bin bins[SERIES_BINS_MAX];
};

/*
 * From the first day with an entry to the last, days without any included. `until_ms`: the ledgers may still grow from then on, the earliest
 * of their last entries.
 */
void series_make(const struct figures *figures, int64_t until_ms, struct series *ret_series);

struct series_week {
        int32_t day;            /* its Monday */
        int year;               /* of ISO 8601, that of its Thursday */
        unsigned number;        /* 1 to 53 */
        unsigned days;          /* how many of its days are over in every ledger, and in the period: 7, or the week is running or cut */
        struct figures_count count;
};

/*
 * The next calendar week that has a day with an entry. inout_day: where it goes on in figures->days, 0 at first. false:
 * there is no further one. `until_ms` as above.
 */
bool series_next_week(const struct figures *figures, int64_t until_ms, size_t *inout_day, struct series_week *ret_week);
