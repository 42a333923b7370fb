/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/moment.h"
#include "tests/support/cmocka.h"

static void rfc3339_goes_there_and_back(void **state) {
        char text[MOMENT_TEXT_SIZE];
        int64_t ms;

        assert_true(moment_parse("2026-09-25T12:00:00Z", &ms));
        assert_int_equal(ms, INT64_C(1790337600000));
        moment_format(ms + 7, true, text);
        assert_string_equal(text, "2026-09-25T12:00:00.007Z");
        moment_format(ms + 7, false, text);
        assert_string_equal(text, "2026-09-25T12:00:00Z");
        assert_true(moment_parse("2026-09-25T14:00:00.25+02:00", &ms));
        assert_int_equal(ms, INT64_C(1790337600250));
        assert_true(moment_parse("2024-02-29", &ms));
}

/* A step of not quite 40 days from year 1 to 9999 meets every month, leap years and those that are none, before 1970 too. */
static void every_date_is_that_of_the_c_library(void **state) {
        for (time_t seconds = -62135596800; seconds < 253402300800; seconds += 3412347) {
                char text[MOMENT_TEXT_SIZE], expected[MOMENT_TEXT_SIZE];
                struct tm tm;

                assert_non_null(gmtime_r(&seconds, &tm));
                snprintf(expected, sizeof(expected), "%04d-%02d-%02dT%02d:%02d:%02d.999Z", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                         tm.tm_hour, tm.tm_min, tm.tm_sec);
                moment_format((int64_t)seconds * 1000 + 999, true, text);
                assert_string_equal(text, expected);
        }
}

static void what_is_no_time_is_refused(void **state) {
        static const char *const bad[] = {
                "", "2026", "2026-13-01", "2026-02-29", "2026-04-31", "1969-12-31", "2026-09-25T12:00:00", "2026-09-25T24:00:00Z",
                "2026-09-25T12:60:00Z", "2026-09-25T12:00:00Zx", "2026-09-25T12:00:00.Z", "2026-09-25T12:00:00+2:00", "26-09-25",
        };
        int64_t ms = 42;

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(moment_parse(bad[i], &ms));
        assert_int_equal(ms, 42);
}

/* Germany leaves summer time on 2026-10-25 and enters it on 2026-03-29: those days have 25 and 23 hours. */
static void midnight_is_local_also_across_summer_time(void **state) {
        int64_t ms, midnight;

        assert_int_equal(moment_use_zone("Europe/Berlin"), 0);
        assert_true(moment_parse("2026-10-24T21:30:00Z", &ms)); /* 23:30 local */
        assert_true(moment_parse("2026-10-24T22:00:00Z", &midnight));
        assert_int_equal(moment_midnight_after(ms, 0), midnight);
        assert_true(moment_parse("2026-10-25T23:00:00Z", &midnight));
        assert_int_equal(moment_midnight_after(ms, 1), midnight);
        assert_true(moment_parse("2026-03-28T12:00:00Z", &ms));
        assert_true(moment_parse("2026-03-29T22:00:00Z", &midnight));
        assert_int_equal(moment_midnight_after(ms, 1), midnight);
}

/* Every hour of two years goes there and back but one of the two that are there twice; 29 March 2026, 02:30, is not. */
static void a_local_time_is_a_moment(void **state) {
        struct local_time gap = { .year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30 }, local;
        int64_t ms, back;

        assert_int_equal(moment_use_zone("Europe/Berlin"), 0);
        for (int64_t hour = 0; hour < 2 * 365 * 24; hour++) {
                ms = INT64_C(1767225600000) + hour * 3600 * 1000;
                moment_local(ms, &local);
                assert_true(moment_from_local(&local, &back));
                if (local.month == 10 && local.day > 24 && local.hour == 2)
                        assert_true(back == ms || back == ms - 3600 * 1000 || back == ms + 3600 * 1000);
                else
                        assert_int_equal(back, ms);
        }
        assert_false(moment_from_local(&gap, &back));
        gap = (struct local_time){ .year = 2026, .month = 2, .day = 29 };
        assert_false(moment_from_local(&gap, &back));
}

static void local_time_follows_the_zone(void **state) {
        struct local_time local;
        int64_t ms;

        assert_int_equal(moment_use_zone("Europe/Berlin"), 0);
        assert_true(moment_parse("2026-11-22T23:05:06Z", &ms));
        moment_local(ms, &local);
        assert_int_equal(local.day, 23);
        assert_int_equal(local.hour, 0);
        assert_int_equal(local.weekday, 0);
        assert_int_equal(moment_use_zone("Nowhere/City"), -ENOENT);
        assert_int_equal(moment_use_zone("../etc/passwd"), -ENOENT);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rfc3339_goes_there_and_back),
                cmocka_unit_test(every_date_is_that_of_the_c_library),
                cmocka_unit_test(what_is_no_time_is_refused),
                cmocka_unit_test(midnight_is_local_also_across_summer_time),
                cmocka_unit_test(a_local_time_is_a_moment),
                cmocka_unit_test(local_time_follows_the_zone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
