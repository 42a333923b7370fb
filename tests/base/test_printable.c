/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/macro.h"
#include "base/printable.h"
#include "tests/support/cmocka.h"

static void what_moves_a_terminal_is_replaced(void **state) {
        static const struct {
                const char *text, *line, *lines;
        } cases[] = {
                { "", "", "" },
                { "Bürgerbüro „Süd“ 日本", "Bürgerbüro „Süd“ 日本", "Bürgerbüro „Süd“ 日本" },
                { "a\x1b[31mb", "a?[31mb", "a?[31mb" },
                { "a\nb\r\n", "a?b??", "a\nb?\n" },
                { "\x07\x7f\t", "???", "???" },
                { "x\xc2\x9b" "1m", "x?1m", "x?1m" },     /* CSI as one character of C1 */
                { "\xff\xc0\x80z", "???z", "???z" },
                { "cut \xe2\x80", "cut ??", "cut ??" },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                char text[64];

                strcpy(text, cases[i].text);
                printable(text, false);
                assert_string_equal(text, cases[i].line);
                strcpy(text, cases[i].text);
                printable(text, true);
                assert_string_equal(text, cases[i].lines);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(what_moves_a_terminal_is_replaced) };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
