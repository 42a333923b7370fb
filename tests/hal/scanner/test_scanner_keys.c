/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <linux/input.h>
#include <string.h>

#include "hal/scanner/scanner_keys.h"
#include "tests/hal/scanner/strokes.h"
#include "tests/support/cmocka.h"

static struct scanner_keymap *keymap;
static struct scanner_keys keys;
static char said[4096];
static int64_t now_ms;

static unsigned unended, lost;

static void take(void *context, const char *text, size_t len, char end) {
        size_t at = strlen(said);

        assert_true(at + len + 2 <= sizeof(said));
        memcpy(said + at, text, len);
        memcpy(said + at + len, "|", 2);
        unended += end == '\0';
}

static void take_odd(void *context, enum scanner_oddity oddity, const char *bytes, size_t len) {
        lost += oddity == SCANNER_EVENTS_LOST;
}

static const struct scanner_sink sink = { .reading = take, .odd = take_odd };

static void event(uint16_t type, uint16_t code, int32_t value) {
        scanner_keys_event(&keys, type, code, value, now_ms, &sink);
}

static void begin(const char *layout) {
        said[0] = '\0';
        unended = lost = 0;
        now_ms = 1000;
        assert_int_equal(scanner_keymap_new(layout, &keymap), 0);
        assert_int_equal(scanner_keys_init(&keys, keymap), 0);
}

static int tear_down(void **state) {
        scanner_keys_deinit(&keys);
        scanner_keymap_free(keymap);
        keymap = NULL;
        return 0;
}

static void strike(uint16_t code) {
        event(EV_KEY, code, 1);
        event(EV_SYN, SYN_REPORT, 0);
        event(EV_KEY, code, 0);
        event(EV_SYN, SYN_REPORT, 0);
}

static void type(const char *text) {
        struct stroke stroke;

        for (; *text; text++) {
                assert_true(stroke_of(*text, &stroke));
                stroke_events(&stroke, event);
        }
}

static void every_printable_character_comes_as_itself(void **state) {
        char text[128] = "", expected[128];
        size_t len = 0;

        begin("us");
        for (char c = ' '; c <= '~'; c++)
                text[len++] = c;
        memcpy(expected, text, sizeof(text));
        expected[len] = '|';
        text[len] = '\n';
        type(text);
        assert_string_equal(said, expected);
}

static void a_german_scanner_is_read_with_the_german_layout(void **state) {
        begin("de");
        strike(KEY_Z);
        strike(KEY_Y);
        strike(KEY_APOSTROPHE);
        event(EV_KEY, KEY_RIGHTALT, 1);
        strike(KEY_Q);
        event(EV_KEY, KEY_RIGHTALT, 0);
        event(EV_KEY, KEY_RIGHTSHIFT, 1);
        strike(KEY_7);
        event(EV_KEY, KEY_RIGHTSHIFT, 0);
        strike(KEY_KPENTER);
        assert_string_equal(said, "yz\u00e4@/|");
}

static void locks_change_nothing(void **state) {
        begin("us");
        type("aB");
        strike(KEY_CAPSLOCK);
        type("aB");
        strike(KEY_NUMLOCK);
        strike(KEY_KP7);
        strike(KEY_NUMLOCK);
        strike(KEY_KP8);
        type("\n");
        assert_string_equal(said, "aBaB78|");
}

static void a_held_key_is_one_key(void **state) {
        begin("us");
        event(EV_KEY, KEY_A, 1);
        for (unsigned i = 0; i < 50; i++)
                event(EV_KEY, KEY_A, 2);
        event(EV_KEY, KEY_A, 0);
        event(EV_KEY, KEY_ENTER, 1);
        event(EV_KEY, KEY_ENTER, 2);
        assert_string_equal(said, "a|");
}

static void enter_tab_and_what_stands_for_them_end_a_reading(void **state) {
        begin("us");
        type("a");
        strike(KEY_TAB);
        type("b\r");   /* Ctrl and M */
        type("c");
        event(EV_KEY, KEY_LEFTCTRL, 1);
        strike(KEY_J);
        event(EV_KEY, KEY_LEFTCTRL, 0);
        type("d");
        strike(KEY_KPENTER);
        assert_string_equal(said, "a|b|c|d|");
}

static void alt_number(const char *digits) {
        static const uint16_t keys_of[] = { KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9 };

        event(EV_KEY, KEY_LEFTALT, 1);
        for (; *digits; digits++)
                strike(keys_of[*digits - '0']);
        event(EV_KEY, KEY_LEFTALT, 0);
        event(EV_SYN, SYN_REPORT, 0);
}

static void a_number_under_alt_is_a_character(void **state) {
        begin("us");
        alt_number("080");
        alt_number("0075");
        alt_number("49");
        strike(KEY_KP7);
        alt_number("58");
        alt_number("999999999999");
        alt_number("13");
        assert_string_equal(said, "PK17:|");
}

static void without_an_end_a_pause_ends_it_by_the_kernels_time(void **state) {
        begin("us");
        type("PK1:3456789 123456789 123456789 123456789 123456789 123456789");
        now_ms += SCANNER_PAUSE_MS;
        type("x\nPK1:\n");
        assert_string_equal(said, "PK1:3456789 123456789 123456789 123456789 123456789 123456789|PK1:|");
        assert_int_equal(unended, 1);
}

static void shift_and_releases_between_two_characters_are_no_pause(void **state) {
        begin("us");
        type("PK1:3456789 123456789 123456789 123456789 123456789 123456789");
        event(EV_KEY, KEY_LEFTSHIFT, 1);
        for (int i = 0; i < 2; i++) {
                now_ms += SCANNER_PAUSE_MS - 1;
                event(EV_KEY, KEY_A, 1);
                now_ms += SCANNER_PAUSE_MS - 1;
                event(EV_KEY, KEY_A, 0);
        }
        now_ms += SCANNER_PAUSE_MS - 1;
        event(EV_KEY, KEY_LEFTSHIFT, 0);
        now_ms += SCANNER_PAUSE_MS - 1;
        type("z\n");
        assert_string_equal(said, "PK1:3456789 123456789 123456789 123456789 123456789 123456789AAz|");
}

static void a_pause_drops_what_is_half_and_what_is_held(void **state) {
        begin("us");
        type("half");
        event(EV_KEY, KEY_LEFTSHIFT, 1);
        now_ms += SCANNER_GAP_MS;
        type("whole\n");
        assert_string_equal(said, "whole|");
}

static void a_slow_scanner_is_read(void **state) {
        begin("us");
        for (const char *at = "SLOW\n"; *at; at++) {
                char one[] = { *at, '\0' };

                type(one);
                now_ms += SCANNER_GAP_MS - 1;
        }
        assert_string_equal(said, "SLOW|");
}

static void dropped_events_lose_the_whole_reading_and_no_other(void **state) {
        begin("us");
        type("lo");
        event(EV_KEY, KEY_LEFTSHIFT, 1);
        event(EV_SYN, SYN_DROPPED, 0);
        event(EV_KEY, KEY_X, 1);
        event(EV_SYN, SYN_REPORT, 0);
        type("st\n");
        assert_string_equal(said, "");
        type("whole\n");
        assert_string_equal(said, "whole|");
        event(EV_SYN, SYN_DROPPED, 0);
        event(EV_SYN, SYN_REPORT, 0);
        type("rest");
        now_ms += SCANNER_GAP_MS;
        type("next\n");
        assert_string_equal(said, "whole|next|");
}

static void other_events_and_keys_nobody_knows_give_nothing(void **state) {
        begin("us");
        type("a");
        event(EV_REL, 0, 1);
        event(EV_ABS, 0, 1);
        event(EV_LED, LED_CAPSL, 1);
        event(EV_KEY, 0, 1);
        event(EV_KEY, KEY_MAX, 1);
        event(EV_KEY, UINT16_MAX, 1);
        event(EV_KEY, UINT16_MAX, 0);
        event(EV_KEY, KEY_B, -5);
        event(EV_KEY, KEY_B, INT32_MAX);
        strike(KEY_F1);
        type("b\n");
        assert_string_equal(said, "ab|");
}

static void an_unknown_layout_is_refused(void **state) {
        assert_int_equal(scanner_keymap_new("no-such-layout", &keymap), -EINVAL);
        assert_null(keymap);
        assert_int_equal(scanner_keymap_new("de(nodeadkeys)", &keymap), 0);
        scanner_keymap_free(keymap);
        keymap = NULL;
}

#define KEYS_TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                KEYS_TEST(every_printable_character_comes_as_itself),
                KEYS_TEST(a_german_scanner_is_read_with_the_german_layout),
                KEYS_TEST(locks_change_nothing),
                KEYS_TEST(a_held_key_is_one_key),
                KEYS_TEST(enter_tab_and_what_stands_for_them_end_a_reading),
                KEYS_TEST(a_number_under_alt_is_a_character),
                KEYS_TEST(without_an_end_a_pause_ends_it_by_the_kernels_time),
                KEYS_TEST(shift_and_releases_between_two_characters_are_no_pause),
                KEYS_TEST(a_pause_drops_what_is_half_and_what_is_held),
                KEYS_TEST(a_slow_scanner_is_read),
                KEYS_TEST(dropped_events_lose_the_whole_reading_and_no_other),
                KEYS_TEST(other_events_and_keys_nobody_knows_give_nothing),
                cmocka_unit_test(an_unknown_layout_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
