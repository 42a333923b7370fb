/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>

#include "base/moment.h"
#include "controller/audit/report_rows.h"

static json_t *number(uint64_t value) {
        return json_integer((json_int_t)value);
}

/* Takes the value. False: the array is freed and NULL. */
static bool append(json_t **array, json_t *value) {
        if (json_array_append_new(*array, value) == 0)
                return true;
        json_decref(*array);
        *array = NULL;
        return false;
}

/* Adds the eight counters to an object, which may be NULL. */
static json_t *with_count(json_t *object, const struct figures_count *count) {
        const struct {
                const char *name;
                uint64_t value;
        } members[] = {
                { "loaded", count->loaded },
                { "loaded_documents", count->loaded_documents },
                { "issued", count->issued },
                { "issued_documents", count->issued_documents },
                { "expired", count->expired },
                { "removed", count->removed },
                { "refused", count->refused },
                { "faults", count->faults },
        };

        for (size_t i = 0; object && i < ARRAY_LEN(members); i++)
                if (json_object_set_new(object, members[i].name, number(members[i].value)) < 0) {
                        json_decref(object);
                        return NULL;
                }
        return object;
}

static json_t *sources(const struct report *report) {
        json_t *array = json_array();

        for (size_t i = 0; i < report->reading->source_count; i++) {
                const struct reading_source *source = &report->reading->sources[i];
                struct buffer root = BUFFER_INIT;
                json_t *object = NULL;

                /* Without its text the root is missing, and so is the object. */
                if (hash_format(&source->root, &root) == 0)
                        object = json_pack("{s:s,s:s,s:I,s:s,s:b}", "box", origin_box(source->origin, (char[ORIGIN_BOX_SIZE]){ 0 }), "origin", source->origin, "size",
                                           (json_int_t)source->size, "root", buffer_text(&root), "pinned", source->pinned);
                buffer_deinit(&root);
                if (!append(&array, object))
                        return NULL;
        }
        return array;
}

static json_t *moment_or_null(bool known, int64_t wall_ms) {
        char text[MOMENT_TEXT_SIZE];

        if (!known)
                return json_null();
        moment_format(wall_ms, false, text);
        return json_string(text);
}

static json_t *period(const struct report *report) {
        const struct figures *figures = report->reading->figures;
        bool any = figures->entries > 0;

        return json_pack("{s:s?,s:s?,s:s,s:o,s:o,s:o}", "from", report->from, "to", report->to, "zone", report->zone, "first",
                         moment_or_null(any, figures->first_ms), "last", moment_or_null(any, figures->last_ms), "created",
                         moment_or_null(true, report->created_ms));
}

static json_t *items(const struct figures *figures) {
        json_t *array = json_array();

        for (unsigned i = ITEM_PASSPORT; i < ITEM_COUNT; i++)
                if (!append(&array, json_pack("{s:s,s:I,s:I}", "item", item_name((enum item)i), "loaded",
                                                           (json_int_t)figures->items_loaded[i], "issued",
                                                           (json_int_t)figures->items_issued[i])))
                        return NULL;
        return array;
}

static json_t *boxes(const struct figures *figures) {
        json_t *array = json_array();

        for (size_t i = 0; i < figures->box_count; i++)
                if (!append(&array, with_count(json_pack("{s:s,s:I}", "box", figures->boxes[i].id, "held",
                                                                      (json_int_t)figures->boxes[i].held),
                                                            &figures->boxes[i].count)))
                        return NULL;
        return array;
}

static json_t *compartments(const struct figures *figures) {
        json_t *array = json_array();

        for (size_t i = 0; i < figures->compartment_count; i++) {
                const struct figures_compartment *compartment = &figures->compartments[i];

                if (!append(&array, with_count(json_pack("{s:s,s:i}", "box", figures->boxes[compartment->box].id,
                                                                      "compartment", (int)compartment->c),
                                                            &compartment->count)))
                        return NULL;
        }
        return array;
}

static json_t *dated(int32_t day, const struct figures_count *count) {
        char text[REPORT_DATE_SIZE];

        report_date(day, text);
        return with_count(json_pack("{s:s}", "from", text), count);
}

static json_t *previous(const struct figures *figures) {
        char from[REPORT_DATE_SIZE], to[REPORT_DATE_SIZE];

        if (figures->period.previous_ms == 0)
                return json_null();
        report_date(figures_day_of(figures->period.previous_ms), from);
        report_date(figures_day_of(figures->period.from_ms) - 1, to);
        return with_count(json_pack("{s:s,s:s}", "from", from, "to", to), &figures->previous);
}

static json_t *days(const struct figures *figures) {
        json_t *array = json_array();

        for (size_t i = 0; i < figures->day_count; i++)
                if (!append(&array, dated(figures->days[i].day, &figures->days[i].count)))
                        return NULL;
        return array;
}

static json_t *weeks(const struct report *report) {
        json_t *array = json_array();
        char name[REPORT_WEEK_SIZE];
        struct series_week week;
        size_t day = 0;

        while (series_next_week(report->reading->figures, reading_grows_from(report->reading), &day, &week)) {
                report_week(&week, name);
                if (!append(&array, with_count(json_pack("{s:s,s:i}", "week", name, "days_over", (int)week.days), &week.count)))
                        return NULL;
        }
        return array;
}

static json_t *series(const struct series *series) {
        json_t *bins = json_array();

        for (size_t i = 0; i < series->count; i++) {
                json_t *bin = dated(series->bins[i].day, &series->bins[i].count);

                if (bin && json_object_set_new(bin, "whole", json_boolean(series->bins[i].whole)) < 0) {
                        json_decref(bin);
                        bin = NULL;
                }
                if (!append(&bins, bin))
                        return NULL;
        }
        return json_pack("{s:s,s:i,s:o}", "step", series_step_name(series->step), "years", series->years, "bins", bins);
}

static json_t *numbers(const uint64_t *values, size_t count) {
        json_t *array = json_array();

        for (size_t i = 0; i < count; i++)
                if (!append(&array, number(values[i])))
                        return NULL;
        return array;
}

static json_t *waiting(const struct figures_waiting *waiting) {
        return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o}", "count", (json_int_t)waiting->count, "lower_quartile_s",
                         (json_int_t)waiting->lower_quartile_s, "median_s", (json_int_t)waiting->median_s, "upper_quartile_s",
                         (json_int_t)waiting->upper_quartile_s, "longest_s", (json_int_t)waiting->longest_s, "days",
                         numbers(waiting->days, FIGURES_WAIT_DAYS));
}

static json_t *names(const struct figures_names *names, const char *key) {
        json_t *array = json_array();

        for (size_t i = 0; i < names->count; i++)
                if (!append(&array, json_pack("{s:s,s:I}", key, names->names[i].name, "count",
                                                           (json_int_t)names->names[i].count)))
                        return NULL;
        if (names->others > 0)
                (void)append(&array, json_pack("{s:n,s:I}", key, "count", (json_int_t)names->others));
        return array;
}

static json_t *events(const struct figures *figures) {
        return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "open_failed", (json_int_t)figures->open_failed, "left_open",
                         (json_int_t)figures->left_open, "forced_open", (json_int_t)figures->forced_open, "switch_faulty",
                         (json_int_t)figures->switch_faulty, "quarantined", (json_int_t)figures->quarantined, "unsure", (json_int_t)figures->unsure, "reopened",
                         (json_int_t)figures->reopened, "old_returned", (json_int_t)figures->old_returned, "reissued",
                         (json_int_t)figures->reissued, "listed", (json_int_t)figures->listed, "released_by_code", (json_int_t)figures->ways_code, "released_by_number",
                         (json_int_t)figures->ways_typed);
}

static json_t *incidents(const struct usage *usage) {
        return json_pack("{s:I,s:I,s:I}", "turned_away", (json_int_t)usage->turned_away, "too_many_tries", (json_int_t)usage->locked_out, "door_did_not_open",
                         (json_int_t)usage->not_opened);
}

static json_t *pickups(const struct usage_pickups *pickups) {
        return json_pack("{s:I,s:I,s:I,s:I}", "count", (json_int_t)pickups->count, "median_s", (json_int_t)pickups->median_s, "percentile_95_s",
                         (json_int_t)pickups->p95_s, "longest_s", (json_int_t)pickups->longest_s);
}

/* Without names who ended it is null. */
static json_t *reconciled(const struct figures *figures) {
        json_t *array = json_array();

        for (size_t i = 0; i < figures->usage.reconciled_count; i++) {
                const struct usage_reconciled *end = &figures->usage.reconciled[i];

                if (!append(&array, json_pack("{s:s,s:o,s:I,s:I,s:I,s:s?}", "box", figures->boxes[end->box].id, "ended", moment_or_null(true, end->t_ms),
                                              "there", (json_int_t)end->there, "empty", (json_int_t)end->empty, "else", (json_int_t)end->other, "by",
                                              *end->by ? end->by : NULL)))
                        return NULL;
        }
        return array;
}

static json_t *reconciling(const struct figures *figures) {
        json_t *array = json_array();

        for (unsigned i = 0; i < figures->box_count; i++) {
                unsigned visited = usage_visited(&figures->usage, i);

                if (visited > 0 && !append(&array, json_pack("{s:s,s:i}", "box", figures->boxes[i].id, "visited", (int)visited)))
                        return NULL;
        }
        return array;
}

static json_t *reconciliation(const struct figures *figures) {
        const struct usage *usage = &figures->usage;

        return json_pack("{s:I,s:I,s:I,s:I,s:o,s:o}", "count", (json_int_t)usage->reconciliations, "there", (json_int_t)usage->there, "empty",
                         (json_int_t)usage->empty, "else", (json_int_t)usage->other, "ended", reconciled(figures), "under_way", reconciling(figures));
}

static uint64_t held(const struct figures *figures) {
        uint64_t sum = 0;

        for (size_t i = 0; i < figures->box_count; i++)
                sum += figures->boxes[i].held;
        return sum;
}

static json_t *whole(const struct report *report) {
        const struct figures *figures = report->reading->figures;

        /* json_pack() gives NULL, and frees what it took, when one of its objects is missing. */
        return json_pack("{s:o,s:o,s:I,s:o,s:o,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "ledgers", sources(report), "period",
                         period(report), "entries", (json_int_t)figures->entries, "total", with_count(json_object(), &figures->total),
                         "previous", previous(figures), "held", (json_int_t)held(figures), "items", items(figures), "boxes", boxes(figures), "compartments",
                         compartments(figures), "days", days(figures), "weeks", weeks(report), "series", series(&report->series), "hours",
                         numbers(figures->hours, ARRAY_LEN(figures->hours)), "waiting", waiting(&figures->waiting), "events",
                         events(figures), "refusals", names(&figures->refusals, "why"), "loaders", names(&figures->loaders, "by"),
                         "alarms", names(&figures->alarms, "what"), "incidents", incidents(&figures->usage), "pickups", pickups(&figures->usage.pickups),
                         "reconciliation", reconciliation(figures), "gave_up", names(&figures->gave_up, "screen"));
}

struct dump {
        struct buffer *text;
        int r;
};

static int append_chunk(const char *bytes, size_t len, void *context) {
        struct dump *dump = context;

        if (dump->r == 0)
                dump->r = buffer_append(dump->text, bytes, len);
        return dump->r;
}

int report_json(const struct report *report, struct buffer *ret_text) {
        struct dump dump = { .text = ret_text };
        json_t *object = whole(report);

        if (!object)
                return -ENOMEM;
        if (json_dump_callback(object, append_chunk, &dump, JSON_INDENT(2) | JSON_ENSURE_ASCII) < 0 && dump.r == 0)
                dump.r = -ENOMEM;
        json_decref(object);
        return dump.r < 0 ? dump.r : buffer_append_text(ret_text, "\n");
}
