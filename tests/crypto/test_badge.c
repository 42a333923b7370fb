/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/envelope.h"
#include "crypto/token.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

static struct office office;

static int set_up(void **state) {
        return office_set_up(&office);
}

static int tear_down(void **state) {
        office_tear_down(&office);
        return 0;
}

static int judge_text(const struct buffer *text, int64_t now_s, bool *ret_signed) {
        const struct bundle_staff *staff = NULL;
        struct badge back;
        int r = badge_judge(buffer_text(text), text->len, office.bundle, now_s, &back, &staff, ret_signed);

        assert_int_equal(staff != NULL, r == 0);
        return r;
}

static int judge_by(const struct badge *badge, const struct secret_key *key, int64_t now_s) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        bool is_signed;
        int r;

        assert_int_equal(badge_sign(badge, key, &text), 0);
        r = judge_text(&text, now_s, &is_signed);
        assert_int_equal(is_signed, r != REFUSAL_UNKNOWN_KEY && r != REFUSAL_WRONG_USE);
        return r;
}

static void a_badge_names_its_person_in_the_bundle(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        const struct bundle_staff *staff;
        struct badge badge = office_badge(), back;
        bool is_signed;

        assert_int_equal(badge_sign(&badge, office.badge, &text), 0);
        assert_int_equal(badge_judge(buffer_text(&text), text.len, office.bundle, OFFICE_NOW, &back, &staff, &is_signed), 0);
        assert_string_equal(staff->sub, "anna");
        assert_int_equal(staff->role, ROLE_MANAGER);
        assert_string_equal(back.sub, badge.sub);
        assert_int_equal(back.exp, badge.exp);
        assert_int_equal(back.nbf, badge.nbf);
        assert_memory_equal(back.cti, badge.cti, CTI_LEN);
}

static void every_refusal_has_its_reason(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct badge good = office_badge(), badge;
        bool is_signed;

        assert_int_equal(judge_by(&good, office.badge, (int64_t)good.nbf - 300), 0);
        assert_int_equal(judge_by(&good, office.badge, (int64_t)good.nbf - 301), REFUSAL_NOT_YET);
        assert_int_equal(judge_by(&good, office.badge, (int64_t)good.exp - 1), 0);
        assert_int_equal(judge_by(&good, office.badge, good.exp), REFUSAL_EXPIRED);
        assert_int_equal(judge_by(&good, office.code, OFFICE_NOW), REFUSAL_WRONG_USE);
        assert_int_equal(judge_by(&good, office.ticket, OFFICE_NOW), REFUSAL_WRONG_USE);
        assert_int_equal(judge_by(&good, office.stranger, OFFICE_NOW), REFUSAL_UNKNOWN_KEY);
        badge = good, badge.nbf = OFFICE_NOW - 101 * OFFICE_DAY;
        assert_int_equal(judge_by(&badge, office.badge, OFFICE_NOW), REFUSAL_VALIDITY);
        badge = good, badge.cti[0] = 3; /* an older badge of hers */
        assert_int_equal(judge_by(&badge, office.badge, OFFICE_NOW), REFUSAL_REVOKED);
        badge = good, strcpy(badge.sub, "carla");
        assert_int_equal(judge_by(&badge, office.badge, OFFICE_NOW), REFUSAL_REVOKED);
        badge = good, strcpy(badge.sub, "berta.k"); /* with anna's cti */
        assert_int_equal(judge_by(&badge, office.badge, OFFICE_NOW), REFUSAL_REVOKED);

        assert_int_equal(badge_sign(&good, office.badge, &text), 0);
        text.data[text.len - 40] = text.data[text.len - 40] == 'A' ? 'B' : 'A';
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_BAD_SIGNATURE);
        assert_false(is_signed);
        text.data[0] = 'P';
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_MALFORMED);
        while (text.len <= BADGE_TEXT_MAX)
                assert_int_equal(buffer_append_text(&text, "0"), 0);
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_TOO_LONG);
}

static void subs_have_one_to_sixteen_plain_characters(void **state) {
        static const char *const good[] = { "a", "A.b_c-9", "0123456789abcdef" };
        static const char *const bad[] = { "", "0123456789abcdefg", "a b", "ä", "a\n", "a/b" };
        struct badge badge = office_badge(), back;

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

                strcpy(badge.sub, good[i]);
                assert_int_equal(badge_sign(&badge, office.badge, &text), 0);
                assert_true(text.len <= BADGE_TEXT_MAX);
                assert_int_equal(badge_parse(buffer_text(&text), text.len, &back), 0);
                assert_string_equal(back.sub, good[i]);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(sub_valid(bad[i]));
}

static void what_could_not_be_read_is_not_signed(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct badge badge = office_badge();

        badge.exp = 65535;
        assert_int_equal(badge_sign(&badge, office.badge, &text), -EINVAL);
        badge = office_badge();
        badge.nbf = 65535;
        assert_int_equal(badge_sign(&badge, office.badge, &text), -EINVAL);
        badge = office_badge();
        badge.sub[0] = ' ';
        assert_int_equal(badge_sign(&badge, office.badge, &text), -EINVAL);
        assert_int_equal(text.len, 0);
}

static void only_one_form_of_a_payload_is_read(void **state) {
        static const char *const payloads[] = {
                "a4" "0264616e6e61" "041a6b000000" "051a6a000000" "0750000102030405060708090a0b0c0d0e0f",
                "b804" "0264616e6e61" "041a6b000000" "051a6a000000" "0750000102030405060708090a0b0c0d0e0f",
                "a4" "027804616e6e61" "041a6b000000" "051a6a000000" "0750000102030405060708090a0b0c0d0e0f",
                "a4" "0264616e6e61" "051a6a000000" "041a6b000000" "0750000102030405060708090a0b0c0d0e0f",
                "a4" "0364616e6e61" "041a6b000000" "051a6a000000" "0750000102030405060708090a0b0c0d0e0f",
                "a4" "0260" "041a6b000000" "051a6a000000" "0750000102030405060708090a0b0c0d0e0f",
                "a4" "0264616e6e61" "041a6b000000" "0500" "0750000102030405060708090a0b0c0d0e0f",
                "a4" "0264616e6e61" "041a6b000000" "051a6a000000" "0750000102030405060708090a0b0c0d0e0f" "00",
                "a3" "0264616e6e61" "041a6b000000" "051a6a000000",
        };
        uint8_t payload[128], bytes[256];

        for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
                CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
                struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
                size_t len = strlen(payloads[i]) / 2;
                struct badge badge;

                assert_true(hex_decode(payloads[i], 2 * len, payload, len));
                assert_int_equal(envelope_sign(payload, len, office.badge, &writer), 0);
                assert_int_equal(token_encode("SB1:", bytes, writer.len, &text), 0);
                assert_int_equal(badge_parse(buffer_text(&text), text.len, &badge), i == 0 ? 0 : REFUSAL_MALFORMED);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_badge_names_its_person_in_the_bundle),
                cmocka_unit_test(every_refusal_has_its_reason),
                cmocka_unit_test(subs_have_one_to_sixteen_plain_characters),
                cmocka_unit_test(what_could_not_be_read_is_not_signed),
                cmocka_unit_test(only_one_form_of_a_payload_is_read),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
