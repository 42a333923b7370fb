/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The office: its keys, its people, its bundles, and what it makes for consignment n.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cosignature.h"
#include "crypto/reference.h"
#include "tests/box/session/fixture_inner.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

enum { DAY_S = 86400, PEOPLE = 5 };

static const struct {
        const char *sub, *one_time, *own;
        enum role role;
} people[PEOPLE] = {
        { "lore", "11111111", "27182818", ROLE_LOADER },
        { "mara", "33333333", "31415926", ROLE_MANAGER },
        { "axel", "55555555", "16180339", ROLE_AUDITOR },
        { "lutz", "77777777", "57721566", ROLE_LOADER },
        { "mike", "99999999", "10203040", ROLE_MANAGER },
};

static unsigned person_of(const char *sub) {
        for (unsigned i = 0; i < PEOPLE; i++)
                if (strcmp(people[i].sub, sub) == 0)
                        return i;
        fail_msg("nobody is called %s", sub);
        return 0;
}

static struct secret_key *key_from(uint8_t number) {
        uint8_t seed[KEY_SEED_LEN] = { number };
        struct secret_key *key;

        assert_int_equal(secret_key_from_seed(seed, &key), 0);
        return key;
}

void fixture_make_keys(struct fixture *fixture) {
        uint8_t secret[TAG_SECRET_LEN] = { 42 };

        fixture->root = key_from(1);
        fixture->code = key_from(2);
        fixture->ticket = key_from(3);
        fixture->badge = key_from(4);
        fixture->ledger = key_from(5);
        fixture->stranger = key_from(6);
        fixture->witness_key = key_from(8);
        vkey_init(&fixture->witness, "w.example/witness", NOTE_TYPE_COSIGNATURE, secret_key_public(fixture->witness_key));
        fixture->revoke = key_from(7);
        assert_int_equal(sealing_key_from_secret(secret, &fixture->sealing), 0);
        assert_int_equal(tag_key_new(secret, &fixture->tags), 0);
}

void fixture_free_keys(struct fixture *fixture) {
        tag_key_free(fixture->tags);
        sealing_key_free(fixture->sealing);
        secret_key_free(fixture->witness_key);
        secret_key_free(fixture->stranger);
        secret_key_free(fixture->ledger);
        secret_key_free(fixture->revoke);
        secret_key_free(fixture->badge);
        secret_key_free(fixture->ticket);
        secret_key_free(fixture->code);
        secret_key_free(fixture->root);
}

static void add_key(struct bundle *bundle, const struct secret_key *key, enum key_use use) {
        struct bundle_key *entry = &bundle->keys[bundle->key_count++];

        entry->key = *secret_key_public(key);
        entry->use = use;
        entry->nbf = FIXTURE_START_S - 400 * DAY_S;
        entry->exp = FIXTURE_START_S + 400 * DAY_S;
}

static void badge_cti(unsigned person, uint8_t ret_cti[CTI_LEN]) {
        memset(ret_cti, 0xb0 + (int)person, CTI_LEN);
}

static void add_people(const struct fixture *fixture, struct bundle *bundle) {
        char verifiers[PEOPLE][PIN_VERIFIER_SIZE];

        for (unsigned i = 0; i < PEOPLE; i++) {
                struct bundle_staff *person = &bundle->staff[bundle->staff_count++];

                snprintf(person->sub, sizeof(person->sub), "%s", people[i].sub);
                person->role = people[i].role;
                badge_cti(i, person->badge_cti);
                snprintf(verifiers[i], sizeof(verifiers[i]), "plain:%s", people[i].one_time);
        }
        assert_int_equal(bundle_add_pins(bundle, "K017", sealing_key_public(fixture->sealing),
                                         (const char (*)[PIN_VERIFIER_SIZE])verifiers), 0);
}

void fixture_set_own_pins(struct store *store) {
        for (unsigned i = 0; i < PEOPLE; i++) {
                char verifier[PIN_VERIFIER_SIZE];

                snprintf(verifier, sizeof(verifier), "plain:%s", people[i].own);
                if (strcmp(people[i].sub, "mike") != 0)
                        assert_int_equal(store_set_staff_pin(store, people[i].sub, verifier), 0);
        }
}

const char *fixture_own_pin(const char *sub) {
        return people[person_of(sub)].own;
}

const char *fixture_pin_of(const struct fixture *fixture, const char *sub, char pin[SCREEN_ENTRY_MAX + 1], bool *ret_given) {
        char verifier[PIN_VERIFIER_SIZE];
        unsigned wrong;

        *ret_given = false;
        if (!fixture->store || store_staff_pin(fixture->store, sub, verifier, ret_given, &wrong) != 0 || !*ret_given)
                return fixture_own_pin(sub);
        snprintf(pin, SCREEN_ENTRY_MAX + 1, "%.8s", verifier + strlen("plain:"));
        return pin;
}

static struct bundle *draft(const struct fixture *fixture, uint32_t version) {
        const struct fixture_options *options = &fixture->options;
        struct bundle *bundle = calloc(1, sizeof(*bundle));

        assert_non_null(bundle);
        bundle->form = BUNDLE_FORM_2;
        bundle->backup = *sealing_key_public(fixture->sealing);
        bundle->version = version;
        bundle->issued = (uint32_t)FIXTURE_START_S - DAY_S;
        bundle->expires = (uint32_t)(options->bundle_expires_s ? options->bundle_expires_s : FIXTURE_START_S + 300 * DAY_S);
        strcpy(bundle->office, "Stadt Musterstadt");
        strcpy(bundle->domain, "musterstadt.example");
        strcpy(bundle->zone, "Europe/Berlin");
        bundle->keys = calloc(4, sizeof(*bundle->keys));
        bundle->staff = calloc(PEOPLE, sizeof(*bundle->staff));
        bundle->boxes = calloc(2, sizeof(*bundle->boxes));
        add_key(bundle, fixture->code, KEY_USE_CODE);
        add_key(bundle, fixture->ticket, KEY_USE_TICKET);
        add_key(bundle, fixture->badge, KEY_USE_BADGE);
        add_key(bundle, fixture->revoke, KEY_USE_REVOKE);
        add_people(fixture, bundle);
        bundle->deadline_days = 10;
        bundle->four_eyes = options->four_eyes;
        if (options->closed)
                bundle->opening[bundle->opening_count++] = (struct bundle_opening){ .weekday = 4, .from_min = 360, .to_min = 720 };
        strcpy(bundle->languages[bundle->language_count++], "de");
        strcpy(bundle->boxes[0].id, "K017");
        strcpy(bundle->boxes[0].address, "Rathausplatz 1");
        strcpy(bundle->boxes[1].id, "K018");
        strcpy(bundle->boxes[1].address, "Rathaus Wattenscheid");
        bundle->box_count = 2;
        strcpy(bundle->contact[bundle->contact_count++], "Telefon 0123 4567");
        return bundle;
}

struct bundle *fixture_draft(const struct fixture *fixture) {
        return draft(fixture, fixture->bundle->version + 1);
}

static void sign_draft(struct fixture *fixture, struct bundle *bundle, struct buffer *bytes) {
        assert_int_equal(bundle_sign(bundle, fixture->root, bytes), 0);
        bundle_free(bundle);
        bundle_free(fixture->bundle);
        fixture->bundle = NULL;
        assert_int_equal(bundle_open(bytes->data, bytes->len, secret_key_public(fixture->root), &fixture->bundle), 0);
}

void fixture_sign_first(struct fixture *fixture, struct buffer *bytes) {
        sign_draft(fixture, draft(fixture, 1), bytes);
}

int fixture_adopt(struct fixture *fixture, struct bundle *bundle) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        sign_draft(fixture, bundle, &bytes);
        return box_adopt(fixture->box, fixture->now, bytes.data, bytes.len, false, NULL);
}

void fixture_cti(unsigned n, uint8_t ret_cti[CTI_LEN]) {
        memset(ret_cti, (int)n, CTI_LEN);
}

void fixture_reference(unsigned n, char ret_text[REFERENCE_LEN + 1]) {
        snprintf(ret_text, REFERENCE_LEN + 1, "12345%02u0", n % 100);
        ret_text[7] = reference_check_digit(ret_text, 7);
}

void fixture_pin(unsigned n, char ret_text[PIN_LEN + 1]) {
        snprintf(ret_text, PIN_LEN + 1, "4711%02u", n % 100);
}

void fixture_birth(unsigned n, char ret_typed[BIRTH_LEN + 1]) {
        snprintf(ret_typed, BIRTH_LEN + 1, "%02u051990", n % 28 + 1);
}

struct ticket fixture_ticket(const struct fixture *fixture, unsigned n) {
        uint32_t now_s = (uint32_t)(fixture->now.wall_ms / 1000);
        struct ticket ticket = { .aud = "K017", .nbf = now_s - 60, .exp = now_s + 14 * DAY_S - 120 };
        struct ticket_contents *contents = &ticket.contents;
        char birth[BIRTH_LEN + 1];

        fixture_cti(n, ticket.cti);
        memcpy(contents->cti, ticket.cti, CTI_LEN);
        strcpy(contents->aud, "K017");
        contents->items[0] = ITEM_PASSPORT;
        contents->item_count = 1;
        fixture_reference(n, contents->reference);
        fixture_pin(n, contents->pin);
        fixture_birth(n, birth);
        snprintf(contents->birth, sizeof(contents->birth), "199005%.2s", birth);
        contents->days = 10;
        return ticket;
}

struct code fixture_code(const struct fixture *fixture, unsigned n) {
        uint32_t now_s = (uint32_t)(fixture->now.wall_ms / 1000);
        struct code code = { .aud = "K017", .nbf = now_s - 60, .exp = now_s + 34 * DAY_S };

        fixture_cti(n, code.cti);
        return code;
}

void fixture_sign_badge(const struct fixture *fixture, const char *sub, struct buffer *text) {
        struct badge badge = { .nbf = (uint32_t)FIXTURE_START_S - DAY_S, .exp = (uint32_t)FIXTURE_START_S + 300 * DAY_S };

        snprintf(badge.sub, sizeof(badge.sub), "%s", sub);
        badge_cti(person_of(sub), badge.cti);
        assert_int_equal(badge_sign(&badge, fixture->badge, text), 0);
}

/* ---- what a witness signed ---- */

struct checkpoint fixture_tree(const struct fixture *fixture, uint64_t size) {
        struct checkpoint checkpoint = { .size = size };
        struct ledger_source source;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", store_origin(fixture->store));
        store_source(fixture->store, &source);
        assert_int_equal(merkle_root(size, source.node, source.context, &checkpoint.root), 0);
        return checkpoint;
}

void fixture_witness(const struct fixture *fixture, const struct checkpoint *checkpoint, const struct secret_key *own, const struct secret_key *witness,
                     uint64_t time_s, struct buffer *ret_note) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(checkpoint_format(checkpoint, &text), 0);
        assert_int_equal(buffer_append(ret_note, text.data, text.len), 0);
        assert_int_equal(buffer_append_text(ret_note, "\n"), 0);
        if (own)
                assert_int_equal(note_add_signature(buffer_text(&text), text.len, checkpoint->origin, own, ret_note), 0);
        if (witness)
                assert_int_equal(cosignature_sign(buffer_text(&text), text.len, fixture->witness.name, witness, time_s, ret_note), 0);
}
