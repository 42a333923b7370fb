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
        CLAIM_BACKUP = -65559,          /* form 2 */
        CLAIM_COUNT_1 = 12,
        CLAIM_COUNT_2,
};

static bool take_key(struct reader *reader, struct bundle_key *key) {
        unsigned use;
        size_t count;

        if (!cbor_expect_array(reader, 5) || !cbor_copy_bytes(reader, key->key.x, KEY_PUBLIC_LEN) ||
            !bundle_take_small(reader, KEY_USE_REVOKE, &use) ||
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
        int r = bundle_take_list(reader, BUNDLE_KEYS_MAX, sizeof(*bundle->keys), &bundle->keys, &bundle->key_count);

        for (size_t i = 0; r == 0 && i < bundle->key_count; i++)
                r = take_key(reader, &bundle->keys[i]) ? 0 : REFUSAL_MALFORMED;
        return r;
}

static bool take_person(struct reader *reader, struct bundle_staff *person) {
        unsigned role;

        if (!cbor_expect_array(reader, 3) || !cbor_copy_text(reader, person->sub, sizeof(person->sub)) ||
            !bundle_take_small(reader, ROLE_COUNT - 1, &role) || !cbor_copy_bytes(reader, person->badge_cti, CTI_LEN))
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
        int r = bundle_take_list(reader, BUNDLE_STAFF_MAX, sizeof(*bundle->staff), &bundle->staff, &bundle->staff_count);

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
        int r = bundle_take_list(reader, BUNDLE_BOXES_MAX, sizeof(*bundle->pins), &bundle->pins, &bundle->pins_count);

        for (size_t i = 0; r == 0 && i < bundle->pins_count; i++)
                r = take_box_pins(reader, &bundle->pins[i]);
        return r;
}

static int take_revocations(struct reader *reader, struct bundle *bundle) {
        int r = bundle_take_list(reader, BUNDLE_REVOCATIONS_MAX, sizeof(*bundle->revocations), &bundle->revocations,
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

static bool take_heading(struct reader *reader, struct bundle *bundle) {
        uint64_t version;
        size_t count;

        if (!cbor_take_map(reader, CLAIM_COUNT_2, &count) || count < CLAIM_COUNT_1 ||
            !cbor_expect_int(reader, CLAIM_ISS) || !cbor_copy_text(reader, bundle->domain, sizeof(bundle->domain)) ||
            !claim_take_time(reader, CLAIM_EXP, &bundle->expires) ||
            !claim_take_time(reader, CLAIM_IAT, &bundle->issued) ||
            !cbor_expect_int(reader, CLAIM_VERSION) || !cbor_take_uint(reader, UINT32_MAX, &version) ||
            !cbor_expect_int(reader, CLAIM_OFFICE) || !cbor_copy_text(reader, bundle->office, sizeof(bundle->office)) ||
            !cbor_expect_int(reader, CLAIM_ZONE) || !cbor_copy_text(reader, bundle->zone, sizeof(bundle->zone)))
                return false;
        bundle->version = (uint32_t)version;
        bundle->form = count == CLAIM_COUNT_2 ? BUNDLE_FORM_2 : BUNDLE_FORM_1;
        return true;
}

static void put_heading(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_map(writer, bundle->form == BUNDLE_FORM_2 ? CLAIM_COUNT_2 : CLAIM_COUNT_1);
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

static bool take_backup(struct reader *reader, struct bundle *bundle) {
        return bundle->form == BUNDLE_FORM_1 ||
               (cbor_expect_int(reader, CLAIM_BACKUP) && cbor_copy_bytes(reader, bundle->backup.x, SEALING_KEY_LEN));
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
                { CLAIM_POLICY, bundle_take_policy },
        };

        if (!take_heading(reader, bundle))
                return REFUSAL_MALFORMED;
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                int r = cbor_expect_int(reader, lists[i].claim) ? lists[i].take(reader, bundle) : REFUSAL_MALFORMED;

                if (r != 0)
                        return r;
        }
        if (!cbor_expect_int(reader, CLAIM_NEXT_ROOT) || !take_next_root(reader, bundle) || !take_backup(reader, bundle) ||
            reader->len > 0)
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
        bundle_put_policy(writer, bundle);
        cbor_put_int(writer, CLAIM_NEXT_ROOT);
        if (bundle->has_next_root)
                cbor_put_bytes(writer, bundle->next_root.x, KEY_PUBLIC_LEN);
        else
                cbor_put_null(writer);
        if (bundle->form == BUNDLE_FORM_2) {
                cbor_put_int(writer, CLAIM_BACKUP);
                cbor_put_bytes(writer, bundle->backup.x, SEALING_KEY_LEN);
        }
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
