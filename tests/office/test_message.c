/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/message.h"
#include "controller/office/paper.h"
#include "tests/office/fixture.h"

static struct issued issued = {
        .box = "K017", .reference = "12345678", .pin = "012345", .last_day_ms = (int64_t)1796338799 * 1000, /* 3 December 2026 */
};
static struct state office = { .boxes = { { .id = "K017" } }, .box_count = 1 };

static int set_up(void **state) {
        return moment_use_zone("Europe/Berlin") < 0 ? -1 : 0;
}

static void text_for(const char *name, const char *address, char ret_text[MESSAGE_SIZE]) {
        snprintf(office.name, sizeof(office.name), "%s", name);
        snprintf(office.boxes[0].address, sizeof(office.boxes[0].address), "%s", address);
        message_text(&office, &issued, ret_text);
        assert_non_null(strstr(ret_text, "1234 5678"));
        assert_non_null(strstr(ret_text, "012 345"));
        assert_non_null(strstr(ret_text, "03.12.2026"));
        assert_in_range(message_septets(ret_text), 1, MESSAGE_SEPTETS_MAX - 1);
}

static void septets_are_counted_as_telephones_do(void **state) {
        assert_int_equal(message_septets("abc"), 3);
        assert_int_equal(message_septets("äöüÄÖÜßéàñ"), 10);
        assert_int_equal(message_septets("€[]"), 6);
        assert_int_equal(message_septets("Łódź"), 0);
        assert_int_equal(message_septets("„"), 0);
        assert_int_equal(message_septets("a`b"), 0);
        assert_int_equal(message_septets("\xff"), 0);
        assert_int_equal(message_septets("\xc3"), 0);
}

static void a_short_name_and_address_stand_in_the_message(void **state) {
        char text[MESSAGE_SIZE];

        text_for("Stadt Köln", "Rathaus", text);
        assert_string_equal(text, "Stadt Köln: Dokument abholbereit. Box K017, Rathaus. Nummer 1234 5678, PIN 012 345, bis 03.12.2026. "
                                  "Geburtsdatum bereithalten.");
}

static void what_does_not_fit_or_cannot_be_sent_is_left_out(void **state) {
        char text[MESSAGE_SIZE];

        text_for("Stadt Musterstadt an der schönen langen Muster, Bürgerbüro Mitte", "Rathaus am Musterplatz 17", text);
        assert_null(strstr(text, "Musterstadt"));
        assert_non_null(strstr(text, "Musterplatz"));
        text_for("Stadt Köln", "Ulica Żółta", text);
        assert_non_null(strstr(text, "Köln"));
        assert_null(strstr(text, "Ulica"));
        text_for("„Stadt“ Köln", "Ulica Żółta", text);
        assert_non_null(strstr(text, "Box K017. Nummer"));
        text_for("Stadt Köln", "", text);
        assert_non_null(strstr(text, "Box K017. Nummer"));
}

static void openings_of_like_days_are_put_together(void **state) {
        struct policy policy = { .opening_count = 4, .opening = { { 0, 360, 1200 }, { 1, 360, 1200 }, { 4, 360, 1140 }, { 4, 1200, 1440 } } };
        char text[PAPER_OPENING_SIZE];

        paper_opening(&policy, LANGUAGE_DE, text);
        assert_string_equal(text, "Mo\u2060–\u2060Di\u00a006:00\u2060–\u206020:00, Fr\u00a006:00\u2060–\u206019:00, "
                                  "Fr\u00a020:00\u2060–\u206024:00");
        policy.opening_count = 0;
        paper_opening(&policy, LANGUAGE_DE, text);
        assert_string_equal(text, "");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(septets_are_counted_as_telephones_do),
                cmocka_unit_test(a_short_name_and_address_stand_in_the_message),
                cmocka_unit_test(what_does_not_fit_or_cannot_be_sent_is_left_out),
                cmocka_unit_test(openings_of_like_days_are_put_together),
        };
        return cmocka_run_group_tests(tests, set_up, NULL);
}
