/* SPDX-License-Identifier: EUPL-1.2 */
/* What lies before a reader and is read again and again: every kind of thing in every kind of session. */
#include <string.h>

#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;

enum { READ_MS = 2900, READS = 4 }; /* as a reader reads what is not taken away */

static unsigned heard(void) {
        unsigned sum = 0;

        for (size_t i = 0; i < ARRAY_LEN(fixture.tones); i++)
                sum += fixture.tones[i];
        return sum;
}

/* What was held to the scanner last. */
static const char *thing(void) {
        const struct fixture_reading *last = &fixture.readings[0];

        for (size_t i = 0; i < ARRAY_LEN(fixture.readings); i++)
                last = fixture.readings[i].at_ms > last->at_ms ? &fixture.readings[i] : last;
        return last->text;
}

/* Read once more: nothing is heard, shown or written. */
static void expect_nothing(const char *text) {
        enum screen_id shown = fixture_screen(&fixture);
        uint64_t size = store_size(fixture.store);
        unsigned tones = heard();

        fixture_scan_again(&fixture, text);
        assert_int_equal(fixture_screen(&fixture), shown);
        assert_int_equal(store_size(fixture.store), size);
        assert_int_equal(heard(), tones);
}

/* ---- where ---- */

static void at_idle(void) { }

static void asked_for_a_code(void) {
        fixture_press(&fixture, TARGET_START);
}

static void asked_for_the_date(void) {
        fixture_scan_code(&fixture, 1);
}

static void refused(void) {
        fixture_scan_code(&fixture, 9);
        fixture_expect_refused(&fixture, REFUSAL_NOT_HERE);
}

static void before_an_open_door(void) {
        fixture_collect(&fixture, 1);
}

static void done(void) {
        fixture_collect(&fixture, 1);
        fixture_shut(&fixture, fixture_where(&fixture, 1));
        fixture_expect(&fixture, SCREEN_DONE);
}

static void in_the_menu(void) {
        fixture_sign_in(&fixture, "lore");
}

static void loading(void) {
        fixture_sign_in(&fixture, "lore");
        fixture_scan_ticket(&fixture, 4);
        fixture_expect(&fixture, SCREEN_STAFF_LOAD);
}

static void turned_away(void) {
        fixture_scan_ticket(&fixture, 5);
}

static void out_of_order(void) {
        fixture.now.wall_ms += 3600 * 1000;
        box_tick(fixture.box, fixture.now);
}

static const struct {
        const char *name;
        void (*go)(void);
} places[] = {
        { "idle", at_idle }, { "code", asked_for_a_code }, { "date", asked_for_the_date }, { "refused", refused },
        { "door", before_an_open_door }, { "done", done }, { "menu", in_the_menu }, { "loading", loading }, { "turned away", turned_away },
        { "out of order", out_of_order },
};

/* ---- what ---- */

static void badge(void) {
        fixture_scan_badge(&fixture, "lutz");
}

static void ticket(void) {
        fixture_scan_ticket(&fixture, 3);
}

static void junk(void) {
        fixture_scan(&fixture, "LT1:JUNK");
}

/* Everybody goes, and every door is shut. */
static void everybody_goes(void) {
        for (unsigned c = 1; c <= 6; c++)
                if (fixture.doors[c - 1] == DOOR_OPEN)
                        fixture_door(&fixture, c, DOOR_CLOSED);
        fixture_pass(&fixture, 10);
        fixture_press(&fixture, TARGET_SIGN_OUT);
        fixture_press(&fixture, TARGET_END);
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_press(&fixture, TARGET_END);
        fixture_press(&fixture, TARGET_SIGN_OUT);
}

static void lie_there(const char *name, void (*const go)(void), void (*const show)(void)) {
        char text[sizeof(fixture.readings[0].text)];

        print_message("%s\n", name);
        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        fixture_pass(&fixture, 60 * 1000);
        go();
        show();
        strcpy(text, thing());
        for (unsigned i = 0; i < READS; i++) {
                fixture_pass(&fixture, READ_MS);
                expect_nothing(text);
        }
        everybody_goes();
        for (unsigned i = 0; i < READS; i++) {
                expect_nothing(text);
                fixture_pass(&fixture, READ_MS);
        }
}

/* Whatever session ends meanwhile. */
static void a_badge_that_lies_there_counts_once(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(places); i++) {
                lie_there(places[i].name, places[i].go, badge);
                fixture_pass(&fixture, 10 * 60 * 1000);
                badge();
                fixture_expect(&fixture, SCREEN_STAFF_PIN);
                fixture_tear_down(&fixture);
        }
}

static void a_ticket_that_lies_there_counts_once(void **state) {
        static void (*const tickets[])(void) = { ticket, junk };

        for (size_t i = 0; i < ARRAY_LEN(places) * ARRAY_LEN(tickets); i++) {
                lie_there(places[i / 2].name, places[i / 2].go, tickets[i % 2]);
                fixture_tear_down(&fixture);
        }
}

/* One's own badge signs out only when the reader has not seen it for 5 s. */
static void the_badge_that_signed_in_does_not_sign_out_while_it_lies_there(void **state) {
        char text[sizeof(fixture.readings[0].text)];

        fixture_set_up(&fixture, NULL);
        fixture_sign_in(&fixture, "lore");
        strcpy(text, thing());
        for (unsigned i = 0; i < READS; i++) {
                expect_nothing(text);
                fixture_pass(&fixture, FIXTURE_AWAY_MS - 1);
        }
        expect_nothing(text);
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        fixture_scan_again(&fixture, text);
        fixture_expect(&fixture, SCREEN_IDLE);
        fixture_tear_down(&fixture);
}

/* Its own session, from the birth date to two seconds after the end. */
static void a_code_counts_again_two_seconds_after_its_session(void **state) {
        static void (*const own[])(void) = { asked_for_the_date, before_an_open_door, done };

        for (size_t i = 0; i < ARRAY_LEN(own); i++) {
                char text[sizeof(fixture.readings[0].text)];

                fixture_set_up(&fixture, NULL);
                fixture_load(&fixture, 1, 2);
                own[i]();
                strcpy(text, thing());
                for (unsigned j = 0; j < READS; j++) {
                        fixture_pass(&fixture, READ_MS);
                        expect_nothing(text);
                }
                if (own[i] == before_an_open_door)
                        fixture_shut(&fixture, fixture_where(&fixture, 1));
                fixture_press(&fixture, own[i] == asked_for_the_date ? TARGET_CANCEL : TARGET_END);
                fixture_expect(&fixture, SCREEN_IDLE);
                expect_nothing(text);
                fixture_pass(&fixture, REPEATS_MORE_MS - 1);
                expect_nothing(text);
                fixture_pass(&fixture, 1);
                fixture_scan_again(&fixture, text);
                if (own[i] == asked_for_the_date)
                        fixture_expect(&fixture, SCREEN_BIRTH);
                else
                        fixture_expect_refused(&fixture, REFUSAL_ALREADY_ISSUED);
                fixture_tear_down(&fixture);
        }
}

/* Somebody waits with it: they are asked to once, and served when they are next. */
static void a_code_of_somebody_who_waits_is_heard_once_and_taken_then(void **state) {
        char text[sizeof(fixture.readings[0].text)];
        unsigned waits;

        fixture_set_up(&fixture, NULL);
        fixture_load(&fixture, 1, 2);
        fixture_scan_code(&fixture, 1);
        waits = fixture.tones[TONE_WAIT];
        fixture_scan_code(&fixture, 2);
        strcpy(text, thing());
        assert_int_equal(fixture.tones[TONE_WAIT], waits + 1);
        fixture_pass(&fixture, READ_MS);
        for (unsigned i = 0; i < READS; i++) {
                expect_nothing(text);
                fixture_pass(&fixture, READ_MS);
        }
        fixture_press(&fixture, TARGET_CANCEL);
        fixture_scan_again(&fixture, text);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_tear_down(&fixture);
}

/* Refused once, not every three seconds for as long as it lies there. */
static void a_refused_code_that_lies_there_is_refused_once(void **state) {
        char text[sizeof(fixture.readings[0].text)];

        fixture_set_up(&fixture, NULL);
        refused();
        strcpy(text, thing());
        for (unsigned i = 0; i < READS; i++) {
                fixture_pass(&fixture, READ_MS);
                expect_nothing(text);
        }
        fixture_pass(&fixture, FIXTURE_AWAY_MS);
        fixture_scan_again(&fixture, text);
        assert_int_equal(fixture_count(&fixture, ENTRY_REFUSED), 2);
        fixture_tear_down(&fixture);
}

/* Many things in turn before one reader push none of them out that was read within the gap. */
static void as_many_as_are_remembered_are_told_apart(void **state) {
        struct moment now = { .mono_ms = 1000 };
        struct repeats repeats;

        repeats_init(&repeats, FIXTURE_REREAD_MS);
        for (unsigned round = 0; round < 3; round++)
                for (char i = 'A'; i < 'A' + REPEATS_MAX; i++, now.mono_ms += 100)
                        assert_int_equal(repeats_read(&repeats, &i, 1, now), round > 0);
        now.mono_ms += FIXTURE_AWAY_MS;
        assert_false(repeats_read(&repeats, "A", 1, now));
        assert_true(repeats_read(&repeats, "A", 1, now));
        assert_false(repeats_read(&repeats, "AA", 2, now));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_badge_that_lies_there_counts_once),
                cmocka_unit_test(a_ticket_that_lies_there_counts_once),
                cmocka_unit_test(the_badge_that_signed_in_does_not_sign_out_while_it_lies_there),
                cmocka_unit_test(a_code_counts_again_two_seconds_after_its_session),
                cmocka_unit_test(a_code_of_somebody_who_waits_is_heard_once_and_taken_then),
                cmocka_unit_test(a_refused_code_that_lies_there_is_refused_once),
                cmocka_unit_test(as_many_as_are_remembered_are_told_apart),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
