/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whether everything in the database is what its log says, and the log what its key has signed and the anchor remembers.
 * The log is followed from its first entry; what comes of it is compared with the rows, column by column.
 */
#include <errno.h>
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
static int read_anchor(struct registry *registry, struct checkpoint *ret_known) {
        char first[NOTE_NAME_MAX + 1];
        struct vkey vkey;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(ANCHOR_MAX_LEN);
        struct anchor anchor;
        int r = anchor_read(registry->place.anchor, &bytes, &anchor);

        if (r == -ENOENT)
                return REGISTRY_E_NO_ANCHOR;
        if (r < 0)
                return r;
        if (r > 0 || !registry_is_generation(anchor.checkpoint.origin, registry_first_origin(registry, first)))
                return REGISTRY_E_ANCHOR;
        vkey_init(&vkey, anchor.checkpoint.origin, NOTE_TYPE_ED25519, registry->place.log);
        if (checkpoint_open(anchor.note, anchor.note_len, &vkey, ret_known) != 0)
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

static int follow_new(struct registry *registry, const struct act *act) {
        bool as_found = act->event != ACT_MADE;
        struct issuance *issuance;
        int r;

        if (issuances_find(&registry->issuances, act->cti))
                return REGISTRY_E_LOG;
        r = issuances_reserve(&registry->issuances, 1);
        if (r < 0)
                return r;
        issuance = issuances_add(&registry->issuances, act->cti);
        memcpy(issuance->box, act->box, sizeof(issuance->box));
        issuance->version = act->event == ACT_CARRIED_OVER ? act->version : 1;
        issuance->nbf = act->nbf;
        issuance->ticket_exp = act->ticket_exp;
        issuance->code_exp = act->code_exp;
        issuance->last_exp = as_found ? act->last_exp : act->code_exp;
        issuance->void_before = as_found ? act->void_before : 0;
        issuance->revoked = as_found && act->revoked;
        issuance->sha = act->sha;
        issuance->erased = act->event == ACT_CARRIED_OVER && issuance_sha_is_erased(&act->sha);
        return 0;
}

static int follow_anew(struct registry *registry, const struct act *act) {
        struct issuance *issuance = issuances_find(&registry->issuances, act->cti);

        if (!issuance || act->nbf <= issuance->nbf || act->nbf < issuance->void_before || strcmp(act->box, issuance->box) != 0)
                return REGISTRY_E_LOG;
        issuance->version++;
        issuance->nbf = act->nbf;
        issuance->ticket_exp = act->ticket_exp;
        issuance->code_exp = act->code_exp;
        if (issuance->last_exp < act->code_exp)
                issuance->last_exp = act->code_exp;
        issuance->void_before = act->nbf;
        issuance->revoked = false;
        issuance->erased = false;
        issuance->sha = act->sha;
        return 0;
}

static int follow_voided(struct registry *registry, const struct act *act) {
        struct issuance *issuance = issuances_find(&registry->issuances, act->cti);

        if (!issuance || act->void_before <= issuance->nbf)
                return REGISTRY_E_LOG;
        issuance->void_before = act->void_before;
        issuance->revoked = true;
        return 0;
}

static int follow(struct registry *registry, const struct act *act) {
        switch (act->event) {
        case ACT_TAKEN_OVER:
        case ACT_CARRIED_OVER:
        case ACT_MADE:
                return follow_new(registry, act);
        case ACT_MADE_ANEW:
                return follow_anew(registry, act);
        case ACT_VOIDED:
                return follow_voided(registry, act);
        case ACT_BEGUN:
        case ACT_CONTINUED:
        case ACT_BOX:
        case ACT_PERSON:
        case ACT_PERSON_GONE:
        case ACT_KEYS:
        case ACT_SIGNED:
                registry_office_is(registry, &act->office);
                return 0;
        case ACT_SETTINGS:
                registry->settings = act->sha;
                registry->has_settings = true;
                return 0;
        case ACT_ERASED:
                return issuances_erase(&registry->issuances, act->before) == act->count ? 0 : REGISTRY_E_LOG;
        case ACT_TAKEN_IN:
        case ACT_STATED:
        case ACT_PACKED:
        case ACT_PASSPHRASE:
                return 0;
        case ACT_NONE:
        case ACT_COUNT:
                break;
        }
        return REGISTRY_E_LOG;
}

/* The entry that a log of this origin begins with. */
static bool is_first(const struct registry *registry, const struct act *act) {
        return act->event == (origin_has_generation(registry->origin) ? ACT_CONTINUED : ACT_BEGUN);
}

/* One row of `entries`: its place, its form, its nodes, and what it says. */
static int read_entry(struct registry *registry, const struct rows *rows) {
        struct completed completed;
        const void *line, *nodes;
        size_t len, nodes_len;
        struct act act;

        rows_bytes(rows, 1, &line, &len);
        rows_bytes(rows, 2, &nodes, &nodes_len);
        if (rows_integer(rows, 0) != (int64_t)registry->edge.size || act_parse(line, len, &act) != 0 || act.n != registry->edge.size ||
            is_first(registry, &act) != (act.n == 0))
                return REGISTRY_E_LOG;
        log_append(&registry->edge, line, len, &completed);
        if (nodes_len != completed.count * (size_t)HASH_LEN || (nodes_len > 0 && memcmp(nodes, completed.nodes, nodes_len) != 0))
                return REGISTRY_E_LOG;
        return follow(registry, &act);
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
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        struct checkpoint checkpoint;
        const void *bytes;
        size_t len;
        int r = tables_query(registry->database, "SELECT note FROM log", NO_VALUES, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : REGISTRY_E_CHECKPOINT;
        rows_bytes(rows, 0, &bytes, &len);
        if (len > CHECKPOINT_MAX_LEN || checkpoint_open(bytes, len, &registry->vkey, &checkpoint) != 0 || checkpoint.size != registry->edge.size ||
            !is_known(registry, &checkpoint))
                return REGISTRY_E_CHECKPOINT;
        /* Without an anchor nobody knows a newer one. */
        if (registry->older && registry->newest.size == 0)
                registry->newest = checkpoint;
        return buffer_append(&registry->note, bytes, len);
}

/* ---- rows ---- */

static int read_row(struct registry *registry, const struct rows *rows, struct registry_fault *fault) {
        struct issuance *issuance;
        struct hash sha;
        const void *box;
        size_t box_len;

        if (!rows_copy(rows, 0, fault->cti, CTI_LEN))
                return REGISTRY_E_SURPLUS;
        issuance = issuances_find(&registry->issuances, fault->cti);
        if (!issuance || issuance->there)
                return REGISTRY_E_SURPLUS;
        rows_bytes(rows, 1, &box, &box_len);
        if (box_len != strlen(issuance->box) || memcmp(box, issuance->box, box_len) != 0 || rows_integer(rows, 2) != issuance->version ||
            rows_integer(rows, 3) != issuance->nbf || rows_integer(rows, 4) != issuance->ticket_exp ||
            rows_integer(rows, 5) != issuance->code_exp || rows_integer(rows, 6) != issuance->last_exp ||
            rows_integer(rows, 7) != issuance->void_before || rows_integer(rows, 8) != issuance->revoked ||
            !rows_copy(rows, 9, issuance->reference_tag, TAG_LEN) || !rows_copy(rows, 10, issuance->sealed, ORDER_SEALED_LEN))
                return REGISTRY_E_ROW;
        issuance_hash(issuance->reference_tag, issuance->sealed, &sha);
        if (!hash_equal(&sha, &issuance->sha))
                return REGISTRY_E_ROW;
        issuance->there = true;
        return 0;
}

static int read_rows(struct registry *registry, struct registry_fault *fault) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        int r;

        r = tables_query(registry->database,
                           "SELECT cti, box, version, nbf, ticket_exp, code_exp, last_exp, void_before, revoked, reference, sealed"
                           " FROM consignments", NO_VALUES, &rows);
        while (r == 0 && (r = rows_next(rows)) == 1)
                r = read_row(registry, rows, fault);
        for (size_t i = 0; r == 0 && i < registry->issuances.count; i++)
                if (!registry->issuances.consignments[i].there) {
                        memcpy(fault->cti, registry->issuances.consignments[i].cti, CTI_LEN);
                        r = REGISTRY_E_ROW;
                }
        return r;
}

static int read_machine(struct registry *registry) {
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
        if (!hash_equal(&sha, &registry->office))
                return REGISTRY_E_OFFICE;
        return buffer_append(&registry->machine, bytes, len);
}

int registry_verify(struct registry *registry, struct registry_fault *fault) {
        struct checkpoint known = { .size = 0 };
        int r = tolerate(registry, read_anchor(registry, &known));

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
                r = read_machine(registry);
        if (r == 0)
                r = read_rows(registry, fault);
        return registry_blame(registry, r, fault);
}
