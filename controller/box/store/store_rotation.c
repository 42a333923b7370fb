/* SPDX-License-Identifier: EUPL-1.2 */
/* The change of the ledger's key: both entries and the checkpoint under the new key are one transaction (controller/ledger/rotation.h). */
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

/* The checkpoint of the tree as it will be. */
static int format_next(const struct store *store, struct buffer *ret_text) {
        struct checkpoint checkpoint = { .size = store->next.edge.size };

        memcpy(checkpoint.origin, store->next.origin, sizeof(checkpoint.origin));
        merkle_edge_root(&store->next.edge, &checkpoint.root);
        return checkpoint_format(&checkpoint, ret_text);
}

static void sign_hex(const struct secret_key *key, const struct buffer *text, char ret_hex[ENTRY_SIGNATURE_TEXT_LEN + 1]) {
        uint8_t signature[KEY_SIGNATURE_LEN];

        secret_key_sign(key, text->data, text->len, signature);
        hex_encode(signature, sizeof(signature), ret_hex);
}

int deed_rotate(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const struct store_rotation *rotation = deed->rotation;
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT, next = BUFFER_INIT, note = BUFFER_INIT;
        struct entry rotating = { .event = ENTRY_ROTATING }, rotated = { .event = ENTRY_ROTATED };
        int r;

        if (rotation->old && !rotation->old_public)
                return -EPROTO;
        rotating.key_change = rotation->old ? KEY_CHANGE_PLANNED : KEY_CHANGE_LOST;
        if (rotation->old_public)
                hex_encode(rotation->old_public->x, KEY_PUBLIC_LEN, rotating.old_key);
        hex_encode(secret_key_public(rotation->new)->x, KEY_PUBLIC_LEN, rotating.new_key);
        r = ledger_append(store, t_ms, &rotating);
        if (r == 0)
                r = format_next(store, &text);
        if (r < 0)
                return r;
        if (rotation->old)
                sign_hex(rotation->old, &text, rotated.by_old);
        sign_hex(rotation->new, &text, rotated.by_new);
        r = ledger_append(store, t_ms, &rotated);
        if (r == 0)
                r = format_next(store, &next);
        if (r == 0)
                r = note_sign(buffer_text(&next), next.len, store->next.origin, rotation->new, &note);
        return r < 0 ? r : checkpoint_write(store, store->next.edge.size, note.data, note.len);
}
