/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "tests/office/first.h"

static struct problems problems = PROBLEMS_INIT;

static int clean(void **state) {
        problems_deinit(&problems);
        return 0;
}

static struct first_record record(enum record_event event, uint8_t cti, uint32_t nbf) {
        return (struct first_record){
                .record = { .event = event, .t = 1795000000, .cti = { cti }, .box = "K017", .nbf = nbf, .ticket_exp = nbf + 10,
                            .code_exp = nbf + 20, .reference_tag = { cti, (uint8_t)nbf } },
                .sealed = { cti },
        };
}

static void append(enum record_event event, uint8_t cti, uint32_t nbf, struct buffer *text) {
        struct first_record made = record(event, cti, nbf);

        first_append(&made, text);
}

static void a_line_is_read_as_it_was_written(void **state) {
        struct first_record made = record(RECORD_ISSUE, 7, 100000), back;
        struct buffer line = BUFFER_INIT;

        for (size_t i = 0; i < sizeof(made.sealed); i++)
                made.sealed[i] = (uint8_t)i;
        first_append(&made, &line);
        assert_int_equal(record_parse(buffer_text(&line), line.len - 1, &problems, &back), 0);
        assert_int_equal(back.record.nbf, made.record.nbf);
        assert_int_equal(back.record.code_exp, made.record.code_exp);
        assert_string_equal(back.record.box, made.record.box);
        assert_memory_equal(back.record.cti, made.record.cti, CTI_LEN);
        assert_memory_equal(back.sealed, made.sealed, sizeof(made.sealed));
        assert_memory_equal(back.record.reference_tag, made.record.reference_tag, TAG_LEN);
        buffer_deinit(&line);
}

static void lines_of_a_consignment_come_to_its_state(void **state) {
        struct journal *journal CLEANUP(journal_cleanup) = NULL;
        struct first_record second = record(RECORD_REISSUE, 1, 100005);
        const struct issuance *consignment;
        struct buffer text = BUFFER_INIT;

        append(RECORD_ISSUE, 1, 100000, &text);
        append(RECORD_ISSUE, 2, 100000, &text);
        append(RECORD_REISSUE, 1, 100005, &text);
        append(RECORD_REVOKE, 2, 0, &text);
        assert_int_equal(journal_parse(text.data, text.len, &problems, &journal), 0);
        assert_int_equal(journal->issuances.count, 2);
        consignment = issuances_find(&journal->issuances, second.record.cti);
        assert_int_equal(consignment->void_before, 100005);
        assert_false(consignment->revoked);
        assert_int_equal(consignment->nbf, 100005);
        assert_int_equal(consignment->last_exp, 100025);
        assert_ptr_equal(issuances_find_number(&journal->issuances, second.record.reference_tag), consignment);
        assert_true(issuance_open(consignment, 100024));
        assert_false(issuance_open(consignment, 100025));
        assert_true(issuances_find(&journal->issuances, (uint8_t[CTI_LEN]){ 2 })->revoked);
        assert_null(issuances_find(&journal->issuances, (uint8_t[CTI_LEN]){ 3 }));
        buffer_deinit(&text);
}

static void many_consignments_are_found_again(void **state) {
        struct journal *journal CLEANUP(journal_cleanup) = NULL;
        struct buffer text = BUFFER_INIT;
        struct first_record made;

        for (size_t i = 0; i < 500; i++) {
                made = record(RECORD_ISSUE, (uint8_t)i, 100000);
                made.record.cti[1] = (uint8_t)(i >> 8);
                first_append(&made, &text);
        }
        assert_int_equal(journal_parse(text.data, text.len, &problems, &journal), 0);
        assert_int_equal(journal->issuances.count, 500);
        for (size_t i = 0; i < 500; i++) {
                const uint8_t cti[CTI_LEN] = { (uint8_t)i, (uint8_t)(i >> 8) };

                assert_int_equal(issuances_find(&journal->issuances, cti) - journal->issuances.consignments, (long)i);
                assert_int_equal(journal->sealed[i][0], (uint8_t)i);
        }
        buffer_deinit(&text);
}

/* However much of the last line got to the disk: the lines before it stand. */
static void a_torn_last_line_is_stepped_over(void **state) {
        struct buffer text = BUFFER_INIT;
        size_t first_len;

        append(RECORD_ISSUE, 1, 100000, &text);
        first_len = text.len;
        append(RECORD_ISSUE, 2, 100000, &text);
        for (size_t len = first_len + 1; len < text.len; len += 7) {
                struct journal *journal CLEANUP(journal_cleanup) = NULL;

                assert_int_equal(journal_parse(text.data, len, &problems, &journal), 0);
                assert_int_equal(journal->issuances.count, 1);
                assert_int_equal(journal->good_len, first_len);
                assert_int_equal(journal->torn_len, len - first_len);
        }
        buffer_deinit(&text);
}

static void lines_that_cannot_be_are_refused_with_their_number(void **state) {
        static const char *const bad[] = {
                "x", "{}", "[]", "{\"v\":2,\"event\":\"revoke\",\"t\":1795000000,\"cti\":\"00000000000000000000000000000000\"}",
                "{\"v\":1,\"event\":\"revoke\",\"t\":1795000000,\"cti\":\"00000000000000000000000000000000\"}",
                "{\"v\":1,\"event\":\"forget\",\"t\":1795000000,\"cti\":\"01000000000000000000000000000000\"}",
                "{\"v\":1,\"event\":\"revoke\",\"t\":1795000000,\"cti\":\"01000000000000000000000000000000\",\"x\":1}", "",
        };
        struct buffer text = BUFFER_INIT;
        struct journal *journal = NULL;

        for (size_t i = 0; i < ARRAY_LEN(bad) + 2; i++) {
                buffer_clear(&text);
                append(RECORD_ISSUE, 1, 100000, &text);
                if (i < ARRAY_LEN(bad))
                        assert_int_equal(buffer_printf(&text, "%s\n", bad[i]), 0);
                else
                        append(i == ARRAY_LEN(bad) ? RECORD_ISSUE : RECORD_REISSUE, 1, 100000, &text);
                assert_int_equal(journal_parse(text.data, text.len, &problems, &journal), OFFICE_E_REFUSED);
                assert_null(journal);
                assert_true(problems_name(&problems, "line 2: "));
                problems_deinit(&problems);
        }
        buffer_deinit(&text);
}

#define CASE(name) cmocka_unit_test_teardown(name, clean)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_line_is_read_as_it_was_written),
                CASE(lines_of_a_consignment_come_to_its_state),
                CASE(many_consignments_are_found_again),
                CASE(a_torn_last_line_is_stepped_over),
                CASE(lines_that_cannot_be_are_refused_with_their_number),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
