/* SPDX-License-Identifier: EUPL-1.2 */
/* One change: entries, rows and the checkpoint over them in one transaction. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"
#include "controller/office/registry/registry_schema.h"

int registry_append(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change, const struct act *act) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        struct completed completed;
        struct act whole = *act;
        uint64_t n = edge->size;
        int r;

        whole.n = n;
        whole.t_ms = change->t_ms;
        snprintf(whole.by, sizeof(whole.by), "%s", change->by);
        if (change->machine)
                sha256(change->machine, change->machine_len, &whole.office);
        else
                whole.office = registry->office;
        r = act_format(&whole, &line);
        if (r < 0)
                return r;
        log_append(edge, buffer_text(&line), line.len, &completed);
        return tables_run(registry->database, "INSERT INTO entries (n, line, nodes) VALUES ($1, $2, $3)",
                            VALUES(INTEGER(n), TEXT(buffer_text(&line)), BYTES(completed.nodes, completed.count * (size_t)HASH_LEN)));
}

int registry_sign(struct registry *registry, const struct merkle_edge *edge, struct buffer *ret_note) {
        struct checkpoint checkpoint = { .size = edge->size };
        int r;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", registry->place.origin);
        merkle_edge_root(edge, &checkpoint.root);
        r = checkpoint_sign(&checkpoint, registry->place.key, ret_note);
        return r == 0 ? tables_run(registry->database, "UPDATE log SET note = $1", VALUES(BYTES(ret_note->data, ret_note->len))) : r;
}

/* The edge is held from here to the commit; the checkpoint says whether it is the one that was verified. */
int registry_hold_edge(struct registry *registry) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        char sql[64];
        int r;

        snprintf(sql, sizeof(sql), "SELECT note FROM log%s", tables_locked(registry->database));
        r = tables_query(registry->database, sql, NO_VALUES, &rows);
        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : REGISTRY_E_OUTDATED;
        return rows_are(rows, 0, registry->note.data, registry->note.len) ? 0 : REGISTRY_E_OUTDATED;
}

static struct act act_of_issuance(const struct issuance *issuance, enum act_event event) {
        struct act act = {
                .event = event, .nbf = issuance->nbf, .ticket_exp = issuance->ticket_exp, .code_exp = issuance->code_exp,
                .last_exp = issuance->last_exp, .version = issuance->version, .void_before = issuance->void_before, .revoked = issuance->revoked,
        };

        memcpy(act.cti, issuance->cti, CTI_LEN);
        memcpy(act.box, issuance->box, sizeof(act.box));
        issuance_hash(issuance->reference_tag, issuance->sealed, &act.sha);
        return act;
}

static int insert_row(struct registry *registry, const struct issuance *issuance) {
        return tables_run(registry->database,
                            "INSERT INTO consignments (cti, box, version, nbf, ticket_exp, code_exp, last_exp, void_before, revoked,"
                            " reference, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                            VALUES(BYTES(issuance->cti, CTI_LEN), TEXT(issuance->box), INTEGER(issuance->version),
                                   INTEGER(issuance->nbf), INTEGER(issuance->ticket_exp), INTEGER(issuance->code_exp),
                                   INTEGER(issuance->last_exp), INTEGER(issuance->void_before), INTEGER(issuance->revoked),
                                   BYTES(issuance->reference_tag, TAG_LEN), BYTES(issuance->sealed, ORDER_SEALED_LEN)));
}

static int update_row(struct registry *registry, const struct issuance *issuance) {
        return tables_run(registry->database,
                            "UPDATE consignments SET version = $1, nbf = $2, ticket_exp = $3, code_exp = $4, last_exp = $5,"
                            " void_before = $6, revoked = $7, reference = $8, sealed = $9 WHERE cti = $10",
                            VALUES(INTEGER(issuance->version), INTEGER(issuance->nbf), INTEGER(issuance->ticket_exp),
                                   INTEGER(issuance->code_exp), INTEGER(issuance->last_exp), INTEGER(issuance->void_before),
                                   INTEGER(issuance->revoked), BYTES(issuance->reference_tag, TAG_LEN),
                                   BYTES(issuance->sealed, ORDER_SEALED_LEN), BYTES(issuance->cti, CTI_LEN)));
}

static int erase_rows(struct registry *registry, uint32_t before) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < registry->issuances.count; i++) {
                struct issuance issuance = registry->issuances.consignments[i];

                if (!issuance_erasable(&issuance, before))
                        continue;
                issuance_erase(&issuance);
                r = update_row(registry, &issuance);
        }
        return r;
}

static int write_act(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change, const struct act *act) {
        int r = registry_append(registry, edge, change, act);

        return r == 0 && act->event == ACT_ERASED ? erase_rows(registry, act->before) : r;
}

static int write_record(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change, const struct record *record) {
        static const enum act_event events[] = {
                [RECORD_ISSUE] = ACT_MADE, [RECORD_REISSUE] = ACT_MADE_ANEW, [RECORD_REVOKE] = ACT_VOIDED,
        };
        const struct issuance *known = issuances_find(&registry->issuances, record->cti);
        struct issuance issuance = known ? *known : (struct issuance){ 0 };
        struct act act;
        int r;

        memcpy(issuance.cti, record->cti, CTI_LEN);
        issuance_follow(&issuance, record);
        act = act_of_issuance(&issuance, events[record->event]);
        r = registry_append(registry, edge, change, &act);
        if (r < 0)
                return r;
        return record->event == RECORD_ISSUE ? insert_row(registry, &issuance) : update_row(registry, &issuance);
}

int registry_append_all(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < change->found_count; i++) {
                const struct act act = act_of_issuance(&change->found[i], change->former ? ACT_CARRIED_OVER : ACT_TAKEN_OVER);

                r = registry_append(registry, edge, change, &act);
                if (r == 0)
                        r = insert_row(registry, &change->found[i]);
        }
        for (size_t i = 0; r == 0 && i < change->act_count; i++)
                r = write_act(registry, edge, change, &change->acts[i]);
        for (size_t i = 0; r == 0 && i < change->record_count; i++)
                r = write_record(registry, edge, change, &change->records[i]);
        return r;
}

static struct act first_act(const struct registry_change *change) {
        struct act act = { .event = ACT_BEGUN };

        if (!change->former)
                return act;
        act = (struct act){ .event = ACT_CONTINUED, .size = change->former->size, .root = change->former->root };
        memcpy(act.origin, change->former->origin, sizeof(act.origin));
        return act;
}

int registry_fill(struct registry *registry, const struct registry_change *change, struct buffer *ret_note) {
        const struct act begun = first_act(change);
        struct merkle_edge edge = { 0 };
        int64_t version;
        int r;

        r = registry_schema_version(registry->database, &version);
        if (r == 0 && version != 0)
                return REGISTRY_E_THERE_ALREADY;
        if (r == 0)
                r = registry_schema_migrate(registry->database, 0);
        if (r == 0)
                r = tables_run(registry->database, "INSERT INTO office (only_one, machine) VALUES (1, $1)",
                                 VALUES(BYTES(change->machine, change->machine_len)));
        if (r == 0)
                r = tables_run(registry->database, "INSERT INTO log (only_one, note) VALUES (1, $1)", VALUES(BYTES("", 0)));
        if (r == 0)
                r = registry_append(registry, &edge, change, &begun);
        if (r == 0)
                r = registry_append_all(registry, &edge, change);
        return r == 0 ? registry_sign(registry, &edge, ret_note) : r;
}

static int write_all(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change, struct buffer *ret_note) {
        int r = registry_hold_edge(registry);

        if (r == 0)
                r = registry_append_all(registry, edge, change);
        if (r == 0 && change->machine)
                r = tables_run(registry->database, "UPDATE office SET machine = $1", VALUES(BYTES(change->machine, change->machine_len)));
        return r == 0 ? registry_sign(registry, edge, ret_note) : r;
}

/* What is in memory follows the commit. There is room for all of it. */
static void remember(struct registry *registry, const struct merkle_edge *edge, const struct registry_change *change) {
        struct hash office;

        registry->edge = *edge;
        for (size_t i = 0; i < change->found_count; i++)
                *issuances_add(&registry->issuances, change->found[i].cti) = change->found[i];
        for (size_t i = 0; i < change->record_count; i++)
                issuances_apply(&registry->issuances, &change->records[i]);
        for (size_t i = 0; i < change->act_count; i++) {
                if (change->acts[i].event == ACT_SETTINGS) {
                        registry->settings = change->acts[i].sha;
                        registry->has_settings = true;
                }
                if (change->acts[i].event == ACT_ERASED)
                        (void)issuances_erase(&registry->issuances, change->acts[i].before);
        }
        if (change->machine) {
                sha256(change->machine, change->machine_len, &office);
                registry_office_is(registry, &office);
        }
}

static int prepare(struct registry *registry, const struct registry_change *change, struct buffer *machine) {
        int r = issuances_reserve(&registry->issuances, change->found_count + change->record_count);

        if (r == 0 && change->machine)
                r = buffer_append(machine, change->machine, change->machine_len);
        return r;
}

static void swap(struct buffer *a, struct buffer *b) {
        struct buffer kept = *a;

        *a = *b;
        *b = kept;
}

int registry_write(struct registry *registry, const struct registry_change *change, struct registry_fault *ret_fault) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT, machine = BUFFER_INIT_MAX(REGISTRY_MACHINE_MAX);
        struct merkle_edge edge = registry->edge;
        int r;

        *ret_fault = (struct registry_fault){ 0 };
        if (!registry->place.key || registry->older)
                return -EACCES;
        r = prepare(registry, change, &machine);
        if (r < 0)
                return r;
        r = tables_begin(registry->database);
        if (r == 0) {
                r = write_all(registry, &edge, change, &note);
                if (r == 0)
                        r = tables_commit(registry->database);
                else
                        tables_roll_back(registry->database);
        }
        if (r != 0)
                return registry_blame(registry, r, ret_fault);
        remember(registry, &edge, change);
        swap(&registry->note, &note);
        if (change->machine)
                swap(&registry->machine, &machine);
        registry_follow_anchor(registry, change->bundle_version);
        return 0;
}

int registry_compact(struct registry *registry, struct registry_fault *ret_fault) {
        *ret_fault = (struct registry_fault){ 0 };
        return registry_blame(registry, tables_define_each(registry->database, NULL, "VACUUM FULL consignments"), ret_fault);
}
