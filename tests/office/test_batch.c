/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/batch.h"
#include "tests/office/fixture.h"

static const struct state office = {
        .boxes = { { .id = "K017" }, { .id = "K018" } }, .box_count = 2, .policy = { .deadline_days = 10 },
};
static struct problems problems = PROBLEMS_INIT;
static struct batch batch;

static int set_up(void **state) {
        return moment_use_zone("Europe/Berlin") < 0 ? -1 : 0;
}

static int clean(void **state) {
        batch_deinit(&batch);
        problems_deinit(&problems);
        return 0;
}

static int parse(const char *text) {
        return batch_parse((const uint8_t *)text, strlen(text), &office, FIXTURE_NOW, &problems, &batch);
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
                               "K017,pass,1980-12-24\n"
                               "K017,passport\n"
                               "K017,passport,1980-12-24,x\n"
                               "K017,pass\"port,1980-12-24\n"
                               "K017,passport,1980-12-32\n"
                               "K018,letter,1980-12-24\n"), OFFICE_E_REFUSED);
        assert_null(batch.orders);
        assert_false(said("line 2:"));
        assert_true(said("line 3: box: this office has no box K019"));
        assert_true(said("line 4: item"));
        assert_true(said("line 5: has fewer fields"));
        assert_true(said("line 6: has more fields"));
        assert_true(said("line 7: a field"));
        assert_true(said("line 8: born"));
        assert_false(said("line 9:"));
        assert_int_equal(problems.count, 6);
}

static void lines_are_counted_through_quoted_line_feeds(void **state) {
        assert_int_equal(parse("box,item,born\n\"K0\n17\",passport,1980-12-24\nK019,passport,1980-12-24\n"), OFFICE_E_REFUSED);
        assert_true(said("line 2: box"));
        assert_true(said("line 4: box"));
}

static void a_bad_header_is_refused(void **state) {
        static const char *const bad[] = {
                "", "\n", "box,item\n", "box,item,born,birthday\n", "box,item,born,box\n", "box,item,born", "box,item,born\n",
                "box,item,born\n\n\n", "\"box,item,born\n", "K017,passport,1980-12-24\n",
        };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                unsigned before = problems.count;

                assert_int_equal(parse(bad[i]), OFFICE_E_REFUSED);
                assert_true(problems.count > before);
                assert_null(batch.orders);
        }
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

        assert_int_equal(batch_parse((const uint8_t *)with_nul, sizeof(with_nul) - 1, &office, FIXTURE_NOW, &problems, &batch),
                         OFFICE_E_REFUSED);
        snprintf(text, sizeof(text), "box,item,born\n%01000d,passport,1980-12-24\n", 0);
        assert_int_equal(parse(text), OFFICE_E_REFUSED);
        assert_true(said("line 2: a field is too long"));
}

#define CASE(name) cmocka_unit_test_teardown(name, clean)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(columns_come_in_any_order_with_quotes_and_crlf),
                CASE(a_semicolon_separates_when_the_header_has_one),
                CASE(every_bad_line_is_named_and_nothing_is_given),
                CASE(lines_are_counted_through_quoted_line_feeds),
                CASE(a_bad_header_is_refused),
                CASE(a_thousand_fit_and_one_more_does_not),
                CASE(nul_bytes_and_too_long_fields_are_bad_lines),
        };
        return cmocka_run_group_tests(tests, set_up, NULL);
}
