/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "crypto/claim.h"
#include "crypto/envelope.h"
#include "crypto/ticket_contents.h"
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

static void sign(const struct ticket *ticket, const struct secret_key *key, struct buffer *text) {
        buffer_clear(text);
        assert_int_equal(ticket_sign(ticket, sealing_key_public(office.box), key, text), 0);
}

static int judge_text(const struct buffer *text, int64_t now_s, bool *ret_signed) {
        struct ticket back = { 0 };
        int r = ticket_judge(buffer_text(text), text->len, office.bundle, "K017", now_s, office.box, &back, ret_signed);

        ticket_wipe(&back);
        return r;
}

static int judge_at(const struct ticket *ticket, int64_t now_s) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        bool is_signed;
        int r;

        sign(ticket, office.ticket, &text);
        r = judge_text(&text, now_s, &is_signed);
        assert_true(is_signed);
        return r;
}

/* A truly signed ticket around any sealed bytes. */
static int judge_sealed(const void *contents, size_t len, const struct sealing_public *box) {
        CLEANUP(buffer_deinit) struct buffer sealed = BUFFER_INIT, text = BUFFER_INIT;
        struct ticket ticket = office_ticket();
        uint8_t payload[512], bytes[1024];
        struct cbor_writer writer = cbor_writer_over(payload, sizeof(payload));
        struct cbor_writer envelope = cbor_writer_over(bytes, sizeof(bytes));
        bool is_signed;

        assert_int_equal(sealing_seal(box, contents, len, &sealed), 0);
        cbor_put_map(&writer, 5);
        claim_put_aud(&writer, ticket.aud);
        claim_put_time(&writer, CLAIM_EXP, ticket.exp);
        claim_put_time(&writer, CLAIM_NBF, ticket.nbf);
        claim_put_cti(&writer, ticket.cti);
        cbor_put_int(&writer, -65537);
        cbor_put_bytes(&writer, sealed.data, sealed.len);
        assert_int_equal(envelope_sign(payload, writer.len, office.ticket, &envelope), 0);
        assert_int_equal(token_encode("LT1:", bytes, envelope.len, &text), 0);
        return judge_text(&text, OFFICE_NOW, &is_signed);
}

static void a_ticket_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = office_ticket(), back;
        bool is_signed;
        int r;

        ticket.contents.has_group = true;
        ticket.contents.group[15] = 0x77;
        sign(&ticket, office.ticket, &text);
        r = ticket_judge(buffer_text(&text), text.len, office.bundle, "K017", OFFICE_NOW, office.box, &back, &is_signed);
        assert_int_equal(r, 0);
        assert_true(is_signed);
        assert_string_equal(back.aud, "K017");
        assert_int_equal(back.exp, ticket.exp);
        assert_int_equal(back.nbf, ticket.nbf);
        assert_memory_equal(back.cti, ticket.cti, CTI_LEN);
        assert_memory_equal(&back.contents, &ticket.contents, sizeof(back.contents));
        ticket_wipe(&back);
        assert_int_equal(back.contents.pin[0], 0);
}

static void the_longest_ticket_can_be_read(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = office_ticket();
        bool is_signed;

        strcpy(ticket.aud, "ZZZZZ");
        strcpy(ticket.contents.aud, "ZZZZZ");
        memset(ticket.contents.items, ITEM_OTHER, TICKET_ITEMS_MAX);
        ticket.contents.item_count = TICKET_ITEMS_MAX;
        ticket.contents.days = TICKET_DAYS_MAX;
        ticket.contents.has_group = true;
        sign(&ticket, office.ticket, &text);
        assert_true(text.len <= TICKET_TEXT_MAX);
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_WRONG_BOX);
}

static void limits_of_contents_are_good(void **state) {
        static const char *const births[] = {
                "19640812", "00000000", "20000229", "19000228", "19640800", "19640000", "19640031", "00000229",
        };
        struct ticket ticket = office_ticket();

        for (size_t i = 0; i < ARRAY_LEN(births); i++) {
                strcpy(ticket.contents.birth, births[i]);
                assert_int_equal(judge_at(&ticket, OFFICE_NOW), 0);
        }
        ticket.contents.days = 1;
        ticket.contents.item_count = 1;
        ticket.contents.items[0] = ITEM_OTHER;
        ticket.contents.wishes = WISH_LOW | WISH_LARGE | WISH_RETURN_OLD;
        assert_int_equal(judge_at(&ticket, OFFICE_NOW), 0);
}

/* Writes contents that ticket_sign() would refuse, to see that they are refused when read as well. */
static void assert_contents_refused(const struct ticket_contents *contents) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        uint8_t bytes[2 * TICKET_CONTENTS_MAX_LEN];
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        struct ticket ticket = office_ticket();

        ticket.contents = *contents;
        assert_int_equal(ticket_sign(&ticket, sealing_key_public(office.box), office.ticket, &text), -EINVAL);
        assert_int_equal(text.len, 0);
        ticket_contents_write(contents, &writer);
        if (writer.len <= TICKET_CONTENTS_MAX_LEN)
                assert_int_equal(judge_sealed(bytes, writer.len, sealing_key_public(office.box)), REFUSAL_MALFORMED);
}

static void contents_beyond_their_limits_are_refused(void **state) {
        static const char *const births[] = { "19641301", "19640832", "20010229", "19000229", "1964081", "1964081a", "", "19640431" };
        struct ticket_contents good = office_ticket().contents, bad;

        for (size_t i = 0; i < ARRAY_LEN(births); i++) {
                bad = good;
                strcpy(bad.birth, births[i]);
                assert_contents_refused(&bad);
        }
        bad = good, bad.item_count = 0, assert_contents_refused(&bad);
        bad = good, bad.items[1] = 0, assert_contents_refused(&bad);
        bad = good, bad.items[1] = ITEM_COUNT, assert_contents_refused(&bad);
        bad = good, bad.days = 0, assert_contents_refused(&bad);
        bad = good, bad.days = TICKET_DAYS_MAX + 1, assert_contents_refused(&bad);
        bad = good, bad.wishes = 8, assert_contents_refused(&bad);
        bad = good, bad.reference[7] = (char)('0' + (good.reference[7] - '0' + 1) % 10), assert_contents_refused(&bad);
        bad = good, bad.reference[7] = 0, assert_contents_refused(&bad);
        bad = good, bad.pin[5] = 0, assert_contents_refused(&bad);
        bad = good, bad.pin[0] = '-', assert_contents_refused(&bad);
        bad = good, strcpy(bad.aud, "k017"), assert_contents_refused(&bad);
}

static void inner_and_outer_names_must_be_equal(void **state) {
        struct ticket_contents good = office_ticket().contents, bad;

        bad = good, bad.cti[0] ^= 1, assert_contents_refused(&bad);
        bad = good, strcpy(bad.aud, "K018"), assert_contents_refused(&bad);
}

static void a_seal_for_another_box_does_not_open(void **state) {
        CLEANUP(sealing_key_cleanup) struct sealing_key *other = NULL;
        struct ticket_contents contents = office_ticket().contents;
        uint8_t bytes[TICKET_CONTENTS_MAX_LEN];
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));

        assert_int_equal(sealing_key_generate(&other), 0);
        ticket_contents_write(&contents, &writer);
        assert_int_equal(judge_sealed(bytes, writer.len, sealing_key_public(office.box)), 0);
        assert_int_equal(judge_sealed(bytes, writer.len, sealing_key_public(other)), REFUSAL_MALFORMED);
}

static void sealed_bytes_have_one_form(void **state) {
        struct ticket_contents contents = office_ticket().contents;
        uint8_t bytes[TICKET_CONTENTS_MAX_LEN + 1];
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        const struct sealing_public *box = sealing_key_public(office.box);

        ticket_contents_write(&contents, &writer);
        for (size_t len = 0; len < writer.len; len++)
                assert_int_equal(judge_sealed(bytes, len, box), REFUSAL_MALFORMED);
        bytes[writer.len] = 0;
        assert_int_equal(judge_sealed(bytes, writer.len + 1, box), REFUSAL_MALFORMED);
        bytes[writer.len - 1] = 0xf7; /* undefined instead of null */
        assert_int_equal(judge_sealed(bytes, writer.len, box), REFUSAL_MALFORMED);
        bytes[writer.len - 1] = 0xf6;
        bytes[0] = 0xa8;
        assert_int_equal(judge_sealed(bytes, writer.len, box), REFUSAL_MALFORMED);
}

static void every_refusal_has_its_reason(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket good = office_ticket(), ticket = good;
        struct bundle *draft;
        bool is_signed;

        assert_int_equal(judge_at(&good, (int64_t)good.nbf - 300), 0);
        assert_int_equal(judge_at(&good, (int64_t)good.nbf - 301), REFUSAL_NOT_YET);
        assert_int_equal(judge_at(&good, (int64_t)good.exp - 1), 0);
        assert_int_equal(judge_at(&good, good.exp), REFUSAL_EXPIRED);
        ticket.exp = ticket.nbf + 14 * OFFICE_DAY;
        assert_int_equal(judge_at(&ticket, OFFICE_NOW), 0);
        ticket.exp++;
        assert_int_equal(judge_at(&ticket, OFFICE_NOW), REFUSAL_VALIDITY);
        ticket = good;
        ticket.nbf = OFFICE_NOW - 101 * OFFICE_DAY; /* before its key */
        assert_int_equal(judge_at(&ticket, OFFICE_NOW), REFUSAL_VALIDITY);

        sign(&good, office.code, &text);
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_WRONG_USE);
        assert_false(is_signed);
        sign(&good, office.stranger, &text);
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_UNKNOWN_KEY);
        sign(&good, office.ticket, &text);
        text.data[text.len - 40] = text.data[text.len - 40] == 'A' ? 'B' : 'A';
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_BAD_SIGNATURE);
        assert_false(is_signed);
        text.data[0] = 'P';
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_MALFORMED);
        while (text.len <= TICKET_TEXT_MAX)
                assert_int_equal(buffer_append_text(&text, "0"), 0);
        assert_int_equal(judge_text(&text, OFFICE_NOW, &is_signed), REFUSAL_TOO_LONG);

        draft = office_draft(&office);
        office_revoke(draft, good.cti, good.nbf + 1);
        office_adopt(&office, draft);
        assert_int_equal(judge_at(&good, OFFICE_NOW), REFUSAL_REVOKED);
        ticket = good;
        ticket.nbf++;
        assert_int_equal(judge_at(&ticket, OFFICE_NOW), 0);
        office_adopt(&office, office_draft(&office));
}

static void inspection_reads_without_unsealing(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = office_ticket(), back;
        uint8_t kid[KEY_ID_LEN];
        bool is_signed;

        sign(&ticket, office.ticket, &text);
        assert_int_equal(ticket_parse(buffer_text(&text), text.len, &back), 0);
        assert_memory_equal(back.cti, ticket.cti, CTI_LEN);
        key_id(secret_key_public(office.ticket), kid);
        assert_memory_equal(back.kid, kid, KEY_ID_LEN);
        assert_int_equal(ticket_judge(buffer_text(&text), text.len, office.bundle, NULL, OFFICE_NOW, NULL, &back, &is_signed), 0);
        assert_int_equal(back.contents.item_count, 0);
}

static void items_have_names_that_lead_back(void **state) {
        for (int i = ITEM_PASSPORT; i < ITEM_COUNT; i++)
                assert_int_equal(item_from_name(item_name((enum item)i)), i);
        assert_null(item_name((enum item)0));
        assert_null(item_name(ITEM_COUNT));
        assert_int_equal(item_from_name("driving_licence"), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_ticket_goes_there_and_back),
                cmocka_unit_test(the_longest_ticket_can_be_read),
                cmocka_unit_test(limits_of_contents_are_good),
                cmocka_unit_test(contents_beyond_their_limits_are_refused),
                cmocka_unit_test(inner_and_outer_names_must_be_equal),
                cmocka_unit_test(a_seal_for_another_box_does_not_open),
                cmocka_unit_test(sealed_bytes_have_one_form),
                cmocka_unit_test(every_refusal_has_its_reason),
                cmocka_unit_test(inspection_reads_without_unsealing),
                cmocka_unit_test(items_have_names_that_lead_back),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
