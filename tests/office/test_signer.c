/* SPDX-License-Identifier: EUPL-1.2 */
/* What the signer refuses. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/office/apart.h"
#include "controller/office/signer.h"
#include "controller/office/signing_desk.h"
#include "crypto/key_elsewhere.h"
#include "crypto/reference.h"
#include "crypto/revocations.h"
#include "tests/office/fixture.h"

enum { DAY_S = 86400 };

struct asking {
        struct fixture *fixture;
        struct office *office;
        struct secrets secrets;
        const struct secret_key *code, *ticket, *badge, *log;
        uint8_t cti[CTI_LEN];
};

static void begin_asking(struct asking *asking, struct fixture *fixture) {
        asking->fixture = fixture;
        asking->office = fixture_open(fixture);
        asking->secrets = fixture_secrets(fixture, asking->office, SECRETS_ROOT | SECRETS_DAY);
        asking->code = secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_CODE, FIXTURE_NOW);
        asking->ticket = secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_TICKET, FIXTURE_NOW);
        asking->badge = secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_BADGE, FIXTURE_NOW);
        asking->log = asking->secrets.sets[0].keys[STATE_KEY_LOG];
        crypto_random(asking->cti, sizeof(asking->cti));
}

static void end_asking(struct asking *asking) {
        secrets_deinit(&asking->secrets);
        office_close(asking->office);
}

/* A ticket for this box and with these ends, the rest as it should be. */
static int ask_ticket(struct asking *asking, const char *box, uint32_t nbf, uint32_t exp) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = { .nbf = nbf, .exp = exp, .contents = { .items = { 1 }, .item_count = 1, .reference = "1234567", .pin = "123456",
                                                                        .birth = "19801224", .days = 10 } };

        ticket.contents.reference[REFERENCE_LEN - 1] = reference_check_digit(ticket.contents.reference, REFERENCE_LEN - 1);
        snprintf(ticket.aud, sizeof(ticket.aud), "%s", box);
        memcpy(ticket.contents.aud, ticket.aud, sizeof(ticket.aud));
        memcpy(ticket.cti, asking->cti, CTI_LEN);
        memcpy(ticket.contents.cti, asking->cti, CTI_LEN);
        return ticket_sign(&ticket, sealing_key_public(asking->fixture->box_key), asking->ticket, &text);
}

static int ask_code(struct asking *asking, const char *box, uint32_t nbf, uint32_t exp) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct code code = { .nbf = nbf, .exp = exp };

        snprintf(code.aud, sizeof(code.aud), "%s", box);
        memcpy(code.cti, asking->cti, CTI_LEN);
        return code_sign(&code, asking->code, &text);
}

static int ask_badge(struct asking *asking, uint32_t nbf, uint32_t exp) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct badge badge = { .sub = "m.muster", .nbf = nbf, .exp = exp };

        return badge_sign(&badge, asking->badge, &text);
}

static int ask_checkpoint(struct asking *asking, const char *origin, uint64_t size, uint8_t root) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = size, .root = { { root } } };

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", origin);
        return checkpoint_sign(&checkpoint, asking->log, &note);
}

static void codes_and_tickets_are_signed_within_the_rules_alone(void **state) {
        const uint32_t now = FIXTURE_NOW, ticket_exp = now + 14 * DAY_S, code_exp = ticket_exp + 12 * DAY_S;
        struct asking asking;

        begin_asking(&asking, *state);
        /* No code without its ticket; none for a box that is none of the office's; no longer than either lives. */
        assert_int_equal(ask_code(&asking, "K017", now, code_exp), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K018", now, ticket_exp), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp + 1), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", now, now), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp), 0);
        assert_int_equal(ask_code(&asking, "K018", now, code_exp), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, now + 35 * DAY_S + 1), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, ticket_exp + 3 * DAY_S - 1), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now + 1, code_exp), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, code_exp), 0);
        /* The same once more, as for a letter that is printed again; nothing else in its place. */
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp), 0);
        assert_int_equal(ask_code(&asking, "K017", now, code_exp), 0);
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp - 1), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, code_exp + 1), -EKEYREJECTED);
        /* Not before the key's time, nor after it. */
        assert_int_equal(ask_ticket(&asking, "K017", asking.office->state->keys[STATE_KEY_TICKET].from - 1, now), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", asking.office->state->keys[STATE_KEY_TICKET].until,
                                    asking.office->state->keys[STATE_KEY_TICKET].until + DAY_S), -EKEYREJECTED);
        assert_int_equal(ask_badge(&asking, now, now + OFFICE_BADGE_DAYS * DAY_S + 1), -EKEYREJECTED);
        assert_int_equal(ask_badge(&asking, now, now + OFFICE_BADGE_DAYS * DAY_S), 0);
        end_asking(&asking);
}

static void the_log_never_goes_back_nor_two_ways(void **state) {
        static const char origin[] = "musterstadt.example/pickupbox/office", next[] = "musterstadt.example/pickupbox/office/0123456789abcdef";
        struct asking asking;
        uint64_t size;

        begin_asking(&asking, *state);
        size = registry_size(asking.office->registry); /* as the anchor has it */
        assert_int_equal(ask_checkpoint(&asking, origin, size - 1, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, origin, size, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, origin, size + 1, 1), 0);
        assert_int_equal(ask_checkpoint(&asking, origin, size + 1, 1), 0);
        assert_int_equal(ask_checkpoint(&asking, origin, size + 1, 2), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, origin, size, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, "other.example/pickupbox/office", 1, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, "musterstadt.example/pickupbox/K017", 1, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, next, 1, 1), 0);
        assert_int_equal(ask_checkpoint(&asking, next, 1, 2), -EKEYREJECTED);
        end_asking(&asking);
}

/* The statement, the bundle: made by the library of what is not the office's. */
static void statements_and_bundles_are_of_this_office_alone(void **state) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(*state, FIXTURE_NOW);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation item = { .t = FIXTURE_NOW, .until = FIXTURE_NOW + 36 * DAY_S + 1 };
        struct revocations statement = { .aud = "K018", .issued = FIXTURE_NOW, .items = &item, .count = 1 };
        const struct secret_key *revoke;
        struct asking asking;

        begin_asking(&asking, *state);
        revoke = secrets_signer(&asking.secrets, asking.office->state, STATE_KEY_REVOKE, FIXTURE_NOW);
        assert_int_equal(revocations_sign(&statement, revoke, &bytes), -EKEYREJECTED);
        strcpy(statement.aud, "K017");
        assert_int_equal(revocations_sign(&statement, revoke, &bytes), -EKEYREJECTED);
        item.until--;
        assert_int_equal(revocations_sign(&statement, revoke, &bytes), 0);
        /* The version that is there already; another domain; a box, a key that is not the office's. */
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->version++;
        strcpy(bundle->domain, "other.example");
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        strcpy(bundle->domain, "musterstadt.example");
        strcpy(bundle->boxes[0].id, "K018");
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        strcpy(bundle->boxes[0].id, "K017");
        bundle->keys[0].key.x[0] ^= 1;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->keys[0].key.x[0] ^= 1;
        bundle->keys[0].exp++;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->keys[0].exp--;
        bundle->backup.x[0] ^= 1;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->backup.x[0] ^= 1;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), 0);
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        end_asking(&asking);
}

static int ask_statement(struct asking *asking) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation item = { .t = FIXTURE_NOW, .until = FIXTURE_NOW + 36 * DAY_S };
        const struct revocations statement = { .aud = "K017", .issued = FIXTURE_NOW, .items = &item, .count = 1 };

        return revocations_sign(&statement, secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_REVOKE, FIXTURE_NOW), &bytes);
}

/* Where it is set, the judgement of the signer is asked for here, of a key of this use: thousands of ways to another process take their time. */
static struct signing_rules *judging;
static enum state_key judged_use;
static const struct public_key *judged_key;
static struct buffer judged = BUFFER_INIT;      /* the message */

int __real_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);
int __wrap_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);

int __wrap_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        if (!judging)
                return __real_signer_sign(signer, public, message, len, ret_signature);
        memset(ret_signature, 0, KEY_SIGNATURE_LEN);
        judged_key = public;
        buffer_clear(&judged);
        assert_int_equal(buffer_append(&judged, message, (size_t)len), 0);
        return signing_judge(judging, judged_use, public, message, (size_t)len) == SIGNING_DONE ? 0 : -EKEYREJECTED;
}

static int judge(struct asking *asking, enum state_key use) {
        const uint32_t now = FIXTURE_NOW, ticket_exp = now + 14 * DAY_S;

        judged_use = use;
        switch (use) {
        case STATE_KEY_BADGE:
                return ask_badge(asking, now, now + DAY_S);
        case STATE_KEY_REVOKE:
                return ask_statement(asking);
        case STATE_KEY_TICKET:
                return ask_ticket(asking, "K017", now, ticket_exp);
        default:
                return ask_code(asking, "K017", now, ticket_exp + 12 * DAY_S);
        }
}

static void judge_many(struct asking *asking, enum state_key use, unsigned most) {
        for (unsigned i = 0; i < most; i++)
                assert_int_equal(judge(asking, use), 0);
        assert_int_equal(judge(asking, use), -EKEYREJECTED);
}

/* The message of one ticket, with another id in its place. */
static enum signing_verdict judge_other(struct asking *asking) {
        uint8_t *at = memmem(judged.data, judged.len, asking->cti, CTI_LEN);

        assert_non_null(at);
        crypto_random(asking->cti, CTI_LEN);
        memcpy(at, asking->cti, CTI_LEN);
        return signing_judge(judging, judged_use, judged_key, judged.data, judged.len);
}

/* As many of each as an office needs; of a consignment that has its ticket the letter is printed again. */
static void no_more_is_signed_than_an_office_needs(void **state) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(*state, FIXTURE_NOW); /* which names a key for statements */
        uint8_t first[CTI_LEN];
        struct asking asking;

        assert_true(bundle->version > 0);
        begin_asking(&asking, *state);
        assert_int_equal(signing_rules_new(asking.office->state, &asking.secrets, NULL, &judging), 0);
        judge_many(&asking, STATE_KEY_BADGE, SIGNING_BADGES_MAX);
        judge_many(&asking, STATE_KEY_REVOKE, SIGNING_STATEMENTS_MAX);
        memcpy(first, asking.cti, CTI_LEN);
        assert_int_equal(judge(&asking, STATE_KEY_TICKET), 0);
        for (unsigned i = 1; i < SIGNING_CONSIGNMENTS_MAX; i++)
                assert_int_equal(judge_other(&asking), SIGNING_DONE);
        assert_int_equal(judge_other(&asking), SIGNING_MANY);
        assert_int_equal(judge(&asking, STATE_KEY_CODE), -EKEYREJECTED);
        memcpy(asking.cti, first, CTI_LEN);
        assert_int_equal(judge(&asking, STATE_KEY_TICKET), 0);
        assert_int_equal(judge(&asking, STATE_KEY_CODE), 0);
        signing_rules_free(judging);
        judging = NULL;
        buffer_deinit(&judged);
        end_asking(&asking);
}

struct desk {
        struct signing_rules *rules;
        const struct secrets *secrets;
};

static void serve(void *context, int fd) {
        const struct desk *desk = context;

        signing_serve(desk->rules, desk->secrets, fd);
}

/* One that is as long as can be has an answer, though no key; one byte more ends the stream. */
static int ask_long(struct desk *desk, uint32_t len, uint8_t ret_answer[SIGNER_ANSWER_LEN]) {
        CLEANUP(buffer_deinit) struct buffer ask = BUFFER_INIT;
        struct apart apart = APART_NONE;
        int r;

        assert_int_equal(apart_start(serve, desk, &apart), 0);
        assert_int_equal(buffer_append_u32(&ask, len), 0);
        for (uint32_t i = 0; i < len && i < SIGNER_ASK_MAX; i++)
                assert_int_equal(buffer_append_u8(&ask, 'x'), 0);
        r = apart_send(apart.fd, ask.data, ask.len);
        if (r == 0)
                r = apart_receive(apart.fd, ret_answer, SIGNER_ANSWER_LEN);
        apart_end(&apart);
        return r;
}

static void too_long_a_question_has_no_answer(void **state) {
        static uint8_t ask[SIGNER_ASK_MAX + 1];
        uint8_t answer[SIGNER_ANSWER_LEN];
        struct asking asking;
        struct desk desk;

        begin_asking(&asking, *state);
        desk.secrets = &asking.secrets;
        assert_int_equal(signing_rules_new(asking.office->state, &asking.secrets, NULL, &desk.rules), 0);
        signing_answer(desk.rules, desk.secrets, ask, SIGNER_ASK_MAX, answer);
        assert_int_equal(answer[0], SIGNING_NO_KEY);
        signing_answer(desk.rules, desk.secrets, ask, SIGNER_ASK_MAX + 1, answer);
        assert_int_equal(answer[0], SIGNING_MALFORMED);
        assert_int_equal(ask_long(&desk, SIGNER_ASK_MAX, answer), 0);
        assert_int_equal(answer[0], SIGNING_NO_KEY);
        assert_int_equal(ask_long(&desk, SIGNER_ASK_MAX + 1, answer), -EOWNERDEAD);
        assert_int_equal(ask_long(&desk, UINT32_MAX, answer), -EOWNERDEAD);
        signing_rules_free(desk.rules);
        end_asking(&asking);
}

/* Every form under every key but its own, cut short, longer, and no form at all. */
static void what_is_not_of_the_form_of_its_key_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        uint8_t signature[KEY_SIGNATURE_LEN];
        struct public_key stranger = { { 1 } };
        struct asking asking;
        struct code code = { .aud = "K017", .nbf = FIXTURE_NOW, .exp = FIXTURE_NOW + 20 * DAY_S };

        begin_asking(&asking, *state);
        for (size_t i = 0; i < 4; i++) {
                const struct secret_key *keys[] = { asking.ticket, asking.badge, asking.log, asking.secrets.root };

                assert_int_equal(code_sign(&code, keys[i], &text), -EKEYREJECTED);
        }
        assert_int_equal(secret_key_ask(asking.code, "", 0, signature), -EKEYREJECTED);
        assert_int_equal(secret_key_ask(asking.code, "Signature1", 10, signature), -EKEYREJECTED);
        assert_int_equal(signer_sign(asking.secrets.signer, &stranger, "x", 1, signature), -EKEYREJECTED);
        assert_int_equal(secret_key_ask(asking.code, text.data, (uint64_t)SIGNER_MESSAGE_MAX + 1, signature), -EMSGSIZE);
        assert_int_equal(ask_ticket(&asking, "K017", FIXTURE_NOW, FIXTURE_NOW + DAY_S), 0);
        end_asking(&asking);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(codes_and_tickets_are_signed_within_the_rules_alone),
                CASE(the_log_never_goes_back_nor_two_ways),
                CASE(statements_and_bundles_are_of_this_office_alone),
                CASE(no_more_is_signed_than_an_office_needs),
                CASE(too_long_a_question_has_no_answer),
                CASE(what_is_not_of_the_form_of_its_key_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
