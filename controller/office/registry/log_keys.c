/* SPDX-License-Identifier: EUPL-1.2 */
/* Which keys sign a registry's log: as its entries tell it, and as its checkpoint and its anchor bear it out. */
#include <stdio.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"
#include "crypto/key_elsewhere.h"

static bool same(const struct public_key *a, const struct public_key *b) {
        return memcmp(a->x, b->x, KEY_PUBLIC_LEN) == 0;
}

int log_keys_open(const struct registry *registry, const char *origin, const char *note, size_t len, size_t *ret_log, struct checkpoint *ret_checkpoint) {
        int r = NOTE_E_UNKNOWN_KEY;

        for (size_t i = registry->place.log_count; r != 0 && i > 0; i--) {
                struct vkey vkey;

                vkey_init(&vkey, origin, NOTE_TYPE_ED25519, &registry->place.logs[i - 1]);
                r = checkpoint_open(note, len, &vkey, ret_checkpoint);
                if (r == 0)
                        *ret_log = i - 1;
        }
        return r;
}

/* An older copy is not as far as its anchor. */
int log_keys_check(const struct registry *registry) {
        const struct log_keys *keys = &registry->log_keys;

        if (keys->has_current && !same(&keys->current, &registry->current))
                return REGISTRY_E_CHECKPOINT;
        return registry->place.older || registry->anchor_log <= registry->log ? 0 : REGISTRY_E_CHECKPOINT;
}

/* ---- following ---- */

static int follow_named(struct log_keys *keys, const struct act *act) {
        if (same(&act->old_key, &act->new_key) || (keys->has_current && !same(&act->old_key, &keys->current)))
                return REGISTRY_E_LOG;
        *keys = (struct log_keys){ .current = act->old_key, .has_current = true, .next = act->new_key, .has_next = true, .named = act->n };
        return 0;
}

static bool is_signed(const struct public_key *key, const struct buffer *text, const uint8_t signature[KEY_SIGNATURE_LEN]) {
        return public_key_verify(key, text->data, text->len, signature);
}

/* The tree that ends in the entry before is what both have signed; an old one that had ended has not. */
static int follow_agreed(struct registry *registry, const struct act *act, const struct hash *root) {
        static const uint8_t none[KEY_SIGNATURE_LEN];
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct log_keys *keys = &registry->log_keys;
        struct checkpoint checkpoint = { .size = act->n, .root = *root };
        int r;

        if (!keys->has_next || keys->agreed || keys->named + 1 != act->n)
                return REGISTRY_E_LOG;
        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", registry->origin);
        r = checkpoint_format(&checkpoint, &text);
        if (r < 0)
                return r;
        keys->agreed = is_signed(&keys->next, &text, act->by_new) &&
                       (memcmp(act->by_old, none, sizeof(none)) == 0 || is_signed(&keys->current, &text, act->by_old));
        return keys->agreed ? 0 : REGISTRY_E_LOG;
}

static int follow_begins(struct log_keys *keys, const struct act *act) {
        if (!keys->has_next || !keys->agreed || !same(&keys->next, &act->new_key))
                return REGISTRY_E_LOG;
        *keys = (struct log_keys){ .current = act->new_key, .has_current = true };
        return 0;
}

int log_keys_follow(struct registry *registry, const struct act *act, const struct hash *root) {
        if (act->event == ACT_LOG_KEY_NAMED)
                return follow_named(&registry->log_keys, act);
        return act->event == ACT_LOG_KEY_AGREED ? follow_agreed(registry, act, root) : follow_begins(&registry->log_keys, act);
}

/* ---- writing ---- */

int log_keys_agree(const struct registry *registry, const struct merkle_edge *edge, const struct registry_change *change, struct act *ret_act) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = edge->size };
        struct act act = { .event = ACT_LOG_KEY_AGREED };
        int r;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", registry->origin);
        merkle_edge_root(edge, &checkpoint.root);
        r = checkpoint_format(&checkpoint, &text);
        if (r == 0 && change->old_log)
                r = secret_key_ask(change->old_log, text.data, text.len, act.by_old);
        if (r == 0)
                r = secret_key_ask(change->new_log, text.data, text.len, act.by_new);
        if (r == 0)
                *ret_act = act;
        return r;
}
