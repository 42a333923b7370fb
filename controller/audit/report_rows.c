/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/report_rows.h"

#include <stdio.h>

#include "base/moment.h"
#include "controller/audit/words.h"

void report_date(int32_t day, char ret_text[REPORT_DATE_SIZE]) {
        int year, month, of_month;

        figures_date_of(day, &year, &month, &of_month);
        snprintf(ret_text, REPORT_DATE_SIZE, "%04d-%02d-%02d", year, month, of_month);
}

void report_week(const struct series_week *week, char ret_text[REPORT_WEEK_SIZE]) {
        snprintf(ret_text, REPORT_WEEK_SIZE, "%04d-W%02u", week->year, week->number);
}

#define COUNT_MEASURES                                                                                                  \
        { "loaded", TEXT_TABLE_LOADED, 0 }, { "loaded_documents", TEXT_TABLE_LOADED_DOCUMENTS, 0 },                     \
        { "issued", TEXT_TABLE_ISSUED, 0 }, { "issued_documents", TEXT_TABLE_ISSUED_DOCUMENTS, 0 },                     \
        { "expired", TEXT_TABLE_EXPIRED, 0 }, { "removed", TEXT_TABLE_REMOVED, 0 }, { "refused", TEXT_TABLE_REFUSED, 0 }, \
        { "faults", TEXT_TABLE_FAULTS, 0 }
enum { COUNTS = 8 };

/* Of the last day of waiting, in the CSV. */
#define OR_MORE "%u or more"

struct walk {
        const struct report *report;
        const struct figures *figures;
        report_row_fn *row;
        void *context;
};

static int tell_word(const struct walk *walk, const struct report_table *table, struct report_name name, const uint64_t *values) {
        return walk->row(walk->context, table, &name, values);
}

/* For what has a name of its own. */
static int tell(const struct walk *walk, const struct report_table *table, const char *name, const uint64_t *values) {
        return tell_word(walk, table, (struct report_name){ .name = name }, values);
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

/* "2026-09-01/2026-09-30", as ISO 8601 writes an interval. */
static int tell_previous(const struct walk *walk) {
        static const struct report_table table = { { "previous", TEXT_TABLE_PREVIOUS, 0 }, { "from_to", TEXT_TABLE_FROM_TO, 0 }, { COUNT_MEASURES } };
        const struct figures_period *period = &walk->figures->period;
        char from[REPORT_DATE_SIZE], to[REPORT_DATE_SIZE], name[2 * REPORT_DATE_SIZE];

        if (period->previous_ms == 0)
                return 0;
        report_date(figures_day_of(period->previous_ms), from);
        report_date(figures_day_of(period->from_ms) - 1, to);
        snprintf(name, sizeof(name), "%s/%s", from, to);
        return tell_count(walk, &table, name, &walk->figures->previous);
}

static int tell_boxes(const struct walk *walk) {
        static const struct report_table table = { { "boxes", TEXT_TABLE_BOXES, 0 }, { "box", TEXT_TABLE_BOX, 0 }, { COUNT_MEASURES, { "held", TEXT_TABLE_HELD, 0 } } };
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
        static const struct report_table table = { { "items", TEXT_TABLE_ITEMS, 0 }, { "item", TEXT_REPORT_ITEM, 0 }, { { "loaded", TEXT_TABLE_LOADED, 0 }, { "issued", TEXT_TABLE_ISSUED, 0 } } };
        int r = 0;

        for (unsigned i = ITEM_PASSPORT; r == 0 && i < ITEM_COUNT; i++)
                r = tell_word(walk, &table, (struct report_name){ .name = item_name((enum item)i), .text = words_item((enum item)i) },
                              (uint64_t[]){ walk->figures->items_loaded[i], walk->figures->items_issued[i] });
        return r;
}

static int tell_waiting(const struct walk *walk) {
        static const struct report_table seconds = { { "waiting", TEXT_TABLE_WAITING, 0 }, { "from_loading_to_issue", TEXT_TABLE_FROM_LOADING_TO_ISSUE, 0 }, { { "seconds", TEXT_TABLE_SECONDS, 0 } } };
        static const struct report_table whole_days = { { "waiting_days", TEXT_TABLE_WAITING_DAYS, 0 }, { "whole_days", TEXT_TABLE_WHOLE_DAYS, 0 }, { { "issued", TEXT_TABLE_ISSUED, 0 } } };
        const struct figures_waiting *waiting = &walk->figures->waiting;
        const struct {
                struct report_name name;
                uint64_t value;
        } rows[] = {
                { { "lower_quartile", TEXT_TABLE_LOWER_QUARTILE, 0 }, waiting->lower_quartile_s },
                { { "median", TEXT_TABLE_MEDIAN, 0 }, waiting->median_s },
                { { "upper_quartile", TEXT_TABLE_UPPER_QUARTILE, 0 }, waiting->upper_quartile_s },
                { { "longest", TEXT_TABLE_LONGEST, 0 }, waiting->longest_s },
        };
        char name[24];
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++)
                r = tell_word(walk, &seconds, rows[i].name, &rows[i].value);
        for (unsigned i = 0; r == 0 && i < FIGURES_WAIT_DAYS; i++) {
                bool last = i == FIGURES_WAIT_DAYS - 1;

                snprintf(name, sizeof(name), last ? OR_MORE : "%u", i);
                r = tell_word(walk, &whole_days, (struct report_name){ name, last ? TEXT_TABLE_OR_MORE : TEXT_NONE, i }, &waiting->days[i]);
        }
        return r;
}

static int tell_days(const struct walk *walk) {
        static const struct report_table table = { { "days", TEXT_TABLE_DAYS, 0 }, { "date", TEXT_TABLE_DATE, 0 }, { COUNT_MEASURES } };
        char date[REPORT_DATE_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < walk->figures->day_count; i++) {
                report_date(walk->figures->days[i].day, date);
                r = tell_count(walk, &table, date, &walk->figures->days[i].count);
        }
        return r;
}

/* A week that still runs, and one of which the period has a part, has fewer than 7 days. */
static int tell_weeks(const struct walk *walk) {
        static const struct report_table table = { { "weeks", TEXT_TABLE_WEEKS, 0 }, { "week", TEXT_TABLE_WEEK, 0 },
                                                   { COUNT_MEASURES, { "days_over", TEXT_TABLE_DAYS_OVER, 0 } } };
        uint64_t values[COUNTS + 1];
        struct series_week week;
        char name[REPORT_WEEK_SIZE];
        size_t day = 0;
        int r = 0;

        while (r == 0 && series_next_week(walk->figures, reading_grows_from(walk->report->reading), &day, &week)) {
                report_week(&week, name);
                spread(&week.count, values);
                values[COUNTS] = week.days;
                r = tell(walk, &table, name, values);
        }
        return r;
}

static int tell_hours(const struct walk *walk) {
        static const struct report_table table = { { "hours", TEXT_TABLE_HOURS, 0 }, { "hour_of_day", TEXT_TABLE_HOUR, 0 }, { { "issued", TEXT_TABLE_ISSUED, 0 } } };
        char name[24];
        int r = 0;

        for (unsigned i = 0; r == 0 && i < ARRAY_LEN(walk->figures->hours); i++) {
                snprintf(name, sizeof(name), "%02u", i);
                r = tell(walk, &table, name, &walk->figures->hours[i]);
        }
        return r;
}

static int tell_compartments(const struct walk *walk) {
        static const struct report_table table = { { "compartments", TEXT_TABLE_COMPARTMENTS, 0 }, { "compartment", TEXT_TABLE_COMPARTMENT, 0 }, { COUNT_MEASURES } };
        char name[BOX_ID_MAX + 16];
        int r = 0;

        for (size_t i = 0; r == 0 && i < walk->figures->compartment_count; i++) {
                const struct figures_compartment *compartment = &walk->figures->compartments[i];

                snprintf(name, sizeof(name), "%s %u", walk->figures->boxes[compartment->box].id, compartment->c);
                r = tell_count(walk, &table, name, &compartment->count);
        }
        return r;
}

/* text_of, or NULL: what says a name to people. */
static int tell_names(const struct walk *walk, const struct report_table *table, const struct figures_names *names,
                      enum text_id (*text_of)(const char *name)) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < names->count; i++)
                r = tell_word(walk, table, (struct report_name){ names->names[i].name, text_of ? text_of(names->names[i].name) : TEXT_NONE, 0 },
                              &names->names[i].count);
        if (r == 0 && names->others > 0)
                r = tell_word(walk, table, (struct report_name){ "(others)", TEXT_TABLE_OTHERS, 0 }, &names->others);
        return r;
}

static int tell_events(const struct walk *walk) {
        static const struct report_table table = { { "events", TEXT_TABLE_EVENTS, 0 }, { "event", TEXT_TABLE_EVENT, 0 }, { { "count", TEXT_TABLE_COUNT, 0 } } };
        const struct figures *figures = walk->figures;
        const struct {
                struct report_name name;
                uint64_t value;
        } rows[] = {
                { { "open_failed", TEXT_REPORT_OPEN_FAILED, 0 }, figures->open_failed },
                { { "left_open", TEXT_REPORT_LEFT_OPEN, 0 }, figures->left_open },
                { { "forced_open", TEXT_REPORT_FORCED_OPEN, 0 }, figures->forced_open },
                { { "switch_faulty", TEXT_REPORT_SWITCH_FAULTY, 0 }, figures->switch_faulty },
                { { "quarantined", TEXT_REPORT_QUARANTINED, 0 }, figures->quarantined },
                { { "unsure", TEXT_REPORT_UNSURE, 0 }, figures->unsure },
                { { "reopened", TEXT_REPORT_REOPENED, 0 }, figures->reopened },
                { { "old_returned", TEXT_TABLE_OLD_RETURNED, 0 }, figures->old_returned },
                { { "reissued", TEXT_TABLE_REISSUED, 0 }, figures->reissued },
                { { "listed", TEXT_TABLE_LISTED, 0 }, figures->listed },
                { { "released_by_code", TEXT_TABLE_BY_CODE, 0 }, figures->ways_code },
                { { "released_by_number", TEXT_TABLE_BY_NUMBER, 0 }, figures->ways_typed },
        };
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++)
                r = tell_word(walk, &table, rows[i].name, &rows[i].value);
        return r;
}

/* ---- how people fared, and reconciliation ---- */

static int tell_incidents(const struct walk *walk) {
        static const struct report_table table = { { "incidents", TEXT_TABLE_INCIDENTS, 0 }, { "incident", TEXT_TABLE_INCIDENT, 0 }, { { "count", TEXT_TABLE_COUNT, 0 } } };
        const struct usage *usage = &walk->figures->usage;
        int r = tell_word(walk, &table, (struct report_name){ "turned_away", TEXT_TABLE_TURNED_AWAY, 0 }, &usage->turned_away);

        if (r == 0)
                r = tell_word(walk, &table, (struct report_name){ "too_many_tries", TEXT_TABLE_TOO_MANY_TRIES, 0 }, &usage->locked_out);
        return r != 0 ? r : tell_word(walk, &table, (struct report_name){ "door_did_not_open", TEXT_TABLE_DOOR_DID_NOT_OPEN, 0 }, &usage->not_opened);
}

static int tell_pickups(const struct walk *walk) {
        static const struct report_table table = { { "pickups", TEXT_TABLE_PICKUPS, 0 }, { "from_answer_to_closed_door", TEXT_TABLE_FROM_ANSWER_TO_CLOSED_DOOR, 0 },
                                                   { { "seconds", TEXT_TABLE_SECONDS, 0 } } };
        const struct usage_pickups *pickups = &walk->figures->usage.pickups;
        int r = tell_word(walk, &table, (struct report_name){ "median", TEXT_TABLE_MEDIAN, 0 }, (uint64_t[]){ pickups->median_s });

        if (r == 0)
                r = tell_word(walk, &table, (struct report_name){ "percentile_95", TEXT_TABLE_PERCENTILE_95, 0 }, (uint64_t[]){ pickups->p95_s });
        return r != 0 ? r : tell_word(walk, &table, (struct report_name){ "longest", TEXT_TABLE_LONGEST, 0 }, (uint64_t[]){ pickups->longest_s });
}

/* "K017 2026-11-24T10:12:13Z", and who it was where that was asked for. */
static int tell_reconciliations(const struct walk *walk) {
        static const struct report_table table = { { "reconciliations", TEXT_TABLE_RECONCILIATIONS, 0 }, { "ended_at", TEXT_TABLE_ENDED, 0 },
                                                   { { "there", TEXT_TABLE_THERE, 0 }, { "empty", TEXT_TABLE_EMPTY, 0 }, { "else", TEXT_TABLE_ELSE, 0 } } };
        const struct usage *usage = &walk->figures->usage;
        char name[BOX_ID_MAX + MOMENT_TEXT_SIZE + SUB_MAX + 3], time[MOMENT_TEXT_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < usage->reconciled_count; i++) {
                const struct usage_reconciled *reconciled = &usage->reconciled[i];

                moment_format(reconciled->t_ms, false, time);
                snprintf(name, sizeof(name), "%s %s%s%s", walk->figures->boxes[reconciled->box].id, time, *reconciled->by ? " " : "", reconciled->by);
                r = tell(walk, &table, name, (uint64_t[]){ reconciled->there, reconciled->empty, reconciled->other });
        }
        return r;
}

/* Of boxes where one is under way: it was begun, and is to go on. */
static int tell_reconciling(const struct walk *walk) {
        static const struct report_table table = { { "reconciling", TEXT_TABLE_RECONCILING, 0 }, { "box", TEXT_TABLE_BOX, 0 }, { { "visited", TEXT_TABLE_VISITED, 0 } } };
        int r = 0;

        for (unsigned i = 0; r == 0 && i < walk->figures->box_count; i++) {
                uint64_t visited = usage_visited(&walk->figures->usage, i);

                if (visited > 0)
                        r = tell(walk, &table, walk->figures->boxes[i].id, &visited);
        }
        return r;
}

int report_rows(const struct report *report, report_row_fn *row, void *context) {
        static const struct report_table total = { { "total", TEXT_TABLE_TOTAL, 0 }, { "all", TEXT_TABLE_ALL, 0 }, { COUNT_MEASURES } };
        static const struct report_table refusals = { { "refusals", TEXT_TABLE_REFUSALS, 0 }, { "why", TEXT_TABLE_WHY, 0 }, { { "count", TEXT_TABLE_COUNT, 0 } } };
        static const struct report_table loaders = { { "loaders", TEXT_TABLE_LOADERS, 0 }, { "by", TEXT_TABLE_BY, 0 }, { { "loaded", TEXT_TABLE_LOADED, 0 } } };
        static const struct report_table alarms = { { "alarms", TEXT_TABLE_ALARMS, 0 }, { "what", TEXT_TABLE_WHAT, 0 }, { { "count", TEXT_TABLE_COUNT, 0 } } };
        static const struct report_table gave_up = { { "gave_up", TEXT_TABLE_GAVE_UP, 0 }, { "screen", TEXT_TABLE_SCREEN, 0 }, { { "count", TEXT_TABLE_COUNT, 0 } } };
        const struct walk walk = { .report = report, .figures = report->reading->figures, .row = row, .context = context };
        uint64_t values[COUNTS];
        int r;

        spread(&walk.figures->total, values);
        r = tell_word(&walk, &total, (struct report_name){ "all", TEXT_TABLE_ALL, 0 }, values);
        if (r == 0)
                r = tell_previous(&walk);
        if (r == 0)
                r = tell_boxes(&walk);
        if (r == 0)
                r = tell_items(&walk);
        if (r == 0)
                r = tell_waiting(&walk);
        if (r == 0)
                r = tell_events(&walk);
        if (r == 0)
                r = tell_pickups(&walk);
        if (r == 0)
                r = tell_reconciliations(&walk);
        if (r == 0)
                r = tell_reconciling(&walk);
        if (r == 0)
                r = tell_incidents(&walk);
        if (r == 0)
                r = tell_names(&walk, &gave_up, &walk.figures->gave_up, words_screen);
        if (r == 0)
                r = tell_names(&walk, &refusals, &walk.figures->refusals, words_refusal);
        if (r == 0)
                r = tell_names(&walk, &alarms, &walk.figures->alarms, words_alarm);
        if (r == 0)
                r = tell_names(&walk, &loaders, &walk.figures->loaders, NULL);
        if (r == 0)
                r = tell_hours(&walk);
        if (r == 0)
                r = tell_weeks(&walk);
        if (r == 0)
                r = tell_days(&walk);
        return r != 0 ? r : tell_compartments(&walk);
}
