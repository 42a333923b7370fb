/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/words/reason.h"
#include "controller/ledger/csv.h"
#include "controller/ledger/entry.h"
#include "tests/support/cmocka.h"

#define HEAD "{\"v\":1,\"box\":\"K017\",\"n\":42,\"t\":1790000000123,\"e\":"
#define CTI "\"cti\":\"000102030405060708090a0b0c0d0e0f\""
#define SHA "\"sha\":\"0707070707070707070707070707070707070707070707070707070707070707\""

static const char *const lines[ENTRY_COUNT] = {
        [ENTRY_BOOT] = HEAD "\"boot\",\"version\":\"0.1.0\",\"mode\":\"simulated\"}",
        [ENTRY_SHUTDOWN] = HEAD "\"shutdown\"}",
        [ENTRY_CONFIG] = HEAD "\"config\"," SHA "}",
        [ENTRY_BUNDLE] = HEAD "\"bundle\",\"version\":7," SHA "}",
        [ENTRY_CLOCK] = HEAD "\"clock\",\"was\":1,\"now\":9007199254740991,\"by\":\"m.mueller\"}",
        [ENTRY_LOGIN] = HEAD "\"login\",\"sub\":\"s1\"}",
        [ENTRY_LOGIN_REFUSED] = HEAD "\"login_refused\",\"sub\":\"s1\",\"why\":\"wrong_pin\"}",
        [ENTRY_LOGOUT] = HEAD "\"logout\",\"sub\":\"s1\"}",
        [ENTRY_PIN_GIVEN] = HEAD "\"pin_given\",\"sub\":\"s1\",\"by\":\"m.mueller\",\"second\":\"l.lutz\"}",
        [ENTRY_LOAD_BEGIN] = HEAD "\"load_begin\"," CTI ",\"c\":3,\"sub\":\"s1\"}",
        [ENTRY_LOADED] = HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":\"1,5\",\"deadline\":1790900000000,\"by\":\"m.mueller\"}",
        [ENTRY_LOAD_CANCELLED] = HEAD "\"load_cancelled\"," CTI ",\"c\":3}",
        [ENTRY_REISSUED] = HEAD "\"reissued\"," CTI "}",
        [ENTRY_RELEASE] = HEAD "\"release\"," CTI ",\"c\":3,\"way\":\"code\"}",
        [ENTRY_ISSUED] = HEAD "\"issued\"," CTI ",\"c\":3,\"how\":\"seen\"}",
        [ENTRY_REOPENED] = HEAD "\"reopened\"," CTI ",\"c\":3}",
        [ENTRY_CLOSED] = HEAD "\"closed\"," CTI ",\"c\":3}",
        [ENTRY_UNSURE] = HEAD "\"unsure\"," CTI ",\"c\":3}",
        [ENTRY_OLD_RETURNED] = HEAD "\"old_returned\"," CTI ",\"c\":3}",
        [ENTRY_OLD_MISSING] = HEAD "\"old_missing\"," CTI ",\"c\":3}",
        [ENTRY_OPEN_FAILED] = HEAD "\"open_failed\"," CTI ",\"c\":3,\"tries\":5}",
        [ENTRY_LEFT_OPEN] = HEAD "\"left_open\",\"c\":3}",
        [ENTRY_UNLATCHED] = HEAD "\"unlatched\",\"c\":3}",
        [ENTRY_FOUND_OPEN] = HEAD "\"found_open\",\"c\":3}",
        [ENTRY_FORCED_OPEN] = HEAD "\"forced_open\",\"c\":3}",
        [ENTRY_SWITCH_FAULTY] = HEAD "\"switch_faulty\",\"c\":3}",
        [ENTRY_COIL_LOST] = HEAD "\"coil_lost\",\"c\":3}",
        [ENTRY_SWITCH_CHANGES] = HEAD "\"switch_changes\",\"c\":3,\"count\":4294967295}",
        [ENTRY_REFUSED] = HEAD "\"refused\",\"why\":\"wrong_pin\"," CTI "}",
        [ENTRY_REFUSED_MANY] = HEAD "\"refused_many\",\"why\":\"wrong_pin\",\"count\":4294967295}",
        [ENTRY_LOCKED_OUT] = HEAD "\"locked_out\"," CTI "}",
        [ENTRY_EXPIRED] = HEAD "\"expired\"," CTI ",\"c\":3}",
        [ENTRY_REMOVED] = HEAD "\"removed\"," CTI ",\"c\":3,\"found\":\"else\",\"by\":\"m.mueller\"}",
        [ENTRY_QUARANTINED] = HEAD "\"quarantined\",\"c\":3,\"why\":\"wrong_pin\"}",
        [ENTRY_RETURNED_TO_SERVICE] = HEAD "\"returned_to_service\",\"c\":3,\"by\":\"m.mueller\"}",
        [ENTRY_SERVICE_OPEN] = HEAD "\"service_open\"," CTI ",\"c\":3,\"why\":\"desk\",\"by\":\"m.mueller\",\"second\":\"l.lutz\"}",
        [ENTRY_RECONCILED] = HEAD "\"reconciled\",\"there\":20,\"empty\":3,\"else\":0,\"by\":\"m.mueller\"}",
        [ENTRY_EXPORTED] = HEAD "\"exported\",\"size\":600,\"by\":\"m.mueller\"}",
        [ENTRY_LISTED] = HEAD "\"listed\",\"count\":4294967295," SHA ",\"by\":\"m.mueller\"}",
        [ENTRY_COUNTERSIGNED] = HEAD "\"countersigned\",\"size\":600,\"witness\":\"o.example/pickupbox/K017\",\"at\":9007199254740991,\"by\":\"m.mueller\"}",
        [ENTRY_CONTRADICTED] = HEAD "\"contradicted\",\"size\":600,\"root\":\"0909090909090909090909090909090909090909090909090909090909090909\","
                                    "\"witness\":\"o.example/pickupbox/K017\",\"by\":\"m.mueller\"}",
        [ENTRY_ALARM] = HEAD "\"alarm\",\"what\":\"disk full, 3 %\"}",
        [ENTRY_GAVE_UP] = HEAD "\"gave_up\",\"what\":\"disk full, 3 %\",\"count\":4294967295}",
        [ENTRY_ALARM_MANY] = HEAD "\"alarm_many\",\"what\":\"disk full, 3 %\",\"count\":4294967295}",
        [ENTRY_ROTATING] = HEAD "\"rotating\",\"old\":\"\",\"new\":\"00ff\",\"why\":\"lost\"}",
        [ENTRY_REVOKED] = HEAD "\"revoked\"," SHA ",\"count\":4294967295}",
        [ENTRY_ROTATED] = HEAD "\"rotated\",\"by_old\":\"\",\"by_new\":\"0a\"}",
        [ENTRY_CONTINUED] = HEAD "\"continued\",\"origin\":\"o.example/pickupbox/K017\",\"size\":600,\"root\":"
                                 "\"0909090909090909090909090909090909090909090909090909090909090909\"}",
        [ENTRY_RESTORED] = HEAD "\"restored\",\"by\":\"m.mueller\"}",
        [ENTRY_ARCHIVED] = HEAD "\"archived\",\"size\":600," SHA "}",
        [ENTRY_ALARM_CLEARED] = HEAD "\"alarm_cleared\",\"what\":\"disk full, 3 %\",\"by\":\"m.mueller\"}",
};

static struct entry sample(enum entry_event event) {
        struct entry entry = {
                .new_key = "00ff", .by_new = "0a", .origin = "o.example/pickupbox/K017", .box = "K017", .n = 42, .t_ms = 1790000000123, .event = event, .has_cti = true, .c = 3, .sub = "s1", .by = "m.mueller",
                .version = "0.1.0", .mode = HARDWARE_SIMULATED, .why = "wrong_pin", .way = WAY_CODE, .how = HOW_SEEN, .found = FOUND_ELSE,
                .what = "disk full, 3 %", .items = { 1, 5 }, .item_count = 2, .deadline_ms = 1790900000000, .bundle_version = 7, .tries = 5,
                .count = UINT32_MAX, .size = 600, .there = 20, .empty = 3, .other = 0, .was_ms = 1, .now_ms = ENTRY_NUMBER_MAX,
        };

        for (unsigned i = 0; i < CTI_LEN; i++)
                entry.cti[i] = (uint8_t)i;
        memset(entry.sha.bytes, 7, HASH_LEN);
        memset(entry.root.bytes, 9, HASH_LEN);
        if (event == ENTRY_ROTATING)
                entry.key_change = KEY_CHANGE_LOST;
        entry.purpose = PURPOSE_DESK;
        strcpy(entry.second, "l.lutz");
        return entry;
}

static void every_event_is_written_as_documented_and_read_back(void **state) {
        for (unsigned event = ENTRY_BOOT; event < ENTRY_COUNT; event++) {
                struct buffer line = BUFFER_INIT, again = BUFFER_INIT;
                struct entry entry = sample((enum entry_event)event), parsed;

                assert_int_equal(entry_format(&entry, &line), 0);
                assert_string_equal(buffer_text(&line), lines[event]);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &parsed), 0);
                assert_int_equal(parsed.event, event);
                assert_int_equal(entry_format(&parsed, &again), 0);
                assert_string_equal(buffer_text(&again), lines[event]);
                buffer_deinit(&line);
                buffer_deinit(&again);
        }
}

static void a_name_with_a_nul_inside_is_none(void **state) {
        static const char line[] = HEAD "\"shutdown\0\"}", longer[] = HEAD "\"shutdown\0abcdefgh\"}";
        struct entry entry;

        assert_int_equal(entry_parse(line, sizeof(line) - 1, &entry), ENTRY_E_MALFORMED);
        assert_int_equal(entry_parse(longer, sizeof(longer) - 1, &entry), ENTRY_E_MALFORMED);
}

static void what_is_read_is_what_the_line_says(void **state) {
        struct entry entry;

        assert_int_equal(entry_parse(lines[ENTRY_LOADED], strlen(lines[ENTRY_LOADED]), &entry), 0);
        assert_string_equal(entry.box, "K017");
        assert_int_equal(entry.n, 42);
        assert_int_equal(entry.t_ms, 1790000000123);
        assert_true(entry.has_cti);
        assert_int_equal(entry.cti[15], 15);
        assert_int_equal(entry.c, 3);
        assert_int_equal(entry.item_count, 2);
        assert_int_equal(entry.items[1], 5);
        assert_int_equal(entry.deadline_ms, 1790900000000);
        assert_string_equal(entry.by, "m.mueller");
        assert_string_equal(entry.sub, "");
}

static void a_refusal_names_a_cti_only_when_there_is_one(void **state) {
        static const char expected[] = HEAD "\"refused\",\"why\":\"wrong_pin\"}";
        struct buffer line = BUFFER_INIT;
        struct entry entry = sample(ENTRY_REFUSED), parsed;

        entry.has_cti = false;
        assert_int_equal(entry_format(&entry, &line), 0);
        assert_string_equal(buffer_text(&line), expected);
        assert_int_equal(entry_parse(expected, strlen(expected), &parsed), 0);
        assert_false(parsed.has_cti);
        buffer_deinit(&line);
}

/* Nobody watched, nothing known lies there; and as earlier versions wrote it, which is read for ever. */
static void every_form_of_a_service_open_is_read_and_no_other(void **state) {
        static const char *const forms[] = {
                HEAD "\"service_open\"," CTI ",\"c\":3,\"why\":\"take_out\",\"by\":\"s1\"}",
                HEAD "\"service_open\",\"c\":3,\"why\":\"look\",\"by\":\"s1\",\"second\":\"s2\"}",
                HEAD "\"service_open\",\"c\":3,\"why\":\"wiring\",\"by\":\"s1\"}",
                HEAD "\"service_open\",\"c\":3,\"by\":\"s1\"}",
                HEAD "\"service_open\",\"c\":3,\"by\":\"s1\",\"seen\":1790000000000}",
        };
        static const char *const none[] = {
                HEAD "\"service_open\"," CTI ",\"c\":3,\"by\":\"s1\"}", HEAD "\"service_open\",\"c\":3,\"by\":\"s1\",\"second\":\"s2\"}",
                HEAD "\"service_open\",\"c\":3,\"why\":\"desk\",\"by\":\"s1\",\"second\":\"\"}",
                HEAD "\"service_open\",\"c\":3,\"why\":\"lunch\",\"by\":\"s1\"}", HEAD "\"service_open\",\"c\":3,\"by\":\"s1\",\"why\":\"desk\"}",
                HEAD "\"service_open\",\"why\":\"desk\",\"by\":\"s1\"}",
        };

        for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
                struct buffer line = BUFFER_INIT;
                struct entry parsed;

                assert_int_equal(entry_parse(forms[i], strlen(forms[i]), &parsed), 0);
                assert_int_equal(entry_format(&parsed, &line), 0);
                assert_string_equal(buffer_text(&line), forms[i]);
                buffer_deinit(&line);
        }
        for (size_t i = 0; i < ARRAY_LEN(none); i++) {
                struct entry parsed;

                if (entry_parse(none[i], strlen(none[i]), &parsed) != ENTRY_E_MALFORMED)
                        fail_msg("read: %s", none[i]);
        }
}

/* The line of an event with `seen` as its last member. */
static size_t late_line(enum entry_event event, const char *seen, char line[ENTRY_MAX_LEN]) {
        int len = snprintf(line, ENTRY_MAX_LEN, "%.*s,\"seen\":%s}", (int)strlen(lines[event]) - 1, lines[event], seen);

        return (size_t)len;
}

static void an_entry_written_late_ends_with_the_legal_time(void **state) {
        for (unsigned event = ENTRY_BOOT; event < ENTRY_COUNT; event++) {
                struct buffer line = BUFFER_INIT;
                struct entry entry = sample((enum entry_event)event), parsed;
                char expected[ENTRY_MAX_LEN];
                size_t len = late_line((enum entry_event)event, "1789999990123", expected);

                assert_int_equal(entry_time(&entry), 1790000000123);
                entry.seen_ms = 1789999990123;
                assert_int_equal(entry_time(&entry), 1789999990123);
                assert_int_equal(entry_format(&entry, &line), 0);
                assert_string_equal(buffer_text(&line), expected);
                assert_int_equal(entry_parse(expected, len, &parsed), 0);
                assert_int_equal(parsed.seen_ms, entry.seen_ms);
                buffer_deinit(&line);
        }
}

static void a_legal_time_that_cannot_be_is_refused(void **state) {
        static const char *const wrong[] = { "0", "1790000000124", "01789999990123", "-1", "\"1\"" };
        struct buffer line = BUFFER_INIT;
        struct entry entry = sample(ENTRY_REFUSED);
        char text[ENTRY_MAX_LEN];

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                for (enum entry_event event = ENTRY_BOOT; event < ENTRY_COUNT; event++)
                        assert_int_equal(entry_parse(text, late_line(event, wrong[i], text), &entry), ENTRY_E_MALFORMED);
        strcpy(text, HEAD "\"refused\",\"why\":\"wrong_pin\",\"seen\":1," CTI "}");
        assert_int_equal(entry_parse(text, strlen(text), &entry), ENTRY_E_MALFORMED);
        strcpy(text, HEAD "\"refused\",\"why\":\"wrong_pin\",\"seen\":1}");
        assert_int_equal(entry_parse(text, strlen(text), &entry), 0);
        entry = sample(ENTRY_SHUTDOWN);
        entry.seen_ms = entry.t_ms + 1;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry.seen_ms = -1;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        buffer_deinit(&line);
}

static void no_line_with_a_changed_byte_reads_and_writes_differently(void **state) {
        for (unsigned event = ENTRY_BOOT; event < ENTRY_COUNT; event++) {
                size_t len = strlen(lines[event]);

                for (size_t i = 0; i < len; i++) {
                        for (unsigned bit = 0; bit < 8; bit++) {
                                struct buffer again = BUFFER_INIT;
                                char line[ENTRY_MAX_LEN];
                                struct entry entry;

                                memcpy(line, lines[event], len);
                                line[i] = (char)(line[i] ^ (1 << bit));
                                if (entry_parse(line, len, &entry) != 0)
                                        continue;
                                assert_int_equal(entry_format(&entry, &again), 0);
                                assert_int_equal(again.len, len);
                                assert_memory_equal(again.data, line, len);
                                buffer_deinit(&again);
                        }
                }
        }
}

static void cut_or_lengthened_lines_are_malformed(void **state) {
        for (unsigned event = ENTRY_BOOT; event < ENTRY_COUNT; event++) {
                size_t len = strlen(lines[event]);
                char line[ENTRY_MAX_LEN];
                struct entry entry;

                for (size_t cut = 0; cut < len; cut++)
                        assert_int_equal(entry_parse(lines[event], cut, &entry), ENTRY_E_MALFORMED);
                memcpy(line, lines[event], len);
                line[len] = '\n';
                assert_int_equal(entry_parse(line, len + 1, &entry), ENTRY_E_MALFORMED);
                line[len] = 0;
                assert_int_equal(entry_parse(line, len + 1, &entry), ENTRY_E_MALFORMED);
        }
}

static void other_forms_of_the_same_json_are_malformed(void **state) {
        static const char *const wrong[] = {
                "{\"v\":2,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"\",\"n\":0,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"k017\",\"n\":0,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K01789\",\"n\":0,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"n\":0,\"box\":\"K017\",\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":00,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":-1,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":1.0,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":1e1,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":9007199254740992,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":18446744073709551616,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"shutdown\",\"e\":\"shutdown\"}",
                "{\"v\":1, \"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"shutdown\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"nothing\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"left_open\",\"c\":4294967296}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"alarm\",\"what\":\"a\\u0062\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"alarm\",\"what\":\"\xc3\xa4\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"login\",\"sub\":\"12345678901234567\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"reissued\",\"cti\":\"000102030405060708090A0B0C0D0E0F\"}",
                "{\"v\":1,\"box\":\"K017\",\"n\":0,\"t\":0,\"e\":\"reissued\",\"cti\":\"000102030405060708090a0b0c0d0e\"}",
                HEAD "\"release\"," CTI ",\"c\":3,\"way\":\"magic\"}",
                HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":\"\",\"deadline\":1,\"by\":\"m\"}",
                HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":\"1,\",\"deadline\":1,\"by\":\"m\"}",
                HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":\"7\",\"deadline\":1,\"by\":\"m\"}",
                HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":\"0\",\"deadline\":1,\"by\":\"m\"}",
                HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":\"1,2,3,4,5,6,1,2,3\",\"deadline\":1,\"by\":\"m\"}",
                HEAD "\"loaded\"," CTI ",\"c\":3,\"items\":[1,5],\"deadline\":1,\"by\":\"m\"}",
        };
        struct entry entry;

        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                assert_int_equal(entry_parse(wrong[i], strlen(wrong[i]), &entry), ENTRY_E_MALFORMED);
}

static void members_out_of_range_are_not_written(void **state) {
        struct buffer line = BUFFER_INIT;
        struct entry entry;

        entry = sample(ENTRY_COUNT);
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry = sample(ENTRY_ALARM);
        strcpy(entry.what, "quote\"");
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        strcpy(entry.what, "new\nline");
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        memset(entry.what, 'a', sizeof(entry.what));
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry = sample(ENTRY_ISSUED);
        entry.how = HOW_COUNT;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry = sample(ENTRY_SHUTDOWN);
        entry.t_ms = -1;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry = sample(ENTRY_LOADED);
        entry.item_count = 0;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry.item_count = 1;
        entry.items[0] = ITEM_COUNT;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        entry.item_count = ENTRY_ITEMS_MAX + 1;
        assert_int_equal(entry_format(&entry, &line), -EINVAL);
        assert_int_equal(line.len, 0);
        buffer_deinit(&line);
}

static void expect_in_csv(const struct entry *entry, const char *word) {
        struct buffer line = BUFFER_INIT, csv = BUFFER_INIT;
        char cell[ENTRY_TEXT_MAX];

        snprintf(cell, sizeof(cell), ",%s,", word);
        assert_int_equal(entry_format(entry, &line), 0);
        assert_int_equal(csv_line(buffer_text(&line), line.len, &csv), 0);
        if (!strstr(buffer_text(&csv), cell))
                fail_msg("\"%s\" is not in %s", word, buffer_text(&csv));
        buffer_deinit(&line);
        buffer_deinit(&csv);
}

static void the_time_in_the_csv_is_the_legal_one(void **state) {
        struct entry entry = sample(ENTRY_ISSUED);

        expect_in_csv(&entry, "2026-09-21T14:13:20.123Z");
        entry.seen_ms = entry.t_ms - 10000;
        expect_in_csv(&entry, "2026-09-21T14:13:10.123Z");
}

static void the_second_person_has_the_column_of_whom_it_is_about(void **state) {
        struct entry entry = sample(ENTRY_SERVICE_OPEN);

        expect_in_csv(&entry, "l.lutz");
        expect_in_csv(&entry, "desk");
}

static void every_word_is_in_the_csv_as_it_is(void **state) {
        struct entry entry = sample(ENTRY_QUARANTINED);

        for (enum reason reason = REASON_NONE + 1; reason < REASON_COUNT; reason++) {
                snprintf(entry.why, sizeof(entry.why), "%s", reason_name(reason));
                expect_in_csv(&entry, reason_name(reason));
        }
        entry = sample(ENTRY_REFUSED);
        for (enum refusal refusal = REFUSAL_NONE + 1; refusal < REFUSAL_COUNT; refusal++) {
                snprintf(entry.why, sizeof(entry.why), "%s", refusal_name(refusal));
                expect_in_csv(&entry, refusal_name(refusal));
        }
        entry = sample(ENTRY_SERVICE_OPEN);
        for (entry.purpose = PURPOSE_NONE + 1; entry.purpose < PURPOSE_COUNT; entry.purpose++)
                expect_in_csv(&entry, purpose_name(entry.purpose));
        entry = sample(ENTRY_RELEASE);
        for (entry.way = WAY_NONE + 1; entry.way < WAY_COUNT; entry.way++)
                expect_in_csv(&entry, way_name(entry.way));
        entry = sample(ENTRY_ISSUED);
        for (entry.how = HOW_NONE + 1; entry.how < HOW_COUNT; entry.how++)
                expect_in_csv(&entry, how_name(entry.how));
        entry = sample(ENTRY_REMOVED);
        for (entry.found = FOUND_NONE + 1; entry.found < FOUND_COUNT; entry.found++)
                expect_in_csv(&entry, found_name(entry.found));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_event_is_written_as_documented_and_read_back),
                cmocka_unit_test(a_name_with_a_nul_inside_is_none),
                cmocka_unit_test(what_is_read_is_what_the_line_says),
                cmocka_unit_test(a_refusal_names_a_cti_only_when_there_is_one),
                cmocka_unit_test(every_form_of_a_service_open_is_read_and_no_other),
                cmocka_unit_test(the_second_person_has_the_column_of_whom_it_is_about),
                cmocka_unit_test(an_entry_written_late_ends_with_the_legal_time),
                cmocka_unit_test(a_legal_time_that_cannot_be_is_refused),
                cmocka_unit_test(the_time_in_the_csv_is_the_legal_one),
                cmocka_unit_test(no_line_with_a_changed_byte_reads_and_writes_differently),
                cmocka_unit_test(cut_or_lengthened_lines_are_malformed),
                cmocka_unit_test(other_forms_of_the_same_json_are_malformed),
                cmocka_unit_test(every_word_is_in_the_csv_as_it_is),
                cmocka_unit_test(members_out_of_range_are_not_written),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
