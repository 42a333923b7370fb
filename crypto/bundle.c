/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/bundle.h"

#include <stdlib.h>
#include <string.h>

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

const struct bundle_box *bundle_find_box(const struct bundle *bundle, const char *box_id) {
        for (size_t i = 0; i < bundle->box_count; i++)
                if (strcmp(bundle->boxes[i].id, box_id) == 0)
                        return &bundle->boxes[i];
        return NULL;
}
