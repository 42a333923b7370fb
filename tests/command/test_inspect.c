/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/hex.h"
#include "controller/audit/inspect.h"
#include "crypto/receipt.h"
#include "crypto/ticket.h"
#include "crypto/token.h"
#include "tests/crypto/known_answer.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

static struct office office;
static struct public_key known_key;

static int set_up(void **state) {
        return office_set_up(&office) < 0 || !public_key_parse(known_public, strlen(known_public), &known_key);
}

static int tear_down(void **state) {
        office_tear_down(&office);
        return 0;
}

static struct inspection inspect_text(const char *text, const struct inspect_by *by) {
        struct inspection inspection;

        assert_int_equal(inspect(text, strlen(text), by, &inspection), 0);
        return inspection;
}

static void assert_json(const struct inspection *inspection, const char *expected) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(inspection_format_json(inspection, &text), 0);
        assert_string_equal(buffer_text(&text), expected);
}

#define KNOWN_JSON(key, verdict, reason) \
        "{\"kind\":\"code\",\"kid\":\"866eefbd6718c884\",\"key\":" key ",\"aud\":\"K017\",\"nbf\":1790000000,\"exp\":1791209600," \
        "\"cti\":\"000102030405060708090a0b0c0d0e0f\",\"verdict\":\"" verdict "\",\"reason\":" reason "}\n"
#define KNOWN_KEY "\"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\""

static void the_known_answer_is_valid_in_its_time_and_under_its_key(void **state) {
        struct inspect_by by = { .key = &known_key, .now_s = KNOWN_VALID_AT };
        struct inspection inspection;

        inspection = inspect_text(known_text, &by);
        assert_json(&inspection, KNOWN_JSON(KNOWN_KEY, "valid", "null"));
        by.now_s = KNOWN_EXP;
        inspection = inspect_text(known_text, &by);
        assert_json(&inspection, KNOWN_JSON(KNOWN_KEY, "expired", "\"expired\""));
        by.now_s = KNOWN_NBF - 301;
        inspection = inspect_text(known_text, &by);
        assert_json(&inspection, KNOWN_JSON(KNOWN_KEY, "early", "\"not_yet\""));
        by.now_s = KNOWN_VALID_AT;
        by.box_id = "K018";
        inspection = inspect_text(known_text, &by);
        assert_json(&inspection, KNOWN_JSON(KNOWN_KEY, "refused", "\"wrong_box\""));
        by.box_id = "K017";
        assert_int_equal(inspect_text(known_text, &by).verdict, INSPECT_VALID);
        by.key = secret_key_public(office.code);
        assert_int_equal(inspect_text(known_text, &by).reason, REFUSAL_UNKNOWN_KEY);
        by.key = NULL;
        inspection = inspect_text(known_text, &by);
        assert_json(&inspection, KNOWN_JSON("null", "unchecked", "null"));
}

static void each_of_its_976_flipped_bits_is_refused(void **state) {
        const struct inspect_by by = { .key = &known_key, .now_s = KNOWN_VALID_AT };
        uint8_t bytes[KNOWN_COSE_LEN];

        assert_true(hex_decode(known_cose, strlen(known_cose), bytes, sizeof(bytes)));
        for (unsigned bit = 0; bit < 976; bit++) {
                CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

                bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
                assert_int_equal(token_encode("PK1:", bytes, sizeof(bytes), &text), 0);
                assert_int_equal(inspect_text(buffer_text(&text), &by).verdict, INSPECT_REFUSED);
                bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
}

static void what_is_none_of_ours_is_malformed(void **state) {
        const struct inspect_by by = { .now_s = KNOWN_VALID_AT };
        struct inspection inspection = inspect_text("hello", &by);

        assert_json(&inspection, "{\"kind\":null,\"kid\":null,\"key\":null,\"aud\":null,\"nbf\":null,\"exp\":null,\"cti\":null,"
                                 "\"verdict\":\"refused\",\"reason\":\"malformed\"}\n");
        inspection = inspect_text("PK1:hello", &by);
        assert_int_equal(inspection.kind, INSPECT_CODE);
        assert_int_equal(inspection.reason, REFUSAL_MALFORMED);
}

static void tickets_and_badges_are_judged_by_key_and_by_bundle(void **state) {
        CLEANUP(buffer_deinit) struct buffer ticket_text = BUFFER_INIT, badge_text = BUFFER_INIT;
        struct inspect_by by = { .bundle = office.bundle, .now_s = OFFICE_NOW };
        struct ticket ticket = office_ticket();
        struct badge badge = office_badge();
        struct inspection inspection;

        assert_int_equal(ticket_sign(&ticket, sealing_key_public(office.box), office.ticket, &ticket_text), 0);
        assert_int_equal(badge_sign(&badge, office.badge, &badge_text), 0);
        inspection = inspect_text(buffer_text(&ticket_text), &by);
        assert_int_equal(inspection.kind, INSPECT_TICKET);
        assert_int_equal(inspection.verdict, INSPECT_VALID);
        assert_memory_equal(&inspection.key, secret_key_public(office.ticket), sizeof(inspection.key));
        inspection = inspect_text(buffer_text(&badge_text), &by);
        assert_int_equal(inspection.kind, INSPECT_BADGE);
        assert_int_equal(inspection.verdict, INSPECT_VALID);
        assert_false(inspection.has_aud);
        assert_string_equal(inspection.sub, "anna");

        by = (struct inspect_by){ .key = secret_key_public(office.ticket), .now_s = OFFICE_NOW };
        assert_int_equal(inspect_text(buffer_text(&ticket_text), &by).verdict, INSPECT_VALID);
        assert_int_equal(inspect_text(buffer_text(&badge_text), &by).reason, REFUSAL_UNKNOWN_KEY);
        by.key = secret_key_public(office.badge);
        assert_int_equal(inspect_text(buffer_text(&badge_text), &by).verdict, INSPECT_VALID);
}

static void a_bundle_decides_unknown_and_wrong_use(void **state) {
        const struct inspect_by by = { .bundle = office.bundle, .now_s = KNOWN_VALID_AT };
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct code code = { .aud = "K017", .exp = KNOWN_EXP, .nbf = KNOWN_NBF };
        struct inspection inspection;

        inspection = inspect_text(known_text, &by);
        assert_int_equal(inspection.reason, REFUSAL_UNKNOWN_KEY);
        assert_false(inspection.has_key);
        assert_int_equal(code_sign(&code, office.ticket, &text), 0);
        assert_int_equal(inspect_text(buffer_text(&text), &by).reason, REFUSAL_WRONG_USE);
}

static void a_receipt_is_recognised_and_left_unchecked(void **state) {
        const struct inspect_by by = { .key = &known_key, .now_s = KNOWN_VALID_AT };
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct receipt receipt = { .index = 1, .size = 2 };
        struct inspection inspection;

        assert_int_equal(receipt_format(&receipt, &text), 0);
        inspection = inspect_text(buffer_text(&text), &by);
        assert_int_equal(inspection.kind, INSPECT_RECEIPT);
        assert_int_equal(inspection.verdict, INSPECT_UNCHECKED);
        assert_int_equal(inspect_text("RC1:", &by).verdict, INSPECT_REFUSED);
}

static void people_read_lines(void **state) {
        const struct inspect_by by = { .key = &known_key, .now_s = KNOWN_EXP };
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct inspection inspection = inspect_text(known_text, &by);

        assert_int_equal(inspection_format_text(&inspection, &text), 0);
        assert_string_equal(buffer_text(&text),
                            "pickup code\n"
                            "  box          K017\n"
                            "  valid from   2026-09-21T14:13:20Z\n"
                            "  valid until  2026-10-05T14:13:20Z\n"
                            "  consignment  000102030405060708090a0b0c0d0e0f\n"
                            "  key id       866eefbd6718c884\n"
                            "  key          d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n"
                            "  verdict      expired\n"
                            "  reason       expired\n");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_known_answer_is_valid_in_its_time_and_under_its_key),
                cmocka_unit_test(each_of_its_976_flipped_bits_is_refused),
                cmocka_unit_test(what_is_none_of_ours_is_malformed),
                cmocka_unit_test(tickets_and_badges_are_judged_by_key_and_by_bundle),
                cmocka_unit_test(a_bundle_decides_unknown_and_wrong_use),
                cmocka_unit_test(a_receipt_is_recognised_and_left_unchecked),
                cmocka_unit_test(people_read_lines),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
