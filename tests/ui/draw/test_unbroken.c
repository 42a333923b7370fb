/* SPDX-License-Identifier: EUPL-1.2 */
/* Where no line may end. A joiner is shown as |, a no-break space as _. */
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"
#include "tests/support/cmocka.h"
#include "ui/draw/unbroken.h"

static const struct {
        const char *text, *whole, *hyphenated;
} cases[] = {
        { "Ordner pickupbox-K017.", "Ordner pickupbox-|K017.", "Ordner pickupbox-|K017." },
        { "8 bis 16 Uhr", "8 bis_16_Uhr", "8 bis 16_Uhr" },
        { "16 Uhren", "16 Uhren", "16 Uhren" },
        { "Mo\u2013Do 6\u201320, Fr 6\u201319", "Mo\u2013Do_6\u2013|20, Fr_6\u2013|19", "Mo\u2013Do 6\u2013|20, Fr 6\u2013|19" },
        { "nie \u2013 niemals", "nie \u2013 niemals", "nie \u2013 niemals" },
        { "Friedrich-Ebert-Straße 7", "Friedrich-|Ebert-|Straße_7", "Friedrich-Ebert-Straße 7" },
        { "verify --vkey KEY", "verify -|-|vkey KEY", "verify -|-|vkey KEY" },
        { "behind --labels-from.", "behind -|-|labels-|from.", "behind -|-|labels-|from." },
        { "export/K017 und/oder", "export/|K017 und/oder", "export/|K017 und/oder" },
        { "m.mustermann-lan Mai-Ende.", "m.mustermann-|lan Mai-|Ende.", "m.mustermann-|lan Mai-Ende." },
        { "Fach 12 ist offen", "Fach_12 ist offen", "Fach 12 ist offen" },
        { "Karte 07 \u00B7 Beladen", "Karte_07_\u00B7 Beladen", "Karte 07_\u00B7 Beladen" },
        { "2 \u00D7 Reisepass, 1 \u00D7 Karte", "2_\u00D7_Reisepass, 1_\u00D7_Karte", "2_\u00D7_Reisepass, 1_\u00D7_Karte" },
        { "\u00D7 2", "\u00D7_2", "\u00D7_2" },
        { "Ausweis\u00ADkarte", "Ausweiskarte", "Ausweis\u00ADkarte" },
        { "von rechnungsamt.musterstadt.de/zeuge, am", "von rechnungsamt.musterstadt.de/|zeuge, am", "von rechnungsamt.musterstadt.de/zeuge, am" },
        { "www.bochum.de/rat", "www.bochum.de/|rat", "www.bochum.de/rat" },
        { "-", "-", "-" },
        { "", "", "" },
};

/* What is seen of it. */
static char *seen(char *text) {
        char *to = text;

        for (const char *at = text; *at;) {
                if (strncmp(at, "\u2060", 3) == 0) {
                        *to++ = '|';
                        at += 3;
                } else if (strncmp(at, "\u200B", 3) == 0) {
                        *to++ = ';';
                        at += 3;
                } else if (strncmp(at, "\u00A0", 2) == 0) {
                        *to++ = '_';
                        at += 2;
                } else {
                        *to++ = *at++;
                }
        }
        *to = '\0';
        return text;
}

static void what_must_stay_whole_is_joined(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                char *whole = seen(unbroken(cases[i].text, false)), *hyphenated = seen(unbroken(cases[i].text, true));

                assert_string_equal(whole, cases[i].whole);
                assert_string_equal(hyphenated, cases[i].hyphenated);
                free(whole);
                free(hyphenated);
        }
}

/* On screens; on paper, from which a name is copied, nothing unseen stands in it. */
static void a_long_name_may_be_parted_after_its_dots(void **state) {
        char *name = seen(unbroken_but_names("von rechnungsamt.musterstadt.de/zeuge, am 1.2. bei www.bochum.de")),
             *other = unbroken("rechnungsamt.musterstadt.de/zeuge", true);

        assert_string_equal(name, "von rechnungsamt.;musterstadt.;de/zeuge, am 1.2. bei www.bochum.de");
        assert_string_equal(other, "rechnungsamt.musterstadt.de/zeuge");
        free(name);
        free(other);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_must_stay_whole_is_joined),
                cmocka_unit_test(a_long_name_may_be_parted_after_its_dots),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
