/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reading and writing stand side by side, member by member, in the order of
 * docs/formats.md section 5.
 */
#include "crypto/bundle_form.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/claim.h"

enum {
        CLAIM_VERSION = -65550,
        CLAIM_OFFICE = -65551,
        CLAIM_ZONE = -65552,
        CLAIM_KEYS = -65553,
        CLAIM_STAFF = -65554,
        CLAIM_PINS = -65555,
        CLAIM_REVOCATIONS = -65556,
        CLAIM_POLICY = -65557,
        CLAIM_NEXT_ROOT = -65558,
        CLAIM_COUNT = 12,
};

enum {
        POLICY_DAYS = 1,
        POLICY_FOUR_EYES,
        POLICY_OPENING,
        POLICY_LANGUAGES,
        POLICY_BOXES,
        POLICY_CONTACT,
        POLICY_COUNT = POLICY_CONTACT,
};

/*
 * Takes the head of an array of at most max items and makes room for them.
 * 0, REFUSAL_MALFORMED or -ENOMEM. Items take at least a byte each, so that no short
 * input asks for much memory.
 */
static int take_list(struct reader *reader, size_t max, size_t item_size, void *ret_items, size_t *ret_count) {
        size_t count;
        void *items = NULL;

        if (!cbor_take_array(reader, max, &count) || count > reader->len)
                return REFUSAL_MALFORMED;
        if (count > 0) {
                items = calloc(count, item_size);
                if (!items)
                        return -ENOMEM;
        }
        memcpy(ret_items, &items, sizeof(items));
        *ret_count = count;
        return 0;
}

static bool take_small(struct reader *reader, unsigned max, unsigned *ret_value) {
        uint64_t value;

        if (!cbor_take_uint(reader, max, &value))
                return false;
        *ret_value = (unsigned)value;
        return true;
}

static bool take_key(struct reader *reader, struct bundle_key *key) {
        unsigned use;
        size_t count;

        if (!cbor_expect_array(reader, 5) || !cbor_copy_bytes(reader, key->key.x, KEY_PUBLIC_LEN) ||
            !take_small(reader, KEY_USE_LEDGER, &use) ||
            !claim_take_seconds(reader, &key->nbf) || !claim_take_seconds(reader, &key->exp) ||
            !cbor_take_array(reader, BUNDLE_KEY_BOXES_MAX, &count))
                return false;
        key->use = (enum key_use)use;
        key->box_count = (uint8_t)count;
        for (size_t i = 0; i < count; i++)
                if (!claim_take_box_id(reader, key->boxes[i]))
                        return false;
        key_id(&key->key, key->kid);
        return true;
}

static void put_key(struct cbor_writer *writer, const struct bundle_key *key) {
        cbor_put_array(writer, 5);
        cbor_put_bytes(writer, key->key.x, KEY_PUBLIC_LEN);
        cbor_put_uint(writer, key->use);
        cbor_put_uint(writer, key->nbf);
        cbor_put_uint(writer, key->exp);
        cbor_put_array(writer, key->box_count);
        for (unsigned i = 0; i < key->box_count; i++)
                cbor_put_text(writer, key->boxes[i]);
}

static int take_keys(struct reader *reader, struct bundle *bundle) {
        int r = take_list(reader, BUNDLE_KEYS_MAX, sizeof(*bundle->keys), &bundle->keys, &bundle->key_count);

        for (size_t i = 0; r == 0 && i < bundle->key_count; i++)
                r = take_key(reader, &bundle->keys[i]) ? 0 : REFUSAL_MALFORMED;
        return r;
}

static bool take_person(struct reader *reader, struct bundle_staff *person) {
        unsigned role;

        if (!cbor_expect_array(reader, 3) || !cbor_copy_text(reader, person->sub, sizeof(person->sub)) ||
            !take_small(reader, ROLE_COUNT - 1, &role) || !cbor_copy_bytes(reader, person->badge_cti, CTI_LEN))
                return false;
        person->role = (enum role)role;
        return true;
}

static void put_person(struct cbor_writer *writer, const struct bundle_staff *person) {
        cbor_put_array(writer, 3);
        cbor_put_text(writer, person->sub);
        cbor_put_uint(writer, person->role);
        cbor_put_bytes(writer, person->badge_cti, CTI_LEN);
}

static int take_staff(struct reader *reader, struct bundle *bundle) {
        int r = take_list(reader, BUNDLE_STAFF_MAX, sizeof(*bundle->staff), &bundle->staff, &bundle->staff_count);

        for (size_t i = 0; r == 0 && i < bundle->staff_count; i++)
                r = take_person(reader, &bundle->staff[i]) ? 0 : REFUSAL_MALFORMED;
        return r;
}

static int take_box_pins(struct reader *reader, struct bundle_pins *pins) {
        const uint8_t *sealed;
        size_t len;

        if (!cbor_expect_array(reader, 2) || !claim_take_box_id(reader, pins->box_id) ||
            !cbor_take_bytes(reader, BUNDLE_PINS_SEALED_MAX, &sealed, &len) || len < SEALING_OVERHEAD)
                return REFUSAL_MALFORMED;
        pins->sealed = malloc(len);
        if (!pins->sealed)
                return -ENOMEM;
        memcpy(pins->sealed, sealed, len);
        pins->sealed_len = len;
        return 0;
}

static void put_box_pins(struct cbor_writer *writer, const struct bundle_pins *pins) {
        cbor_put_array(writer, 2);
        cbor_put_text(writer, pins->box_id);
        cbor_put_bytes(writer, pins->sealed, pins->sealed_len);
}

static int take_pins(struct reader *reader, struct bundle *bundle) {
        int r = take_list(reader, BUNDLE_BOXES_MAX, sizeof(*bundle->pins), &bundle->pins, &bundle->pins_count);

        for (size_t i = 0; r == 0 && i < bundle->pins_count; i++)
                r = take_box_pins(reader, &bundle->pins[i]);
        return r;
}

static int take_revocations(struct reader *reader, struct bundle *bundle) {
        int r = take_list(reader, BUNDLE_REVOCATIONS_MAX, sizeof(*bundle->revocations), &bundle->revocations,
                          &bundle->revocation_count);

        for (size_t i = 0; r == 0 && i < bundle->revocation_count; i++) {
                struct bundle_revocation *revocation = &bundle->revocations[i];

                if (!cbor_expect_array(reader, 2) || !cbor_copy_bytes(reader, revocation->cti, CTI_LEN) ||
                    !claim_take_seconds(reader, &revocation->t))
                        r = REFUSAL_MALFORMED;
        }
        return r;
}

static void put_revocation(struct cbor_writer *writer, const struct bundle_revocation *revocation) {
        cbor_put_array(writer, 2);
        cbor_put_bytes(writer, revocation->cti, CTI_LEN);
        cbor_put_uint(writer, revocation->t);
}

static bool take_opening(struct reader *reader, struct bundle *bundle) {
        if (!cbor_take_array(reader, BUNDLE_OPENING_MAX, &bundle->opening_count))
                return false;
        for (size_t i = 0; i < bundle->opening_count; i++) {
                unsigned weekday, from, to;

                if (!cbor_expect_array(reader, 3) || !take_small(reader, 6, &weekday) || !take_small(reader, 24 * 60, &from) ||
                    !take_small(reader, 24 * 60, &to))
                        return false;
                bundle->opening[i] = (struct bundle_opening){ (uint8_t)weekday, (uint16_t)from, (uint16_t)to };
        }
        return true;
}

static void put_opening(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_array(writer, bundle->opening_count);
        for (size_t i = 0; i < bundle->opening_count; i++) {
                cbor_put_array(writer, 3);
                cbor_put_uint(writer, bundle->opening[i].weekday);
                cbor_put_uint(writer, bundle->opening[i].from_min);
                cbor_put_uint(writer, bundle->opening[i].to_min);
        }
}

/* Texts of `size` bytes each, one behind the other. */
static bool take_texts(struct reader *reader, size_t max, size_t size, char *ret_texts, size_t *ret_count) {
        if (!cbor_take_array(reader, max, ret_count))
                return false;
        for (size_t i = 0; i < *ret_count; i++)
                if (!cbor_copy_text(reader, ret_texts + i * size, size))
                        return false;
        return true;
}

static void put_texts(struct cbor_writer *writer, size_t size, const char *texts, size_t count) {
        cbor_put_array(writer, count);
        for (size_t i = 0; i < count; i++)
                cbor_put_text(writer, texts + i * size);
}

static int take_boxes(struct reader *reader, struct bundle *bundle) {
        int r = take_list(reader, BUNDLE_BOXES_MAX, sizeof(*bundle->boxes), &bundle->boxes, &bundle->box_count);

        for (size_t i = 0; r == 0 && i < bundle->box_count; i++)
                if (!cbor_expect_array(reader, 2) || !claim_take_box_id(reader, bundle->boxes[i].id) ||
                    !cbor_copy_text(reader, bundle->boxes[i].address, sizeof(bundle->boxes[i].address)))
                        r = REFUSAL_MALFORMED;
        return r;
}

static void put_boxes(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_array(writer, bundle->box_count);
        for (size_t i = 0; i < bundle->box_count; i++) {
                cbor_put_array(writer, 2);
                cbor_put_text(writer, bundle->boxes[i].id);
                cbor_put_text(writer, bundle->boxes[i].address);
        }
}

static int take_policy(struct reader *reader, struct bundle *bundle) {
        unsigned days;
        int r;

        if (!cbor_expect_map(reader, POLICY_COUNT) ||
            !cbor_expect_int(reader, POLICY_DAYS) || !take_small(reader, UINT8_MAX, &days) ||
            !cbor_expect_int(reader, POLICY_FOUR_EYES) || !cbor_take_bool(reader, &bundle->four_eyes) ||
            !cbor_expect_int(reader, POLICY_OPENING) || !take_opening(reader, bundle) ||
            !cbor_expect_int(reader, POLICY_LANGUAGES) ||
            !take_texts(reader, BUNDLE_LANGUAGES_MAX, BUNDLE_LANGUAGE_SIZE, bundle->languages[0], &bundle->language_count) ||
            !cbor_expect_int(reader, POLICY_BOXES))
                return REFUSAL_MALFORMED;
        bundle->deadline_days = (uint8_t)days;
        r = take_boxes(reader, bundle);
        if (r != 0)
                return r;
        if (!cbor_expect_int(reader, POLICY_CONTACT) ||
            !take_texts(reader, BUNDLE_CONTACT_LINES_MAX, sizeof(bundle->contact[0]), bundle->contact[0], &bundle->contact_count))
                return REFUSAL_MALFORMED;
        return 0;
}

static void put_policy(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_map(writer, POLICY_COUNT);
        cbor_put_int(writer, POLICY_DAYS);
        cbor_put_uint(writer, bundle->deadline_days);
        cbor_put_int(writer, POLICY_FOUR_EYES);
        cbor_put_bool(writer, bundle->four_eyes);
        cbor_put_int(writer, POLICY_OPENING);
        put_opening(writer, bundle);
        cbor_put_int(writer, POLICY_LANGUAGES);
        put_texts(writer, BUNDLE_LANGUAGE_SIZE, bundle->languages[0], bundle->language_count);
        cbor_put_int(writer, POLICY_BOXES);
        put_boxes(writer, bundle);
        cbor_put_int(writer, POLICY_CONTACT);
        put_texts(writer, sizeof(bundle->contact[0]), bundle->contact[0], bundle->contact_count);
}

static bool take_heading(struct reader *reader, struct bundle *bundle) {
        uint64_t version;

        if (!cbor_expect_map(reader, CLAIM_COUNT) ||
            !cbor_expect_int(reader, CLAIM_ISS) || !cbor_copy_text(reader, bundle->domain, sizeof(bundle->domain)) ||
            !claim_take_time(reader, CLAIM_EXP, &bundle->expires) ||
            !claim_take_time(reader, CLAIM_IAT, &bundle->issued) ||
            !cbor_expect_int(reader, CLAIM_VERSION) || !cbor_take_uint(reader, UINT32_MAX, &version) ||
            !cbor_expect_int(reader, CLAIM_OFFICE) || !cbor_copy_text(reader, bundle->office, sizeof(bundle->office)) ||
            !cbor_expect_int(reader, CLAIM_ZONE) || !cbor_copy_text(reader, bundle->zone, sizeof(bundle->zone)))
                return false;
        bundle->version = (uint32_t)version;
        return true;
}

static void put_heading(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_map(writer, CLAIM_COUNT);
        cbor_put_int(writer, CLAIM_ISS);
        cbor_put_text(writer, bundle->domain);
        claim_put_time(writer, CLAIM_EXP, bundle->expires);
        claim_put_time(writer, CLAIM_IAT, bundle->issued);
        cbor_put_int(writer, CLAIM_VERSION);
        cbor_put_uint(writer, bundle->version);
        cbor_put_int(writer, CLAIM_OFFICE);
        cbor_put_text(writer, bundle->office);
        cbor_put_int(writer, CLAIM_ZONE);
        cbor_put_text(writer, bundle->zone);
}

static bool take_next_root(struct reader *reader, struct bundle *bundle) {
        bundle->has_next_root = !cbor_at_null(reader);
        return bundle->has_next_root ? cbor_copy_bytes(reader, bundle->next_root.x, KEY_PUBLIC_LEN) : cbor_expect_null(reader);
}

static int take_payload(struct reader *reader, struct bundle *bundle) {
        static const struct {
                int claim;
                int (*take)(struct reader *reader, struct bundle *bundle);
        } lists[] = {
                { CLAIM_KEYS, take_keys },
                { CLAIM_STAFF, take_staff },
                { CLAIM_PINS, take_pins },
                { CLAIM_REVOCATIONS, take_revocations },
                { CLAIM_POLICY, take_policy },
        };

        if (!take_heading(reader, bundle))
                return REFUSAL_MALFORMED;
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                int r = cbor_expect_int(reader, lists[i].claim) ? lists[i].take(reader, bundle) : REFUSAL_MALFORMED;

                if (r != 0)
                        return r;
        }
        if (!cbor_expect_int(reader, CLAIM_NEXT_ROOT) || !take_next_root(reader, bundle) || reader->len > 0)
                return REFUSAL_MALFORMED;
        return 0;
}

void bundle_write_payload(const struct bundle *bundle, struct cbor_writer *writer) {
        put_heading(writer, bundle);
        cbor_put_int(writer, CLAIM_KEYS);
        cbor_put_array(writer, bundle->key_count);
        for (size_t i = 0; i < bundle->key_count; i++)
                put_key(writer, &bundle->keys[i]);
        cbor_put_int(writer, CLAIM_STAFF);
        cbor_put_array(writer, bundle->staff_count);
        for (size_t i = 0; i < bundle->staff_count; i++)
                put_person(writer, &bundle->staff[i]);
        cbor_put_int(writer, CLAIM_PINS);
        cbor_put_array(writer, bundle->pins_count);
        for (size_t i = 0; i < bundle->pins_count; i++)
                put_box_pins(writer, &bundle->pins[i]);
        cbor_put_int(writer, CLAIM_REVOCATIONS);
        cbor_put_array(writer, bundle->revocation_count);
        for (size_t i = 0; i < bundle->revocation_count; i++)
                put_revocation(writer, &bundle->revocations[i]);
        cbor_put_int(writer, CLAIM_POLICY);
        put_policy(writer, bundle);
        cbor_put_int(writer, CLAIM_NEXT_ROOT);
        if (bundle->has_next_root)
                cbor_put_bytes(writer, bundle->next_root.x, KEY_PUBLIC_LEN);
        else
                cbor_put_null(writer);
}

int bundle_parse_payload(const uint8_t *bytes, size_t len, struct bundle *bundle) {
        struct reader reader = reader_over(bytes, len);
        struct cbor_writer again;
        uint8_t *written;
        bool same;
        int r;

        r = take_payload(&reader, bundle);
        if (r != 0)
                return r;
        if (!bundle_valid(bundle))
                return REFUSAL_MALFORMED;
        written = malloc(len);
        if (!written)
                return -ENOMEM;
        again = cbor_writer_over(written, len);
        bundle_write_payload(bundle, &again);
        same = cbor_writer_equals(&again, bytes, len);
        free(written);
        return same ? 0 : REFUSAL_MALFORMED;
}
