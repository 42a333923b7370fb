/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/moment.h"
#include "controller/box/session/hours.h"
#include "controller/box/session/picture.h"
#include "tests/support/cmocka.h"

static bool open_at(const struct bundle *bundle, const char *time) {
        int64_t ms;

        assert_int_equal(moment_use_zone("Europe/Berlin"), 0);
        assert_true(moment_parse(time, &ms));
        return hours_open(bundle, ms);
}

static const struct bundle town_hall = {
        .opening = { { 0, 360, 1200 }, { 1, 360, 1200 }, { 2, 360, 1200 }, { 3, 360, 1200 }, { 4, 360, 1140 }, { 5, 570, 720 } },
        .opening_count = 6,
};

static void hours_are_local_and_end_before_their_last_minute(void **state) {
        assert_false(open_at(&town_hall, "2026-09-25T03:59:59Z")); /* Friday, 5:59 */
        assert_true(open_at(&town_hall, "2026-09-25T04:00:00Z"));
        assert_true(open_at(&town_hall, "2026-09-25T16:59:59Z"));
        assert_false(open_at(&town_hall, "2026-09-25T17:00:00Z"));
        assert_true(open_at(&town_hall, "2026-09-24T17:00:00Z"));
        assert_false(open_at(&town_hall, "2026-09-27T10:00:00Z"));
        assert_true(open_at(&town_hall, "2026-11-23T05:00:00Z")); /* winter time */
}

static void without_hours_it_is_always_open(void **state) {
        static const struct bundle always;
        char text[80];

        assert_true(open_at(&always, "2026-09-27T01:00:00Z"));
        hours_text(&always, LANGUAGE_DE, text, sizeof(text));
        assert_string_equal(text, "");
}

static void single_days_have_their_own_hours(void **state) {
        uint32_t closed[] = { 20260924, 20260925 };
        struct bundle_exception exceptions[] = { { 20260923, 600, 660 }, { 20260923, 720, 780 }, { 20260927, 480, 720 } };
        struct bundle bundle = town_hall, always = { 0 };

        bundle.closed = always.closed = closed;
        bundle.closed_count = always.closed_count = 2;
        bundle.exceptions = exceptions;
        bundle.exception_count = 3;
        assert_false(open_at(&bundle, "2026-09-25T10:00:00Z"));
        assert_false(open_at(&always, "2026-09-24T10:00:00Z"));
        assert_false(open_at(&always, "2026-09-23T22:00:00Z")); /* already the 24th here */
        assert_true(open_at(&always, "2026-09-25T22:00:00Z"));
        assert_false(open_at(&bundle, "2026-09-23T07:59:59Z"));
        assert_true(open_at(&bundle, "2026-09-23T08:00:00Z"));
        assert_false(open_at(&bundle, "2026-09-23T09:30:00Z"));
        assert_true(open_at(&bundle, "2026-09-23T10:30:00Z"));
        assert_true(open_at(&bundle, "2026-09-27T09:59:59Z")); /* a Sunday */
        assert_false(open_at(&bundle, "2026-09-27T10:00:00Z"));
        assert_true(open_at(&bundle, "2026-09-22T10:00:00Z"));
}

static void hours_are_one_line(void **state) {
        char text[80], tiny[8];

        hours_text(&town_hall, LANGUAGE_DE, text, sizeof(text));
        assert_string_equal(text, "Mo–Do\u00a06–20, Fr\u00a06–19, Sa\u00a09:30–12\u00a0Uhr");
        hours_text(&town_hall, LANGUAGE_EN, text, sizeof(text));
        assert_string_equal(text, "Mon–Thu\u00a06–20, Fri\u00a06–19, Sat\u00a09:30–12");
        hours_text(&town_hall, LANGUAGE_EN, tiny, sizeof(tiny));
        assert_true(tiny[7] == 0);
}

/* Of a week in which each day has a break: none of it is lost in the picture's room. */
static void a_week_with_breaks_has_room(void **state) {
        struct bundle bundle = { .opening_count = 10 };
        struct picture picture;

        for (unsigned i = 0; i < bundle.opening_count; i++)
                bundle.opening[i] = i % 2 ? (struct bundle_opening){ (uint8_t)(i / 2), 810, 1050 } : (struct bundle_opening){ (uint8_t)(i / 2), 450, 750 };
        hours_text(&bundle, LANGUAGE_DE, picture.hours, sizeof(picture.hours));
        assert_non_null(strstr(picture.hours, "Fr\u00a07:30–12:30, Fr\u00a013:30–17:30\u00a0Uhr"));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(hours_are_local_and_end_before_their_last_minute),
                cmocka_unit_test(without_hours_it_is_always_open),
                cmocka_unit_test(single_days_have_their_own_hours),
                cmocka_unit_test(hours_are_one_line),
                cmocka_unit_test(a_week_with_breaks_has_room),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
