/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/audit/public.h"
#include "tests/support/cmocka.h"

enum { HOUR_MS = 60 * 60 * 1000, DAY_MS = 24 * HOUR_MS };

static const struct figures_period all = { .from_ms = INT64_MIN, .to_ms = INT64_MAX };
static const int64_t monday_ms = INT64_C(1767567600000); /* 2026-01-05, midnight in Berlin */
static struct figures *figures;

static int set_up(void **state) {
        return moment_use_zone("Europe/Berlin") == 0 && figures_new(&all, &figures) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
        figures_free(figures);
        return 0;
}

static struct entry entry_of(enum entry_event event, int64_t t_ms, uint8_t cti, uint32_t c) {
        struct entry entry = { .box = "K017", .event = event, .t_ms = t_ms, .has_cti = true, .c = c, .by = "anna", .why = "expired",
                               .items = { ITEM_RESIDENCE_CARD, ITEM_LETTER }, .item_count = 2, .way = WAY_CODE, .count = 7, .what = "clock" };

        memset(entry.cti, cti, sizeof(entry.cti));
        return entry;
}

static int add(enum entry_event event, int64_t t_ms, uint8_t cti, uint32_t c) {
        struct entry entry = entry_of(event, t_ms, cti, c);

        return figures_add(figures, &entry);
}

static void a_handover_is_counted_everywhere(void **state) {
        assert_int_equal(add(ENTRY_LOADED, monday_ms + 8 * HOUR_MS, 1, 12), 0);
        assert_int_equal(add(ENTRY_RELEASE, monday_ms + 2 * DAY_MS + 9 * HOUR_MS, 1, 12), 0);
        assert_int_equal(add(ENTRY_ISSUED, monday_ms + 2 * DAY_MS + 9 * HOUR_MS, 1, 12), 0);
        figures_finish(figures);
        assert_int_equal(figures->total.loaded, 1);
        assert_int_equal(figures->total.issued, 1);
        assert_int_equal(figures->items_issued[ITEM_RESIDENCE_CARD], 1);
        assert_int_equal(figures->items_issued[ITEM_LETTER], 1);
        assert_int_equal(figures->hours[9], 1);
        assert_int_equal(figures->ways_code, 1);
        assert_int_equal(figures->day_count, 2);
        assert_int_equal(figures->days[1].count.issued, 1);
        assert_int_equal(figures->box_count, 1);
        assert_string_equal(figures->boxes[0].id, "K017");
        assert_int_equal(figures->boxes[0].count.issued, 1);
        assert_int_equal(figures->boxes[0].held, 0);
        assert_int_equal(figures->compartment_count, 1);
        assert_int_equal(figures->compartments[0].c, 12);
        assert_int_equal(figures->waiting.count, 1);
        assert_int_equal(figures->waiting.median_s, 49 * 60 * 60);
        assert_int_equal(figures->waiting.days[2], 1);
        assert_string_equal(figures->loaders.names[0].name, "anna");
}

/* On another day and in another hour. */
static void what_was_written_late_counts_where_it_was_seen(void **state) {
        struct entry entry = entry_of(ENTRY_ISSUED, monday_ms + 3 * DAY_MS + 11 * HOUR_MS, 1, 12);

        assert_int_equal(add(ENTRY_LOADED, monday_ms + 8 * HOUR_MS, 1, 12), 0);
        entry.seen_ms = monday_ms + 2 * DAY_MS + 9 * HOUR_MS;
        assert_int_equal(figures_add(figures, &entry), 0);
        figures_finish(figures);
        assert_int_equal(figures->hours[9], 1);
        assert_int_equal(figures->hours[11], 0);
        assert_int_equal(figures->waiting.median_s, 49 * 60 * 60);
        assert_int_equal(figures->waiting.days[2], 1);
}

static void a_letter_is_no_document(void **state) {
        assert_int_equal(add(ENTRY_LOADED, monday_ms, 1, 1), 0);
        assert_int_equal(add(ENTRY_ISSUED, monday_ms + 1, 1, 1), 0);
        assert_int_equal(figures->total.loaded_documents, 1);
        assert_int_equal(figures->total.issued_documents, 1);
}

static void what_was_loaded_before_the_ledger_counts_as_one_document_without_a_waiting_time(void **state) {
        assert_int_equal(add(ENTRY_ISSUED, monday_ms, 1, 1), 0);
        figures_finish(figures);
        assert_int_equal(figures->total.issued_documents, 1);
        assert_int_equal(figures->waiting.count, 0);
        assert_int_equal(figures->waiting.median_s, 0);
}

static void only_the_period_counts_but_earlier_loadings_are_known(void **state) {
        const struct figures_period tuesday = { .from_ms = monday_ms + DAY_MS, .to_ms = monday_ms + 2 * DAY_MS };

        figures_free(figures);
        assert_int_equal(figures_new(&tuesday, &figures), 0);
        assert_int_equal(add(ENTRY_LOADED, monday_ms, 1, 1), 0);
        assert_int_equal(add(ENTRY_LOADED, monday_ms, 2, 2), 0);
        assert_int_equal(add(ENTRY_ISSUED, monday_ms + DAY_MS, 1, 1), 0);
        assert_int_equal(add(ENTRY_ISSUED, monday_ms + 2 * DAY_MS, 2, 2), 0);
        figures_finish(figures);
        assert_int_equal(figures->entries, 1);
        assert_int_equal(figures->total.loaded, 0);
        assert_int_equal(figures->total.issued, 1);
        assert_int_equal(figures->waiting.median_s, 24 * 60 * 60);
        assert_int_equal(figures->boxes[0].held, 1);
}

/* Of twenty pickups the nineteenth; what never opened, what was cut by a start of the box and what is opened once more count no time. */
static void seconds_of_a_pickup_are_from_the_answer_to_the_closed_door(void **state) {
        for (unsigned i = 1; i <= 20; i++) {
                int64_t t_ms = monday_ms + i * (int64_t)HOUR_MS;

                assert_int_equal(add(ENTRY_RELEASE, t_ms, (uint8_t)i, i), 0);
                assert_int_equal(add(ENTRY_ISSUED, t_ms + 500, (uint8_t)i, i), 0);
                assert_int_equal(add(ENTRY_CLOSED, t_ms + i * 1000, (uint8_t)i, i), 0);
                assert_int_equal(add(ENTRY_REOPENED, t_ms + 50000, (uint8_t)i, i), 0);
                assert_int_equal(add(ENTRY_CLOSED, t_ms + 90000, (uint8_t)i, i), 0);
        }
        assert_int_equal(add(ENTRY_RELEASE, monday_ms + DAY_MS, 30, 30), 0);
        assert_int_equal(add(ENTRY_OPEN_FAILED, monday_ms + DAY_MS + 1, 30, 30), 0);
        assert_int_equal(add(ENTRY_CLOSED, monday_ms + DAY_MS + 500000, 30, 30), 0);
        assert_int_equal(add(ENTRY_RELEASE, monday_ms + 2 * (int64_t)DAY_MS, 31, 31), 0);
        assert_int_equal(add(ENTRY_ISSUED, monday_ms + 2 * (int64_t)DAY_MS, 31, 31), 0);
        assert_int_equal(add(ENTRY_BOOT, monday_ms + 3 * (int64_t)DAY_MS, 0, 0), 0);
        assert_int_equal(add(ENTRY_CLOSED, monday_ms + 3 * (int64_t)DAY_MS, 31, 31), 0);
        figures_finish(figures);
        assert_int_equal(figures->usage.pickups.count, 20);
        assert_int_equal(figures->usage.pickups.median_s, 10);
        assert_int_equal(figures->usage.pickups.p95_s, 19);
        assert_int_equal(figures->usage.pickups.longest_s, 20);
        assert_int_equal(figures->usage.not_opened, 1);
}

static struct entry reconciling(enum entry_event event, int64_t t_ms, uint32_t c) {
        struct entry entry = entry_of(event, t_ms, 0, c);

        entry.has_cti = false;
        entry.purpose = PURPOSE_RECONCILE;
        entry.there = 3;
        entry.empty = 2;
        entry.other = 1;
        return entry;
}

/* One that began before the period ends in it; the next is under way. No more are listed than have room, and all are in the sums. */
static void reconciliations_are_counted_and_one_under_way_is_told(void **state) {
        const struct figures_period tuesday = { .from_ms = monday_ms + DAY_MS, .to_ms = monday_ms + 2 * DAY_MS };
        struct entry visit = reconciling(ENTRY_SERVICE_OPEN, monday_ms, 7), end = reconciling(ENTRY_RECONCILED, monday_ms + DAY_MS, 0);

        figures_free(figures);
        assert_int_equal(figures_new(&tuesday, &figures), 0);
        assert_int_equal(figures_add(figures, &visit), 0);
        assert_int_equal(usage_visited(&figures->usage, 0), 1);
        assert_int_equal(figures_add(figures, &end), 0);
        assert_int_equal(usage_visited(&figures->usage, 0), 0);
        for (unsigned i = 0; i < 3; i++) {
                visit = reconciling(ENTRY_SERVICE_OPEN, monday_ms + DAY_MS + 1000, 9 + i % 2);
                assert_int_equal(figures_add(figures, &visit), 0);
        }
        assert_int_equal(usage_visited(&figures->usage, 0), 2);
        assert_int_equal(figures->usage.reconciled_count, 1);
        assert_string_equal(figures->usage.reconciled[0].by, "anna");
        for (unsigned i = 0; i < USAGE_RECONCILED_MAX; i++)
                assert_int_equal(figures_add(figures, &end), 0);
        figures_forget_staff(figures);
        assert_int_equal(figures->usage.reconciled_count, USAGE_RECONCILED_MAX);
        assert_int_equal(figures->usage.reconciliations, USAGE_RECONCILED_MAX + 1);
        assert_int_equal(figures->usage.there, 3 * (USAGE_RECONCILED_MAX + 1));
        assert_string_equal(figures->usage.reconciled[0].by, "");
}

static void quartiles_are_those_of_the_sorted_list(void **state) {
        static const unsigned hours[] = { 30, 10, 50, 20, 40 };

        for (unsigned i = 0; i < ARRAY_LEN(hours); i++) {
                assert_int_equal(add(ENTRY_LOADED, monday_ms, (uint8_t)i, i + 1), 0);
                assert_int_equal(add(ENTRY_ISSUED, monday_ms + hours[i] * (int64_t)HOUR_MS, (uint8_t)i, i + 1), 0);
        }
        figures_finish(figures);
        assert_int_equal(figures->waiting.lower_quartile_s, 20 * 3600);
        assert_int_equal(figures->waiting.median_s, 30 * 3600);
        assert_int_equal(figures->waiting.upper_quartile_s, 40 * 3600);
        assert_int_equal(figures->waiting.longest_s, 50 * 3600);
}

static void counted_refusals_are_added_to_single_ones(void **state) {
        assert_int_equal(add(ENTRY_REFUSED, monday_ms, 1, 0), 0);
        assert_int_equal(add(ENTRY_REFUSED_MANY, monday_ms, 1, 0), 0);
        assert_int_equal(figures->total.refused, 8);
        assert_int_equal(figures->refusals.names[0].count, 8);
        assert_int_equal(figures->compartment_count, 0);
}

static void a_hostile_ledger_cannot_fill_the_memory(void **state) {
        struct entry entry = entry_of(ENTRY_LOADED, monday_ms, 0, 1);
        int r = 0;
        unsigned i;

        for (i = 0; r == 0 && i < 2 * FIGURES_HELD_MAX; i++) {
                memcpy(entry.cti, &i, sizeof(i));
                r = figures_add(figures, &entry);
        }
        assert_int_equal(r, FIGURES_E_HELD);
        assert_int_equal(i, FIGURES_HELD_MAX + 1);
        assert_int_equal(add(ENTRY_LEFT_OPEN, monday_ms, 0, FIGURES_COMPARTMENTS_MAX + 1), FIGURES_E_COMPARTMENT);
        for (i = 0; i < FIGURES_NAMES_MAX + 5; i++) {
                entry = entry_of(ENTRY_ALARM, monday_ms, 0, 0);
                snprintf(entry.what, sizeof(entry.what), "alarm %u", i);
                assert_int_equal(figures_add(figures, &entry), 0);
        }
        assert_int_equal(figures->alarms.count, FIGURES_NAMES_MAX);
        assert_int_equal(figures->alarms.others, 5);
        for (r = 0, i = 0; r == 0 && i < 2 * FIGURES_DAYS_MAX; i++)
                r = add(ENTRY_SHUTDOWN, monday_ms + (int64_t)i * 2 * DAY_MS, 0, 0);
        assert_int_equal(r, FIGURES_E_DAYS);
        for (r = 0, i = 0; r == 0 && i < 2 * FIGURES_BOXES_MAX; i++) {
                entry = entry_of(ENTRY_SHUTDOWN, monday_ms, 0, 0);
                snprintf(entry.box, sizeof(entry.box), "B%u", i);
                r = figures_add(figures, &entry);
        }
        assert_int_equal(r, FIGURES_E_BOXES);
}

static void dates_and_days_go_round(void **state) {
        static const struct {
                int32_t day;
                int year, month, of_month;
        } known[] = { { 0, 1970, 1, 1 }, { 59, 1970, 3, 1 }, { 11016, 2000, 2, 29 }, { 20458, 2026, 1, 5 }, { 20781, 2026, 11, 24 } };

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                assert_int_equal(figures_day_from(known[i].year, known[i].month, known[i].of_month), known[i].day);
        for (int32_t day = 0; day < 200000; day += 17) {
                int year, month, of_month;

                figures_date_of(day, &year, &month, &of_month);
                assert_int_equal(figures_day_from(year, month, of_month), day);
                assert_in_range(month, 1, 12);
                assert_in_range(of_month, 1, 31);
        }
        assert_int_equal(figures_day_of(monday_ms), 20458);
        assert_int_equal(figures_day_of(monday_ms - 1), 20457);
}

/* ---- series ---- */

static void series_of(unsigned days, unsigned every, struct series *ret_series) {
        for (unsigned i = 0; i < days; i += every)
                assert_int_equal(add(ENTRY_SHUTDOWN, monday_ms + i * (int64_t)DAY_MS + 12 * HOUR_MS, 0, 0), 0);
        assert_int_equal(add(ENTRY_ISSUED, monday_ms + (days - 1) * (int64_t)DAY_MS + 12 * HOUR_MS, 0, 1), 0);
        series_make(figures, monday_ms + (days - 1) * (int64_t)DAY_MS + 12 * HOUR_MS, ret_series);
        for (size_t i = 0; i < ret_series->count; i++)
                assert_int_equal(ret_series->bins[i].whole, i + 1 < ret_series->count);
}

/* The running week and one that the period cuts are told by their days. 2026-01-05 is the Monday of week 2. */
static void weeks_say_how_many_of_their_days_are_over(void **state) {
        static const struct {
                int year;
                unsigned number, days;
                uint64_t loaded;
        } weeks[] = { { 2025, 52, 4, 1 }, { 2026, 1, 7, 7 }, { 2026, 2, 7, 7 }, { 2026, 4, 7, 1 }, { 2026, 5, 2, 2 } };
        struct figures_period period = { .from_ms = monday_ms - 11 * (int64_t)DAY_MS, .to_ms = INT64_MAX };
        struct series_week week;
        size_t at = 0;

        figures_free(figures);
        assert_int_equal(figures_new(&period, &figures), 0);
        assert_int_equal(add(ENTRY_LOADED, monday_ms - 8 * (int64_t)DAY_MS, 0, 1), 0);
        for (int i = -7; i < 7; i++)
                assert_int_equal(add(ENTRY_LOADED, monday_ms + i * (int64_t)DAY_MS + 12 * HOUR_MS, 0, 1), 0);
        assert_int_equal(add(ENTRY_LOADED, monday_ms + 14 * (int64_t)DAY_MS, 0, 1), 0);
        assert_int_equal(add(ENTRY_LOADED, monday_ms + 21 * (int64_t)DAY_MS, 0, 1), 0);
        assert_int_equal(add(ENTRY_LOADED, monday_ms + 22 * (int64_t)DAY_MS, 0, 1), 0);
        for (size_t i = 0; i < ARRAY_LEN(weeks); i++) {
                assert_true(series_next_week(figures, monday_ms + 23 * (int64_t)DAY_MS + HOUR_MS, &at, &week));
                assert_int_equal(week.year, weeks[i].year);
                assert_int_equal(week.number, weeks[i].number);
                assert_int_equal(week.days, weeks[i].days);
                assert_int_equal(week.count.loaded, weeks[i].loaded);
        }
        assert_false(series_next_week(figures, INT64_MAX, &at, &week));
}

static void steps_grow_with_the_time(void **state) {
        static const struct {
                unsigned days, every;
                enum series_step step;
                size_t count;
        } cases[] = { { 1, 1, SERIES_DAY, 1 },     { 62, 1, SERIES_DAY, 62 },      { 63, 1, SERIES_WEEK, 9 },
                      { 434, 7, SERIES_WEEK, 62 }, { 435, 7, SERIES_MONTH, 15 },   { 1800, 30, SERIES_MONTH, 60 },
                      { 3650, 365, SERIES_YEARS, 11 }, { 100000, 1000, SERIES_YEARS, 35 } };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct series series;
                uint64_t issued = 0;

                figures_free(figures);
                assert_int_equal(figures_new(&all, &figures), 0);
                series_of(cases[i].days, cases[i].every, &series);
                assert_int_equal(series.step, cases[i].step);
                assert_int_equal(series.count, cases[i].count);
                for (size_t bin = 0; bin < series.count; bin++)
                        issued += series.bins[bin].count.issued;
                assert_int_equal(issued, 1);
        }
}

/* ---- what may be published ---- */

static struct public_figures published;

/* Documents issued in each month from January 2026. */
static void publish_until(const unsigned *months, size_t count, int64_t last_ms) {
        struct reading reading = { .figures = figures, .source_count = 1, .sources = { { .last_ms = last_ms } } };
        const struct report report = { .reading = &reading };

        for (size_t month = 0; month < count; month++) {
                for (unsigned i = 0; i < months[month]; i++)
                        assert_int_equal(add(ENTRY_ISSUED, monday_ms + (int64_t)month * 30 * DAY_MS, 0, 1), 0);
                assert_int_equal(add(ENTRY_SHUTDOWN, monday_ms + (int64_t)month * 30 * DAY_MS, 0, 0), 0);
        }
        assert_int_equal(public_make(&report, &published), 0);
}

/* The ledger goes on in the month after the last. */
static void publish(const unsigned *months, size_t count) {
        publish_until(months, count, monday_ms + (int64_t)(count + 1) * 30 * DAY_MS);
}

static void months_with_few_documents_are_taken_together(void **state) {
        publish((const unsigned[]){ 7, 2, 1, 4, 9, 3 }, 6);
        assert_true(published.known);
        assert_int_equal(published.documents, 23);
        assert_int_equal(published.count, 3);
        assert_string_equal(published.groups[1].from, "2026-02");
        assert_string_equal(published.groups[1].to, "2026-04");
        assert_int_equal(published.groups[1].documents, 7);
        assert_string_equal(published.groups[2].from, "2026-05");
        assert_string_equal(published.groups[2].to, "2026-05");
        assert_int_equal(published.groups[2].documents, 9);
}

/* In the month of a ledger's last entry more may come. */
static void the_running_month_waits(void **state) {
        publish_until((const unsigned[]){ 7, 8, 9 }, 3, monday_ms + INT64_C(60) * DAY_MS);
        assert_int_equal(published.count, 2);
        assert_int_equal(published.documents, 15);
        assert_string_equal(published.groups[1].to, "2026-02");
}

static void no_group_is_ever_smaller_than_five(void **state) {
        for (unsigned first = 0; first < 7; first++)
                for (unsigned second = 0; second < 7; second++)
                        for (unsigned third = 0; third < 7; third++) {
                                const unsigned months[] = { first, second, third };
                                uint64_t sum = 0, closed = 0, open = 0;

                                figures_free(figures);
                                assert_int_equal(figures_new(&all, &figures), 0);
                                publish(months, ARRAY_LEN(months));
                                for (size_t i = 0; i < ARRAY_LEN(months); i++) {
                                        open += months[i];
                                        closed += open >= PUBLIC_LEAST ? open : 0;
                                        open = open >= PUBLIC_LEAST ? 0 : open;
                                }
                                assert_int_equal(published.known, closed > 0);
                                for (size_t i = 0; i < published.count; i++) {
                                        assert_true(published.groups[i].documents >= PUBLIC_LEAST);
                                        sum += published.groups[i].documents;
                                }
                                assert_int_equal(sum, published.documents);
                                assert_int_equal(sum, closed);
                        }
}

static void nothing_is_said_of_fewer_than_five(void **state) {
        struct buffer text = BUFFER_INIT;

        publish((const unsigned[]){ 2, 2 }, 2);
        assert_false(published.known);
        assert_int_equal(public_csv(&published, &text), 0);
        assert_string_equal(buffer_text(&text), "kind,from,to,documents\r\n");
        buffer_deinit(&text);
}

#define FIGURES_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                FIGURES_TEST(a_handover_is_counted_everywhere),
                FIGURES_TEST(what_was_written_late_counts_where_it_was_seen),
                FIGURES_TEST(a_letter_is_no_document),
                FIGURES_TEST(what_was_loaded_before_the_ledger_counts_as_one_document_without_a_waiting_time),
                FIGURES_TEST(only_the_period_counts_but_earlier_loadings_are_known),
                FIGURES_TEST(seconds_of_a_pickup_are_from_the_answer_to_the_closed_door),
                FIGURES_TEST(reconciliations_are_counted_and_one_under_way_is_told),
                FIGURES_TEST(quartiles_are_those_of_the_sorted_list),
                FIGURES_TEST(counted_refusals_are_added_to_single_ones),
                FIGURES_TEST(a_hostile_ledger_cannot_fill_the_memory),
                FIGURES_TEST(dates_and_days_go_round),
                FIGURES_TEST(weeks_say_how_many_of_their_days_are_over),
                FIGURES_TEST(steps_grow_with_the_time),
                FIGURES_TEST(months_with_few_documents_are_taken_together),
                FIGURES_TEST(the_running_month_waits),
                FIGURES_TEST(no_group_is_ever_smaller_than_five),
                FIGURES_TEST(nothing_is_said_of_fewer_than_five),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
