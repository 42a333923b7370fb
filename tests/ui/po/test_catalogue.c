/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"
#include "tests/support/cmocka.h"
#include "ui/po/catalogue.h"

static void places_are_filled_and_unknown_ones_stay(void **state) {
        const struct filling fillings[] = { { "a", "one" }, { "ab", "two" } };
        char text[32], tiny[6];

        assert_int_equal(fill_text("{a}{ab} {c}{", fillings, ARRAY_LEN(fillings), text, sizeof(text)), 11);
        assert_string_equal(text, "onetwo {c}{");
        assert_int_equal(fill_text("{a}{ab}", fillings, ARRAY_LEN(fillings), tiny, sizeof(tiny)), 6);
        assert_string_equal(tiny, "onetw");
        assert_int_equal(fill_text("{a}", fillings, ARRAY_LEN(fillings), NULL, 0), 3);
}

static void what_is_filled_in_is_not_filled_again(void **state) {
        const struct filling fillings[] = { { "a", "{b}" }, { "b", "x" } };
        char text[16];

        fill_text("{a}{b}", fillings, ARRAY_LEN(fillings), text, sizeof(text));
        assert_string_equal(text, "{b}x");
}

static void a_number_chooses_the_form(void **state) {
        char text[80];

        catalogue_say(LANGUAGE_DE, text, sizeof(text), TEXT_STAFF_PIN_TRIES, "n", NUMERAL(1), NULL);
        assert_string_equal(text, "Noch 1 Versuch.");
        catalogue_say(LANGUAGE_EN, text, sizeof(text), TEXT_STAFF_PIN_TRIES, "n", NUMERAL(2), NULL);
        assert_string_equal(text, "2 tries left.");
}

static void a_catalogue_of_citizens_falls_back_to_english(void **state) {
        assert_string_equal(catalogue_text(LANGUAGE_TR, TEXT_ORDER_TITLE), "Hizmet dışı.");
        assert_string_equal(catalogue_text(LANGUAGE_TR, TEXT_DAY_TITLE), "Today");
        assert_string_equal(catalogue_plural(LANGUAGE_TR, TEXT_WALK_LEFT, 2), "{n} more after this.");
        assert_true(language_right_to_left(LANGUAGE_AR));
        assert_false(language_right_to_left(LANGUAGE_DE));
}

/* Each form of each language, by numbers that tell it from the others (Unicode CLDR, plural rules). */
static void every_language_has_its_plurals(void **state) {
        static const struct {
                enum language language;
                unsigned n;
                const char *text;
        } cases[] = {
                { LANGUAGE_RU, 1, "секунда" }, { LANGUAGE_RU, 3, "секунды" }, { LANGUAGE_RU, 11, "секунд" }, { LANGUAGE_RU, 21, "секунда" },
                { LANGUAGE_UK, 1, "секунда" }, { LANGUAGE_UK, 22, "секунди" }, { LANGUAGE_UK, 12, "секунд" }, { LANGUAGE_UK, 5, "секунд" },
                { LANGUAGE_PL, 1, "sekunda" }, { LANGUAGE_PL, 4, "sekundy" }, { LANGUAGE_PL, 14, "sekund" }, { LANGUAGE_PL, 21, "sekund" },
                { LANGUAGE_RO, 1, "secundă" }, { LANGUAGE_RO, 19, "secunde" }, { LANGUAGE_RO, 20, "de secunde" },
                { LANGUAGE_FR, 0, "seconde" }, { LANGUAGE_FR, 1, "seconde" }, { LANGUAGE_FR, 2, "secondes" },
                { LANGUAGE_ES, 0, "segundos" }, { LANGUAGE_ES, 1, "segundo" }, { LANGUAGE_TR, 5, "saniye" }, { LANGUAGE_VI, 5, "giây" },
                { LANGUAGE_AR, 2, "ثانيتان" }, { LANGUAGE_AR, 10, "ثوانٍ" }, { LANGUAGE_AR, 11, "ثانية" }, { LANGUAGE_AR, 103, "ثوانٍ" },
                { LANGUAGE_DE_EASY, 1, "Sekunde" }, { LANGUAGE_DE_EASY, 2, "Sekunden" },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                assert_string_equal(catalogue_plural(cases[i].language, TEXT_MORE_TIME_UNIT, cases[i].n), cases[i].text);
}

static void the_locale_of_messages_names_the_language(void **state) {
        static const struct {
                const char *all, *messages, *lang;
                enum language language;
        } cases[] = {
                { NULL, NULL, NULL, LANGUAGE_EN },
                { NULL, NULL, "de_DE.UTF-8", LANGUAGE_DE },
                { NULL, "C", "de_DE.UTF-8", LANGUAGE_EN },
                { "de", "C", "C", LANGUAGE_DE },
                { "", "", "de_AT@euro", LANGUAGE_DE },
                { "C.UTF-8", "de_DE", "de_DE", LANGUAGE_EN },
                { NULL, NULL, "tr_TR.UTF-8", LANGUAGE_EN },
                { NULL, NULL, "deutsch", LANGUAGE_EN },
                { NULL, NULL, "dddddddddddddddddddddddddddddddddddddddddddddddddddddd", LANGUAGE_EN },
        };
        const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                const char *const values[] = { cases[i].all, cases[i].messages, cases[i].lang };

                for (size_t j = 0; j < ARRAY_LEN(names); j++)
                        assert_int_equal(values[j] ? setenv(names[j], values[j], 1) : unsetenv(names[j]), 0);
                assert_int_equal(language_of_locale(), cases[i].language);
        }
}

/* A line must not end between a day and its month. */
static void a_date_stays_in_one_line(void **state) {
        const enum text_id dates[] = { TEXT_DATE_DAY, TEXT_DATE_SHORT, TEXT_DATE_LONG };
        const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN };

        for (size_t i = 0; i < ARRAY_LEN(dates); i++)
                for (size_t j = 0; j < ARRAY_LEN(languages); j++)
                        assert_null(strchr(catalogue_text(languages[j], dates[i]), ' '));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(places_are_filled_and_unknown_ones_stay),
                cmocka_unit_test(what_is_filled_in_is_not_filled_again),
                cmocka_unit_test(a_number_chooses_the_form),
                cmocka_unit_test(a_catalogue_of_citizens_falls_back_to_english),
                cmocka_unit_test(every_language_has_its_plurals),
                cmocka_unit_test(the_locale_of_messages_names_the_language),
                cmocka_unit_test(a_date_stays_in_one_line),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
