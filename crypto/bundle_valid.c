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

static bool key_valid(const struct bundle_key *key, enum bundle_form form) {
        if (key->use <= KEY_USE_ROOT || key->use > (form == BUNDLE_FORM_2 ? KEY_USE_REVOKE : KEY_USE_LEDGER) || !span_valid(key->nbf, key->exp))
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
                if (!key_valid(&bundle->keys[i], bundle->form))
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

static bool boxes_valid(const struct bundle_box *boxes, size_t count) {
        if (count > BUNDLE_BOXES_MAX)
                return false;
        for (size_t i = 0; i < count; i++) {
                if (!box_id_valid(boxes[i].id) || !line_valid(boxes[i].address, BUNDLE_LINE_MAX))
                        return false;
                for (size_t j = 0; j < i; j++)
                        if (strcmp(boxes[i].id, boxes[j].id) == 0)
                                return false;
        }
        return true;
}

static bool minutes_valid(unsigned from, unsigned to) {
        return from < to && to <= 24 * 60;
}

static bool opening_valid(const struct bundle *bundle) {
        if (bundle->opening_count > BUNDLE_OPENING_MAX)
                return false;
        for (size_t i = 0; i < bundle->opening_count; i++) {
                const struct bundle_opening *opening = &bundle->opening[i];

                if (opening->weekday > 6 || !minutes_valid(opening->from_min, opening->to_min))
                        return false;
        }
        return true;
}

static bool language_valid(const char *tag, enum bundle_form form) {
        return characters_valid(tag, form == BUNDLE_FORM_2 ? BUNDLE_LANGUAGE_MAX : BUNDLE_LANGUAGE_1_MAX,
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
}

static bool contact_valid(const char (*lines)[BUNDLE_LINE_MAX + 1], size_t count) {
        if (count > BUNDLE_CONTACT_LINES_MAX)
                return false;
        for (size_t i = 0; i < count; i++)
                if (!line_valid(lines[i], BUNDLE_LINE_MAX))
                        return false;
        return true;
}

static bool languages_valid(const struct bundle *bundle) {
        if (bundle->language_count > BUNDLE_LANGUAGES_MAX)
                return false;
        for (size_t i = 0; i < bundle->language_count; i++)
                if (!language_valid(bundle->languages[i], bundle->form))
                        return false;
        return true;
}

static bool closed_valid(const struct bundle *bundle) {
        if (bundle->closed_count > BUNDLE_CLOSED_MAX)
                return false;
        for (size_t i = 0; i < bundle->closed_count; i++)
                if (!bundle_date_valid(bundle->closed[i]) || (i > 0 && bundle->closed[i - 1] >= bundle->closed[i]))
                        return false;
        return true;
}

/* By date and time, one ending before the next begins, and none on a day that is closed. */
static bool exceptions_valid(const struct bundle *bundle) {
        if (bundle->exception_count > BUNDLE_EXCEPTIONS_MAX)
                return false;
        for (size_t i = 0; i < bundle->exception_count; i++) {
                const struct bundle_exception *at = &bundle->exceptions[i], *before = i > 0 ? at - 1 : NULL;

                if (!bundle_date_valid(at->date) || !minutes_valid(at->from_min, at->to_min) || bundle_is_closed(bundle, at->date))
                        return false;
                if (before && (before->date > at->date || (before->date == at->date && before->to_min >= at->from_min)))
                        return false;
        }
        return true;
}

static bool wordings_valid(const struct bundle *bundle) {
        if (bundle->wording_count > BUNDLE_LANGUAGES_MAX)
                return false;
        for (size_t i = 0; i < bundle->wording_count; i++) {
                const struct bundle_wording *wording = &bundle->wordings[i];

                if (!language_valid(wording->language, bundle->form) || !contact_valid(wording->contact, wording->contact_count) ||
                    !boxes_valid(wording->boxes, wording->box_count))
                        return false;
                for (size_t j = 0; j < i; j++)
                        if (strcmp(wording->language, bundle->wordings[j].language) == 0)
                                return false;
        }
        return true;
}

/* What form 1 cannot say is not there; form 2 names a key. */
static bool form_valid(const struct bundle *bundle) {
        static const struct sealing_public none;
        bool has_backup = memcmp(&bundle->backup, &none, sizeof(none)) != 0;

        if (bundle->form == BUNDLE_FORM_1)
                return !has_backup && bundle->closed_count + bundle->exception_count + bundle->wording_count == 0;
        return bundle->form == BUNDLE_FORM_2 && has_backup;
}

bool bundle_valid(const struct bundle *bundle) {
        return form_valid(bundle) && bundle->version >= 1 && span_valid(bundle->issued, bundle->expires) &&
               bundle->office[0] && line_valid(bundle->office, BUNDLE_NAME_MAX) &&
               characters_valid(bundle->domain, BUNDLE_DOMAIN_MAX, "abcdefghijklmnopqrstuvwxyz0123456789.-") &&
               characters_valid(bundle->zone, BUNDLE_ZONE_MAX,
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") &&
               keys_valid(bundle) && staff_valid(bundle) && pins_valid(bundle) && revocations_valid(bundle) &&
               bundle->deadline_days >= 1 && bundle->deadline_days <= TICKET_DAYS_MAX &&
               opening_valid(bundle) && languages_valid(bundle) && contact_valid(bundle->contact, bundle->contact_count) &&
               boxes_valid(bundle->boxes, bundle->box_count) && closed_valid(bundle) && exceptions_valid(bundle) &&
               wordings_valid(bundle);
}
