/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/record.h"
#include "tests/office/fixture.h"

static char folder[] = "/tmp/pickupbox-journal-XXXXXX";
static char path[64], torn_path[80];
static struct problems problems = PROBLEMS_INIT;

static int set_up(void **state) {
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/x", folder);
        snprintf(torn_path, sizeof(torn_path), "%s.torn", path);
        return 0;
}

static int clean(void **state) {
        unlink(path);
        unlink(torn_path);
        problems_deinit(&problems);
        return 0;
}

static int tear_down(void **state) {
        return rmdir(folder);
}

static struct record record(enum record_event event, uint8_t cti, uint32_t nbf) {
        struct record made = { .event = event, .t = 1795000000, .cti = { cti }, .box = "K017", .nbf = nbf, .ticket_exp = nbf + 10,
                               .code_exp = nbf + 20, .reference_tag = { cti, (uint8_t)nbf } };

        return made;
}

static struct journal *read_back(void) {
        struct journal *journal;

        assert_int_equal(journal_read(path, &problems, &journal), 0);
        return journal;
}

static void append(enum record_event event, uint8_t cti, uint32_t nbf) {
        struct journal *journal CLEANUP(journal_cleanup) = read_back();
        struct record made = record(event, cti, nbf);

        assert_int_equal(journal_append(journal, path, &made, 1), 0);
}

static void a_line_is_read_as_it_was_written(void **state) {
        struct record made = record(RECORD_ISSUE, 7, 100000), back;
        struct buffer line = BUFFER_INIT;

        for (size_t i = 0; i < sizeof(made.sealed); i++)
                made.sealed[i] = (uint8_t)i;
        assert_int_equal(record_append(&made, &line), 0);
        assert_int_equal(record_parse(buffer_text(&line), line.len - 1, &problems, &back), 0);
        assert_int_equal(back.nbf, made.nbf);
        assert_int_equal(back.code_exp, made.code_exp);
        assert_string_equal(back.box, made.box);
        assert_memory_equal(back.cti, made.cti, CTI_LEN);
        assert_memory_equal(back.sealed, made.sealed, sizeof(made.sealed));
        assert_memory_equal(back.reference_tag, made.reference_tag, TAG_LEN);
        buffer_deinit(&line);
}

static void lines_of_a_consignment_come_to_its_state(void **state) {
        struct journal *journal CLEANUP(journal_cleanup) = NULL;
        const struct issuance *consignment;
        struct record second = record(RECORD_REISSUE, 1, 100005);

        append(RECORD_ISSUE, 1, 100000);
        append(RECORD_ISSUE, 2, 100000);
        append(RECORD_REISSUE, 1, 100005);
        append(RECORD_REVOKE, 2, 0);
        journal = read_back();
        assert_int_equal(journal->count, 2);
        consignment = journal_find(journal, second.cti);
        assert_int_equal(consignment->void_before, 100005);
        assert_false(consignment->revoked);
        assert_int_equal(consignment->nbf, 100005);
        assert_int_equal(consignment->last_exp, 100025);
        assert_true(journal_reference_used(journal, second.reference_tag, 100024));
        assert_false(journal_reference_used(journal, second.reference_tag, 100025));
        assert_true(journal_find(journal, (uint8_t[CTI_LEN]){ 2 })->revoked);
        assert_null(journal_find(journal, (uint8_t[CTI_LEN]){ 3 }));
}

static void many_consignments_are_found_again(void **state) {
        struct journal *journal CLEANUP(journal_cleanup) = read_back();
        static struct record records[500];

        for (size_t i = 0; i < ARRAY_LEN(records); i++) {
                records[i] = record(RECORD_ISSUE, (uint8_t)i, 100000);
                records[i].cti[1] = (uint8_t)(i >> 8);
        }
        assert_int_equal(journal_append(journal, path, records, ARRAY_LEN(records)), 0);
        journal_free(journal);
        journal = read_back();
        assert_int_equal(journal->count, ARRAY_LEN(records));
        for (size_t i = 0; i < ARRAY_LEN(records); i++)
                assert_memory_equal(journal_find(journal, records[i].cti)->cti, records[i].cti, CTI_LEN);
}

/* However much of the last line got to the disk: the lines before it stand, and the next append makes the file whole. */
static void a_torn_last_line_is_stepped_over_and_replaced(void **state) {
        struct buffer whole = BUFFER_INIT, kept = BUFFER_INIT;
        size_t first_len;

        append(RECORD_ISSUE, 1, 100000);
        assert_int_equal(file_read(path, 10000, &whole), 0);
        first_len = whole.len;
        buffer_deinit(&whole);
        append(RECORD_ISSUE, 2, 100000);
        assert_int_equal(file_read(path, 10000, &whole), 0);
        for (size_t len = first_len + 1; len < whole.len; len += 37) {
                struct journal *journal CLEANUP(journal_cleanup) = NULL;
                struct record made = record(RECORD_ISSUE, 3, 100000);

                assert_int_equal(file_replace(path, whole.data, len, 0600), 0);
                journal = read_back();
                assert_int_equal(journal->count, 1);
                assert_int_equal(journal->torn_len, len - first_len);
                assert_int_equal(journal_append(journal, path, &made, 1), 0);
                assert_int_equal(file_read(torn_path, 10000, &kept), 0);
                assert_int_equal(kept.len, len - first_len);
                assert_memory_equal(kept.data, whole.data + first_len, kept.len);
                buffer_deinit(&kept);
                journal_free(journal);
                journal = read_back();
                assert_int_equal(journal->count, 2);
                assert_int_equal(journal->torn_len, 0);
                assert_non_null(journal_find(journal, made.cti));
        }
        buffer_deinit(&whole);
}

static void a_file_that_grew_meanwhile_is_not_written_over(void **state) {
        struct journal *journal CLEANUP(journal_cleanup) = read_back();
        struct record made = record(RECORD_ISSUE, 1, 100000);

        append(RECORD_ISSUE, 2, 100000);
        assert_int_equal(journal_append(journal, path, &made, 1), -ESTALE);
        journal_free(journal);
        journal = read_back();
        assert_int_equal(journal->count, 1);
}

static void lines_that_cannot_be_are_refused_with_their_number(void **state) {
        static const char *const bad[] = {
                "x", "{}", "[]", "{\"v\":2,\"event\":\"revoke\",\"t\":1795000000,\"cti\":\"00000000000000000000000000000000\"}",
                "{\"v\":1,\"event\":\"revoke\",\"t\":1795000000,\"cti\":\"00000000000000000000000000000000\"}",
                "{\"v\":1,\"event\":\"forget\",\"t\":1795000000,\"cti\":\"01000000000000000000000000000000\"}",
                "{\"v\":1,\"event\":\"revoke\",\"t\":1795000000,\"cti\":\"01000000000000000000000000000000\",\"x\":1}", "",
        };
        struct buffer good = BUFFER_INIT, text = BUFFER_INIT;
        struct record made = record(RECORD_ISSUE, 1, 100000), early = record(RECORD_REISSUE, 1, 100000);
        struct journal *journal = NULL;

        assert_int_equal(record_append(&made, &good), 0);
        for (size_t i = 0; i < ARRAY_LEN(bad) + 2; i++) {
                buffer_clear(&text);
                assert_int_equal(buffer_append(&text, good.data, good.len), 0);
                if (i < ARRAY_LEN(bad))
                        assert_int_equal(buffer_printf(&text, "%s\n", bad[i]), 0);
                else
                        assert_int_equal(record_append(i == ARRAY_LEN(bad) ? &made : &early, &text), 0);
                assert_int_equal(journal_parse(text.data, text.len, &problems, &journal), OFFICE_E_REFUSED);
                assert_null(journal);
                assert_true(problems_name(&problems, "line 2: "));
                problems_deinit(&problems);
        }
        buffer_deinit(&good);
        buffer_deinit(&text);
}

#define CASE(name) cmocka_unit_test_teardown(name, clean)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_line_is_read_as_it_was_written),
                CASE(lines_of_a_consignment_come_to_its_state),
                CASE(many_consignments_are_found_again),
                CASE(a_torn_last_line_is_stepped_over_and_replaced),
                CASE(a_file_that_grew_meanwhile_is_not_written_over),
                CASE(lines_that_cannot_be_are_refused_with_their_number),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
