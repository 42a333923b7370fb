/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/report_rows.h"

#include <stdio.h>

#define COUNT_MEASURES "loaded", "loaded_documents", "issued", "issued_documents", "expired", "removed", "refused", "faults"
enum { COUNTS = 8 };

struct walk {
        const struct report *report;
        const struct figures *figures;
        report_row_fn *row;
        void *context;
};

static int tell(const struct walk *walk, const struct report_table *table, const char *name, const uint64_t *values) {
        return walk->row(walk->context, table, name, values);
}

static void spread(const struct figures_count *count, uint64_t ret_values[COUNTS]) {
        const uint64_t values[COUNTS] = { count->loaded,  count->loaded_documents, count->issued,  count->issued_documents,
                                          count->expired, count->removed,          count->refused, count->faults };

        for (size_t i = 0; i < COUNTS; i++)
                ret_values[i] = values[i];
}

static int tell_count(const struct walk *walk, const struct report_table *table, const char *name, const struct figures_count *count) {
        uint64_t values[COUNTS];

        spread(count, values);
        return tell(walk, table, name, values);
}

static int tell_boxes(const struct walk *walk) {
        static const struct report_table table = { "boxes", "box", { COUNT_MEASURES, "held" } };
        int r = 0;

        for (size_t i = 0; r == 0 && i < walk->figures->box_count; i++) {
                uint64_t values[COUNTS + 1];

                spread(&walk->figures->boxes[i].count, values);
                values[COUNTS] = walk->figures->boxes[i].held;
                r = tell(walk, &table, walk->figures->boxes[i].id, values);
        }
        return r;
}

static int tell_items(const struct walk *walk) {
        static const struct report_table table = { "items", "item", { "loaded", "issued" } };
        int r = 0;

        for (unsigned i = ITEM_PASSPORT; r == 0 && i < ITEM_COUNT; i++)
                r = tell(walk, &table, item_name((enum item)i),
                         (uint64_t[]){ walk->figures->items_loaded[i], walk->figures->items_issued[i] });
        return r;
}

static int tell_waiting(const struct walk *walk) {
        static const struct report_table seconds = { "waiting", "from_loading_to_issue", { "seconds" } };
        static const struct report_table whole_days = { "waiting_days", "whole_days", { "issued" } };
        const struct figures_waiting *waiting = &walk->figures->waiting;
        const struct {
                const char *name;
                uint64_t value;
        } rows[] = {
                { "lower_quartile", waiting->lower_quartile_s },
                { "median", waiting->median_s },
                { "upper_quartile", waiting->upper_quartile_s },
                { "longest", waiting->longest_s },
        };
        char name[24];
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++)
                r = tell(walk, &seconds, rows[i].name, &rows[i].value);
        for (unsigned i = 0; r == 0 && i < FIGURES_WAIT_DAYS; i++) {
                snprintf(name, sizeof(name), "%u%s", i, i == FIGURES_WAIT_DAYS - 1 ? " or more" : "");
                r = tell(walk, &whole_days, name, &waiting->days[i]);
        }
        return r;
}

static int tell_days(const struct walk *walk) {
        static const struct report_table table = { "days", "date", { COUNT_MEASURES } };
        char date[REPORT_DATE_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < walk->figures->day_count; i++) {
                report_date(walk->figures->days[i].day, date);
                r = tell_count(walk, &table, date, &walk->figures->days[i].count);
        }
        return r;
}

static int tell_hours(const struct walk *walk) {
        static const struct report_table table = { "hours", "hour_of_day", { "issued" } };
        char name[24];
        int r = 0;

        for (unsigned i = 0; r == 0 && i < ARRAY_LEN(walk->figures->hours); i++) {
                snprintf(name, sizeof(name), "%02u", i);
                r = tell(walk, &table, name, &walk->figures->hours[i]);
        }
        return r;
}

static int tell_compartments(const struct walk *walk) {
        static const struct report_table table = { "compartments", "compartment", { COUNT_MEASURES } };
        char name[BOX_ID_MAX + 16];
        int r = 0;

        for (size_t i = 0; r == 0 && i < walk->figures->compartment_count; i++) {
                const struct figures_compartment *compartment = &walk->figures->compartments[i];

                snprintf(name, sizeof(name), "%s %u", walk->figures->boxes[compartment->box].id, compartment->c);
                r = tell_count(walk, &table, name, &compartment->count);
        }
        return r;
}

static int tell_names(const struct walk *walk, const struct report_table *table, const struct figures_names *names) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < names->count; i++)
                r = tell(walk, table, names->names[i].name, &names->names[i].count);
        return r == 0 && names->others > 0 ? tell(walk, table, "(others)", &names->others) : r;
}

static int tell_events(const struct walk *walk) {
        static const struct report_table table = { "events", "event", { "count" } };
        const struct figures *figures = walk->figures;
        const struct {
                const char *name;
                uint64_t value;
        } rows[] = {
                { "open_failed", figures->open_failed },
                { "left_open", figures->left_open },
                { "forced_open", figures->forced_open },
                { "quarantined", figures->quarantined },
                { "unsure", figures->unsure },
                { "reopened", figures->reopened },
                { "old_returned", figures->old_returned },
                { "reissued", figures->reissued },
                { "released_by_code", figures->ways_code },
                { "released_by_number", figures->ways_typed },
        };
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++)
                r = tell(walk, &table, rows[i].name, &rows[i].value);
        return r;
}

int report_rows(const struct report *report, report_row_fn *row, void *context) {
        static const struct report_table total = { "total", "all", { COUNT_MEASURES } };
        static const struct report_table refusals = { "refusals", "why", { "count" } };
        static const struct report_table loaders = { "loaders", "by", { "loaded" } };
        static const struct report_table alarms = { "alarms", "what", { "count" } };
        const struct walk walk = { .report = report, .figures = report->reading->figures, .row = row, .context = context };
        int r;

        r = tell_count(&walk, &total, "all", &walk.figures->total);
        if (r == 0)
                r = tell_boxes(&walk);
        if (r == 0)
                r = tell_items(&walk);
        if (r == 0)
                r = tell_waiting(&walk);
        if (r == 0)
                r = tell_events(&walk);
        if (r == 0)
                r = tell_names(&walk, &refusals, &walk.figures->refusals);
        if (r == 0)
                r = tell_names(&walk, &alarms, &walk.figures->alarms);
        if (r == 0)
                r = tell_names(&walk, &loaders, &walk.figures->loaders);
        if (r == 0)
                r = tell_hours(&walk);
        if (r == 0)
                r = tell_days(&walk);
        return r != 0 ? r : tell_compartments(&walk);
}
