/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/base45.h"
#include "crypto/code.h"
#include "crypto/envelope.h"
#include "crypto/token.h"
#include "tests/crypto/known_answer.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

static struct office office;
static struct secret_key *key; /* that of the known answer, which is another than the office's */

/* The office adopts the known key for codes as well. */
static int set_up(void **state) {
        struct bundle *draft;

        if (office_set_up(&office) < 0 || secret_key_from_seed(known_seed, &key) < 0)
                return -1;
        draft = office_draft(&office);
        office_add_key(draft, secret_key_public(key), KEY_USE_CODE);
        office_adopt(&office, draft);
        return 0;
}

static int tear_down(void **state) {
        secret_key_free(key);
        office_tear_down(&office);
        return 0;
}

static struct code known_code(void) {
        struct code code = { .aud = "K017", .exp = KNOWN_EXP, .nbf = KNOWN_NBF };

        for (int i = 0; i < CTI_LEN; i++)
                code.cti[i] = (uint8_t)i;
        return code;
}

static int judge_at(const struct buffer *text, int64_t now_s, bool *ret_signed) {
        struct code code;

        return code_judge(buffer_text(text), text->len, office.bundle, "K017", now_s, &code, ret_signed);
}

/* Signs and judges when the known answer is valid. */
static int judge(const struct code *code) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        bool is_signed;
        int r;

        assert_int_equal(code_sign(code, key, &text), 0);
        r = judge_at(&text, KNOWN_VALID_AT, &is_signed);
        assert_true(is_signed);
        return r;
}

static int judge_bytes(const uint8_t *bytes, size_t len, bool *ret_signed) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(token_encode("PK1:", bytes, len, &text), 0);
        return judge_at(&text, KNOWN_VALID_AT, ret_signed);
}

static size_t bytes_of(const char *hex, uint8_t *ret_bytes, size_t size) {
        size_t len = strlen(hex) / 2;

        assert_true(len <= size && hex_decode(hex, strlen(hex), ret_bytes, len));
        return len;
}

static void the_known_key_has_its_known_id(void **state) {
        uint8_t kid[KEY_ID_LEN];
        char text[2 * KEY_PUBLIC_LEN + 1];

        hex_encode(secret_key_public(key)->x, KEY_PUBLIC_LEN, text);
        assert_string_equal(text, known_public);
        key_id(secret_key_public(key), kid);
        hex_encode(kid, KEY_ID_LEN, text);
        assert_string_equal(text, known_kid);
}

static void the_known_answer_is_read_and_verified(void **state) {
        struct code code, expected = known_code();
        bool is_signed;

        assert_int_equal(code_judge(known_text, strlen(known_text), office.bundle, "K017", KNOWN_VALID_AT, &code, &is_signed), 0);
        assert_true(is_signed);
        assert_string_equal(code.aud, "K017");
        assert_int_equal(code.exp, KNOWN_EXP);
        assert_int_equal(code.nbf, KNOWN_NBF);
        assert_memory_equal(code.cti, expected.cti, CTI_LEN);
        assert_int_equal(code_verify(&code, secret_key_public(key)), 0);
        assert_int_equal(code_verify(&code, secret_key_public(office.code)), REFUSAL_BAD_SIGNATURE);
}

static void the_known_answer_is_made_byte_for_byte(void **state) {
        struct code code = known_code();
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        uint8_t bytes[KNOWN_COSE_LEN + 8];
        char hex[2 * sizeof(bytes) + 1];
        size_t len;

        assert_int_equal(code_sign(&code, key, &text), 0);
        assert_string_equal(buffer_text(&text), known_text);
        assert_true(base45_decode(buffer_text(&text) + 4, text.len - 4, bytes, sizeof(bytes), &len));
        assert_int_equal(len, KNOWN_COSE_LEN);
        hex_encode(bytes, len, hex);
        assert_string_equal(hex, known_cose);
}

static void every_single_flipped_bit_is_refused(void **state) {
        enum { SIGNATURE_AT = KNOWN_COSE_LEN - KEY_SIGNATURE_LEN, KID_AT = 8, KID_END = KID_AT + KEY_ID_LEN };
        uint8_t bytes[KNOWN_COSE_LEN];
        bool is_signed;

        assert_int_equal(bytes_of(known_cose, bytes, sizeof(bytes)), KNOWN_COSE_LEN);
        assert_int_equal(judge_bytes(bytes, sizeof(bytes), &is_signed), 0);
        for (unsigned bit = 0; bit < 8 * KNOWN_COSE_LEN; bit++) {
                unsigned at = bit / 8;
                int r;

                bytes[at] ^= (uint8_t)(1 << bit % 8);
                r = judge_bytes(bytes, sizeof(bytes), &is_signed);
                assert_int_not_equal(r, 0);
                assert_false(is_signed);
                if (at >= SIGNATURE_AT)
                        assert_int_equal(r, REFUSAL_BAD_SIGNATURE);
                if (at >= KID_AT && at < KID_END)
                        assert_int_equal(r, REFUSAL_UNKNOWN_KEY);
                bytes[at] ^= (uint8_t)(1 << bit % 8);
        }
}

static void every_shortened_code_is_malformed(void **state) {
        uint8_t bytes[KNOWN_COSE_LEN];
        bool is_signed;

        bytes_of(known_cose, bytes, sizeof(bytes));
        for (size_t len = 0; len < sizeof(bytes); len++)
                assert_int_equal(judge_bytes(bytes, len, &is_signed), REFUSAL_MALFORMED);
}

#define KID "866eefbd6718c884"
#define AUD "03644b303137"
#define EXP "041a6ac3b080"
#define NBF "051a6ab13b80"
#define CTI "0750000102030405060708090a0b0c0d0e0f"

/* Payloads that say the same or nearly so, each truly signed. */
static void only_one_form_of_a_payload_is_read(void **state) {
        static const char *const payloads[] = {
                "b804" AUD EXP NBF CTI,                             /* heads longer than need be */
                "a4" "1803" "644b303137" EXP NBF CTI,
                "a4" "0378044b303137" EXP NBF CTI,
                "a4" AUD "041b000000006ac3b080" NBF CTI,
                "a4" AUD EXP "051b000000006ab13b80" CTI,
                "a4" AUD EXP NBF "075810000102030405060708090a0b0c0d0e0f",
                "bf" AUD EXP NBF CTI "ff",                          /* indefinite lengths */
                "a4" "037f644b303137ff" EXP NBF CTI,
                "a4" AUD EXP NBF "075f50000102030405060708090a0b0c0d0e0fff",
                "a5" AUD AUD EXP NBF CTI,                           /* doubled, foreign, missing and misplaced keys */
                "a4" AUD AUD EXP NBF,
                "a5" AUD EXP NBF CTI "0800",
                "a5" "0160" AUD EXP NBF CTI,
                "a3" AUD EXP NBF,
                "a4" EXP AUD NBF CTI,
                "a4" AUD NBF EXP CTI,
                "a3" AUD EXP NBF CTI,
                "a5" AUD EXP NBF CTI,
                "a4" AUD EXP NBF CTI "00",                          /* trailing */
                "a4" "0360" EXP NBF CTI,                            /* values out of range */
                "a4" "03664b3030303137" EXP NBF CTI,
                "a4" "03646b303137" EXP NBF CTI,
                "a4" "03644b302031" EXP NBF CTI,
                "a4" "03644b300031" EXP NBF CTI,
                "a4" "03444b303137" EXP NBF CTI,
                "a4" AUD "0419ffff" NBF CTI,
                "a4" AUD EXP "0500" CTI,
                "a4" AUD "041b0000000100000000" NBF CTI,
                "a4" AUD "043a6ac3b080" NBF CTI,
                "a4" AUD "04fb41dab0ec20000000" NBF CTI,
                "a4" AUD EXP NBF "074f000102030405060708090a0b0c0d0e",
                "a4" AUD EXP NBF "0751000102030405060708090a0b0c0d0e0f10",
                "84" AUD EXP NBF CTI,
                "f6",
                "",
        };
        uint8_t payload[256], bytes[512];
        bool is_signed;

        for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
                struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
                size_t len = bytes_of(payloads[i], payload, sizeof(payload));

                assert_int_equal(envelope_sign(payload, len, key, &writer), 0);
                assert_int_equal(judge_bytes(bytes, writer.len, &is_signed),
                                 4 + BASE45_TEXT_LEN(writer.len) > CODE_TEXT_MAX ? REFUSAL_TOO_LONG : REFUSAL_MALFORMED);
        }
}

#define PAYLOAD "a4" AUD EXP NBF CTI
#define SIGNATURE \
        "90f29b30b9953ba619368213ae99e9f445707bd9076f90bf4f2ecf2c48cf663b" \
        "925378035eceedcf19ace55c42eae3c7351d765f12ece80e52a16c48b90be208"

static void only_one_form_of_an_envelope_is_read(void **state) {
        static const char *const envelopes[] = {
                "d81284" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d29804" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d29f" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE "ff",
                "84" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d1" "84" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d9d9f7" "d284" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "580da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4da20448" KID "0127" "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4ea2013812" "0448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4da201260448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4eb80201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "43a10127" "a10448" KID "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4da201270448" KID "b800" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4da201270448" KID "a10126" "5825" PAYLOAD "5840" SIGNATURE,
                "d284" "4da201270448" KID "a0" "590025" PAYLOAD "5840" SIGNATURE,
                "d284" "4da201270448" KID "a0" "5f5825" PAYLOAD "ff5840" SIGNATURE,
                "d284" "4da201270448" KID "a0" "f6" "5840" SIGNATURE,
                "d284" "4da201270448" KID "a0" "5825" PAYLOAD "590040" SIGNATURE,
                "d284" "4da201270448" KID "a0" "5825" PAYLOAD "5841" SIGNATURE "00",
                "d284" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE "00",
                "d284" "4da201270448" KID "a0" "5825" PAYLOAD "5840" SIGNATURE "f6",
        };
        uint8_t bytes[256];
        bool is_signed;

        assert_string_equal("d2844da201270448" KID "a05825" PAYLOAD "5840" SIGNATURE, known_cose);
        for (size_t i = 0; i < ARRAY_LEN(envelopes); i++)
                assert_int_equal(judge_bytes(bytes, bytes_of(envelopes[i], bytes, sizeof(bytes)), &is_signed), REFUSAL_MALFORMED);
}

static int parse_with(const char *before, const char *after) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct code code;

        assert_int_equal(buffer_printf(&text, "%s%s%s", before, known_text + TOKEN_PREFIX_LEN, after), 0);
        return code_parse(buffer_text(&text), text.len, &code);
}

static void one_line_end_is_dropped_and_nothing_else(void **state) {
        static const char *const after[] = { "\n\n", "\r\n\r\n", "\r", "\n\r", " ", "\t", "0", "000", ":" };
        static const char *const before[] = { "", "pk1:", "PK2:", "LT1:", " PK1:", "PK1", "PK1::", "\nPK1:", "PK1:PK1:" };
        struct code code;

        assert_int_equal(parse_with("PK1:", ""), 0);
        assert_int_equal(parse_with("PK1:", "\n"), 0);
        assert_int_equal(parse_with("PK1:", "\r\n"), 0);
        for (size_t i = 0; i < ARRAY_LEN(after); i++)
                assert_int_equal(parse_with("PK1:", after[i]), REFUSAL_MALFORMED);
        for (size_t i = 0; i < ARRAY_LEN(before); i++)
                assert_int_equal(parse_with(before[i], ""), REFUSAL_MALFORMED);
        assert_int_equal(code_parse("", 0, &code), REFUSAL_MALFORMED);
        assert_int_equal(code_parse("\r\n", 2, &code), REFUSAL_MALFORMED);
        assert_int_equal(code_parse("PK1:", 4, &code), REFUSAL_MALFORMED);
        assert_int_equal(code_parse("PK1:\0", 5, &code), REFUSAL_MALFORMED);
}

static void a_longer_text_is_too_long_whatever_it_says(void **state) {
        char text[CODE_TEXT_MAX + 1];
        struct code code;

        memset(text, '0', sizeof(text));
        assert_int_equal(code_parse(text, CODE_TEXT_MAX + 1, &code), REFUSAL_TOO_LONG);
        assert_int_equal(code_parse(text, CODE_TEXT_MAX, &code), REFUSAL_MALFORMED);
}

static void box_ids_of_one_to_five_characters_fit(void **state) {
        static const char *const good[] = { "K", "0", "K017", "ZZZZZ", "09AZ9" };
        static const char *const bad[] = { "", "k017", "K 17", "K0178X", "Ü", "K-1" };
        struct code code = known_code(), back;

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

                strcpy(code.aud, good[i]);
                assert_int_equal(code_sign(&code, key, &text), 0);
                assert_int_equal(text.len, 4 + BASE45_TEXT_LEN(118 + strlen(good[i])));
                assert_int_equal(code_parse(buffer_text(&text), text.len, &back), 0);
                assert_string_equal(back.aud, good[i]);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(box_id_valid(bad[i]));
}

static void what_could_not_be_read_is_not_signed(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct code code = known_code();

        code.exp = 65535;
        assert_int_equal(code_sign(&code, key, &text), -EINVAL);
        code = known_code();
        code.nbf = 0;
        assert_int_equal(code_sign(&code, key, &text), -EINVAL);
        code = known_code();
        strcpy(code.aud, "k");
        assert_int_equal(code_sign(&code, key, &text), -EINVAL);
        assert_int_equal(text.len, 0);
        code.nbf = 65536;
        strcpy(code.aud, "K");
        assert_int_equal(code_sign(&code, key, &text), 0);
}

static void a_code_is_good_from_five_minutes_before_nbf_until_just_before_exp(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct code code = known_code();
        bool is_signed;

        assert_int_equal(code_sign(&code, key, &text), 0);
        assert_int_equal(judge_at(&text, (int64_t)KNOWN_NBF - 301, &is_signed), REFUSAL_NOT_YET);
        assert_true(is_signed);
        assert_int_equal(judge_at(&text, (int64_t)KNOWN_NBF - 300, &is_signed), 0);
        assert_int_equal(judge_at(&text, (int64_t)KNOWN_EXP - 1, &is_signed), 0);
        assert_int_equal(judge_at(&text, KNOWN_EXP, &is_signed), REFUSAL_EXPIRED);
        assert_true(is_signed);
        assert_int_equal(judge_at(&text, -5, &is_signed), REFUSAL_NOT_YET);
        assert_int_equal(judge_at(&text, INT64_MAX, &is_signed), REFUSAL_EXPIRED);
        assert_int_equal(judge_at(&text, INT64_MIN, &is_signed), REFUSAL_NOT_YET);
}

static void validity_is_at_most_35_days_and_of_positive_length(void **state) {
        struct code code = known_code();

        code.exp = code.nbf + 35 * OFFICE_DAY;
        assert_int_equal(judge(&code), 0);
        code.exp++;
        assert_int_equal(judge(&code), REFUSAL_VALIDITY);
        code.nbf = KNOWN_VALID_AT + 100;
        code.exp = KNOWN_VALID_AT + 50;
        assert_int_equal(judge(&code), REFUSAL_VALIDITY);
        code.exp = code.nbf;
        assert_int_equal(judge(&code), REFUSAL_VALIDITY);
}

static void the_key_decides_unknown_and_wrong_use(void **state) {
        const struct {
                const struct secret_key *key;
                int expected;
        } cases[] = {
                { office.code, 0 },
                { office.ticket, REFUSAL_WRONG_USE },
                { office.badge, REFUSAL_WRONG_USE },
                { office.root, REFUSAL_WRONG_USE },
                { office.stranger, REFUSAL_UNKNOWN_KEY },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
                struct code code = known_code();
                bool is_signed;

                assert_int_equal(code_sign(&code, cases[i].key, &text), 0);
                assert_int_equal(judge_at(&text, KNOWN_VALID_AT, &is_signed), cases[i].expected);
                assert_int_equal(is_signed, cases[i].expected == 0);
        }
}

static void a_foreign_box_comes_before_time_and_time_before_the_rest(void **state) {
        struct code code = known_code();

        strcpy(code.aud, "K018");
        code.exp = code.nbf + 36 * OFFICE_DAY;
        assert_int_equal(judge(&code), REFUSAL_WRONG_BOX);
        code.nbf = KNOWN_VALID_AT - 50 * OFFICE_DAY;
        code.exp = KNOWN_VALID_AT;
        assert_int_equal(judge(&code), REFUSAL_WRONG_BOX);
        strcpy(code.aud, "K017");
        assert_int_equal(judge(&code), REFUSAL_EXPIRED);
        code.nbf = KNOWN_VALID_AT + 301;
        code.exp = code.nbf + 50 * OFFICE_DAY;
        assert_int_equal(judge(&code), REFUSAL_NOT_YET);
}

static void a_key_signs_only_for_its_boxes_and_in_its_time(void **state) {
        struct bundle *draft = office_draft(&office);
        struct code code = known_code();
        struct bundle_key *last;

        office_add_key(draft, secret_key_public(key), KEY_USE_CODE);
        last = &draft->keys[draft->key_count - 1];
        strcpy(last->boxes[last->box_count++], "K018");
        office_adopt(&office, draft);
        assert_int_equal(judge(&code), REFUSAL_VALIDITY);

        draft = office_draft(&office);
        office_add_key(draft, secret_key_public(key), KEY_USE_CODE);
        last = &draft->keys[draft->key_count - 1];
        strcpy(last->boxes[last->box_count++], "K018");
        strcpy(last->boxes[last->box_count++], "K017");
        last->nbf = KNOWN_NBF;
        last->exp = KNOWN_NBF + 1;
        office_adopt(&office, draft);
        assert_int_equal(judge(&code), 0);
        code.nbf++;
        assert_int_equal(judge(&code), REFUSAL_VALIDITY);
        code.nbf -= 2;
        assert_int_equal(judge(&code), REFUSAL_VALIDITY);

        draft = office_draft(&office);
        office_add_key(draft, secret_key_public(key), KEY_USE_CODE);
        office_adopt(&office, draft);
}

static void a_revocation_voids_what_was_made_before_it(void **state) {
        const uint32_t times[] = { KNOWN_NBF, KNOWN_NBF + 1, UINT32_MAX };
        const int expected[] = { 0, REFUSAL_REVOKED, REFUSAL_REVOKED };
        struct code code = known_code();
        struct bundle *draft;

        for (size_t i = 0; i < ARRAY_LEN(times); i++) {
                draft = office_draft(&office);
                office_add_key(draft, secret_key_public(key), KEY_USE_CODE);
                office_revoke(draft, code.cti, times[i]);
                office_adopt(&office, draft);
                assert_int_equal(judge(&code), expected[i]);
        }
        code.cti[15] ^= 1;
        assert_int_equal(judge(&code), 0);
        draft = office_draft(&office);
        office_add_key(draft, secret_key_public(key), KEY_USE_CODE);
        office_adopt(&office, draft);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_known_key_has_its_known_id),
                cmocka_unit_test(the_known_answer_is_read_and_verified),
                cmocka_unit_test(the_known_answer_is_made_byte_for_byte),
                cmocka_unit_test(every_single_flipped_bit_is_refused),
                cmocka_unit_test(every_shortened_code_is_malformed),
                cmocka_unit_test(only_one_form_of_a_payload_is_read),
                cmocka_unit_test(only_one_form_of_an_envelope_is_read),
                cmocka_unit_test(one_line_end_is_dropped_and_nothing_else),
                cmocka_unit_test(a_longer_text_is_too_long_whatever_it_says),
                cmocka_unit_test(box_ids_of_one_to_five_characters_fit),
                cmocka_unit_test(what_could_not_be_read_is_not_signed),
                cmocka_unit_test(a_code_is_good_from_five_minutes_before_nbf_until_just_before_exp),
                cmocka_unit_test(validity_is_at_most_35_days_and_of_positive_length),
                cmocka_unit_test(the_key_decides_unknown_and_wrong_use),
                cmocka_unit_test(a_foreign_box_comes_before_time_and_time_before_the_rest),
                cmocka_unit_test(a_key_signs_only_for_its_boxes_and_in_its_time),
                cmocka_unit_test(a_revocation_voids_what_was_made_before_it),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
