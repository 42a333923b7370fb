/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/signing_rules.h"

#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words/prefix.h"
#include "controller/ledger/origin.h"
#include "controller/office/office.h"
#include "controller/office/signing_bundle.h"
#include "crypto/calendar.h"
#include "crypto/envelope.h"
#include "crypto/revocations.h"
#include "crypto/token.h"

enum { DAY_S = 86400, LOGS_MAX = 4, BUNDLE_DAYS_MAX = 1000 };

/* A ticket that was signed, and then the code that goes with it. */
struct given {
        uint8_t cti[CTI_LEN];
        uint32_t nbf;
        char aud[BOX_ID_MAX + 1];
        uint32_t ticket_exp, code_exp;  /* 0: not yet */
};

struct signing_rules {
        const struct state *state;
        const struct secrets *secrets;
        void *given;                    /* a tree of them, by cti and nbf */
        size_t given_count, badges, statements;
        uint32_t bundle_version;
        struct state_validity revoke;   /* of an office that has none yet: what a bundle that was signed named */
        bool has_revoke;
        struct checkpoint logs[LOGS_MAX]; /* the newest of each origin */
        size_t log_count;
        size_t log_key;                 /* the newest of the log's keys that has signed more than those before it: log_place() */
};

int signing_rules_new(const struct state *state, const struct secrets *secrets, const struct checkpoint *anchor, struct signing_rules **ret_rules) {
        struct signing_rules *rules = calloc(1, sizeof(*rules));

        if (!rules)
                return -ENOMEM;
        rules->state = state;
        rules->secrets = secrets;
        rules->bundle_version = state ? state->bundle_version : 0;
        if (anchor)
                rules->logs[rules->log_count++] = *anchor;
        *ret_rules = rules;
        return 0;
}

void signing_rules_free(struct signing_rules *rules) {
        if (!rules)
                return;
        tdestroy(rules->given, free);
        free(rules);
}

/* ---- keys and boxes ---- */

/* As the state names it, or the first bundle that did. NULL: none does. */
static const struct state_validity *named(const struct signing_rules *rules, enum state_key use, const struct public_key *key) {
        const struct state *state = rules->state;

        if (use == STATE_KEY_REVOKE && rules->has_revoke && memcmp(rules->revoke.public.x, key->x, KEY_PUBLIC_LEN) == 0)
                return &rules->revoke;
        if (state_has_key(state, use) && memcmp(state->keys[use].public.x, key->x, KEY_PUBLIC_LEN) == 0)
                return &state->keys[use];
        for (size_t i = 0; i < state->former_count; i++)
                if (state->former[i].key == use && memcmp(state->former[i].validity.public.x, key->x, KEY_PUBLIC_LEN) == 0)
                        return &state->former[i].validity;
        return NULL;
}

/* From, until and length are within what they may be, and the key was valid when it began. */
static bool times_fit(const struct state_validity *key, uint32_t from, uint32_t until, int64_t longest_s) {
        return from < until && (int64_t)until - from <= longest_s && from >= key->from && from < key->until;
}

/* ---- codes and tickets ---- */

static int compare_given(const void *a, const void *b) {
        const struct given *left = a, *right = b;
        int order = memcmp(left->cti, right->cti, CTI_LEN);

        return order != 0 ? order : (left->nbf > right->nbf) - (left->nbf < right->nbf);
}

static struct given *find_given(const struct signing_rules *rules, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        struct given wanted = { .nbf = nbf }, *const *found;

        memcpy(wanted.cti, cti, CTI_LEN);
        found = tfind(&wanted, &rules->given, compare_given);
        return found ? *found : NULL;
}

static enum signing_verdict remember_ticket(struct signing_rules *rules, const struct ticket *ticket) {
        struct given *given = find_given(rules, ticket->cti, ticket->nbf);

        if (given)
                return strcmp(given->aud, ticket->aud) == 0 && given->ticket_exp == ticket->exp ? SIGNING_DONE : SIGNING_BEFORE;
        if (rules->given_count == SIGNING_CONSIGNMENTS_MAX)
                return SIGNING_MANY;
        given = calloc(1, sizeof(*given));
        if (!given)
                return SIGNING_FAULT;
        memcpy(given->cti, ticket->cti, CTI_LEN);
        memcpy(given->aud, ticket->aud, sizeof(given->aud));
        given->nbf = ticket->nbf;
        given->ticket_exp = ticket->exp;
        if (!tsearch(given, &rules->given, compare_given)) {
                free(given);
                return SIGNING_FAULT;
        }
        rules->given_count++;
        return SIGNING_DONE;
}

static enum signing_verdict judge_ticket(struct signing_rules *rules, const struct state_validity *key, const struct buffer *text) {
        struct ticket ticket;

        if (ticket_parse(buffer_text(text), text->len, &ticket) != 0)
                return SIGNING_MALFORMED;
        if (!state_find_box(rules->state, ticket.aud))
                return SIGNING_BOX;
        if (!times_fit(key, ticket.nbf, ticket.exp, TICKET_VALIDITY_MAX_S))
                return SIGNING_DATES;
        return remember_ticket(rules, &ticket);
}

/* No deadline that the ticket can start outlives it, nor does it live longer than the longest of them. */
static bool code_fits(const struct given *given, const struct code *code) {
        int64_t after = (int64_t)code->exp - given->ticket_exp;

        return after >= (1 + CALENDAR_CODE_DAYS) * (int64_t)DAY_S && after <= (TICKET_DAYS_MAX + CALENDAR_CODE_DAYS) * (int64_t)DAY_S;
}

static enum signing_verdict judge_code(struct signing_rules *rules, const struct state_validity *key, const struct buffer *text) {
        struct given *given;
        struct code code;

        if (code_parse(buffer_text(text), text->len, &code) != 0)
                return SIGNING_MALFORMED;
        if (!state_find_box(rules->state, code.aud))
                return SIGNING_BOX;
        if (!times_fit(key, code.nbf, code.exp, CODE_VALIDITY_MAX_S))
                return SIGNING_DATES;
        given = find_given(rules, code.cti, code.nbf);
        if (!given || strcmp(given->aud, code.aud) != 0 || (given->code_exp != 0 && given->code_exp != code.exp))
                return SIGNING_BEFORE;
        if (!code_fits(given, &code))
                return SIGNING_DATES;
        given->code_exp = code.exp;
        return SIGNING_DONE;
}

/* ---- badges and statements ---- */

static enum signing_verdict judge_badge(struct signing_rules *rules, const struct state_validity *key, const struct buffer *text) {
        struct badge badge;

        if (badge_parse(buffer_text(text), text->len, &badge) != 0)
                return SIGNING_MALFORMED;
        if (!times_fit(key, badge.nbf, badge.exp, (int64_t)OFFICE_BADGE_DAYS * DAY_S))
                return SIGNING_DATES;
        return rules->badges++ < SIGNING_BADGES_MAX ? SIGNING_DONE : SIGNING_MANY;
}

static bool statement_fits(const struct state_validity *key, const struct revocations *statement) {
        if (statement->issued < key->from || statement->issued >= key->until)
                return false;
        for (size_t i = 0; i < statement->count; i++)
                if ((int64_t)statement->items[i].until - statement->issued > CODE_VALIDITY_MAX_S + DAY_S)
                        return false;
        return true;
}

static enum signing_verdict judge_statement(struct signing_rules *rules, const struct state_validity *key, const struct envelope *envelope) {
        struct revocations *statement CLEANUP(revocations_cleanup) = NULL;
        int r = revocations_read(envelope->payload, envelope->payload_len, &statement);

        if (r != 0)
                return r < 0 ? SIGNING_FAULT : SIGNING_MALFORMED;
        if (!state_find_box(rules->state, statement->aud))
                return SIGNING_BOX;
        if (!statement_fits(key, statement))
                return SIGNING_DATES;
        return rules->statements++ < SIGNING_STATEMENTS_MAX ? SIGNING_DONE : SIGNING_MANY;
}

/* ---- bundles ---- */

/* One of the office's with its times; or, of an office that has none for statements yet, the one that lies here. */
static enum signing_verdict judge_bundle_key(const struct signing_rules *rules, const struct bundle_key *key) {
        const struct state_validity *validity;
        enum state_key use;

        if (!state_key_of_use(key->use, &use))
                return SIGNING_NO_KEY;
        validity = named(rules, use, &key->key);
        if (validity)
                return validity->from == key->nbf && validity->until == key->exp ? SIGNING_DONE : SIGNING_DATES;
        return use == STATE_KEY_REVOKE && !rules->state->has_revoke && secrets_key(rules->secrets, use, &key->key) ? SIGNING_DONE : SIGNING_NO_KEY;
}

static enum signing_verdict judge_bundle_parts(const struct signing_rules *rules, const struct bundle *bundle) {
        for (size_t i = 0; i < bundle->key_count; i++) {
                enum signing_verdict verdict = judge_bundle_key(rules, &bundle->keys[i]);

                if (verdict != SIGNING_DONE)
                        return verdict;
        }
        for (size_t i = 0; i < bundle->box_count; i++)
                if (!state_find_box(rules->state, bundle->boxes[i].id))
                        return SIGNING_BOX;
        return SIGNING_DONE;
}

/* The first bundle of an office names its key for statements. */
static void keep_revoke(struct signing_rules *rules, const struct bundle *bundle) {
        for (size_t i = 0; i < bundle->key_count && !rules->state->has_revoke; i++)
                if (bundle->keys[i].use == KEY_USE_REVOKE) {
                        rules->revoke = (struct state_validity){ .public = bundle->keys[i].key, .from = bundle->keys[i].nbf, .until = bundle->keys[i].exp };
                        rules->has_revoke = true;
                }
}

/* The root key that is to come, as long as it does, and no other. */
static bool next_root_fits(const struct state *state, const struct bundle *bundle) {
        const struct state_validity *newest = &state->keys[STATE_KEY_ROOT];

        if (newest->from <= bundle->issued)
                return !bundle->has_next_root;
        return bundle->has_next_root && memcmp(bundle->next_root.x, newest->public.x, KEY_PUBLIC_LEN) == 0;
}

/* Whoever has that key reads the boxes' backups. An office of the first version gets it with this very bundle. */
static bool backup_fits(const struct state *state, const struct bundle *bundle) {
        return bundle->form == BUNDLE_FORM_1 || !state->has_backup || memcmp(bundle->backup.x, state->backup.x, SEALING_KEY_LEN) == 0;
}

static enum signing_verdict judge_bundle(struct signing_rules *rules, const struct state_validity *key, const struct bundle *bundle) {
        const struct state *state = rules->state;
        enum signing_verdict verdict = judge_bundle_parts(rules, bundle);

        if (verdict != SIGNING_DONE)
                return verdict;
        if (strcmp(bundle->domain, state->domain) != 0 || strcmp(bundle->zone, state->zone) != 0 || !next_root_fits(state, bundle) || !backup_fits(state, bundle))
                return SIGNING_NO_KEY;
        if (!times_fit(key, bundle->issued, bundle->expires, (int64_t)BUNDLE_DAYS_MAX * DAY_S))
                return SIGNING_DATES;
        if (bundle->version == 0 || bundle->version - 1 != rules->bundle_version)
                return SIGNING_BEFORE;
        if (!signing_bundle_fits(state, bundle))
                return SIGNING_OTHER;
        rules->bundle_version = bundle->version;
        keep_revoke(rules, bundle);
        return SIGNING_DONE;
}

/* ---- the log ---- */

/* One of this office, or what goes on for it; the summary beside it has a name of its own. */
static bool is_our_log(const struct state *state, const char *origin, bool *ret_summary) {
        static const char suffix[] = "/summary";
        size_t len = strlen(origin), suffix_len = strlen(suffix);
        char first[NOTE_NAME_MAX + 1], log[NOTE_NAME_MAX + 1];

        *ret_summary = len > suffix_len && strcmp(origin + len - suffix_len, suffix) == 0;
        snprintf(log, sizeof(log), "%.*s", (int)(*ret_summary ? len - suffix_len : len), origin);
        if (!origin_is_office(log))
                return false;
        if (!state)
                return true;
        state_log_origin(state, first);
        return strcmp(log, first) == 0 || (strncmp(log, first, strlen(first)) == 0 && log[strlen(first)] == '/');
}

static struct checkpoint *find_log(struct signing_rules *rules, const char *origin) {
        for (size_t i = 0; i < rules->log_count; i++)
                if (strcmp(rules->logs[i].origin, origin) == 0)
                        return &rules->logs[i];
        return NULL;
}

/* What the summary sums up beside a log may change at one size, as when the database is brought up to date. */
static bool goes_on(const struct checkpoint *before, const struct checkpoint *now, bool is_summary) {
        return now->size > before->size || (now->size == before->size && (is_summary || hash_equal(&now->root, &before->root)));
}

/* Which of the office's it is, the oldest first. False: none of them. An office that does not name any has the one. */
static bool log_place(const struct state *state, const struct public_key *key, size_t *ret_place) {
        *ret_place = 0;
        if (!state || !state->has_log)
                return true;
        for (; *ret_place < state->former_count; ++*ret_place)
                if (state->former[*ret_place].key == STATE_KEY_LOG && memcmp(state->former[*ret_place].validity.public.x, key->x, KEY_PUBLIC_LEN) == 0)
                        return true;
        return memcmp(state->keys[STATE_KEY_LOG].public.x, key->x, KEY_PUBLIC_LEN) == 0;
}

enum signing_verdict signing_judge_log(struct signing_rules *rules, const struct public_key *key, const uint8_t *message, size_t len) {
        CLEANUP(buffer_deinit) struct buffer again = BUFFER_INIT;
        struct checkpoint checkpoint, *before;
        bool is_summary;
        size_t place;

        if (checkpoint_parse((const char *)message, len, &checkpoint) != 0 || !is_our_log(rules->state, checkpoint.origin, &is_summary))
                return SIGNING_MALFORMED;
        if (checkpoint_format(&checkpoint, &again) < 0)
                return SIGNING_FAULT;
        if (again.len != len || memcmp(again.data, message, len) != 0)
                return SIGNING_MALFORMED;
        if (!log_place(rules->state, key, &place))
                return SIGNING_NO_KEY;
        before = find_log(rules, checkpoint.origin);
        if (place < rules->log_key)
                return SIGNING_BEFORE;
        if (before && !goes_on(before, &checkpoint, is_summary))
                return SIGNING_BEFORE;
        if (!before && rules->log_count == LOGS_MAX)
                return SIGNING_MANY;
        if (!before || checkpoint.size > before->size)
                rules->log_key = place;
        if (!before)
                before = &rules->logs[rules->log_count++];
        *before = checkpoint;
        return SIGNING_DONE;
}

/* ---- all ---- */

/* With a signature of zeros it is what the readers of our forms read. */
static int write_envelope(const struct envelope *envelope, struct buffer *ret_bytes) {
        size_t size = ENVELOPE_OVERHEAD_MAX + envelope->payload_len;
        uint8_t *memory = malloc(size);
        struct cbor_writer writer = cbor_writer_over(memory, size);
        int r = memory ? 0 : -ENOMEM;

        if (r == 0) {
                envelope_write(envelope, &writer);
                r = buffer_append(ret_bytes, writer.data, writer.len);
        }
        free(memory);
        return r;
}

static enum signing_verdict judge_text(struct signing_rules *rules, enum state_key use, const struct state_validity *key, const struct buffer *bytes) {
        static const char *const prefixes[STATE_KEY_KINDS] = {
                [STATE_KEY_CODE] = PREFIX_CODE, [STATE_KEY_TICKET] = PREFIX_TICKET, [STATE_KEY_BADGE] = PREFIX_BADGE,
        };
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        if (token_encode(prefixes[use], bytes->data, bytes->len, &text) < 0)
                return SIGNING_FAULT;
        if (use == STATE_KEY_CODE)
                return judge_code(rules, key, &text);
        return use == STATE_KEY_TICKET ? judge_ticket(rules, key, &text) : judge_badge(rules, key, &text);
}

static enum signing_verdict judge_root(struct signing_rules *rules, const struct state_validity *key, const struct buffer *bytes) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        int r = bundle_read_unverified(bytes->data, bytes->len, &bundle);

        if (r != 0)
                return r < 0 ? SIGNING_FAULT : SIGNING_MALFORMED;
        return judge_bundle(rules, key, bundle);
}

enum signing_verdict signing_judge(struct signing_rules *rules, enum state_key use, const struct public_key *key, const uint8_t *message, size_t len) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        const struct state_validity *validity = rules->state ? named(rules, use, key) : NULL;
        struct envelope envelope;
        uint8_t kid[KEY_ID_LEN];

        if (!validity)
                return SIGNING_NO_KEY;
        key_id(key, kid);
        if (!envelope_parse_signed(message, len, &envelope) || memcmp(envelope.kid, kid, sizeof(kid)) != 0)
                return SIGNING_MALFORMED;
        if (use == STATE_KEY_REVOKE)
                return judge_statement(rules, validity, &envelope);
        /* Longer than any text of ours: refused before it is written out. */
        if (use != STATE_KEY_ROOT && envelope.payload_len > TICKET_TEXT_MAX)
                return SIGNING_MALFORMED;
        if (write_envelope(&envelope, &bytes) < 0)
                return SIGNING_FAULT;
        return use == STATE_KEY_ROOT ? judge_root(rules, validity, &bytes) : judge_text(rules, use, validity, &bytes);
}
