/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether everything in the database is what its log says, and the log what its key has signed and the anchor remembers.
 * The log is followed from its first entry; what comes of it is compared with the rows, column by column.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/origin.h"
#include "controller/office/registry/registry_internal.h"

/* Of another generation it is right when this log goes on for exactly that. */
static int judge_former(struct registry *registry, const struct checkpoint *known) {
        bool continues;
        int r = registry_continues(registry, known, &continues);

        if (r < 0)
                return r;
        if (continues)
                registry->step = ANCHOR_CONTINUE;
        return continues ? 0 : REGISTRY_E_ROLLED_BACK;
}

/* *ret_known has the size 0 when it is no checkpoint of this log. */
int registry_read_anchor(struct registry *registry, struct checkpoint *ret_known) {
        char first[NOTE_NAME_MAX + 1];
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(ANCHOR_MAX_LEN);
        struct anchor anchor;
        int r = anchor_read(registry->place.anchor, &bytes, &anchor);

        if (r == -ENOENT)
                return REGISTRY_E_NO_ANCHOR;
        if (r < 0)
                return r;
        if (r > 0 || !registry_is_generation(anchor.checkpoint.origin, registry_first_origin(registry, first)))
                return REGISTRY_E_ANCHOR;
        if (log_keys_open(registry, anchor.checkpoint.origin, anchor.note, anchor.note_len, &registry->anchor_log, ret_known) != 0)
                return REGISTRY_E_ANCHOR;
        registry->newest = *ret_known;
        registry->newest_bundle = anchor.bundle_version;
        if (strcmp(ret_known->origin, registry->origin) == 0)
                return 0;
        *ret_known = (struct checkpoint){ .size = 0 };
        return judge_former(registry, &registry->newest);
}

/* What is older than its anchor, or has none, may be looked at where that was asked for. */
static int tolerate(struct registry *registry, int r) {
        if (!registry->place.older || (r != REGISTRY_E_ROLLED_BACK && r != REGISTRY_E_NO_ANCHOR))
                return r;
        registry->older = true;
        return 0;
}

/* ---- following the log ---- */

/* The entry that a log of this origin begins with. */
static bool is_first(const struct registry *registry, const struct act *act) {
        return act->event == (origin_has_generation(registry->origin) ? ACT_CONTINUED : ACT_BEGUN);
}

/* One row of `entries`: its place, its form, its nodes, and what it says. */
static int read_entry(struct registry *registry, const struct rows *rows) {
        struct merkle_nodes completed;
        const void *line, *nodes;
        size_t len, nodes_len;
        struct hash before = { { 0 } };
        struct act act;

        rows_bytes(rows, 1, &line, &len);
        rows_bytes(rows, 2, &nodes, &nodes_len);
        if (rows_integer(rows, 0) != (int64_t)registry->edge.size || act_parse(line, len, &act) != 0 || act.n != registry->edge.size ||
            is_first(registry, &act) != (act.n == 0))
                return REGISTRY_E_LOG;
        if (registry->newest_s < act.t_ms / 1000)
                registry->newest_s = act.t_ms / 1000;
        if (act.event == ACT_LOG_KEY_AGREED)
                merkle_edge_root(&registry->edge, &before);
        merkle_edge_append_entry(&registry->edge, line, len, &completed);
        if (nodes_len != completed.count * (size_t)HASH_LEN || (nodes_len > 0 && memcmp(nodes, completed.nodes, nodes_len) != 0))
                return REGISTRY_E_LOG;
        return registry_follow(registry, &act, &before);
}

static bool is_known(const struct registry *registry, const struct checkpoint *known) {
        struct hash root;

        merkle_edge_root(&registry->edge, &root);
        return registry->edge.size != known->size || hash_equal(&root, &known->root);
}

static int read_entries(struct registry *registry, const struct checkpoint *known, struct registry_fault *fault) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(registry->database, "SELECT n, line, nodes FROM entries ORDER BY n", NO_VALUES, &rows);

        while (r == 0 && (r = rows_next(rows)) == 1) {
                fault->number = registry->edge.size;
                r = read_entry(registry, rows);
                if (r == 0 && !is_known(registry, known)) {
                        fault->number = known->size;
                        r = REGISTRY_E_FORKED;
                }
        }
        return r;
}

static int check_checkpoint(struct registry *registry) {
        struct checkpoint checkpoint;
        int r = registry_read_checkpoint(registry, &checkpoint);

        if (r != 0)
                return r;
        if (checkpoint.size != registry->edge.size || !is_known(registry, &checkpoint) || log_keys_check(registry) != 0)
                return REGISTRY_E_CHECKPOINT;
        /* Without an anchor nobody knows a newer one. */
        if (registry->older && registry->newest.size == 0)
                registry->newest = checkpoint;
        return 0;
}

/* ---- rows ---- */

static bool all_zeros(const uint8_t *bytes, size_t len) {
        for (size_t i = 0; i < len; i++)
                if (bytes[i] != 0)
                        return false;
        return true;
}

static bool read_number(const struct rows *rows, int column, uint32_t *ret_number) {
        int64_t number = rows_integer(rows, column);

        *ret_number = (uint32_t)number;
        return number >= 0 && number <= UINT32_MAX;
}

void registry_rows_sql(const struct registry *registry, const char *where, char ret_sql[REGISTRY_SQL_SIZE]) {
        snprintf(ret_sql, REGISTRY_SQL_SIZE,
                 "SELECT cti, box, version, nbf, ticket_exp, code_exp, last_exp, void_before, revoked, reference, sealed%s%s%s FROM consignments%s",
                 registry->version >= SCHEMA_OF_BLINDS ? ", born, own" : ", '', ''",
                 registry->version >= SCHEMA_OF_STAGES ? ", stage, stage_at, deadline" : ", 0, 0, 0",
                 registry->version >= SCHEMA_OF_OWN ? ", own_salt" : ", ''", where);
}

/* Older schemas have none. */
static bool read_blind(const struct registry *registry, const struct rows *rows, int column, uint8_t ret_blind[BLIND_LEN]) {
        return registry->version < SCHEMA_OF_BLINDS ? rows_are(rows, column, NULL, 0) : rows_copy(rows, column, ret_blind, BLIND_LEN);
}

/* None at all, or one that is not zeros. */
static bool read_salt(const struct rows *rows, int column, uint8_t ret_salt[BLIND_LEN]) {
        return rows_are(rows, column, NULL, 0) || (rows_copy(rows, column, ret_salt, BLIND_LEN) && !blind_is_none(ret_salt));
}

bool registry_read_columns(const struct registry *registry, const struct rows *rows, struct issuance *ret_issuance) {
        struct issuance issuance = { .version = 0 };
        const void *box;
        size_t box_len;
        uint32_t revoked;

        rows_bytes(rows, 1, &box, &box_len);
        if (!rows_copy(rows, 0, issuance.cti, CTI_LEN) || box_len > BOX_ID_MAX || (box_len > 0 && memchr(box, 0, box_len)) ||
            !read_number(rows, 2, &issuance.version) || !read_number(rows, 3, &issuance.nbf) || !read_number(rows, 4, &issuance.ticket_exp) ||
            !read_number(rows, 5, &issuance.code_exp) || !read_number(rows, 6, &issuance.last_exp) || !read_number(rows, 7, &issuance.void_before) ||
            !read_number(rows, 8, &revoked) || revoked > 1 || !rows_copy(rows, 9, issuance.reference_tag, TAG_LEN) ||
            !rows_copy(rows, 10, issuance.sealed, ORDER_SEALED_LEN) || !read_blind(registry, rows, 11, issuance.blinds.born) ||
            !read_blind(registry, rows, 12, issuance.blinds.own) || !read_number(rows, 13, &issuance.stage) ||
            !read_number(rows, 14, &issuance.stage_at) || !read_number(rows, 15, &issuance.deadline) || !read_salt(rows, 16, issuance.own_salt) || issuance.stage >= STAGES ||
            (issuance.stage == STAGE_NONE && (issuance.stage_at != 0 || issuance.deadline != 0)))
                return false;
        if (box_len > 0)
                memcpy(issuance.box, box, box_len);
        issuance.revoked = revoked;
        if (!blind_is_none(issuance.own_salt))
                issuance_keep_own(&issuance, issuance.own_salt);
        issuance_hash(&issuance, &issuance.sha);
        issuance.erased = all_zeros(issuance.reference_tag, TAG_LEN) && all_zeros(issuance.sealed, ORDER_SEALED_LEN);
        *ret_issuance = issuance;
        return true;
}

static int read_row(struct registry *registry, const struct rows *rows, struct registry_fault *fault) {
        struct issuance *issuance, row;
        struct leaf expected, leaf;

        if (!rows_copy(rows, 0, fault->cti, CTI_LEN))
                return REGISTRY_E_SURPLUS;
        issuance = issuances_find(&registry->issuances, fault->cti);
        if (!issuance || issuance->there)
                return REGISTRY_E_SURPLUS;
        if (!registry_read_columns(registry, rows, &row))
                return REGISTRY_E_ROW;
        expected = leaf_of_row(issuance);
        leaf = leaf_of_row(&row);
        if (!hash_equal(&leaf.value, &expected.value))
                return REGISTRY_E_ROW;
        memcpy(issuance->reference_tag, row.reference_tag, TAG_LEN);
        memcpy(issuance->sealed, row.sealed, ORDER_SEALED_LEN);
        issuance->blinds = row.blinds;
        memcpy(issuance->own_salt, row.own_salt, BLIND_LEN);
        issuance->there = true;
        return 0;
}

/* In a file an id may be the same bytes and yet a text, which no look for it and no change of it finds; it comes before all bytes. */
static int check_ids(struct registry *registry, struct registry_fault *fault) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r = tables_query(registry->database, "SELECT cti FROM consignments WHERE cti < $1", VALUES(BYTES("", 0)), &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r;
        return rows_copy(rows, 0, fault->cti, CTI_LEN) ? REGISTRY_E_ROW : REGISTRY_E_SURPLUS;
}

static int read_rows(struct registry *registry, struct registry_fault *fault) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        char sql[REGISTRY_SQL_SIZE];
        int r = check_ids(registry, fault);

        registry_rows_sql(registry, "", sql);
        if (r == 0)
                r = tables_query(registry->database, sql, NO_VALUES, &rows);
        while (r == 0 && (r = rows_next(rows)) == 1)
                r = read_row(registry, rows, fault);
        for (size_t i = 0; r == 0 && i < registry->issuances.count; i++)
                if (!registry->issuances.consignments[i].there) {
                        memcpy(fault->cti, registry->issuances.consignments[i].cti, CTI_LEN);
                        r = REGISTRY_E_ROW;
                }
        return r;
}

int registry_read_machine(struct registry *registry, const struct hash *office, struct buffer *ret_machine) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *bytes;
        struct hash sha;
        size_t len;
        int r = tables_query(registry->database, "SELECT machine FROM office", NO_VALUES, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : REGISTRY_E_OFFICE;
        rows_bytes(rows, 0, &bytes, &len);
        if (len > REGISTRY_MACHINE_MAX)
                return REGISTRY_E_OFFICE;
        sha256(bytes, len, &sha);
        if (!hash_equal(&sha, office))
                return REGISTRY_E_OFFICE;
        buffer_clear(ret_machine);
        r = buffer_append(ret_machine, bytes, len);
        return r == 0 ? registry_only_row(rows, REGISTRY_E_OFFICE) : r;
}

/* ---- the trees ---- */

struct listing {
        struct registry *registry;
        size_t rows;
};

static bool is_leaf(const struct leaf *a, const struct leaf *b) {
        return memcmp(a->key, b->key, TREE_KEY_LEN) == 0 && hash_equal(&a->value, &b->value);
}

/* A leaf of either tree is what the log and the rows come to. */
static int check_leaf(void *context, enum tree tree, const struct leaf *leaf) {
        struct listing *listing = context;
        struct issuance *issuance = issuances_find(&listing->registry->issuances, tree == TREE_ROWS ? leaf->key : leaf->value.bytes);
        struct leaf expected;

        if (!issuance)
                return TREE_E_DAMAGED;
        if (tree == TREE_ROWS) {
                expected = leaf_of_row(issuance);
                listing->rows++;
                return is_leaf(leaf, &expected) ? 0 : TREE_E_DAMAGED;
        }
        for (enum name name = NAME_NUMBER; name < NAMES; name++)
                if (leaf_of_name(issuance, name, &expected) && is_leaf(leaf, &expected)) {
                        issuance->listed |= 1u << name;
                        return 0;
                }
        return TREE_E_DAMAGED;
}

static bool is_listed(const struct issuance *issuance, enum name name) {
        struct leaf leaf;

        return (issuance->listed & 1u << name) || !leaf_of_name(issuance, name, &leaf);
}

/* A number stays with whom had it until another consignment gets it, which none does as long as it is open; blinds are each one's own. */
static bool names_are_listed(const struct issuances *issuances, int64_t now_s) {
        for (size_t i = 0; i < issuances->count; i++) {
                const struct issuance *issuance = &issuances->consignments[i];

                if (!is_listed(issuance, NAME_BORN) || !is_listed(issuance, NAME_OWN) ||
                    (!is_listed(issuance, NAME_NUMBER) && (int64_t)issuance->last_exp > now_s && !issuance->revoked))
                        return false;
        }
        return true;
}

/* Of a log that came to `followed`. */
static int check_summary(struct registry *registry, const struct summary *followed) {
        struct listing listing = { .registry = registry };
        struct summary summary = { .has_before = false };
        int r = summary_read(registry, &registry->edge, &summary);

        if (r != 0)
                return r;
        if (!hash_equal(&summary.office, &followed->office) || summary.has_before != followed->has_before ||
            !hash_equal(&summary.before, &followed->before) || summary.has_settings != followed->has_settings ||
            !hash_equal(&summary.settings, &followed->settings))
                return REGISTRY_E_SUMMARY;
        r = tree_check(registry->database, &summary.rows, &summary.numbers, check_leaf, &listing);
        if (r != 0)
                return r > 0 ? REGISTRY_E_SUMMARY : r;
        registry->summary = summary;
        return listing.rows == registry->issuances.count && names_are_listed(&registry->issuances, registry->newest_s) ? 0 : REGISTRY_E_SUMMARY;
}

/* ---- all of it ---- */

static void forget(struct registry *registry) {
        issuances_deinit(&registry->issuances);
        accesses_deinit(&registry->accesses);
        free(registry->boxes);
        registry->boxes = NULL;
        registry->complete = false;
        registry->edge = (struct merkle_edge){ .size = 0 };
        registry->summary = (struct summary){ .has_before = false };
        buffer_clear(&registry->note);
        registry->log_keys = (struct log_keys){ .has_current = false };
        registry->anchor_log = 0;
        registry->older = false;
        registry->newest = (struct checkpoint){ .size = 0 };
}

static int verify(struct registry *registry, struct registry_fault *fault) {
        struct checkpoint known = { .size = 0 };
        struct summary followed;
        int r = tolerate(registry, registry_read_anchor(registry, &known));

        fault->known = registry->newest.size;
        if (r == 0)
                r = read_entries(registry, &known, fault);
        if (r == 0 && registry->edge.size < known.size) {
                fault->number = registry->edge.size;
                r = tolerate(registry, REGISTRY_E_ROLLED_BACK);
        }
        if (r == 0)
                r = check_checkpoint(registry);
        if (r == 0)
                r = registry_read_machine(registry, &registry->summary.office, &registry->machine);
        if (r == 0)
                r = read_rows(registry, fault);
        if (r == 0)
                r = accesses_check(registry, fault);
        if (r == 0)
                r = boxes_check(registry);
        followed = registry->summary;
        if (r == 0 && registry->version >= SCHEMA_OF_TREES)
                r = check_summary(registry, &followed);
        return r;
}

int registry_verify(struct registry *registry, struct registry_fault *fault) {
        int r;

        forget(registry);
        r = verify(registry, fault);
        registry->complete = r == 0;
        registry->broken = r;
        (void)registry_blame(registry, r, fault);
        registry->broken_fault = *fault;
        return r;
}

int registry_whole(const struct registry *registry, struct registry_fault *ret_fault) {
        *ret_fault = registry->broken_fault;
        return registry->broken;
}

int registry_load(struct registry *registry, struct registry_fault *ret_fault) {
        *ret_fault = (struct registry_fault){ 0 };
        return registry->complete ? 0 : registry_verify(registry, ret_fault);
}
