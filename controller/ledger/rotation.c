/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/rotation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/rotation_office.h"

#define ROTATED "\"e\":\"rotated\""

enum { CANDIDATES_MAX = 1024 }; /* entries that call themselves so and are looked at */

struct change {
        uint64_t size;              /* of the changing checkpoint */
        struct buffer text;         /* its signed text */
        struct vkey old, new;
        bool has_old, lost;
        uint64_t last;              /* the largest size that the old key is good for */
        uint8_t by_old[KEY_SIGNATURE_LEN], by_new[KEY_SIGNATURE_LEN];
};

static bool knows(const struct rotation_keys *keys, const struct vkey *vkey) {
        for (size_t i = 0; i < keys->count; i++)
                if (memcmp(keys->vkeys[i].key.x, vkey->key.x, KEY_PUBLIC_LEN) == 0)
                        return true;
        return false;
}

static bool learn(struct rotation_keys *keys, const struct vkey *vkey) {
        if (knows(keys, vkey) || keys->count == ROTATION_KEYS_MAX)
                return false;
        keys->vkeys[keys->count++] = *vkey;
        return true;
}

static int read_line(const struct exported *exported, uint64_t index, struct buffer *ret_line) {
        struct finding finding;

        return exported_entry(exported, index, ret_line, &finding);
}

/* The tree of `size` entries ends in this leaf, and is a former state of the export's. -EBADMSG when it cannot be read. */
static int check_tree(const struct exported *exported, const struct hash *leaf, struct checkpoint *checkpoint) {
        struct exported_nodes nodes = { .exported = exported };
        const struct checkpoint *whole = &exported->checkpoint;
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count;
        int r;

        r = merkle_root(checkpoint->size, exported_node, &nodes, &checkpoint->root);
        if (r == 0)
                r = merkle_prove_inclusion(checkpoint->size - 1, checkpoint->size, exported_node, &nodes, proof, &count);
        if (r == 0 && !merkle_check_inclusion(leaf, checkpoint->size - 1, checkpoint->size, proof, count, &checkpoint->root))
                return LEDGER_E_INVALID;
        if (r == 0)
                r = merkle_prove_consistency(checkpoint->size, whole->size, exported_node, &nodes, proof, &count);
        if (r == 0 && !merkle_check_consistency(checkpoint->size, whole->size, &checkpoint->root, &whole->root, proof, count))
                return LEDGER_E_INVALID;
        return r;
}

static bool key_from_text(const char *origin, const char *text, struct vkey *ret_vkey) {
        struct public_key key;

        if (strlen(text) != ENTRY_KEY_TEXT_LEN || !hex_decode(text, ENTRY_KEY_TEXT_LEN, key.x, KEY_PUBLIC_LEN))
                return false;
        vkey_init(ret_vkey, origin, NOTE_TYPE_ED25519, &key);
        return true;
}

static bool signature_from_text(const char *text, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        return strlen(text) == ENTRY_SIGNATURE_TEXT_LEN && hex_decode(text, ENTRY_SIGNATURE_TEXT_LEN, ret_signature, KEY_SIGNATURE_LEN);
}

static int fill(const char *origin, const struct entry *rotating, const struct entry *rotated, struct change *change) {
        change->lost = rotating->key_change == KEY_CHANGE_LOST;
        change->has_old = rotating->old_key[0] != 0;
        if (!key_from_text(origin, rotating->new_key, &change->new) || (change->has_old && !key_from_text(origin, rotating->old_key, &change->old)))
                return LEDGER_E_INVALID;
        if (!signature_from_text(rotated->by_new, change->by_new) ||
            (change->lost ? rotated->by_old[0] != 0 : !change->has_old || !signature_from_text(rotated->by_old, change->by_old)))
                return LEDGER_E_INVALID;
        return 0;
}

static int fill_of_box(const char *origin, const struct buffer *named, const struct buffer *agreed, struct change *change) {
        struct entry rotating, rotated;

        if (entry_parse(buffer_text(named), named->len, &rotating) != 0 || entry_parse(buffer_text(agreed), agreed->len, &rotated) != 0 ||
            rotating.event != ENTRY_ROTATING || rotated.event != ENTRY_ROTATED)
                return LEDGER_E_INVALID;
        change->last = change->size;
        return fill(origin, &rotating, &rotated, change);
}

/* The old one signs on until the entry that says that the new one does. */
static int fill_of_office(const char *origin, const struct buffer *named, const struct buffer *agreed, struct change *change) {
        struct public_key old, new;
        bool has_signed;

        if (!rotation_office_named(buffer_text(named), named->len, &old, &new) ||
            !rotation_office_agreed(buffer_text(agreed), agreed->len, &has_signed, change->by_old, change->by_new))
                return LEDGER_E_INVALID;
        vkey_init(&change->old, origin, NOTE_TYPE_ED25519, &old);
        vkey_init(&change->new, origin, NOTE_TYPE_ED25519, &new);
        change->has_old = true;
        change->lost = !has_signed;
        change->last = UINT64_MAX;
        return 0;
}

static bool is_signed(const struct change *change) {
        return public_key_verify(&change->new.key, change->text.data, change->text.len, change->by_new) &&
               (change->lost || public_key_verify(&change->old.key, change->text.data, change->text.len, change->by_old));
}

/* Entry `index` calls itself one in which both keys have signed. LEDGER_E_INVALID or -EBADMSG: it is none that can be followed. */
static int read_change(const struct exported *exported, uint64_t index, struct change *change) {
        CLEANUP(buffer_deinit) struct buffer named = BUFFER_INIT, agreed = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = index };
        const char *origin = exported->checkpoint.origin;
        struct hash leaf;
        int r;

        if (index == 0)
                return LEDGER_E_INVALID;
        memcpy(checkpoint.origin, origin, sizeof(checkpoint.origin));
        change->size = index;
        r = read_line(exported, index, &agreed);
        if (r == 0)
                r = read_line(exported, index - 1, &named);
        if (r == 0)
                r = (exported->of_box ? fill_of_box : fill_of_office)(origin, &named, &agreed, change);
        if (r != 0)
                return r;
        merkle_leaf(named.data, named.len, &leaf);
        r = check_tree(exported, &leaf, &checkpoint);
        if (r == 0)
                r = checkpoint_format(&checkpoint, &change->text);
        return r == 0 && !is_signed(change) ? LEDGER_E_INVALID : r;
}

/* Forwards: the old key, which is known, has signed the tree that names the new one. Backwards: the new one, known, has signed what names the old one. */
static bool follow(const struct change *change, struct rotation_keys *keys) {
        bool knows_old = change->has_old && knows(keys, &change->old), knows_new = knows(keys, &change->new);

        if (knows_new)
                return change->has_old && learn(keys, &change->old);
        return knows_old && !change->lost && learn(keys, &change->new);
}

struct changes {
        struct change list[ROTATION_KEYS_MAX];
        size_t count, candidates;
};

static void changes_free(struct changes *changes) {
        for (size_t i = 0; changes && i < changes->count; i++)
                buffer_deinit(&changes->list[i].text);
        free(changes);
}
DEFINE_CLEANUP(struct changes, changes_free, changes_cleanup)

/* What is no change that can be followed is left out: it makes nobody trust anything. */
static int add_change(const struct exported *exported, uint64_t index, struct changes *changes) {
        struct change *change = &changes->list[changes->count];
        int r;

        if (changes->count == ROTATION_KEYS_MAX || changes->candidates++ == CANDIDATES_MAX)
                return 0;
        r = read_change(exported, index, change);
        if (r == 0) {
                changes->count++;
                return 0;
        }
        buffer_deinit(&change->text);
        return r == LEDGER_E_INVALID || r == -EBADMSG ? 0 : r;
}

/* Entry `index` of an office's log: the newest change comes to be here, if it is to this key. Who says so is signed by that key alone. */
static void end_old(const char *line, size_t len, uint64_t index, struct changes *changes) {
        struct change *newest = changes->count > 0 ? &changes->list[changes->count - 1] : NULL;
        struct public_key new;

        if (newest && newest->last == UINT64_MAX && rotation_office_begins(line, len, &new) && memcmp(newest->new.key.x, new.x, KEY_PUBLIC_LEN) == 0)
                newest->last = index;
}

static int find_in_line(const struct exported *exported, uint64_t index, const char *line, size_t len, struct changes *changes) {
        const char *sign = exported->of_box ? ROTATED : ROTATION_OFFICE_AGREED;

        if (memmem(line, len, sign, strlen(sign)))
                return add_change(exported, index, changes);
        if (!exported->of_box)
                end_old(line, len, index, changes);
        return 0;
}

static int find_in_bundle(const struct exported *exported, uint64_t first, const struct buffer *bytes, struct changes *changes) {
        struct reader reader = reader_over(bytes->data, bytes->len);
        const char *line;
        size_t len;
        int r = 0;

        if (exported->of_box && !memmem(bytes->data, bytes->len, ROTATED, strlen(ROTATED)))
                return 0;
        for (uint64_t index = first; r == 0 && bundle_take(&reader, &line, &len); index++)
                r = find_in_line(exported, index, line, len, changes);
        return r;
}

/* As far as it can be read. */
static int find_all(const struct exported *exported, struct changes *changes) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_FILE_MAX_LEN);
        struct tile bundle = { .level = TILE_ENTRIES };
        struct finding finding;
        int r = 0;

        for (; r == 0 && (bundle.width = tile_width(TILE_ENTRIES, bundle.n, exported->checkpoint.size)) > 0; bundle.n++) {
                r = exported_tile(exported, &bundle, &bytes, &finding);
                if (r == 0)
                        r = find_in_bundle(exported, bundle.n * TILE_WIDTH, &bytes, changes);
        }
        return r == LEDGER_E_INVALID ? 0 : r;
}

/* Once it was changed, a key is good for nothing that is larger: whoever has stolen it since then could go on from there. */
static bool is_good_at(const struct changes *changes, const struct vkey *vkey, uint64_t size) {
        for (size_t i = 0; i < changes->count; i++)
                if (changes->list[i].has_old && changes->list[i].last < size &&
                    memcmp(changes->list[i].old.key.x, vkey->key.x, KEY_PUBLIC_LEN) == 0)
                        return false;
        return true;
}

static void keep_good(const struct changes *changes, uint64_t size, struct rotation_keys *keys) {
        size_t kept = 0;

        for (size_t i = 0; i < keys->count; i++)
                if (is_good_at(changes, &keys->vkeys[i], size))
                        keys->vkeys[kept++] = keys->vkeys[i];
        keys->count = kept;
}

int rotation_follow(const struct exported *exported, uint64_t size, const struct vkey *vkeys, size_t count, struct rotation_keys *ret_keys) {
        CLEANUP(changes_cleanup) struct changes *changes = calloc(1, sizeof(*changes));
        struct rotation_keys keys = { .count = 0 };
        bool learnt = true;
        int r;

        if (!changes)
                return -ENOMEM;
        for (size_t i = 0; i < count && i < ROTATION_KEYS_MAX; i++)
                if (origin_speaks(exported->checkpoint.origin, vkeys, count, i))
                        keys.vkeys[keys.count++] = vkeys[i];
        r = (exported->of_box || origin_is_office(exported->checkpoint.origin)) && keys.count > 0 ? find_all(exported, changes) : 0;
        while (r == 0 && learnt) {
                learnt = false;
                for (size_t i = 0; i < changes->count; i++)
                        learnt |= follow(&changes->list[i], &keys);
        }
        for (size_t i = 0; i < changes->count; i++)
                if (changes->list[i].lost && !knows(&keys, &changes->list[i].new)) {
                        keys.lost = true;
                        keys.lost_at = changes->list[i].size - 1;
                }
        keep_good(changes, size, &keys);
        if (r == 0)
                *ret_keys = keys;
        return r;
}
