/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "hal/scanner/scanner_reading.h"
#include "tests/support/cmocka.h"

static struct scanner_reading reading;
static char said[4096];
static unsigned texts;

static unsigned cut, unended, too_many, rests;
static char last_end;

static void take(void *context, const char *text, size_t len, char end) {
        size_t at = strlen(said);

        assert_int_equal(context, said);
        assert_true(at + len + 2 <= sizeof(said));
        memcpy(said + at, text, len);
        memcpy(said + at + len, "|", 2);
        texts++;
        unended += end == '\0';
        last_end = end;
}

static void take_odd(void *context, enum scanner_oddity oddity, const char *bytes, size_t len) {
        assert_int_equal(context, said);
        cut += oddity == SCANNER_CUT_OFF;
        too_many += oddity == SCANNER_TOO_MANY;
        rests += oddity == SCANNER_REST;
}

static unsigned framings;
static char framing_end;

static void take_framing(void *context, const struct scanner_framing *framing) {
        assert_int_equal(context, said);
        framings++;
        framing_end = framing->end;
}

static const struct scanner_sink sink = { .reading = take, .odd = take_odd, .framing = take_framing, .context = said };

static int set_up(void **state) {
        memset(&reading, 0, sizeof(reading));
        said[0] = '\0';
        texts = cut = unended = too_many = rests = framings = 0;
        return 0;
}

static void feed(const char *text, int64_t now_ms) {
        scanner_reading_feed(&reading, text, strlen(text), now_ms, &sink);
}

static void cr_lf_and_both_end_a_reading(void **state) {
        feed("one\rtwo\nthree\r\nfour\n\rfive", 0);
        assert_string_equal(said, "one|two|three|four|");
        feed("\n", 1);
        assert_string_equal(said, "one|two|three|four|five|");
}

static void a_tab_ends_one(void **state) {
        feed("a\tb\n\tc\t\r", 0);
        assert_string_equal(said, "a|b|c|");
        assert_int_equal(last_end, '\t');
        assert_int_equal(unended, 0);
}

static void a_reading_may_come_byte_by_byte(void **state) {
        const char *text = "PK1:ABC\r";

        for (unsigned i = 0; text[i]; i++)
                scanner_reading_feed(&reading, text + i, 1, i * (SCANNER_GAP_MS - 1), &sink);
        assert_string_equal(said, "PK1:ABC|");
}

static void what_is_half_is_dropped_after_the_gap(void **state) {
        assert_int_equal(scanner_reading_deadline(&reading), INT64_MAX);
        feed("PK1:", 100);
        assert_int_equal(scanner_reading_deadline(&reading), 100 + SCANNER_GAP_MS);
        assert_false(scanner_reading_expire(&reading, 99 + SCANNER_GAP_MS, &sink));
        assert_int_equal(reading.len, 4);
        assert_true(scanner_reading_expire(&reading, 100 + SCANNER_GAP_MS, &sink));
        assert_int_equal(cut, 1);
        assert_int_equal(reading.len, 0);
        for (size_t i = 0; i < sizeof(reading.text); i++)
                assert_int_equal(reading.text[i], 0);
        feed("SB1:X\n", 2000);
        assert_string_equal(said, "SB1:X|");
}

/* As long as the shortest that may be whole. */
#define WHOLE "PK1:3456789 123456789 123456789 123456789 123456789 123456789"

static void without_an_end_a_pause_ends_what_may_be_whole(void **state) {
        feed(WHOLE, 100);
        assert_int_equal(scanner_reading_deadline(&reading), 100 + SCANNER_PAUSE_MS);
        assert_true(scanner_reading_expire(&reading, 100 + SCANNER_PAUSE_MS, &sink));
        assert_string_equal(said, WHOLE "|");
        assert_int_equal(unended, 1);
        assert_int_equal(cut, 0);
        /* One of nobody's, and one too short. */
        feed("XX" WHOLE + 4, 1000);
        feed("\r", 1000);
        assert_int_equal(unended, 1);
        feed("PK1:3456789 123456789 123456789 123456789 123456789", 2000);
        assert_int_equal(scanner_reading_deadline(&reading), 2000 + SCANNER_GAP_MS);
}

static void what_goes_on_after_a_pause_is_its_rest_and_no_wrong_code(void **state) {
        feed(WHOLE, 0);
        assert_true(scanner_reading_expire(&reading, SCANNER_PAUSE_MS, &sink));
        feed("the rest of it\r", SCANNER_GAP_MS - 1);
        assert_int_equal(rests, 1);
        assert_string_equal(said, WHOLE "|");
        /* Its end ends it, and the time for it is over. */
        feed("another\r", SCANNER_GAP_MS - 1);
        assert_string_equal(said, WHOLE "|another|");
        feed(WHOLE, 5000);
        assert_true(scanner_reading_expire(&reading, 5000 + SCANNER_PAUSE_MS, &sink));
        feed("later\r", 5000 + SCANNER_GAP_MS);
        assert_string_equal(said, WHOLE "|another|" WHOLE "|later|");
        /* The next of a reader that sends no ends begins like one of ours. */
        feed(WHOLE, 9000);
        assert_true(scanner_reading_expire(&reading, 9000 + SCANNER_PAUSE_MS, &sink));
        feed("SB1:next\r", 9000 + SCANNER_PAUSE_MS);
        assert_string_equal(said, WHOLE "|another|" WHOLE "|later|" WHOLE "|SB1:next|");
        assert_int_equal(rests, 1);
        assert_int_equal(cut, 0);
}

/* Only where it ends is no setting. */
static void pause_at(int64_t ms) {
        feed(WHOLE, ms);
        assert_true(scanner_reading_expire(&reading, ms + SCANNER_PAUSE_MS, &sink));
}

static void what_stood_still_says_nothing_of_how_the_reader_is_set_up(void **state) {
        /* Before its end, … */
        pause_at(0);
        feed("\r", SCANNER_GAP_MS - 1);
        /* … in its midst, … */
        pause_at(5000);
        feed("the rest of it\r", 5000 + SCANNER_GAP_MS - 1);
        /* … in its midst and before its end. */
        pause_at(10000);
        feed("the rest", 10000 + SCANNER_PAUSE_MS);
        assert_true(scanner_reading_expire(&reading, 10000 + SCANNER_PAUSE_MS + SCANNER_GAP_MS, &sink));
        assert_int_equal(scanner_reading_deadline(&reading), INT64_MAX);
        assert_int_equal(framings, 0);
        assert_int_equal(texts, 3);
}

static void a_reader_that_sends_no_ends_is_known_when_nothing_more_comes(void **state) {
        pause_at(0);
        assert_int_equal(framings, 0);
        assert_int_equal(scanner_reading_deadline(&reading), SCANNER_GAP_MS);
        assert_false(scanner_reading_expire(&reading, SCANNER_GAP_MS - 1, &sink));
        assert_int_equal(framings, 0);
        (void)scanner_reading_expire(&reading, SCANNER_GAP_MS, &sink);
        assert_int_equal(framings, 1);
        assert_int_equal(framing_end, '\0');
        assert_int_equal(scanner_reading_deadline(&reading), INT64_MAX);
        /* Or when the next begins, soon or late. */
        pause_at(2000);
        pause_at(2000 + SCANNER_PAUSE_MS);
        assert_int_equal(framings, 2);
        feed("\r", 2000 + SCANNER_PAUSE_MS + SCANNER_GAP_MS);
        assert_int_equal(framings, 3);
        assert_int_equal(texts, 3);
        feed(WHOLE "\r", 9000);
        assert_int_equal(framings, 4);
        assert_int_equal(framing_end, '\r');
}

static void a_slow_reader_is_given_time(void **state) {
        for (unsigned i = 0; WHOLE[i]; i++)
                scanner_reading_feed(&reading, &WHOLE[i], 1, i * 90, &sink);
        assert_int_equal(scanner_reading_deadline(&reading), reading.last_ms + 4 * 90);
        assert_false(scanner_reading_expire(&reading, reading.last_ms + SCANNER_PAUSE_MS, &sink));
        assert_int_equal(texts, 0);
}

static void too_long_a_reading_is_one_byte_too_long_and_the_next_is_not(void **state) {
        char text[4 * SCANNER_TEXT_MAX];

        memset(text, 'x', sizeof(text));
        for (unsigned i = 0; i < 100; i++)
                scanner_reading_feed(&reading, text, sizeof(text), i, &sink);
        feed("\n", 100);
        assert_int_equal(strlen(said), SCANNER_TEXT_MAX + 2);
        feed("y\n", 101);
        assert_string_equal(said + SCANNER_TEXT_MAX + 2, "y|");
}

static void more_readings_than_people_can_scan_are_dropped(void **state) {
        unsigned before;

        for (unsigned i = 0; i < 500; i++)
                feed("x\n", 0);
        assert_int_equal(texts, SCANNER_BURST);
        assert_int_equal(too_many, 500 - SCANNER_BURST);
        for (int64_t now_ms = 1; now_ms <= 1000; now_ms++)
                feed("x\n", now_ms);
        assert_in_range(texts, SCANNER_BURST + 9, SCANNER_BURST + 10);
        before = texts;
        for (unsigned i = 0; i < 500; i++)
                feed("x\n", 100000);
        assert_int_equal(texts - before, SCANNER_BURST);
}

#define READING_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
        const struct CMUnitTest tests[] = {
                READING_TEST(cr_lf_and_both_end_a_reading),
                READING_TEST(a_tab_ends_one),
                READING_TEST(a_reading_may_come_byte_by_byte),
                READING_TEST(what_is_half_is_dropped_after_the_gap),
                READING_TEST(without_an_end_a_pause_ends_what_may_be_whole),
                READING_TEST(what_goes_on_after_a_pause_is_its_rest_and_no_wrong_code),
                READING_TEST(what_stood_still_says_nothing_of_how_the_reader_is_set_up),
                READING_TEST(a_reader_that_sends_no_ends_is_known_when_nothing_more_comes),
                READING_TEST(a_slow_reader_is_given_time),
                READING_TEST(too_long_a_reading_is_one_byte_too_long_and_the_next_is_not),
                READING_TEST(more_readings_than_people_can_scan_are_dropped),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
