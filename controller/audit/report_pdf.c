/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Puts a report's figures into the words and places of the printed one. Every number on paper is one of report_json()'s:
 * shares, sums of rest and rounded values are avoided, but for median and quartiles, which are given in days.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/audit/report.h"
#include "controller/audit/words.h"
#include "ui/paper/report_sheet.h"

enum { TEXTS_SIZE = 64 * 1024, TEXT_SIZE = 512, HOURS = 24, TOP_MAX = REPORT_LIST_MAX };

struct paper {
        const struct report *report;
        const struct figures *figures;
        enum language language;
        struct report_sheet sheet;
        struct chart_bar series[SERIES_BINS_MAX], items[ITEM_COUNT], waiting[FIGURES_WAIT_DAYS], hours[HOURS];
        char texts[TEXTS_SIZE]; /* what the sheet borrows */
        size_t texts_len;
};

/* ---- texts ---- */

/* A copy that lives as long as the paper. The texts of a report fit; what would not is left out. */
static const char *keep(struct paper *paper, const char *text) {
        size_t size = strlen(text) + 1;
        char *copy = paper->texts + paper->texts_len;

        if (size > sizeof(paper->texts) - paper->texts_len)
                return "";
        memcpy(copy, text, size);
        paper->texts_len += size;
        return copy;
}

static const char *say(const struct paper *paper, enum text_id id) {
        return catalogue_text(paper->language, id);
}

/* A sentence and what stands at its places, as catalogue_say() takes it. */
__attribute__((__sentinel__)) static const char *fill(struct paper *paper, enum text_id id, ...) {
        struct filling fillings[FILLINGS_MAX];
        char text[TEXT_SIZE];
        size_t count;
        va_list list;

        va_start(list, id);
        count = fillings_take(list, fillings);
        va_end(list);
        catalogue_fill(paper->language, id, fillings, count, text, sizeof(text));
        return keep(paper, text);
}

static const char *number(struct paper *paper, uint64_t value) {
        char text[CHART_NUMBER_SIZE];

        chart_number(value, text);
        return keep(paper, text);
}

/* Rounded down to a tenth of a day. */
static const char *days(struct paper *paper, uint32_t seconds) {
        char text[32];
        uint32_t tenths = seconds / (24 * 60 * 60 / 10);

        snprintf(text, sizeof(text), "%u%s%u", tenths / 10, say(paper, TEXT_REPORT_DECIMAL), tenths % 10);
        return fill(paper, TEXT_REPORT_DAYS, "days", text, NULL);
}

static const char *date(struct paper *paper, int32_t day) {
        char year[16], month[16], of_month[16];
        int y, m, d;

        figures_date_of(day, &y, &m, &d);
        snprintf(year, sizeof(year), "%d", y);
        snprintf(month, sizeof(month), "%02d", m);
        snprintf(of_month, sizeof(of_month), "%02d", d);
        return fill(paper, TEXT_REPORT_DATE, "year", year, "month", month, "day", of_month, NULL);
}

/* ---- head and foot ---- */

static void set_head(struct paper *paper) {
        const struct report *report = paper->report;
        const struct figures *figures = paper->figures;
        struct report_sheet *sheet = &paper->sheet;
        char boxes[TEXT_SIZE];
        size_t len = (size_t)snprintf(boxes, sizeof(boxes), "%s", say(paper, TEXT_REPORT_BOXES));
        const char *first = say(paper, TEXT_REPORT_FROM_BEGINNING), *last = say(paper, TEXT_REPORT_TO_END);

        for (size_t i = 0; i < report->reading->source_count && len < sizeof(boxes); i++)
                len += (size_t)snprintf(boxes + len, sizeof(boxes) - len, "%s %s", i > 0 ? "," : "",
                                        origin_box(report->reading->sources[i].origin, (char[ORIGIN_BOX_SIZE]){ 0 }));
        if (report->from || figures->entries > 0)
                first = date(paper, figures_day_of(report->from ? figures->period.from_ms : figures->first_ms));
        if (report->to || figures->entries > 0)
                last = date(paper, figures_day_of(report->to ? figures->period.to_ms - 1 : figures->last_ms));
        sheet->title = say(paper, TEXT_REPORT_TITLE);
        sheet->subtitle = keep(paper, boxes);
        sheet->period = fill(paper, TEXT_REPORT_FROM_TO, "from", first, "to", last, "zone", report->zone, NULL);
}

static int set_foot(struct paper *paper) {
        const struct reading *reading = paper->report->reading;
        struct report_sheet *sheet = &paper->sheet;
        size_t shown = reading->source_count <= REPORT_FOOT_MAX / 2 ? reading->source_count : REPORT_FOOT_MAX;
        struct buffer root = BUFFER_INIT;
        int r;

        for (size_t i = 0; i < shown && i < reading->source_count; i++) {
                const struct reading_source *source = &reading->sources[i];

                sheet->foot[sheet->foot_count++] = fill(paper, source->pinned ? TEXT_REPORT_PINNED : TEXT_REPORT_NOT_PINNED, "origin",
                                                        source->origin, "count", number(paper, source->size), NULL);
        }
        if (reading->source_count == 1) {
                r = hash_format(&reading->sources[0].root, &root);
                if (r < 0)
                        return r;
                sheet->foot[sheet->foot_count++] = fill(paper, TEXT_REPORT_ROOT, "root", buffer_text(&root), NULL);
                buffer_deinit(&root);
        }
        sheet->pages[0] = fill(paper, TEXT_REPORT_PAGE, "page", "1", NULL);
        sheet->pages[1] = fill(paper, TEXT_REPORT_PAGE, "page", "2", NULL);
        return 0;
}

/* The figure's name and, where there is a period before the one that was asked for, its value then. */
static const char *before(struct paper *paper, enum text_id label, uint64_t value) {
        if (paper->figures->period.previous_ms == 0)
                return say(paper, label);
        return fill(paper, TEXT_REPORT_BEFORE, "figure", say(paper, label), "count", number(paper, value), NULL);
}

static void set_facts(struct paper *paper) {
        const struct figures *figures = paper->figures;
        uint64_t held = 0;

        for (size_t i = 0; i < figures->box_count; i++)
                held += figures->boxes[i].held;
        paper->sheet.facts[0] = (struct report_fact){ before(paper, TEXT_REPORT_DOCUMENTS, figures->previous.issued_documents),
                                                       number(paper, figures->total.issued_documents) };
        paper->sheet.facts[1] = (struct report_fact){ before(paper, TEXT_REPORT_HANDOVERS, figures->previous.issued), number(paper, figures->total.issued) };
        paper->sheet.facts[2] = (struct report_fact){ say(paper, TEXT_REPORT_MEDIAN), figures->waiting.count > 0 ? days(paper, figures->waiting.median_s) : "–" };
        paper->sheet.facts[3] = (struct report_fact){ before(paper, TEXT_REPORT_LOADED, figures->previous.loaded), number(paper, figures->total.loaded) };
        paper->sheet.facts[4] = (struct report_fact){ say(paper, TEXT_REPORT_HELD), number(paper, held) };
        paper->sheet.facts[5] = (struct report_fact){ before(paper, TEXT_REPORT_EXPIRED, figures->previous.expired), number(paper, figures->total.expired) };
}

/* ---- charts ---- */

static void set_series(struct paper *paper) {
        static const enum text_id titles[] = { [SERIES_DAY] = TEXT_REPORT_BY_DAY, [SERIES_WEEK] = TEXT_REPORT_BY_WEEK,
                                               [SERIES_MONTH] = TEXT_REPORT_BY_MONTH, [SERIES_YEARS] = TEXT_REPORT_BY_YEARS };
        static const enum text_id names[] = { [SERIES_DAY] = TEXT_REPORT_DAY, [SERIES_WEEK] = TEXT_REPORT_WEEK,
                                              [SERIES_MONTH] = TEXT_REPORT_MONTH, [SERIES_YEARS] = TEXT_REPORT_YEARS };
        const struct series *series = &paper->report->series;

        bool whole = true;

        for (size_t i = 0; i < series->count; i++) {
                paper->series[i] = (struct chart_bar){ .label = date(paper, series->bins[i].day), .pale = !series->bins[i].whole,
                                                       .value = series->bins[i].count.issued_documents };
                whole &= series->bins[i].whole;
        }
        paper->sheet.charts[0] = (struct chart){ .title = say(paper, titles[series->step]),
                                                 .label_name = say(paper, names[series->step]),
                                                 .value_name = say(paper, TEXT_REPORT_DOCUMENTS), .bars = paper->series, .count = series->count,
                                                 .note = whole ? NULL : say(paper, TEXT_REPORT_NOT_WHOLE) };
}

static void set_items(struct paper *paper) {
        for (unsigned i = ITEM_PASSPORT; i < ITEM_COUNT; i++)
                paper->items[i - ITEM_PASSPORT] = (struct chart_bar){ .label = say(paper, words_item((enum item)i)), .value = paper->figures->items_issued[i] };
        paper->sheet.charts[1] = (struct chart){ .title = say(paper, TEXT_REPORT_BY_ITEM), .label_name = say(paper, TEXT_REPORT_ITEM),
                                                 .value_name = say(paper, TEXT_REPORT_ISSUED_ITEMS), .bars = paper->items,
                                                 .count = ITEM_COUNT - ITEM_PASSPORT, .lying = true };
}

static const char *quarters(struct paper *paper) {
        const struct figures *figures = paper->figures;

        if (figures->waiting.count == 0)
                return NULL;
        return fill(paper, TEXT_REPORT_QUARTERS, "lower", days(paper, figures->waiting.lower_quartile_s), "upper",
                    days(paper, figures->waiting.upper_quartile_s), "longest", days(paper, figures->waiting.longest_s), NULL);
}

static void set_times(struct paper *paper) {
        char label[16];

        for (unsigned i = 0; i < FIGURES_WAIT_DAYS; i++) {
                snprintf(label, sizeof(label), "%u%s", i, i == FIGURES_WAIT_DAYS - 1 ? "+" : "");
                paper->waiting[i] = (struct chart_bar){ .label = keep(paper, label), .value = paper->figures->waiting.days[i] };
        }
        for (unsigned i = 0; i < HOURS; i++) {
                snprintf(label, sizeof(label), "%u", i);
                paper->hours[i] = (struct chart_bar){ .label = keep(paper, label), .value = paper->figures->hours[i] };
        }
        paper->sheet.charts[2] = (struct chart){ .title = say(paper, TEXT_REPORT_BY_WAITING), .label_name = say(paper, TEXT_REPORT_WHOLE_DAYS),
                                                 .value_name = say(paper, TEXT_REPORT_HANDOVERS), .note = quarters(paper), .bars = paper->waiting,
                                                 .count = FIGURES_WAIT_DAYS };
        paper->sheet.charts[3] = (struct chart){ .title = say(paper, TEXT_REPORT_BY_HOUR), .label_name = say(paper, TEXT_REPORT_HOUR),
                                                 .value_name = say(paper, TEXT_REPORT_HANDOVERS), .bars = paper->hours, .count = HOURS };
}

/* ---- lists ---- */

static void list_begin(struct paper *paper, struct report_list *list, const char *title) {
        *list = (struct report_list){ .title = title, .empty = say(paper, TEXT_REPORT_NONE) };
}

/* Nothing for 0. */
static void list_add(struct paper *paper, struct report_list *list, const char *label, uint64_t value) {
        if (value > 0 && list->count < REPORT_LIST_MAX)
                list->rows[list->count++] = (struct report_fact){ label, number(paper, value) };
}

static void set_names(struct paper *paper, struct report_list *list, const char *title, const struct figures_names *names) {
        list_begin(paper, list, title);
        for (size_t i = 0; i < names->count; i++) {
                enum text_id refusal = names == &paper->figures->refusals ? words_refusal(names->names[i].name) : TEXT_NONE;
                const char *label = refusal != TEXT_NONE ? say(paper, refusal) : names->names[i].name;

                list_add(paper, list, *label ? label : say(paper, TEXT_REPORT_THE_BOX), names->names[i].count);
        }
}

static void set_events(struct paper *paper, struct report_list *list) {
        const struct figures *figures = paper->figures;

        list_begin(paper, list, say(paper, TEXT_REPORT_EVENTS));
        list_add(paper, list, say(paper, TEXT_REPORT_OPEN_FAILED), figures->open_failed);
        list_add(paper, list, say(paper, TEXT_REPORT_LEFT_OPEN), figures->left_open);
        list_add(paper, list, say(paper, TEXT_REPORT_FORCED_OPEN), figures->forced_open);
        list_add(paper, list, say(paper, TEXT_REPORT_SWITCH_FAULTY), figures->switch_faulty);
        list_add(paper, list, say(paper, TEXT_REPORT_QUARANTINED), figures->quarantined);
        list_add(paper, list, say(paper, TEXT_REPORT_UNSURE), figures->unsure);
        list_add(paper, list, say(paper, TEXT_REPORT_REOPENED), figures->reopened);
        list_add(paper, list, say(paper, TEXT_REPORT_LISTED), figures->listed);
}

static void set_boxes(struct paper *paper, struct report_list *list) {
        list_begin(paper, list, say(paper, TEXT_REPORT_BY_BOX));
        for (size_t i = 0; i < paper->figures->box_count; i++)
                list_add(paper, list, paper->figures->boxes[i].id, paper->figures->boxes[i].count.issued);
}

static uint64_t issued_of(const struct figures_compartment *compartment) {
        return compartment->count.issued;
}

static uint64_t faults_of(const struct figures_compartment *compartment) {
        return compartment->count.faults;
}

/* The compartments with the most, the lower number first where they are alike. */
static void set_compartments(struct paper *paper, struct report_list *list, const char *title,
                             uint64_t (*value)(const struct figures_compartment *)) {
        const struct figures *figures = paper->figures;
        const struct figures_compartment *top[TOP_MAX];
        char number_text[16];
        size_t count = 0;

        list_begin(paper, list, title);
        for (size_t i = 0; i < figures->compartment_count; i++) {
                const struct figures_compartment *compartment = &figures->compartments[i];
                size_t at = count;

                while (at > 0 && value(top[at - 1]) < value(compartment))
                        at--;
                if (at == TOP_MAX)
                        continue;
                count += count < TOP_MAX;
                memmove(top + at + 1, top + at, (count - at - 1) * sizeof(*top));
                top[at] = compartment;
        }
        for (size_t i = 0; i < count; i++) {
                snprintf(number_text, sizeof(number_text), "%u", top[i]->c);
                list_add(paper, list, fill(paper, TEXT_REPORT_COMPARTMENT, "box", figures->boxes[top[i]->box].id, "compartment", number_text, NULL),
                         value(top[i]));
        }
}

static void set_lists(struct paper *paper) {
        struct report_list *lists = paper->sheet.lists;

        set_boxes(paper, &lists[0]);
        set_compartments(paper, &lists[1], say(paper, TEXT_REPORT_BY_COMPARTMENT), issued_of);
        set_names(paper, &lists[2], say(paper, TEXT_REPORT_LOADERS), &paper->figures->loaders);
        if (paper->figures->staff_forgotten)
                lists[2].empty = say(paper, TEXT_REPORT_STAFF_NOT_ASKED);
        set_names(paper, &lists[3], say(paper, TEXT_REPORT_REFUSALS), &paper->figures->refusals);
        set_events(paper, &lists[4]);
        set_compartments(paper, &lists[5], say(paper, TEXT_REPORT_BY_TROUBLE), faults_of);
}

int report_pdf(const struct report *report, enum language language, const char *path) {
        struct paper *paper = calloc(1, sizeof(*paper));
        int r;

        if (!paper)
                return -ENOMEM;
        paper->report = report;
        paper->figures = report->reading->figures;
        paper->language = language;
        paper->sheet.created_s = report->created_ms / 1000;
        set_head(paper);
        set_facts(paper);
        set_series(paper);
        set_items(paper);
        set_times(paper);
        set_lists(paper);
        r = set_foot(paper);
        if (r == 0)
                r = report_sheet_write(&paper->sheet, path);
        free(paper);
        return r;
}
