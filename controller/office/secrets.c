/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/secrets.h"

#include <string.h>

#include "controller/office/signer.h"

void secrets_deinit(struct secrets *secrets) {
        secret_key_free(secrets->root);
        secret_key_free(secrets->next_root);
        for (size_t i = 0; i < secrets->set_count; i++)
                for (int key = 0; key < STATE_KEY_KINDS; key++)
                        secret_key_free(secrets->sets[i].keys[key]);
        sealing_key_free(secrets->sealing);
        tag_key_free(secrets->tags);
        value_key_free(secrets->values);
        sealing_key_free(secrets->backup);
        signer_free(secrets->signer);
        *secrets = (struct secrets){ 0 };
}

const struct secret_key *secrets_key(const struct secrets *secrets, enum state_key key, const struct public_key *public) {
        for (size_t i = 0; i < secrets->set_count; i++) {
                const struct secret_key *own = secrets->sets[i].keys[key];

                if (own && memcmp(secret_key_public(own)->x, public->x, KEY_PUBLIC_LEN) == 0)
                        return own;
        }
        return NULL;
}

static bool is_key(const struct secret_key *key, const struct public_key *public) {
        return key && memcmp(secret_key_public(key)->x, public->x, KEY_PUBLIC_LEN) == 0;
}

const struct secret_key *secrets_root(const struct secrets *secrets, const struct state *state, int64_t t) {
        const struct state_validity *named = state_key_at(state, STATE_KEY_ROOT, t);

        if (!named)
                return NULL;
        return is_key(secrets->root, &named->public) ? secrets->root : is_key(secrets->next_root, &named->public) ? secrets->next_root : NULL;
}

const struct secret_key *secrets_signer(const struct secrets *secrets, const struct state *state, enum state_key key, int64_t t) {
        const struct state_validity *named = state_key_at(state, key, t);

        return named ? secrets_key(secrets, key, &named->public) : NULL;
}
