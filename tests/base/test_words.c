/* SPDX-License-Identifier: EUPL-1.2 */
/* The lists of base/words/: each word once, found again, and fit for a ledger. */
#include <string.h>

#include "base/macro.h"
#include "base/words/alarm.h"
#include "base/words/device.h"
#include "base/words/event.h"
#include "base/words/found.h"
#include "base/words/hardware.h"
#include "base/words/how.h"
#include "base/words/item.h"
#include "base/words/key_change.h"
#include "base/words/purpose.h"
#include "base/words/reason.h"
#include "base/words/refusal.h"
#include "base/words/role.h"
#include "base/words/way.h"
#include "base/words/wish.h"
#include "tests/support/cmocka.h"

static const struct {
        const char *name;
        const struct word_list *list;
} lists[] = { { "way", &way_words }, { "how", &how_words }, { "event", &entry_event_words }, { "hardware", &hardware_words }, { "key_change", &key_change_words },
            { "found", &found_words }, { "refusal", &refusal_words }, { "role", &role_words }, { "item", &item_words }, { "wish", &wish_words }, { "reason", &reason_words },
            { "device", &device_words }, { "purpose", &purpose_words }, { "condition", &condition_words }, { "alarm", &alarm_words } };

static void every_word_is_found_at_its_place(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                for (unsigned at = 1; at < lists[i].list->count; at++) {
                        const char *word = words_at(lists[i].list, at);

                        assert_non_null(word);
                        if (words_find(lists[i].list, word, strlen(word)) != at)
                                fail_msg("%s: \"%s\" stands twice", lists[i].name, word);
                }
        }
}

static void every_word_is_small_letters_and_fits_an_entry(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                for (unsigned at = 1; at < lists[i].list->count; at++) {
                        const char *word = words_at(lists[i].list, at);
                        size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_");

                        if (len == 0 || word[len] || len > 32)
                                fail_msg("%s: \"%s\" is no word for an entry", lists[i].name, word);
                }
        }
}

static void what_is_no_word_has_no_place(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                const char *first = words_at(lists[i].list, 1);

                assert_null(words_at(lists[i].list, 0));
                assert_null(words_at(lists[i].list, lists[i].list->count));
                assert_int_equal(words_find(lists[i].list, "", 0), 0);
                assert_int_equal(words_find(lists[i].list, "no such word", 12), 0);
                assert_int_equal(words_find(lists[i].list, first, strlen(first) - 1), 0);
        }
}

static void a_name_and_its_value_are_each_others(void **state) {
        assert_int_equal(way_from_name("typed"), WAY_TYPED);
        assert_int_equal(way_from_name("window"), WAY_NONE);
        assert_string_equal(how_name(HOW_CITIZEN), "citizen");
        assert_null(how_name(HOW_NONE));
        assert_null(found_name(FOUND_COUNT));
}

static void an_alarm_says_what_it_is_of(void **state) {
        char text[ALARM_TEXT_SIZE];

        alarm_text(ALARM_FORCED_OPEN, "12", text);
        assert_string_equal(text, "forced_open:12");
        alarm_text(ALARM_DISK, NULL, text);
        assert_string_equal(text, "disk");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_word_is_found_at_its_place),
                cmocka_unit_test(every_word_is_small_letters_and_fits_an_entry),
                cmocka_unit_test(what_is_no_word_has_no_place),
                cmocka_unit_test(an_alarm_says_what_it_is_of),
                cmocka_unit_test(a_name_and_its_value_are_each_others),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
