/* SPDX-License-Identifier: EUPL-1.2 */
/* What readers send around a good text, byte for byte, and what is told of it. */
#include <string.h>

#include "hal/scanner/scanner_backend.h"
#include "hal/scanner/scanner_frame.h"
#include "hal/scanner/scanner_reading.h"
#include "tests/support/cmocka.h"

#define CODE "PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0"
#define TICKET "LT1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0"
#define HALF "PK1:RRQT 9P60GO0Y:G%DUM1DW"

struct told {
        char texts[1024];       /* each with a | behind it */
        bool unended;
        enum scanner_oddity oddity;
        struct scanner_glimpse glimpse;
};

static struct told told;

static void take(void *context, const char *text, size_t len, bool ended) {
        size_t at = strlen(told.texts);

        assert_true(at + len + 2 <= sizeof(told.texts));
        memcpy(told.texts + at, text, len);
        memcpy(told.texts + at + len, "|", 2);
        told.unended |= !ended;
}

static void take_odd(void *context, const struct scanner_glimpse *glimpse) {
        told.oddity = glimpse->oddity;
        told.glimpse = *glimpse;
}

static void whole(void *context, const char *bytes, size_t len, char end) {
        scanner_report_reading(context, bytes, len, end);
}

static void odd(void *context, enum scanner_oddity oddity, const char *bytes, size_t len) {
        scanner_report_odd(context, oddity, bytes, len);
}

/* All of it at once, as from a serial line, then silence. */
static void send(const char *bytes, size_t len) {
        struct scanner scanner = { .text = take, .odd = take_odd };
        const struct scanner_sink sink = { .reading = whole, .odd = odd, .context = &scanner };
        struct scanner_reading reading = { 0 };

        memset(&told, 0, sizeof(told));
        scanner_reading_feed(&reading, bytes, len, 0, &sink);
        (void)scanner_reading_expire(&reading, SCANNER_GAP_MS, &sink);
        assert_int_equal(reading.len, 0);
}

#define SENT(bytes) bytes, sizeof(bytes) - 1

static void what_readers_send_is_understood(void **state) {
        static const struct {
                const char *sent;
                size_t len;
                const char *texts;
                bool unended;
                enum scanner_oddity oddity;
        } cases[] = {
                { SENT(CODE "\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("]Q1" CODE "\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("]d2" TICKET "\r\n"), TICKET "|", false, SCANNER_AS_EXPECTED },
                { SENT("\x02" CODE "\x03"), CODE "|", true, SCANNER_AS_EXPECTED },
                { SENT("\x02" CODE "\x03\r\n"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT(" " CODE " \r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("\xef\xbb\xbf" CODE "\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("\xef\xbb\xbf]Q1\x02" CODE "\x03\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("\0\0" CODE "\0\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT(CODE "\t"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT(CODE), CODE "|", true, SCANNER_AS_EXPECTED },
                { SENT(CODE "\x1d\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("\r" CODE "\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT(CODE "\r" CODE "\r"), CODE "|" CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("pk1:rrqt 9p60go0y:g%dum1dwfp8ck6y4dj0xm9:96fn0gmd4em1t0/ldmn7r\r"),
                  "pk1:rrqt 9p60go0y:g%dum1dwfp8ck6y4dj0xm9:96fn0gmd4em1t0/ldmn7r|", false, SCANNER_LOWER_CASE },
                { SENT(CODE CODE "\r"), CODE CODE "|", false, SCANNER_TWO_IN_ONE },
                { SENT(CODE TICKET "\r"), CODE TICKET "|", false, SCANNER_TWO_IN_ONE },
                { SENT(HALF "\r"), HALF "|", false, SCANNER_AS_EXPECTED },
                { SENT(HALF), "", false, SCANNER_CUT_OFF },
                { SENT("4006381333931"), "", false, SCANNER_CUT_OFF },
                { SENT("4006381333931\r"), "4006381333931|", false, SCANNER_AS_EXPECTED },
                /* Nine bytes before it are more than readers are set up to send. */
                { SENT("123456789" CODE "\r"), "123456789" CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("12345678" CODE "\r"), "12345678" CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT("1234567" CODE "\r"), CODE "|", false, SCANNER_AS_EXPECTED },
                { SENT(" \x02\x03 \r"), "", false, SCANNER_AS_EXPECTED },
        };

        for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
                send(cases[i].sent, cases[i].len);
                assert_string_equal(told.texts, cases[i].texts);
                assert_int_equal(told.unended, cases[i].unended);
                assert_int_equal(told.oddity, cases[i].oddity);
        }
}

static void of_what_is_dropped_no_more_is_told_than_its_length_and_its_ends(void **state) {
        send(SENT(HALF));
        assert_int_equal(told.glimpse.len, strlen(HALF));
        assert_int_equal(told.glimpse.first, 'P');
        assert_int_equal(told.glimpse.last, 'W');
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_readers_send_is_understood),
                cmocka_unit_test(of_what_is_dropped_no_more_is_told_than_its_length_and_its_ends),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
