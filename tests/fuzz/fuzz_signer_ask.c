/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a signer is asked: whatever comes, it answers with a verdict, and with a signature only where the message is of the form of its key, once more. The first
 * byte says under which of the keys; the message follows as it stands, or as the payload of an envelope.
 */
#include <string.h>

#include "controller/office/signing_desk.h"
#include "tests/fuzz/fuzz.h"

enum { KEYS = 6, FROM = 1700000000, PAYLOAD_MAX = 4096 };

static struct secrets secrets;
static struct state *state;

static struct secret_key *make_key(uint8_t number) {
        uint8_t seed[KEY_SEED_LEN] = { number };
        struct secret_key *key = NULL;

        MUST_HOLD(secret_key_from_seed(seed, &key) == 0);
        return key;
}

/* An office with one box. */
static void make_office(void) {
        struct problems problems = PROBLEMS_INIT;
        struct state_box box = { .id = "K017" };
        struct state_validity keys[STATE_KEY_COUNT], revoke;
        struct sealing_public sealing = { { 1 } };

        MUST_HOLD(crypto_init() == 0);
        secrets.root = make_key(1);
        secrets.set_count = 1;
        for (int use = STATE_KEY_CODE; use < STATE_KEY_KINDS; use++)
                secrets.sets[0].keys[use] = make_key(use == STATE_KEY_LOG ? 2 : (uint8_t)(2 + use));
        for (int use = 0; use < STATE_KEY_COUNT; use++)
                keys[use] = (struct state_validity){
                        .public = *secret_key_public(use == STATE_KEY_ROOT ? secrets.root : secrets.sets[0].keys[use]), .from = FROM, .until = UINT32_MAX,
                };
        revoke = (struct state_validity){ .public = *secret_key_public(secrets.sets[0].keys[STATE_KEY_REVOKE]), .from = FROM, .until = UINT32_MAX };
        MUST_HOLD(state_new("A", "a.example", "Europe/Berlin", keys, &sealing, &sealing, &problems, &state) == 0);
        MUST_HOLD(state_put_box(state, &box, &problems) == 0);
        state->keys[STATE_KEY_REVOKE] = revoke;
        state->has_revoke = true;
}

static const struct secret_key *key_of(uint8_t number) {
        return number == 0 ? secrets.root : number == 1 ? secrets.sets[0].keys[STATE_KEY_LOG] : secrets.sets[0].keys[number - 2 + STATE_KEY_CODE];
}

/* As the office asks for what goes into an envelope. */
static size_t write_signed(const struct secret_key *key, const uint8_t *payload, size_t len, uint8_t *ret_message, size_t size) {
        struct cbor_writer writer = cbor_writer_over(ret_message, size);
        uint8_t protected[ENVELOPE_PROTECTED_LEN] = { 0xa2, 0x01, 0x27, 0x04, 0x48 };

        key_id(secret_key_public(key), protected + 5);
        envelope_put_sig_structure(&writer, protected, sizeof(protected), payload, len);
        return writer.len;
}

static void ask(struct signing_rules *rules, const struct secret_key *key, const uint8_t *message, size_t len) {
        static uint8_t bytes[SIGNER_ASK_MAX + 1];
        uint8_t answer[SIGNER_ANSWER_LEN], nothing[KEY_SIGNATURE_LEN] = { 0 };

        if (KEY_PUBLIC_LEN + len > sizeof(bytes))
                return;
        memcpy(bytes, secret_key_public(key)->x, KEY_PUBLIC_LEN);
        memcpy(bytes + KEY_PUBLIC_LEN, message, len);
        signing_answer(rules, &secrets, bytes, KEY_PUBLIC_LEN + len, answer);
        if (answer[0] == SIGNING_DONE)
                MUST_HOLD(public_key_verify(secret_key_public(key), message, len, answer + 1));
        else
                MUST_HOLD(memcmp(answer + 1, nothing, sizeof(nothing)) == 0);
        /* Cut short it is nothing, and the key is none. */
        signing_answer(rules, &secrets, bytes, len < KEY_PUBLIC_LEN ? len : KEY_PUBLIC_LEN, answer);
        MUST_HOLD(answer[0] == SIGNING_MALFORMED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct signing_rules *rules = NULL;
        uint8_t message[PAYLOAD_MAX + 64];

        if (!state)
                make_office();
        if (size == 0)
                return 0;
        MUST_HOLD(signing_rules_new(state, &secrets, NULL, &rules) == 0);
        ask(rules, key_of(data[0] % KEYS), data + 1, size - 1);
        if (size <= PAYLOAD_MAX)
                ask(rules, key_of(data[0] % KEYS), message, write_signed(key_of(data[0] % KEYS), data + 1, size - 1, message, sizeof(message)));
        signing_rules_free(rules);
        return 0;
}
