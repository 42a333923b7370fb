/* SPDX-License-Identifier: EUPL-1.2 */
/* One change: entries, rows and the checkpoint over them in one transaction. */
#include <errno.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"
#include "controller/office/registry/registry_schema.h"

/* So many consignments are looked up together. */
enum { AHEAD = 1024 };

/* ---- the transaction ---- */

/* Those of the next ones together, so that a server is not asked for one after the other. `cti`: of the first; the next lies so many bytes behind it. */
static int look_ahead(struct registry *registry, struct pending *pending, const uint8_t *cti, size_t stride, size_t count) {
        int r;

        issuances_deinit(&pending->ahead);
        if (registry->complete)
                return 0;
        r = issuances_reserve(&pending->ahead, count);
        for (size_t i = 0; r == 0 && i < count; i++)
                if (!issuances_find(&pending->ahead, cti + i * stride) && !issuances_find(&pending->touched, cti + i * stride))
                        issuances_add(&pending->ahead, cti + i * stride);
        return r == 0 ? registry_find_all(registry, pending->ahead.consignments, pending->ahead.count, pending->fault) : r;
}

static int write_access(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct act *act) {
        uint64_t n = pending->edge.size;
        struct act whole = *act;
        int r;

        sha256(change->access->data, change->access->len, &whole.sha);
        r = registry_append(registry, pending, change, &whole);
        return r == 0 ? accesses_write(registry, n, change->access) : r;
}

static int write_agreed(struct registry *registry, struct pending *pending, const struct registry_change *change) {
        struct act agreed;
        int r = log_keys_agree(registry, &pending->edge, change, &agreed);

        return r == 0 ? registry_append(registry, pending, change, &agreed) : r;
}

/* From here on another key signs. */
static int write_signer(struct registry *registry, struct pending *pending, const struct registry_change *change) {
        struct act act = { .event = ACT_LOG_KEY };

        if (!change->signer)
                return 0;
        act.new_key = *secret_key_public(change->signer);
        return registry_append(registry, pending, change, &act);
}

static int write_act(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct act *act) {
        int r;

        if (act->event == ACT_LOOKED_UP)
                return write_access(registry, pending, change, act);
        r = act->event == ACT_ERASED ? registry_keep_own(registry, pending, change, act->before) : 0;
        if (r == 0)
                r = registry_append(registry, pending, change, act);
        if (r == 0 && act->event == ACT_LOG_KEY_NAMED)
                return write_agreed(registry, pending, change);
        if (r == 0 && act->event == ACT_OWN_ERASED)
                return registry_forget_own(registry, pending, act->before);
        if (r == 0 && act->event == ACT_FORGOTTEN)
                return accesses_erase(registry, act->size);

        return r == 0 && act->event == ACT_ERASED ? registry_erase(registry, pending, act->before) : r;
}

static int write_record(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct record *record) {
        static const enum act_event events[] = {
                [RECORD_ISSUE] = ACT_MADE, [RECORD_REISSUE] = ACT_MADE_ANEW, [RECORD_REVOKE] = ACT_VOIDED,
        };
        struct issuance known, issuance;
        struct act act;
        int r = registry_known_now(registry, pending, record->cti, &known);

        if (r != 0)
                return r;
        issuance = known;
        memcpy(issuance.cti, record->cti, CTI_LEN);
        issuance_follow(&issuance, record);
        issuance_hash(&issuance, &issuance.sha);
        act = registry_act_of(&issuance, events[record->event]);
        r = registry_append(registry, pending, change, &act);
        if (r == 0)
                r = registry_touch(pending, &known, &issuance);
        if (r < 0)
                return r;
        return record->event == RECORD_ISSUE ? registry_insert_row(registry, &issuance) : registry_update_row(registry, &issuance);
}

static int write_found(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct issuance *found) {
        const struct issuance none = { .version = 0 };
        struct issuance issuance = *found;
        const struct act act = registry_act_of(found, change->former ? ACT_CARRIED_OVER : ACT_TAKEN_OVER);
        struct act kept = { .event = ACT_OWN_KEPT, .sha = found->own_sha };
        int r = registry_append(registry, pending, change, &act);

        memcpy(kept.cti, found->cti, CTI_LEN);
        issuance_hash(&issuance, &issuance.sha);
        issuance.erased = issuance_sha_is_erased(&issuance.sha);
        if (r == 0 && issuance.own_kept)
                r = registry_append(registry, pending, change, &kept);
        if (r == 0)
                r = registry_touch(pending, &none, &issuance);
        return r == 0 ? registry_insert_row(registry, &issuance) : r;
}

static int write_stage(struct registry *registry, struct pending *pending, const struct registry_change *change, const char *box,
                       const struct stage_fact *fact) {
        const struct act act = boxes_act_of(fact, box);
        struct issuance known, issuance;
        int r = registry_known_now(registry, pending, fact->cti, &known);

        if (r != 0)
                return r;
        if (strcmp(known.box, box) != 0)
                return -EINVAL;
        issuance = known;
        boxes_follow(&issuance, fact);
        r = registry_append(registry, pending, change, &act);
        if (r == 0)
                r = registry_touch(pending, &known, &issuance);
        return r == 0 ? tables_run(registry->database, "UPDATE consignments SET stage = $1, stage_at = $2, deadline = $3 WHERE cti = $4",
                                   VALUES(INTEGER(issuance.stage), INTEGER(issuance.stage_at), INTEGER(issuance.deadline), BYTES(issuance.cti, CTI_LEN)))
                      : r;
}

static int write_report(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct registry_report *report) {
        const struct act synced = boxes_act_synced(report);
        struct act there = { .event = ACT_STATEMENT_THERE };
        int r = 0;

        for (size_t i = 0; r == 0 && i < report->fact_count; i++) {
                size_t left = report->fact_count - i;

                if (i % AHEAD == 0)
                        r = look_ahead(registry, pending, report->facts[i].cti, sizeof(report->facts[i]), left < AHEAD ? left : AHEAD);
                if (r == 0)
                        r = write_stage(registry, pending, change, report->seen.box, &report->facts[i]);
        }
        memcpy(there.box, report->seen.box, sizeof(there.box));
        for (size_t i = 0; r == 0 && i < report->statement_count; i++) {
                there.sha = report->statements[i];
                r = registry_append(registry, pending, change, &there);
        }
        if (r == 0)
                r = registry_append(registry, pending, change, &synced);
        return r == 0 ? boxes_write_note(registry, report) : r;
}

int registry_append_all(struct registry *registry, struct pending *pending, const struct registry_change *change) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < change->found_count; i++)
                r = write_found(registry, pending, change, &change->found[i]);
        for (size_t i = 0; r == 0 && i < change->act_count; i++)
                r = write_act(registry, pending, change, &change->acts[i]);
        if (r == 0 && !change->former)
                r = write_signer(registry, pending, change);
        for (size_t i = 0; r == 0 && i < change->record_count; i++) {
                size_t left = change->record_count - i;

                if (i % AHEAD == 0)
                        r = look_ahead(registry, pending, change->records[i].cti, sizeof(change->records[i]), left < AHEAD ? left : AHEAD);
                if (r == 0)
                        r = write_record(registry, pending, change, &change->records[i]);
        }
        for (size_t i = 0; r == 0 && i < change->report_count; i++)
                r = write_report(registry, pending, change, &change->reports[i]);
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
        struct registry_fault fault;    /* of nothing: all of it is in memory */
        CLEANUP(pending_deinit) struct pending pending = { .edge = { .size = 0 }, .fault = &fault };
        int64_t version;
        int r;

        r = registry_schema_version(registry->database, &version);
        if (r == 0 && version != 0)
                return REGISTRY_E_THERE_ALREADY;
        if (r == 0)
                r = registry_schema_migrate(registry->database, 0, REGISTRY_SCHEMA);
        if (r == 0)
                r = tables_run(registry->database, "INSERT INTO office (only_one, machine) VALUES (1, $1)",
                                 VALUES(BYTES(change->machine, change->machine_len)));
        if (r == 0)
                r = tables_run(registry->database, "INSERT INTO log (only_one, note) VALUES (1, $1)", VALUES(BYTES("", 0)));
        registry->version = REGISTRY_SCHEMA;
        registry->complete = true;
        if (r == 0)
                r = registry_append(registry, &pending, change, &begun);
        if (r == 0)
                r = registry_append_all(registry, &pending, change);
        return r == 0 ? registry_sign(registry, &pending, ret_note) : r;
}

/* A database of the first schema, which was verified whole, gets its trees: over everything that is there. */
static int take_over(struct registry *registry, struct pending *pending) {
        const struct issuance none = { .version = 0 };
        int r = registry_schema_migrate(registry->database, registry->version, REGISTRY_SCHEMA);

        for (size_t i = 0; r == 0 && registry->version < SCHEMA_OF_TREES && i < registry->issuances.count; i++)
                r = registry_touch(pending, &none, &registry->issuances.consignments[i]);
        return r;
}

static int write_all(struct registry *registry, struct pending *pending, const struct registry_change *change, struct buffer *ret_note) {
        int r = registry_hold_edge(registry);

        if (r == 0 && registry->version < REGISTRY_SCHEMA)
                r = take_over(registry, pending);
        if (r == 0)
                r = registry_append_all(registry, pending, change);
        if (r == 0 && change->machine)
                r = tables_run(registry->database, "UPDATE office SET machine = $1", VALUES(BYTES(change->machine, change->machine_len)));
        return r == 0 ? registry_sign(registry, pending, ret_note) : r;
}

/* What is in memory follows the commit. There is room for all of it. */
static void remember(struct registry *registry, const struct pending *pending, const struct registry_change *change) {
        registry->edge = pending->edge;
        registry->summary = pending->summary;
        if (change->signer) {
                registry->place.key = change->signer;
                registry->current = *secret_key_public(change->signer);
                registry_set_origin(registry, registry->origin);
        }
        registry->version = REGISTRY_SCHEMA;
        for (size_t i = 0; registry->complete && i < pending->touched.count; i++) {
                const struct issuance *touched = &pending->touched.consignments[i];
                struct issuance *known = issuances_find(&registry->issuances, touched->cti);

                *(known ? known : issuances_add(&registry->issuances, touched->cti)) = *touched;
        }
        boxes_remember(registry, change);
}

/* An erasure is of everything that is due. */
static int prepare(struct registry *registry, const struct registry_change *change, struct registry_fault *fault, struct buffer *machine) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < change->act_count; i++)
                if (change->acts[i].event == ACT_ERASED || change->acts[i].event == ACT_OWN_ERASED)
                        r = registry_load(registry, fault);
        if (r == 0 && registry->complete)
                r = issuances_reserve(&registry->issuances, change->found_count + change->record_count);
        if (r == 0)
                r = boxes_reserve(registry, change);
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
        CLEANUP(pending_deinit) struct pending pending = { .edge = { .size = 0 }, .fault = ret_fault };
        int r = registry_whole(registry, ret_fault);

        if (r != 0)
                return r;
        *ret_fault = (struct registry_fault){ 0 };
        if (!(change->signer ? change->signer : registry->place.key) || registry->older)
                return -EACCES;
        r = prepare(registry, change, ret_fault, &machine);
        if (r != 0)
                return r;
        pending.edge = registry->edge;
        pending.summary = registry->summary;
        pending.key = change->signer;
        r = tables_begin(registry->database);
        if (r == 0) {
                r = write_all(registry, &pending, change, &note);
                if (r == 0)
                        r = tables_commit(registry->database);
                else
                        tables_roll_back(registry->database);
        }
        if (r != 0)
                return registry_blame(registry, r, ret_fault);
        remember(registry, &pending, change);
        swap(&registry->note, &note);
        if (change->machine)
                swap(&registry->machine, &machine);
        registry_follow_anchor(registry, change->bundle_version);
        return 0;
}
