/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "crypto/bundle_form.h"
#include "crypto/claim.h"
#include "crypto/ticket.h"

static bool characters_valid(const char *text, size_t max_len, const char *allowed) {
        size_t len = strnlen(text, max_len + 1);

        return len >= 1 && len <= max_len && strspn(text, allowed) == len;
}

static bool line_valid(const char *text, size_t max_len) {
        size_t len = strnlen(text, max_len + 1);

        return len <= max_len && cbor_text_valid(text, len);
}

/* The validity of a key or bundle: times of five bytes, the end after the start. */
static bool span_valid(uint32_t from, uint32_t to) {
        return from >= CLAIM_TIME_MIN && from < to;
}

static bool key_valid(const struct bundle_key *key) {
        if (key->use <= KEY_USE_ROOT || key->use > KEY_USE_LEDGER || !span_valid(key->nbf, key->exp))
                return false;
        if (key->box_count > BUNDLE_KEY_BOXES_MAX)
                return false;
        for (unsigned i = 0; i < key->box_count; i++)
                if (!box_id_valid(key->boxes[i]))
                        return false;
        return true;
}

/* One key, one use; by id, because that is how tokens name them. */
static bool keys_valid(const struct bundle *bundle) {
        uint8_t ids[BUNDLE_KEYS_MAX + 1][KEY_ID_LEN];
        size_t count = bundle->key_count;

        if (count > BUNDLE_KEYS_MAX)
                return false;
        for (size_t i = 0; i < count; i++) {
                if (!key_valid(&bundle->keys[i]))
                        return false;
                key_id(&bundle->keys[i].key, ids[i]);
        }
        if (bundle->has_next_root)
                key_id(&bundle->next_root, ids[count++]);
        for (size_t i = 0; i < count; i++)
                for (size_t j = 0; j < i; j++)
                        if (memcmp(ids[i], ids[j], KEY_ID_LEN) == 0)
                                return false;
        return true;
}

static bool staff_valid(const struct bundle *bundle) {
        if (bundle->staff_count > BUNDLE_STAFF_MAX)
                return false;
        for (size_t i = 0; i < bundle->staff_count; i++) {
                const struct bundle_staff *person = &bundle->staff[i];

                if (!sub_valid(person->sub) || !role_name(person->role))
                        return false;
                for (size_t j = 0; j < i; j++)
                        if (strcmp(person->sub, bundle->staff[j].sub) == 0 ||
                            memcmp(person->badge_cti, bundle->staff[j].badge_cti, CTI_LEN) == 0)
                                return false;
        }
        return true;
}

static bool pins_valid(const struct bundle *bundle) {
        if (bundle->pins_count > BUNDLE_BOXES_MAX)
                return false;
        for (size_t i = 0; i < bundle->pins_count; i++) {
                const struct bundle_pins *pins = &bundle->pins[i];

                if (!box_id_valid(pins->box_id))
                        return false;
                if (pins->sealed_len < SEALING_OVERHEAD || pins->sealed_len > BUNDLE_PINS_SEALED_MAX)
                        return false;
                for (size_t j = 0; j < i; j++)
                        if (strcmp(pins->box_id, bundle->pins[j].box_id) == 0)
                                return false;
        }
        return true;
}

static bool revocations_valid(const struct bundle *bundle) {
        if (bundle->revocation_count > BUNDLE_REVOCATIONS_MAX)
                return false;
        for (size_t i = 0; i < bundle->revocation_count; i++) {
                if (bundle->revocations[i].t < CLAIM_TIME_MIN)
                        return false;
                if (i > 0 && memcmp(bundle->revocations[i - 1].cti, bundle->revocations[i].cti, CTI_LEN) >= 0)
                        return false;
        }
        return true;
}

static bool boxes_valid(const struct bundle *bundle) {
        if (bundle->box_count > BUNDLE_BOXES_MAX)
                return false;
        for (size_t i = 0; i < bundle->box_count; i++) {
                if (!box_id_valid(bundle->boxes[i].id) || !line_valid(bundle->boxes[i].address, BUNDLE_LINE_MAX))
                        return false;
                for (size_t j = 0; j < i; j++)
                        if (strcmp(bundle->boxes[i].id, bundle->boxes[j].id) == 0)
                                return false;
        }
        return true;
}

static bool opening_valid(const struct bundle *bundle) {
        if (bundle->opening_count > BUNDLE_OPENING_MAX)
                return false;
        for (size_t i = 0; i < bundle->opening_count; i++) {
                const struct bundle_opening *opening = &bundle->opening[i];

                if (opening->weekday > 6 || opening->from_min >= opening->to_min || opening->to_min > 24 * 60)
                        return false;
        }
        return true;
}

static bool lines_valid(const struct bundle *bundle) {
        if (bundle->language_count > BUNDLE_LANGUAGES_MAX || bundle->contact_count > BUNDLE_CONTACT_LINES_MAX)
                return false;
        for (size_t i = 0; i < bundle->language_count; i++)
                if (!characters_valid(bundle->languages[i], sizeof(bundle->languages[i]) - 1,
                                      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))
                        return false;
        for (size_t i = 0; i < bundle->contact_count; i++)
                if (!line_valid(bundle->contact[i], BUNDLE_LINE_MAX))
                        return false;
        return true;
}

bool bundle_valid(const struct bundle *bundle) {
        return bundle->version >= 1 && span_valid(bundle->issued, bundle->expires) &&
               bundle->office[0] && line_valid(bundle->office, BUNDLE_NAME_MAX) &&
               characters_valid(bundle->domain, BUNDLE_DOMAIN_MAX, "abcdefghijklmnopqrstuvwxyz0123456789.-") &&
               characters_valid(bundle->zone, BUNDLE_ZONE_MAX,
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") &&
               keys_valid(bundle) && staff_valid(bundle) && pins_valid(bundle) && revocations_valid(bundle) &&
               bundle->deadline_days >= 1 && bundle->deadline_days <= TICKET_DAYS_MAX &&
               opening_valid(bundle) && lines_valid(bundle) && boxes_valid(bundle);
}
