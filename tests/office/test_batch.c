/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/batch.h"
#include "tests/office/fixture.h"

static const struct state office = {
        .boxes = { { .id = "K017" }, { .id = "K018" } }, .box_count = 2, .policy = { .deadline_days = 10 },
};
static struct problems problems = PROBLEMS_INIT, notes = PROBLEMS_INIT;
static struct batch batch;

static int set_up(void **state) {
        return moment_use_zone("Europe/Berlin") < 0 ? -1 : 0;
}

static int clean(void **state) {
        batch_deinit(&batch);
        problems_deinit(&problems);
        problems_deinit(&notes);
        return 0;
}

static int parse(const char *text) {
        return batch_parse((const uint8_t *)text, strlen(text), &office, FIXTURE_NOW, &problems, &notes, &batch);
}

static bool said(const char *text) {
        return problems_name(&problems, text);
}

static void columns_come_in_any_order_with_quotes_and_crlf(void **state) {
        assert_int_equal(parse("\xef\xbb\xbf" "born,box,item,days\r\n1980-12-24,K017,\"passport+letter\",\r\n\r\n1990-00-00,\"K018\",other,14"), 0);
        assert_int_equal(batch.count, 2);
        assert_string_equal(batch.orders[0].box, "K017");
        assert_int_equal(batch.orders[0].item_count, 2);
        assert_int_equal(batch.orders[0].days, 10);
        assert_string_equal(batch.orders[1].birth, "19900000");
        assert_int_equal(batch.orders[1].days, 14);
}

static void a_semicolon_separates_when_the_header_has_one(void **state) {
        assert_int_equal(parse("box;item;born;low\nK017;passport;1980-12-24;yes\n"), 0);
        assert_int_equal(batch.count, 1);
        assert_int_equal(batch.orders[0].wishes, WISH_LOW);
}

static void every_bad_line_is_named_and_nothing_is_given(void **state) {
        assert_int_equal(parse("box,item,born\n"
                               "K017,passport,1980-12-24\n"
                               "K019,passport,1980-12-24\n"
                               "K017,pas,1980-12-24\n"
                               "K017,passport\n"
                               "K017,passport,1980-12-24,x\n"
                               "K017,pass\"port,1980-12-24\n"
                               "K017,passport,1980-12-32\n"
                               "K018,letter,1980-12-24\n"), OFFICE_E_REFUSED);
        assert_null(batch.orders);
        assert_false(said("line 2:"));
        assert_true(said("line 3, column A: box: this office has no box K019"));
        assert_true(said("line 4, column B: item"));
        assert_true(said("line 5: has fewer fields"));
        assert_true(said("line 6, column D: has more fields"));
        assert_true(said("line 7, column B: a field"));
        assert_true(said("line 8, column C: born"));
        assert_false(said("line 9:"));
        assert_int_equal(problems.count, 6);
}

/* As one run shall do for a whole file: a second fault of a line is not kept for the next run, and a field whose text is refused is not called missing besides. */
static void every_bad_field_of_a_line_is_named(void **state) {
        assert_int_equal(parse("box,item,born,days\n"
                               "K019,pas,1980-12-32,99\n"
                               "K019,,,14\n"
                               "k 17,passport+pas+book,,14\n"
                               "K019,passport+passport+passport,1980-12-24\n"), OFFICE_E_REFUSED);
        assert_true(said("line 2, column A: box: this office has no box K019"));
        assert_true(said("line 2, column B: item: \"pas\""));
        assert_true(said("line 2, column C: born"));
        assert_true(said("line 2, column D: days"));
        assert_true(said("line 3, column A: box: this office has no box K019"));
        assert_true(said("line 3, column B: item"));
        assert_true(said("line 3, column C: born"));
        assert_true(said("line 4, column A: box"));
        assert_true(said("line 4, column B: item: \"pas\""));
        assert_true(said("line 4, column B: item: \"book\""));
        assert_true(said("line 4, column C: born"));
        assert_true(said("line 5: has fewer fields"));
        assert_int_equal(problems.count, 12);
}

static void an_own_reference_of_another_form_is_named_at_its_column(void **state) {
        static const char text[] = "box,reference,item,born\nK019,17-b,passport,1980-12-24\n";
        struct state strict = office;

        snprintf(strict.policy.own_pattern, sizeof(strict.policy.own_pattern), "^AZ-[0-9]+$");
        assert_int_equal(batch_parse((const uint8_t *)text, strlen(text), &strict, FIXTURE_NOW, &problems, &notes, &batch), OFFICE_E_REFUSED);
        assert_true(said("line 2, column A: box"));
        assert_true(said("line 2, column B: "));
        assert_int_equal(problems.count, 2);
}

/* Whoever is told what things are called can write just that. */
static void what_things_are_called_in_a_refusal_is_taken(void **state) {
        static const char *const before[LANGUAGE_COUNT] = { [LANGUAGE_DE] = " keines von ", [LANGUAGE_EN] = " not one of " };

        for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
                char sentence[PROBLEM_SENTENCE_SIZE], *rest, *name;
                unsigned items = 0;

                if (!before[language])
                        continue;
                assert_int_equal(parse("box,item,born\nK017,pas,1980-12-24\n"), OFFICE_E_REFUSED);
                problems_say(&problems, 0, language, sentence);
                rest = strstr(sentence, before[language]);
                assert_non_null(rest);
                rest += strlen(before[language]);
                while ((name = strsep(&rest, ","))) {
                        struct order order = { 0 };

                        assert_int_equal(order_set(&order, "item", name, FIXTURE_NOW, &problems), 0);
                        assert_int_equal(order.item_count, 1);
                        items |= 1u << order.items[0];
                }
                assert_int_equal(items, (1u << ITEM_COUNT) - (1u << ITEM_PASSPORT)); /* each of them */
                clean(NULL);
        }
}

/* Whoever mends a long list wants it whole. */
static void every_wrong_line_is_named_however_many_they_are(void **state) {
        enum { WRONG = 900 };
        CLEANUP(buffer_deinit) struct buffer rows = BUFFER_INIT;
        char line[64];

        assert_int_equal(buffer_append_text(&rows, "box,item,born\n"), 0);
        for (int i = 0; i < WRONG; i++)
                assert_int_equal(buffer_append_text(&rows, "K019,passport,1980-12-24\n"), 0);
        assert_int_equal(parse(buffer_text(&rows)), OFFICE_E_REFUSED);
        assert_int_equal(problems.count, WRONG);
        assert_int_equal(problems_shown(&problems), WRONG);
        for (int i = 0; i < WRONG; i += 89) {
                snprintf(line, sizeof(line), "line %d, column A: box", i + 2);
                assert_true(said(line));
        }
}

static void lines_are_counted_through_quoted_line_feeds(void **state) {
        assert_int_equal(parse("box,item,born\n\"K0\n17\",passport,1980-12-24\nK019,passport,1980-12-24\n"), OFFICE_E_REFUSED);
        assert_true(said("line 2, column A: box"));
        assert_true(said("line 4, column A: box"));
}

static void a_bad_header_is_refused(void **state) {
        static const char *const bad[] = {
                "", "\n", "box,item\n", "box,item,born,birthday\nK017,letter,1980-12-24,1980-12-24\n", "name,item,born\nx,letter,1980-12-24\n", "box,item,born,box\n", "box,item,born", "box,item,born\n",
                "box,item,born\n\n\n", "\"box,item,born\n", "K017,passport,1980-12-24\n",
        };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                unsigned before = problems.count;

                assert_int_equal(parse(bad[i]), OFFICE_E_REFUSED);
                assert_true(problems.count > before);
                assert_null(batch.orders);
        }
}

static int parse_bytes(const char *bytes, size_t len) {
        clean(NULL);
        return batch_parse((const uint8_t *)bytes, len, &office, FIXTURE_NOW, &problems, &notes, &batch);
}

static void is_the_one(void) {
        assert_int_equal(batch.count, 1);
        assert_string_equal(batch.orders[0].box, "K017");
        assert_string_equal(batch.orders[0].birth, "19801224");
        assert_int_equal(batch.orders[0].item_count, 1);
        assert_int_equal(batch.orders[0].items[0], ITEM_PASSPORT);
}

static void put_unit(uint8_t *bytes, size_t *len, uint16_t unit, unsigned big) {
        bytes[*len + !big] = (uint8_t)(unit >> 8);
        bytes[*len + (big ? 1 : 0)] = (uint8_t)unit;
        *len += 2;
}

#define BYTES(text) text, sizeof(text) - 1
#define ROW "K017;passport;1980-12-24"

/* Each is one consignment: passport, K017, 24 December 1980. */
static void what_spreadsheets_make_of_a_sheet_is_taken(void **state) {
        static const struct {
                const char *bytes;
                size_t len;
        } sheets[] = {
                { BYTES("sep=;\r\nbox;item;born\r\n" ROW "\r\n") },
                { BYTES("sep=,\nbox,item,born\nK017,passport,1980-12-24\n") },
                { BYTES("box\titem\tborn\nK017\tpassport\t1980-12-24\n") },
                { BYTES("\xef\xbb\xbf" "box;item;born\n" ROW "\n") },
                { BYTES("box;item;born\n" ROW "\n;;\n ; ;\xc2\xa0\n;;;;;\n\n") },
                { BYTES("box;item;born;;\n" ROW ";;\n") },
                { BYTES("box;item;born\n" ROW ";;;\n") },
                { BYTES("box;item;born\n" ROW "\n\x1a") },
                { BYTES("box;item;born\n" ROW "\x1a\x1a") },
                { BYTES("BOX;Item;Born\n" ROW "\n") },
                { BYTES(" box ; item;born\xc2\xa0\n K017; passport ;1980-12-24\xc2\xa0\n") },
                { BYTES("Box;Dokument;Geburtsdatum\nk017;Reisepass;24.12.1980\n") },
                { BYTES("Abholbox;Dokumentart;Geboren am\nk017;REISEPASS;24.12.1980 00:00:00\n") },
                { BYTES("Box;Document;Date of Birth\nK017;Passport;1980-12-24\n") },
                { BYTES("Nachname;Vorname;box;item;born\nO'Brien-M\xc3\xbcller;J\xc3\xbcrgen;" ROW "\n") },
        };

        for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
                assert_int_equal(parse_bytes(sheets[i].bytes, sheets[i].len), 0);
                is_the_one();
        }
}

/* Its name is not ours, and what stands there is kept nowhere. */
static void what_is_no_column_of_ours_is_named_and_left_out(void **state) {
        assert_int_equal(parse_bytes(BYTES("Nachname;box;item;born\nM\xc3\xbcller;" ROW "\n")), 0);
        assert_int_equal(notes.count, 1);
        assert_true(problems_name(&notes, "the column \"Nachname\" is not ours"));
        assert_false(problems_name(&notes, "ller"));
}

static void in_utf16_with_its_mark_it_is_the_same(void **state) {
        static const char text[] = "box;item;born;name\r\n" ROW ";\xf0\x9f\x93\x98 \xc3\xb6\r\n";
        /* The name: a book (a pair of surrogates), blank, o with diaeresis. */
        static const uint16_t name[] = { 0xd83d, 0xdcd8, ' ', 0xf6 };
        const char *end = strchr(text, '\xf0');

        for (unsigned big = 0; big < 2; big++) {
                uint8_t bytes[256];
                size_t len = 0;

                put_unit(bytes, &len, 0xfeff, big);
                for (const char *c = text; c < end; c++)
                        put_unit(bytes, &len, (uint8_t)*c, big);
                for (size_t i = 0; i < ARRAY_LEN(name); i++)
                        put_unit(bytes, &len, name[i], big);
                assert_int_equal(parse_bytes((const char *)bytes, len), 0);
                is_the_one();
                /* Half a character, half a pair, the wrong half first. */
                assert_int_equal(parse_bytes((const char *)bytes, len - 1), OFFICE_E_REFUSED);
                assert_true(said("UTF-16"));
                assert_int_equal(parse_bytes((const char *)bytes, len - 6), OFFICE_E_REFUSED);
                len -= 8;
                put_unit(bytes, &len, 0xdcd8, big);
                assert_int_equal(parse_bytes((const char *)bytes, len), OFFICE_E_REFUSED);
        }
        assert_int_equal(parse_bytes(BYTES("box;item;born\nK017;p\xe4sse;1980-12-24\n")), OFFICE_E_REFUSED);
        assert_true(said("item: \"p\xc3\xa4sse\""));
        assert_int_equal(parse_bytes(BYTES("box;item;born\nK017;p\x81sse;1980-12-24\n")), OFFICE_E_REFUSED);
        assert_true(said("neither UTF-8"));
}

/* German as Windows wrote it: taken, and the guess is a doubt that shows what came of it. */
static void windows_1252_is_a_guess_that_is_shown(void **state) {
        static const struct {
                const char *bytes;
                size_t len;
                const char *word;
        } sheets[] = {
                { BYTES("Name;Box;Dokument;Geburtsdatum\nM\xfcller;K017;Reisepass;24.12.1980\n"), "M\xc3\xbcller" },
                { BYTES("box;item;born;Stra\xdf" "e\n" ROW ";\n"), "Stra\xc3\x9f" "e" },
                { BYTES("box;item;born;R\xfc" "ckgabe\n" ROW ";ja\n"), "R\xc3\xbc" "ckgabe" },
                { BYTES("box;item;born;Preis\n" ROW ";5 \x80\n"), "\xe2\x82\xac" },
        };

        for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
                struct problems doubts = PROBLEMS_INIT;
                char expected[128];

                assert_int_equal(parse_bytes(sheets[i].bytes, sheets[i].len), 0);
                is_the_one();
                assert_int_equal(batch_doubts(&batch, NULL, NULL, FIXTURE_NOW, &problems, &doubts), 0);
                assert_int_equal(doubts.count, 1);
                snprintf(expected, sizeof(expected), "Windows-1252: does \u201c%s\u201d look right", sheets[i].word);
                assert_true(problems_name(&doubts, expected));
                problems_deinit(&doubts);
        }
        assert_true(batch.orders[0].wishes == 0);
}

/* A dozen more ways in which a sheet comes from an office, each the one consignment. */
static void what_else_comes_from_offices_is_taken(void **state) {
        static const struct {
                const char *bytes;
                size_t len;
        } sheets[] = {
                { BYTES("\xef\xbb\xbfsep=;\r\nbox;item;born\r\n" ROW "\r\n") },
                { BYTES("sep=\t\nbox\titem\tborn\nK017\tpassport\t1980-12-24\n") },
                { BYTES("\"box\";\"item\";\"born\"\n\"K017\";\"passport\";\"1980-12-24\"\n") },
                { BYTES("box;item;born\r\n\r\n\r\n" ROW "\r\n\r\n") },
                { BYTES("BOX\tITEM\tBORN\t\t\r\nk017\tPASSPORT\t24.12.1980\t\t\r\n") },
                { BYTES("Name, Vorname;box;item;born\n\"M, A\";" ROW "\n") },
                { BYTES("born;item;box\n24.12.1980 0:00;Reisepass;K017\n") },
                { BYTES("box;item;born\nK017;passport;1980-12-24T00:00:00\n") },
                { BYTES("box;item;born;low;large\n" ROW ";nein;0\n") },
                { BYTES("box;item;born;days\n" ROW ";10\n") },
                { BYTES("Name;box;item;born\n\"M\nuster\";" ROW "\n") },
                { BYTES("Name;box;item;born\n\"\"\"Kalle\"\" M\";" ROW "\n") },
                { BYTES("box;item;born\n" ROW "\r\n\x1a") },
                { BYTES("box;item;born;;;\n" ROW "; ;\xc2\xa0;\n") },
        };

        for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
                if (parse_bytes(sheets[i].bytes, sheets[i].len) != 0)
                        fail_msg("sheet %zu", i);
                is_the_one();
                assert_int_equal(batch.orders[0].wishes, 0);
        }
}

/* And what is refused there, with the place of it. */
static void what_is_wrong_is_named_by_line_and_column(void **state) {
        static const struct {
                const char *bytes;
                size_t len;
                const char *said;
        } sheets[] = {
                { BYTES("sep=;\nbox;item;born\nK017;passport;24.12.80\n"), "line 3, column C: born" },
                { BYTES("Name;box;item;born\nM;K017;Pass und Brief;1980-12-24\n"), "line 2, column C: item" },
                { BYTES("Name;box;item;born\nM;K099;passport;1980-12-24\n"), "line 2, column B: box" },
                { BYTES("born;box;item\n12/24/1980;K017;passport\n"), "line 2, column A: born" },
                { BYTES("born;box;item\n29571;K017;passport\n"), "line 2, column A: born" },
                { BYTES("born;box;item\n30.02.1980;K017;passport\n"), "line 2, column A: born" },
                { BYTES("born;box;item\n2030-01-01;K017;passport\n"), "line 2, column A: born" },
                { BYTES("born;box;item;low\n1980-12-24;K017;passport;vielleicht\n"), "line 2, column D: low" },
                { BYTES("born;box;item;days\n1980-12-24;K017;passport;31\n"), "line 2, column D: days" },
                { BYTES("born;box;item;group\n1980-12-24;K017;passport;12\n"), "line 2, column D: group" },
                { BYTES("born;box;item\n1980-12-24;K017;pass\"port\n"), "line 2, column C: a field" },
                { BYTES("born;box;item\n1980-12-24;K017;\"passport\n"), "line 2, column C: " },
                { BYTES("a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t;u;v;w;x;y;z;box;item;born\n;;;;;;;;;;;;;;;;;;;;;;;;;;K017;passport;1\n"), "line 2, column AC: born" },
        };

        for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
                assert_int_equal(parse_bytes(sheets[i].bytes, sheets[i].len), OFFICE_E_REFUSED);
                if (!said(sheets[i].said))
                        fail_msg("sheet %zu: not named: %s", i, sheets[i].said);
        }
}

static void lines_are_counted_as_an_editor_does(void **state) {
        assert_int_equal(parse_bytes(BYTES("sep=;\nbox;item;born\n\n;;\n" ROW "\nK017;passport;24.12.80\n")), OFFICE_E_REFUSED);
        assert_true(said("line 6, column C: born: four digits for the year"));
        assert_int_equal(parse_bytes(BYTES("sep=;\nbox;item;born\n\n;;\n" ROW "\n")), 0);
        assert_int_equal(batch.lines[0], 5);
}

static void what_nobody_could_have_meant_is_asked_about(void **state) {
        assert_int_equal(parse_bytes(BYTES("box;item;born\nK017;passport;1980-00-00\nK017;passport;1980-12-00\nK017;passport;1980-00-24\n")), 0);
        assert_int_equal(notes.count, 1);
        assert_true(problems_name(&notes, "line 4: born: the day is known"));
        assert_int_equal(parse_bytes(BYTES("box;item;born\nK017;passport;0000-00-00\n")), OFFICE_E_REFUSED);
        assert_true(said("at the counter"));
        assert_int_equal(parse_bytes(BYTES("box;item;born\nK017;passport+passport+passport;1980-12-24\n")), OFFICE_E_REFUSED);
        assert_true(said("item: passport more than 2 times"));
        assert_int_equal(parse_bytes(BYTES("box;item;born\nK017;letter + letter+Brief;1980-12-24\n")), 0);
}

static void rows_that_are_alike_are_doubted(void **state) {
        struct problems doubts = PROBLEMS_INIT;

        assert_int_equal(parse_bytes(BYTES("box;item;born\n" ROW "\nK017;letter;1980-12-24\nk017;Reisepass;24.12.1980\n")), 0);
        assert_int_equal(batch_doubts(&batch, NULL, NULL, FIXTURE_NOW, &problems, &doubts), 0);
        assert_int_equal(doubts.count, 1);
        assert_true(problems_name(&doubts, "line 4 equals line 2"));
        problems_deinit(&doubts);
}

/* Of a thousand people some have one birthday: what the register calls two cases are two. */
static void rows_of_two_cases_are_alike_for_nobody(void **state) {
        struct problems doubts = PROBLEMS_INIT;

        assert_int_equal(parse_bytes(BYTES("box;item;born;reference\n" ROW ";AZ 1\n" ROW ";AZ 2\n" ROW ";\n")), 0);
        assert_int_equal(batch_doubts(&batch, NULL, NULL, FIXTURE_NOW, &problems, &doubts), 0);
        assert_int_equal(doubts.count, 1);
        assert_true(problems_name(&doubts, "line 4 equals line 2"));
        problems_deinit(&doubts);
        assert_int_equal(parse_bytes(BYTES("box;item;born;reference\n" ROW ";AZ 1\nK017;passport;1999-01-02;AZ 1\n" ROW ";AZ 1\n")), 0);
        assert_int_equal(batch_doubts(&batch, NULL, NULL, FIXTURE_NOW, &problems, &doubts), 0);
        assert_true(problems_name(&doubts, "line 4 equals line 2"));
        assert_true(problems_name(&doubts, "line 3 has the same own reference as line 2"));
        problems_deinit(&doubts);
}

static void a_thousand_fit_and_one_more_does_not(void **state) {
        struct buffer text = BUFFER_INIT;

        assert_int_equal(buffer_append_text(&text, "box,item,born\n"), 0);
        for (int i = 0; i < BATCH_ORDERS_MAX; i++)
                assert_int_equal(buffer_append_text(&text, "K017,passport,1980-12-24\n"), 0);
        assert_int_equal(parse(buffer_text(&text)), 0);
        assert_int_equal(batch.count, BATCH_ORDERS_MAX);
        batch_deinit(&batch);
        assert_int_equal(buffer_append_text(&text, "K017,passport,1980-12-24\n"), 0);
        assert_int_equal(parse(buffer_text(&text)), OFFICE_E_REFUSED);
        assert_true(said("at most 1000"));
        buffer_deinit(&text);
}

static void nul_bytes_and_too_long_fields_are_bad_lines(void **state) {
        static const char with_nul[] = "box,item,born\nK0\0" "17,passport,1980-12-24\n";
        char text[2048];

        assert_int_equal(batch_parse((const uint8_t *)with_nul, sizeof(with_nul) - 1, &office, FIXTURE_NOW, &problems, &notes, &batch),
                         OFFICE_E_REFUSED);
        snprintf(text, sizeof(text), "box,item,born\n%01000d,passport,1980-12-24\n", 0);
        assert_int_equal(parse(text), OFFICE_E_REFUSED);
        assert_true(said("line 2, column A: a field is too long"));
}

#define CASE(name) cmocka_unit_test_teardown(name, clean)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(columns_come_in_any_order_with_quotes_and_crlf),
                CASE(a_semicolon_separates_when_the_header_has_one),
                CASE(every_bad_line_is_named_and_nothing_is_given),
                CASE(every_bad_field_of_a_line_is_named),
                CASE(an_own_reference_of_another_form_is_named_at_its_column),
                CASE(what_things_are_called_in_a_refusal_is_taken),
                CASE(every_wrong_line_is_named_however_many_they_are),
                CASE(lines_are_counted_through_quoted_line_feeds),
                CASE(a_bad_header_is_refused),
                CASE(what_spreadsheets_make_of_a_sheet_is_taken),
                CASE(what_is_no_column_of_ours_is_named_and_left_out),
                CASE(in_utf16_with_its_mark_it_is_the_same),
                CASE(windows_1252_is_a_guess_that_is_shown),
                CASE(what_else_comes_from_offices_is_taken),
                CASE(what_is_wrong_is_named_by_line_and_column),
                CASE(lines_are_counted_as_an_editor_does),
                CASE(what_nobody_could_have_meant_is_asked_about),
                CASE(rows_that_are_alike_are_doubted),
                CASE(rows_of_two_cases_are_alike_for_nobody),
                CASE(a_thousand_fit_and_one_more_does_not),
                CASE(nul_bytes_and_too_long_fields_are_bad_lines),
        };
        return cmocka_run_group_tests(tests, set_up, NULL);
}
