/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"

void bundle_free(struct bundle *bundle) {
        if (!bundle)
                return;
        for (size_t i = 0; i < bundle->pins_count; i++)
                free(bundle->pins[i].sealed);
        free(bundle->pins);
        free(bundle->keys);
        free(bundle->staff);
        free(bundle->revocations);
        free(bundle->boxes);
        for (size_t i = 0; i < bundle->wording_count; i++)
                free(bundle->wordings[i].boxes);
        free(bundle->wordings);
        free(bundle->exceptions);
        free(bundle->closed);
        free(bundle);
}

static bool is_root(const struct bundle *bundle, const uint8_t kid[KEY_ID_LEN]) {
        uint8_t root[KEY_ID_LEN];

        key_id(&bundle->root, root);
        if (memcmp(root, kid, KEY_ID_LEN) == 0)
                return true;
        key_id(&bundle->next_root, root);
        return bundle->has_next_root && memcmp(root, kid, KEY_ID_LEN) == 0;
}

int bundle_find_key(const struct bundle *bundle, const uint8_t kid[KEY_ID_LEN], enum key_use use,
                    const struct bundle_key **ret_key) {
        for (size_t i = 0; i < bundle->key_count; i++) {
                if (memcmp(bundle->keys[i].kid, kid, KEY_ID_LEN) != 0)
                        continue;
                if (bundle->keys[i].use != use)
                        return REFUSAL_WRONG_USE;
                *ret_key = &bundle->keys[i];
                return 0;
        }
        return is_root(bundle, kid) ? REFUSAL_WRONG_USE : REFUSAL_UNKNOWN_KEY;
}

bool bundle_key_may_sign(const struct bundle_key *key, const char *box_id, uint32_t nbf) {
        if (nbf < key->nbf || nbf >= key->exp)
                return false;
        if (!box_id || key->box_count == 0)
                return true;
        for (unsigned i = 0; i < key->box_count; i++)
                if (strcmp(key->boxes[i], box_id) == 0)
                        return true;
        return false;
}

static int compare_cti(const void *cti, const void *revocation) {
        return memcmp(cti, ((const struct bundle_revocation *)revocation)->cti, CTI_LEN);
}

bool bundle_revokes(const struct bundle *bundle, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        const struct bundle_revocation *found = NULL;

        if (bundle->revocation_count > 0)
                found = bsearch(cti, bundle->revocations, bundle->revocation_count, sizeof(*bundle->revocations), compare_cti);
        return found && (nbf < found->t || found->t == UINT32_MAX);
}

const struct bundle_staff *bundle_find_staff(const struct bundle *bundle, const char *sub) {
        for (size_t i = 0; i < bundle->staff_count; i++)
                if (strcmp(bundle->staff[i].sub, sub) == 0)
                        return &bundle->staff[i];
        return NULL;
}

static const struct bundle_box *find_box(const struct bundle_box *boxes, size_t count, const char *box_id) {
        for (size_t i = 0; i < count; i++)
                if (strcmp(boxes[i].id, box_id) == 0)
                        return &boxes[i];
        return NULL;
}

const struct bundle_box *bundle_find_box(const struct bundle *bundle, const char *box_id) {
        return find_box(bundle->boxes, bundle->box_count, box_id);
}

bool bundle_date_valid(uint32_t date) {
        unsigned year = date / 10000, month = date / 100 % 100, day = date % 100;

        return year >= 2000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
               day <= (unsigned)moment_month_days((int)year, (int)month);
}

static int compare_date(const void *a, const void *b) {
        uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

        return left < right ? -1 : left > right;
}

bool bundle_is_closed(const struct bundle *bundle, uint32_t date) {
        return bundle->closed_count > 0 &&
               bsearch(&date, bundle->closed, bundle->closed_count, sizeof(*bundle->closed), compare_date) != NULL;
}

static const struct bundle_wording *find_wording(const struct bundle *bundle, const char *language) {
        for (size_t i = 0; i < bundle->wording_count; i++)
                if (strcmp(bundle->wordings[i].language, language) == 0)
                        return &bundle->wordings[i];
        return NULL;
}

struct bundle_contact bundle_contact_in(const struct bundle *bundle, const char *language) {
        const struct bundle_wording *wording = find_wording(bundle, language);

        if (wording && wording->contact_count > 0)
                return (struct bundle_contact){ wording->contact, wording->contact_count };
        return (struct bundle_contact){ bundle->contact, bundle->contact_count };
}

const char *bundle_address_in(const struct bundle *bundle, const char *box_id, const char *language) {
        const struct bundle_wording *wording = find_wording(bundle, language);
        const struct bundle_box *box = wording ? find_box(wording->boxes, wording->box_count, box_id) : NULL;

        if (!box)
                box = bundle_find_box(bundle, box_id);
        return box ? box->address : NULL;
}
