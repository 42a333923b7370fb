/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/crypto/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/reference.h"
#include "tests/support/cmocka.h"

static void *one_more(void *items, size_t *count, size_t size) {
        items = realloc(items, (*count + 1) * size);
        assert_non_null(items);
        memset((char *)items + *count * size, 0, size);
        (*count)++;
        return items;
}

void office_add_key(struct bundle *bundle, const struct public_key *key, enum key_use use) {
        struct bundle_key *entry;

        bundle->keys = one_more(bundle->keys, &bundle->key_count, sizeof(*bundle->keys));
        entry = &bundle->keys[bundle->key_count - 1];
        entry->key = *key;
        entry->use = use;
        entry->nbf = OFFICE_NOW - 100 * OFFICE_DAY;
        entry->exp = OFFICE_NOW + 100 * OFFICE_DAY;
}

void office_add_person(struct bundle *bundle, const char *sub, enum role role, uint8_t first_of_cti) {
        struct bundle_staff *person;

        bundle->staff = one_more(bundle->staff, &bundle->staff_count, sizeof(*bundle->staff));
        person = &bundle->staff[bundle->staff_count - 1];
        snprintf(person->sub, sizeof(person->sub), "%s", sub);
        person->role = role;
        person->badge_cti[0] = first_of_cti;
}

void office_add_box(struct bundle *bundle, const char *id) {
        bundle->boxes = one_more(bundle->boxes, &bundle->box_count, sizeof(*bundle->boxes));
        snprintf(bundle->boxes[bundle->box_count - 1].id, sizeof(bundle->boxes[0].id), "%s", id);
}

void office_add_closed(struct bundle *bundle, uint32_t date) {
        bundle->closed = one_more(bundle->closed, &bundle->closed_count, sizeof(*bundle->closed));
        bundle->closed[bundle->closed_count - 1] = date;
}

void office_add_exception(struct bundle *bundle, uint32_t date, uint16_t from_min, uint16_t to_min) {
        bundle->exceptions = one_more(bundle->exceptions, &bundle->exception_count, sizeof(*bundle->exceptions));
        bundle->exceptions[bundle->exception_count - 1] = (struct bundle_exception){ date, from_min, to_min };
}

void office_add_wording(struct bundle *bundle, const char *language, const char *contact, const char *address) {
        struct bundle_wording *wording;

        bundle->wordings = one_more(bundle->wordings, &bundle->wording_count, sizeof(*bundle->wordings));
        wording = &bundle->wordings[bundle->wording_count - 1];
        snprintf(wording->language, sizeof(wording->language), "%s", language);
        snprintf(wording->contact[wording->contact_count++], sizeof(wording->contact[0]), "%s", contact);
        wording->boxes = one_more(wording->boxes, &wording->box_count, sizeof(*wording->boxes));
        strcpy(wording->boxes[0].id, "K017");
        snprintf(wording->boxes[0].address, sizeof(wording->boxes[0].address), "%s", address);
}

void office_revoke(struct bundle *bundle, const uint8_t cti[CTI_LEN], uint32_t t) {
        bundle->revocations = one_more(bundle->revocations, &bundle->revocation_count, sizeof(*bundle->revocations));
        memcpy(bundle->revocations[bundle->revocation_count - 1].cti, cti, CTI_LEN);
        bundle->revocations[bundle->revocation_count - 1].t = t;
}

struct bundle *office_draft(const struct office *office) {
        struct bundle *bundle = calloc(1, sizeof(*bundle));

        assert_non_null(bundle);
        bundle->form = BUNDLE_FORM_2;
        bundle->backup = *sealing_key_public(office->box);
        bundle->version = 7;
        bundle->issued = OFFICE_NOW - OFFICE_DAY;
        bundle->expires = OFFICE_NOW + 300 * OFFICE_DAY;
        strcpy(bundle->office, "Bürgerbüro Musterstadt");
        strcpy(bundle->domain, "musterstadt.example");
        strcpy(bundle->zone, "Europe/Berlin");
        office_add_key(bundle, secret_key_public(office->code), KEY_USE_CODE);
        office_add_key(bundle, secret_key_public(office->ticket), KEY_USE_TICKET);
        office_add_key(bundle, secret_key_public(office->badge), KEY_USE_BADGE);
        office_add_person(bundle, "anna", ROLE_MANAGER, 1);
        office_add_person(bundle, "berta.k", ROLE_LOADER, 2);
        bundle->deadline_days = 10;
        bundle->four_eyes = true;
        bundle->opening[bundle->opening_count++] = (struct bundle_opening){ .weekday = 0, .from_min = 480, .to_min = 1080 };
        strcpy(bundle->languages[bundle->language_count++], "de");
        strcpy(bundle->languages[bundle->language_count++], "en");
        office_add_box(bundle, "K017");
        strcpy(bundle->boxes[0].address, "Rathausplatz 1");
        strcpy(bundle->contact[bundle->contact_count++], "Telefon 0123 4567");
        return bundle;
}

void office_adopt(struct office *office, struct bundle *draft) {
        struct buffer bytes = BUFFER_INIT;

        assert_int_equal(bundle_sign(draft, office->root, &bytes), 0);
        bundle_free(draft);
        bundle_free(office->bundle);
        office->bundle = NULL;
        assert_int_equal(bundle_open(bytes.data, bytes.len, secret_key_public(office->root), &office->bundle), 0);
        buffer_deinit(&bytes);
}

static int key_from(uint8_t number, struct secret_key **ret_key) {
        uint8_t seed[KEY_SEED_LEN] = { number };

        return secret_key_from_seed(seed, ret_key);
}

int office_set_up(struct office *office) {
        uint8_t secret[SEALING_KEY_LEN] = { 9 };

        *office = (struct office){ 0 };
        if (crypto_init() < 0 || key_from(1, &office->root) < 0 || key_from(2, &office->code) < 0 ||
            key_from(3, &office->ticket) < 0 || key_from(4, &office->badge) < 0 || key_from(5, &office->stranger) < 0 ||
            sealing_key_from_secret(secret, &office->box) < 0)
                return -1;
        office_adopt(office, office_draft(office));
        return 0;
}

void office_tear_down(struct office *office) {
        bundle_free(office->bundle);
        sealing_key_free(office->box);
        secret_key_free(office->stranger);
        secret_key_free(office->badge);
        secret_key_free(office->ticket);
        secret_key_free(office->code);
        secret_key_free(office->root);
}

struct ticket office_ticket(void) {
        struct ticket ticket = {
                .aud = "K017",
                .nbf = OFFICE_NOW - 3600,
                .exp = OFFICE_NOW + 7 * OFFICE_DAY,
                .cti = { 0xaa, 0xbb },
                .contents = {
                        .cti = { 0xaa, 0xbb },
                        .aud = "K017",
                        .items = { ITEM_PASSPORT, ITEM_LETTER },
                        .item_count = 2,
                        .reference = "12345678",
                        .pin = "004711",
                        .birth = "19640812",
                        .days = 10,
                        .wishes = WISH_LOW,
                },
        };

        ticket.contents.reference[7] = reference_check_digit(ticket.contents.reference, 7);
        return ticket;
}

struct badge office_badge(void) {
        return (struct badge){ .sub = "anna", .nbf = OFFICE_NOW - 3600, .exp = OFFICE_NOW + 30 * OFFICE_DAY, .cti = { 1 } };
}

struct secret_key *office_seeded_key(uint8_t seed_byte) {
        uint8_t seed[KEY_SEED_LEN];
        struct secret_key *key;

        memset(seed, seed_byte, sizeof(seed));
        assert_int_equal(crypto_init(), 0);
        assert_int_equal(secret_key_from_seed(seed, &key), 0);
        return key;
}
