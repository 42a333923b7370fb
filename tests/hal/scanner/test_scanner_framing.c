/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "hal/scanner/scanner_framing.h"
#include "tests/support/cmocka.h"

#define CODE "PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0"
#define OTHER "LT1:6BFOXN*TS0BI$ZD.P9UL97O4-2HH77HRM3DSPTM5+J4UQ4DSPTM5+J4UQ4DSPTM5+J4UQ4"
#define SENT(bytes) bytes, sizeof(bytes) - 1

static struct scanner_framing framing_of(const char *bytes, size_t len, char end) {
        struct scanner_framing framing;

        assert_true(scanner_framing_of(bytes, len, end, &framing));
        return framing;
}

static void what_setup_barcodes_change_is_another_framing(void **state) {
        static const struct {
                const char *bytes;
                size_t len;
                char end;
                const char *text;
        } cases[] = {
                { SENT(CODE), '\r', "before= after= end=0d letters=kept" },
                { SENT(CODE), '\n', "before= after= end=0a letters=kept" },
                { SENT(CODE), '\t', "before= after= end=09 letters=kept" },
                { SENT(CODE), '\0', "before= after= end=pause letters=kept" },
                { SENT("]Q1" CODE), '\r', "before=5d3f3f after= end=0d letters=kept" },
                { SENT("\x02" CODE "\x03"), '\r', "before=02 after=03 end=0d letters=kept" },
                { SENT("\xef\xbb\xbf]d2\x02" CODE "\x1d"), '\r', "before=efbbbf5d3f3f02 after=1d end=0d letters=kept" },
                { SENT("pk1:rrqt 9p60go0y:g%dum1dwfp8ck6y4dj0xm9:96fn0gmd4em1t0/ldmn7r-0100kb0*m0dy0"), '\r', "before= after= end=0d letters=changed" },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct scanner_framing framing = framing_of(cases[i].bytes, cases[i].len, cases[i].end), again;
                char text[SCANNER_FRAMING_TEXT_SIZE];

                scanner_framing_print(&framing, text);
                assert_string_equal(text, cases[i].text);
                assert_true(scanner_framing_parse(text, strlen(text), &again));
                for (size_t j = 0; j < ARRAY_LEN(cases); j++) {
                        struct scanner_framing other = framing_of(cases[j].bytes, cases[j].len, cases[j].end);

                        assert_int_equal(scanner_framing_equal(&again, &other), i == j);
                }
        }
}

static void what_was_scanned_is_none_of_it(void **state) {
        struct scanner_framing one = framing_of(SENT("]Q1" CODE), '\r'), other = framing_of(SENT("]d2" OTHER), '\r');

        assert_true(scanner_framing_equal(&one, &other));
}

static void what_is_none_of_ours_says_nothing(void **state) {
        struct scanner_framing framing;
        char long_one[SCANNER_TEXT_MAX + 1] = "PK1:";

        assert_false(scanner_framing_of(SENT("4006381333931"), '\r', &framing));
        assert_false(scanner_framing_of(SENT("PK1:SHORT"), '\r', &framing));
        assert_false(scanner_framing_of(SENT("12345678" CODE), '\r', &framing));
        assert_false(scanner_framing_of("", 0, '\r', &framing));
        memset(long_one + 4, 'A', sizeof(long_one) - 4);
        assert_false(scanner_framing_of(long_one, sizeof(long_one), '\r', &framing));
}

static void text_that_is_none_is_refused(void **state) {
        static const char *const texts[] = { "", "before=", "before=0 after= end=0d letters=kept", "before=zz after= end=0d letters=kept",
                                             "before=000102030405060708 after= end=0d letters=kept", "before= after= end=0c letters=kept",
                                             "before= after= end=0d letters=kept ", "before= after=  end=0d letters=kept", " before= after= end=0d letters=kept" };
        struct scanner_framing framing;

        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                assert_false(scanner_framing_parse(texts[i], strlen(texts[i]), &framing));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_setup_barcodes_change_is_another_framing),
                cmocka_unit_test(what_was_scanned_is_none_of_it),
                cmocka_unit_test(what_is_none_of_ours_says_nothing),
                cmocka_unit_test(text_that_is_none_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
