/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking consignments up by the trees of the signed summary: as much is read as proves what is told. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

/* What does not fit may be what somebody else has written since. */
int registry_judge(struct registry *registry, int r, struct registry_fault *fault) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int s;

        if (r <= 0)
                return r == REGISTRY_ABSENT ? r : registry_blame(registry, r, fault);
        s = tables_query(registry->database, "SELECT note FROM log", NO_VALUES, &rows);
        if (s == 0)
                s = rows_next(rows);
        if (s < 0)
                return registry_blame(registry, s, fault);
        return s == 1 && !rows_are(rows, 0, registry->note.data, registry->note.len) ? REGISTRY_E_OUTDATED : r;
}

struct proof {
        const struct registry *registry;
        struct issuance *all;
        const struct hash *values;      /* of their leaves; zeros: there is to be no row */
        struct registry_fault *fault;
};

static bool is_none(const struct hash *hash) {
        static const struct hash none;

        return hash_equal(hash, &none);
}

static int prove_row(void *context, size_t i, const struct rows *rows) {
        const struct proof *proof = context;
        struct issuance row;
        struct leaf leaf;

        memcpy(proof->fault->cti, proof->all[i].cti, CTI_LEN);
        if (is_none(&proof->values[i]) || proof->all[i].there)
                return REGISTRY_E_SURPLUS;
        if (!registry_read_columns(proof->registry, rows, &row))
                return REGISTRY_E_ROW;
        leaf = leaf_of_row(&row);
        if (!hash_equal(&leaf.value, &proof->values[i]) || memcmp(row.cti, proof->all[i].cti, CTI_LEN) != 0)
                return REGISTRY_E_ROW;
        proof->all[i] = row;
        proof->all[i].there = true;
        return 0;
}

/* Each has its row, or is proven to have none. */
static int prove_rows(struct registry *registry, struct proof *proof, struct value *ctis, size_t count) {
        char sql[REGISTRY_SQL_SIZE];
        int r;

        for (size_t i = 0; i < count; i++)
                ctis[i] = BYTES(proof->all[i].cti, CTI_LEN);
        registry_rows_sql(registry, " WHERE cti = $1", sql);
        r = tables_query_each(registry->database, sql, ctis, count, prove_row, proof);
        for (size_t i = 0; r == 0 && i < count; i++) {
                if (proof->all[i].there || is_none(&proof->values[i]))
                        continue;
                memcpy(proof->fault->cti, proof->all[i].cti, CTI_LEN);
                r = REGISTRY_E_ROW;
        }
        return r;
}

static int prove_all(struct registry *registry, struct issuance *all, size_t count, struct registry_fault *fault) {
        struct leaf *leaves = calloc(count, sizeof(*leaves));
        struct hash *values = calloc(count, sizeof(*values));
        struct value *ctis = calloc(count, sizeof(*ctis));
        int r = leaves && values && ctis ? 0 : -ENOMEM;

        for (size_t i = 0; r == 0 && i < count; i++)
                memcpy(leaves[i].key, all[i].cti, CTI_LEN);
        if (r == 0)
                r = tree_find_all(registry->database, TREE_ROWS, &registry->summary.rows, leaves, count, values);
        if (r > 0)
                r = REGISTRY_E_SUMMARY;
        if (r == 0)
                r = prove_rows(registry, &(struct proof){ .registry = registry, .all = all, .values = values, .fault = fault }, ctis, count);
        free(leaves);
        free(values);
        free(ctis);
        return r;
}

int registry_find_all(struct registry *registry, struct issuance *all, size_t count, struct registry_fault *ret_fault) {
        int r = registry_whole(registry, ret_fault);

        for (size_t i = 0; i < count; i++)
                all[i].there = false;
        if (r != 0)
                return r;
        *ret_fault = (struct registry_fault){ 0 };
        if (!registry->complete)
                return count > 0 ? registry_judge(registry, prove_all(registry, all, count, ret_fault), ret_fault) : 0;
        for (size_t i = 0; i < count; i++) {
                const struct issuance *known = issuances_find(&registry->issuances, all[i].cti);

                if (!known)
                        continue;
                all[i] = *known;
                all[i].there = true;
        }
        return 0;
}

int registry_find(struct registry *registry, const uint8_t cti[CTI_LEN], struct registry_fault *ret_fault, struct issuance *ret_issuance) {
        struct issuance one = { .version = 0 };
        int r;

        memcpy(one.cti, cti, CTI_LEN);
        r = registry_find_all(registry, &one, 1, ret_fault);
        if (r != 0)
                return r;
        if (!one.there)
                return REGISTRY_ABSENT;
        *ret_issuance = one;
        return 0;
}

struct found {
        struct issuance *all;
        size_t count, capacity;
};

static int add_found(struct found *found, const uint8_t cti[CTI_LEN]) {
        if (found->count == found->capacity) {
                size_t capacity = found->capacity ? 2 * found->capacity : 4;
                struct issuance *all = realloc(found->all, capacity * sizeof(*all));

                if (!all)
                        return -ENOMEM;
                found->all = all;
                found->capacity = capacity;
        }
        found->all[found->count] = (struct issuance){ 0 };
        memcpy(found->all[found->count++].cti, cti, CTI_LEN);
        return 0;
}

static bool begins(const uint8_t *cti, const uint8_t *prefix, unsigned half_bytes) {
        return memcmp(cti, prefix, half_bytes / 2) == 0 && (half_bytes % 2 == 0 || cti[half_bytes / 2] >> 4 == prefix[half_bytes / 2] >> 4);
}

static int find_in_memory(const struct issuances *issuances, const uint8_t *cti, unsigned half_bytes, struct found *found) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < issuances->count; i++)
                if (begins(issuances->consignments[i].cti, cti, half_bytes))
                        r = add_found(found, issuances->consignments[i].cti);
        return r;
}

static int compare(const void *a, const void *b) {
        return memcmp(((const struct issuance *)a)->cti, ((const struct issuance *)b)->cti, CTI_LEN);
}

/* Each of those ids, verified, in their order; takes them over. */
static int look_up_all(struct registry *registry, int r, struct found *found, struct registry_fault *ret_fault, struct issuance **ret_found,
                       size_t *ret_count) {
        if (r == 0 && found->count > 0) {
                qsort(found->all, found->count, sizeof(*found->all), compare);
                r = registry_find_all(registry, found->all, found->count, ret_fault);
        }
        for (size_t i = 0; r == 0 && i < found->count; i++)
                if (!found->all[i].there)
                        r = REGISTRY_ABSENT;
        if (r != 0) {
                free(found->all);
                return r;
        }
        *ret_found = found->all;
        *ret_count = found->count;
        return 0;
}

struct listed {
        struct leaf *all;
        size_t count, capacity;
};

static int add_leaf(void *context, enum tree tree, const struct leaf *leaf) {
        struct listed *listed = context;

        if (listed->count == listed->capacity) {
                size_t capacity = listed->capacity ? 2 * listed->capacity : 4;
                struct leaf *all = reallocarray(listed->all, capacity, sizeof(*all));

                if (!all)
                        return -ENOMEM;
                listed->all = all;
                listed->capacity = capacity;
        }
        listed->all[listed->count++] = *leaf;
        return 0;
}

static int compare_leaves(const void *a, const void *b) {
        return memcmp(((const struct leaf *)a)->key, ((const struct leaf *)b)->key, TREE_KEY_LEN);
}

/* Their rows, in the order of ids; the leaves are proven. */
static int prove_listed(struct registry *registry, struct listed *listed, struct registry_fault *fault, struct issuance **ret_all) {
        struct issuance *all = calloc(listed->count + 1, sizeof(*all));
        struct hash *values = calloc(listed->count + 1, sizeof(*values));
        struct value *ctis = calloc(listed->count + 1, sizeof(*ctis));
        int r = all && values && ctis ? 0 : -ENOMEM;

        if (r == 0 && listed->count > 0)
                qsort(listed->all, listed->count, sizeof(*listed->all), compare_leaves);
        for (size_t i = 0; r == 0 && i < listed->count; i++) {
                memcpy(all[i].cti, listed->all[i].key, CTI_LEN);
                values[i] = listed->all[i].value;
        }
        if (r == 0)
                r = prove_rows(registry, &(struct proof){ .registry = registry, .all = all, .values = values, .fault = fault }, ctis, listed->count);
        free(values);
        free(ctis);
        if (r == 0)
                *ret_all = all;
        else
                free(all);
        return r;
}

int registry_find_prefix(struct registry *registry, const uint8_t *cti, unsigned half_bytes, struct registry_fault *ret_fault,
                         struct issuance **ret_found, size_t *ret_count) {
        struct found found = { .count = 0 };
        struct listed listed = { .count = 0 };
        int r = registry_whole(registry, ret_fault);

        if (r != 0)
                return r;
        *ret_fault = (struct registry_fault){ 0 };
        if (registry->complete) {
                r = find_in_memory(&registry->issuances, cti, half_bytes, &found);
                return look_up_all(registry, r, &found, ret_fault, ret_found, ret_count);
        }
        r = tree_each(registry->database, TREE_ROWS, &registry->summary.rows, cti, half_bytes, add_leaf, &listed);
        if (r > 0)
                r = REGISTRY_E_SUMMARY;
        if (r == 0)
                r = prove_listed(registry, &listed, ret_fault, ret_found);
        r = registry_judge(registry, r, ret_fault);
        if (r == 0)
                *ret_count = listed.count;
        free(listed.all);
        return r;
}

static int add_value(void *context, enum tree tree, const struct leaf *leaf) {
        return add_found(context, leaf->value.bytes);
}

static const uint8_t *blind_of(const struct issuance *issuance, enum blind_column column) {
        return column == BLIND_BORN ? issuance->blinds.born : issuance->blinds.own;
}

static bool has_blind(const struct issuance *issuance, enum blind_column column, const uint8_t blind[BLIND_LEN]) {
        return memcmp(blind_of(issuance, column), blind, BLIND_LEN) == 0;
}

static int find_blind_in_memory(const struct issuances *issuances, enum blind_column column, const uint8_t blind[BLIND_LEN], struct found *found) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < issuances->count; i++)
                if (has_blind(&issuances->consignments[i], column, blind))
                        r = add_found(found, issuances->consignments[i].cti);
        return r;
}

int registry_find_blind(struct registry *registry, enum blind_column column, const uint8_t blind[BLIND_LEN], struct registry_fault *ret_fault,
                        struct issuance **ret_found, size_t *ret_count) {
        struct found found = { .count = 0 };
        uint8_t key[TREE_KEY_LEN] = { 0 };
        size_t count = 0;
        int r = registry_whole(registry, ret_fault);

        if (r != 0)
                return r;
        *ret_fault = (struct registry_fault){ 0 };
        blind_key(blind, key);
        if (registry->complete && !blind_is_none(blind)) {
                r = find_blind_in_memory(&registry->issuances, column, blind, &found);
        } else if (!blind_is_none(blind)) {
                r = tree_each(registry->database, TREE_NUMBERS, &registry->summary.numbers, key, BLIND_HALF_BYTES, add_value, &found);
                r = registry_judge(registry, r > 0 ? REGISTRY_E_SUMMARY : r, ret_fault);
        }
        r = look_up_all(registry, r, &found, ret_fault, ret_found, ret_count);
        /* Keys of others may begin alike. */
        for (size_t i = 0; r == 0 && i < *ret_count; i++)
                if (has_blind(&(*ret_found)[i], column, blind))
                        (*ret_found)[count++] = (*ret_found)[i];
        if (r == 0)
                *ret_count = count;
        return r;
}

int registry_find_number(struct registry *registry, const uint8_t reference_tag[TAG_LEN], struct registry_fault *ret_fault,
                         struct issuance *ret_issuance) {
        uint8_t key[TREE_KEY_LEN];
        struct hash value;
        int r = registry_whole(registry, ret_fault);

        if (r != 0)
                return r;
        *ret_fault = (struct registry_fault){ 0 };
        if (registry->complete && registry->version < SCHEMA_OF_TREES) {
                const struct issuance *known = issuances_find_number(&registry->issuances, reference_tag);

                if (known)
                        *ret_issuance = *known;
                return known ? 0 : REGISTRY_ABSENT;
        }
        number_key(reference_tag, key);
        r = tree_find(registry->database, TREE_NUMBERS, &registry->summary.numbers, key, &value);
        if (r == TREE_E_ABSENT)
                return REGISTRY_ABSENT;
        if (r != 0)
                return registry_judge(registry, r > 0 ? REGISTRY_E_SUMMARY : r, ret_fault);
        return registry_find(registry, value.bytes, ret_fault, ret_issuance);
}
