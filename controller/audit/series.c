/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/series.h"

#include <assert.h>

const char *series_step_name(enum series_step step) {
        static const char *const names[] = {
                [SERIES_DAY] = "day", [SERIES_WEEK] = "week", [SERIES_MONTH] = "month", [SERIES_YEARS] = "years",
        };

        return names[step];
}

static void add(struct figures_count *sum, const struct figures_count *count) {
        sum->loaded += count->loaded;
        sum->loaded_documents += count->loaded_documents;
        sum->issued += count->issued;
        sum->issued_documents += count->issued_documents;
        sum->expired += count->expired;
        sum->removed += count->removed;
        sum->refused += count->refused;
        sum->faults += count->faults;
}

/* 1970-01-01 was a Thursday. */
static int32_t monday_of(int32_t day) {
        return day - ((day + 3) % 7 + 7) % 7;
}

/* The first day of the bin that holds `day`. */
static int32_t bin_start(const struct series *series, int32_t day) {
        int year, month, of_month;

        switch (series->step) {
        case SERIES_DAY:
                return day;
        case SERIES_WEEK:
                return monday_of(day);
        case SERIES_MONTH:
                figures_date_of(day, &year, &month, &of_month);
                return figures_day_from(year, month, 1);
        default:
                figures_date_of(day, &year, &month, &of_month);
                return figures_day_from(year - year % series->years, 1, 1);
        }
}

static int32_t bin_next(const struct series *series, int32_t start) {
        int year, month, of_month;

        switch (series->step) {
        case SERIES_DAY:
                return start + 1;
        case SERIES_WEEK:
                return start + 7;
        case SERIES_MONTH:
                figures_date_of(start, &year, &month, &of_month);
                return figures_day_from(year, month + 1, 1);
        default:
                figures_date_of(start, &year, &month, &of_month);
                return figures_day_from(year + series->years, 1, 1);
        }
}

static bool fits(const struct series *series, int32_t first, int32_t last) {
        size_t count = 1;

        for (int32_t at = bin_start(series, first); count <= SERIES_BINS_MAX; count++) {
                at = bin_next(series, at);
                if (at > last)
                        return true;
        }
        return false;
}

/* The finest step that fits. Years are taken together as long as it takes. */
static void choose(struct series *series, int32_t first, int32_t last) {
        series->years = 1;
        for (series->step = SERIES_DAY; series->step < SERIES_YEARS; series->step++)
                if (fits(series, first, last))
                        return;
        while (!fits(series, first, last))
                series->years *= 2;
}

/* The day of `until` may go on, and so may all after it; that of the end of the period is the first that is not asked for. */
static int32_t first_open_day(const struct figures *figures, int64_t until_ms) {
        return figures_day_of(figures->period.to_ms < until_ms ? figures->period.to_ms : until_ms);
}

static bool is_whole(const struct figures *figures, int64_t until_ms, int32_t from, int32_t next) {
        const struct figures_period *period = &figures->period;

        return next <= first_open_day(figures, until_ms) && (period->from_ms == INT64_MIN || from >= figures_day_of(period->from_ms));
}

/* Of the days from..next-1. */
static unsigned days_over(const struct figures *figures, int64_t until_ms, int32_t from, int32_t next) {
        int32_t open = first_open_day(figures, until_ms);

        if (figures->period.from_ms != INT64_MIN && from < figures_day_of(figures->period.from_ms))
                from = figures_day_of(figures->period.from_ms);
        if (next > open)
                next = open;
        return next > from ? (unsigned)(next - from) : 0;
}

void series_make(const struct figures *figures, int64_t until_ms, struct series *ret_series) {
        struct series *series = ret_series;
        int32_t last, at;
        size_t day = 0;

        *series = (struct series){ .years = 1 };
        if (figures->day_count == 0)
                return;
        last = figures->days[figures->day_count - 1].day;
        choose(series, figures->days[0].day, last);
        for (at = bin_start(series, figures->days[0].day); at <= last; at = bin_next(series, at)) {
                struct series_bin *bin = &series->bins[series->count++];

                assert(series->count <= SERIES_BINS_MAX);
                bin->day = at;
                bin->whole = is_whole(figures, until_ms, at, bin_next(series, at));
                for (; day < figures->day_count && figures->days[day].day < bin_next(series, at); day++)
                        add(&bin->count, &figures->days[day].count);
        }
}

bool series_next_week(const struct figures *figures, int64_t until_ms, size_t *inout_day, struct series_week *ret_week) {
        int month, of_month;
        int32_t thursday;

        if (*inout_day >= figures->day_count)
                return false;
        *ret_week = (struct series_week){ .day = monday_of(figures->days[*inout_day].day) };
        thursday = ret_week->day + 3;
        figures_date_of(thursday, &ret_week->year, &month, &of_month);
        ret_week->number = 1 + (unsigned)(thursday - figures_day_from(ret_week->year, 1, 1)) / 7;
        ret_week->days = days_over(figures, until_ms, ret_week->day, ret_week->day + 7);
        for (; *inout_day < figures->day_count && figures->days[*inout_day].day < ret_week->day + 7; ++*inout_day)
                add(&ret_week->count, &figures->days[*inout_day].count);
        return true;
}
