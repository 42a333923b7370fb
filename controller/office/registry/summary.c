/* SPDX-License-Identifier: EUPL-1.2 */
/* What the log comes to, as it is signed: roots of trees over rows, and hashes. */
#include <stdio.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

enum { HAS_BEFORE = 1, HAS_SETTINGS = 2, HASHES = 5, SUMMARY_LEN = 1 + HASHES * HASH_LEN };

void summary_office_is(struct summary *summary, uint64_t size, const struct hash *office) {
        if (hash_equal(&summary->office, office))
                return;
        summary->before = summary->office;
        summary->has_before = size > 1;
        summary->office = *office;
}

/* ---- leaves ---- */

static uint8_t *put_number(uint8_t *at, uint32_t number) {
        for (unsigned i = 0; i < 4; i++)
                *at++ = (uint8_t)(number >> (24 - 8 * i));
        return at;
}

/* docs/formats.md "The office's database". */
struct leaf leaf_of_row(const struct issuance *issuance) {
        uint8_t bytes[CTI_LEN + BOX_ID_MAX + 7 * 4 + HASH_LEN + 3 * 4 + HASH_LEN] = { 0 }, *at = bytes + CTI_LEN + BOX_ID_MAX;
        struct leaf leaf;

        memcpy(leaf.key, issuance->cti, sizeof(leaf.key));
        memcpy(bytes, issuance->cti, CTI_LEN);
        memcpy(bytes + CTI_LEN, issuance->box, strlen(issuance->box));
        at = put_number(at, issuance->version);
        at = put_number(at, issuance->nbf);
        at = put_number(at, issuance->ticket_exp);
        at = put_number(at, issuance->code_exp);
        at = put_number(at, issuance->last_exp);
        at = put_number(at, issuance->void_before);
        at = put_number(at, issuance->revoked);
        memcpy(at, issuance->sha.bytes, HASH_LEN);
        at += HASH_LEN;
        /* Of which no box told: as in schemas in which none could. */
        if (issuance->stage != STAGE_NONE) {
                at = put_number(at, issuance->stage);
                at = put_number(at, issuance->stage_at);
                at = put_number(at, issuance->deadline);
        }
        if (issuance->own_kept) {
                memcpy(at, issuance->own_sha.bytes, HASH_LEN);
                at += HASH_LEN;
        }
        sha256(bytes, (size_t)(at - bytes), &leaf.value);
        return leaf;
}

void number_key(const uint8_t reference_tag[TAG_LEN], uint8_t ret_key[TREE_KEY_LEN]) {
        struct hash hash;

        sha256(reference_tag, TAG_LEN, &hash);
        memcpy(ret_key, hash.bytes, TREE_KEY_LEN);
}

void blind_key(const uint8_t blind[BLIND_LEN], uint8_t ret_key[TREE_KEY_LEN]) {
        struct hash hash;

        sha256(blind, BLIND_LEN, &hash);
        memcpy(ret_key, hash.bytes, BLIND_HALF_BYTES / 2);
}

bool leaf_of_name(const struct issuance *issuance, enum name name, struct leaf *ret_leaf) {
        const uint8_t *blind = name == NAME_BORN ? issuance->blinds.born : issuance->blinds.own;
        struct leaf leaf = { .value = { { 0 } } };

        if (issuance->version == 0 || (issuance->erased && !(name == NAME_OWN && issuance->own_kept)) || (name != NAME_NUMBER && blind_is_none(blind)))
                return false;
        if (name == NAME_NUMBER) {
                number_key(issuance->reference_tag, leaf.key);
        } else {
                /* Many have one birth date: the rest of the key is each one's own. */
                blind_key(blind, leaf.key);
                memcpy(leaf.key + BLIND_HALF_BYTES / 2, issuance->cti, TREE_KEY_LEN - BLIND_HALF_BYTES / 2);
        }
        memcpy(leaf.value.bytes, issuance->cti, CTI_LEN);
        *ret_leaf = leaf;
        return true;
}

/* ---- the signed form ---- */

static void put(const struct summary *summary, uint8_t ret_bytes[SUMMARY_LEN]) {
        const struct hash *const hashes[HASHES] = { &summary->rows, &summary->numbers, &summary->office, &summary->before, &summary->settings };

        ret_bytes[0] = (uint8_t)((summary->has_before ? HAS_BEFORE : 0) | (summary->has_settings ? HAS_SETTINGS : 0));
        for (size_t i = 0; i < HASHES; i++)
                memcpy(ret_bytes + 1 + i * HASH_LEN, hashes[i]->bytes, HASH_LEN);
}

static void get(const uint8_t *bytes, struct summary *ret_summary) {
        struct hash *const hashes[HASHES] = { &ret_summary->rows, &ret_summary->numbers, &ret_summary->office, &ret_summary->before,
                                              &ret_summary->settings };

        ret_summary->has_before = bytes[0] & HAS_BEFORE;
        ret_summary->has_settings = bytes[0] & HAS_SETTINGS;
        for (size_t i = 0; i < HASHES; i++)
                memcpy(hashes[i]->bytes, bytes + 1 + i * HASH_LEN, HASH_LEN);
}

/* Of one log at one size and nothing else. */
static struct checkpoint seal(const struct registry *registry, const struct merkle_edge *edge, const uint8_t bytes[SUMMARY_LEN]) {
        struct checkpoint checkpoint = { .size = edge->size };
        uint8_t both[HASH_LEN + SUMMARY_LEN];
        struct hash root;

        merkle_edge_root(edge, &root);
        memcpy(both, root.bytes, HASH_LEN);
        memcpy(both + HASH_LEN, bytes, SUMMARY_LEN);
        sha256(both, sizeof(both), &checkpoint.root);
        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", registry->summary_vkey.name);
        return checkpoint;
}

int summary_write(struct registry *registry, const struct secret_key *key, const struct merkle_edge *edge, const struct summary *summary) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint;
        uint8_t bytes[SUMMARY_LEN];
        int r;

        put(summary, bytes);
        checkpoint = seal(registry, edge, bytes);
        r = checkpoint_sign(&checkpoint, key, &note);
        return r == 0 ? tables_run(registry->database,
                                   "INSERT INTO summary (only_one, content, note) VALUES (1, $1, $2)"
                                   " ON CONFLICT (only_one) DO UPDATE SET content = excluded.content, note = excluded.note",
                                   VALUES(BYTES(bytes, sizeof(bytes)), BYTES(note.data, note.len)))
                      : r;
}

int summary_read(struct registry *registry, const struct merkle_edge *edge, struct summary *ret_summary) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        struct checkpoint signed_one, expected;
        uint8_t bytes[SUMMARY_LEN];
        const void *note;
        size_t len;
        int r = tables_query(registry->database, "SELECT content, note FROM summary", NO_VALUES, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : REGISTRY_E_SUMMARY;
        if (!rows_copy(rows, 0, bytes, sizeof(bytes)) || bytes[0] > (HAS_BEFORE | HAS_SETTINGS))
                return REGISTRY_E_SUMMARY;
        rows_bytes(rows, 1, &note, &len);
        expected = seal(registry, edge, bytes);
        if (len > CHECKPOINT_MAX_LEN || checkpoint_open(note, len, &registry->summary_vkey, &signed_one) != 0 || signed_one.size != expected.size ||
            !hash_equal(&signed_one.root, &expected.root))
                return REGISTRY_E_SUMMARY;
        r = registry_only_row(rows, REGISTRY_E_SUMMARY);
        if (r == 0)
                get(bytes, ret_summary);
        return r;
}
