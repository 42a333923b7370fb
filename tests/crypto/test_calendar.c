/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/moment.h"
#include "crypto/calendar.h"
#include "tests/support/cmocka.h"

/* Monday to Friday. */
static const struct bundle_opening weekdays[] = { { 0, 360, 1200 }, { 1, 360, 1200 }, { 2, 360, 1200 }, { 3, 360, 1200 }, { 4, 360, 1140 } };

static const struct calendar working_week = { .opening = weekdays, .opening_count = 5 };

static int64_t at(const char *time) {
        int64_t ms;

        assert_int_equal(moment_use_zone("Europe/Berlin"), 0);
        assert_true(moment_parse(time, &ms));
        return ms;
}

static void expect(const struct calendar *calendar, const char *loaded, unsigned days, const char *ticket_end, const char *deadline) {
        assert_int_equal(calendar_deadline(calendar, at(loaded), days, (uint32_t)(at(ticket_end) / 1000)), at(deadline));
}

static void an_open_day_is_the_last_one(void **state) {
        const struct calendar always = { .opening_count = 0 };

        expect(&always, "2026-09-18T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-28T22:00:00Z");
        expect(&working_week, "2026-09-18T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-28T22:00:00Z"); /* Monday */
}

static void a_weekday_without_hours_moves_it_to_the_next_that_has(void **state) {
        /* Saturday the 26th and Sunday the 27th end on Monday. */
        expect(&working_week, "2026-09-16T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-28T22:00:00Z");
        expect(&working_week, "2026-09-17T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-28T22:00:00Z");
}

static void listed_days_are_closed_and_days_with_hours_of_their_own_open(void **state) {
        const uint32_t closed[] = { 20260928, 20260929 };
        const struct bundle_exception sunday[] = { { 20260927, 480, 720 } };
        struct calendar calendar = { .opening = weekdays, .opening_count = 5, .closed = closed, .closed_count = 2 };

        expect(&calendar, "2026-09-16T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-30T22:00:00Z");
        calendar.exceptions = sunday;
        calendar.exception_count = 1;
        expect(&calendar, "2026-09-16T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-27T22:00:00Z");
        calendar.opening_count = 0;
        expect(&calendar, "2026-09-18T10:00:00Z", 10, "2026-10-02T00:00:00Z", "2026-09-30T22:00:00Z");
}

/* Germany leaves summer time on Sunday 2026-10-25 and enters it on 2026-03-29. */
static void days_are_local_when_the_time_changes(void **state) {
        expect(&working_week, "2026-10-14T21:59:00Z", 10, "2026-10-28T00:00:00Z", "2026-10-26T23:00:00Z"); /* Saturday to Monday, an hour more */
        expect(&working_week, "2026-10-14T22:01:00Z", 10, "2026-10-28T00:00:00Z", "2026-10-26T23:00:00Z"); /* already the 15th here */
        expect(&working_week, "2026-03-18T12:00:00Z", 10, "2026-04-01T00:00:00Z", "2026-03-30T22:00:00Z");
}

/* Loaded on the last day of its ticket: a code that lives two days longer than that and the days would end before Monday does. */
static void it_never_moves_behind_the_end_of_the_code(void **state) {
        const uint32_t week[] = { 20260928, 20260929, 20260930, 20261001, 20261002 };
        struct calendar holidays = { .opening = weekdays, .opening_count = 5, .closed = week, .closed_count = 5 };

        expect(&working_week, "2026-09-16T10:00:00Z", 10, "2026-09-16T11:00:00Z", "2026-09-26T22:00:00Z");
        expect(&working_week, "2026-09-16T10:00:00Z", 10, "2026-09-16T21:59:59Z", "2026-09-26T22:00:00Z");
        expect(&working_week, "2026-09-16T10:00:00Z", 10, "2026-09-16T22:00:00Z", "2026-09-28T22:00:00Z");
        expect(&holidays, "2026-09-16T10:00:00Z", 10, "2026-09-23T21:00:00Z", "2026-09-26T22:00:00Z");
        expect(&holidays, "2026-09-16T10:00:00Z", 10, "2026-09-23T22:00:00Z", "2026-10-05T22:00:00Z");
}

static void a_calendar_without_an_open_day_moves_nothing(void **state) {
        const struct bundle_opening none = { .weekday = 9 };

        expect(&(struct calendar){ .opening = &none, .opening_count = 1 }, "2026-09-16T10:00:00Z", 10, "2027-09-16T11:00:00Z", "2026-09-26T22:00:00Z");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_open_day_is_the_last_one),
                cmocka_unit_test(a_weekday_without_hours_moves_it_to_the_next_that_has),
                cmocka_unit_test(listed_days_are_closed_and_days_with_hours_of_their_own_open),
                cmocka_unit_test(days_are_local_when_the_time_changes),
                cmocka_unit_test(it_never_moves_behind_the_end_of_the_code),
                cmocka_unit_test(a_calendar_without_an_open_day_moves_nothing),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
