/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What boxes told of themselves (`office sync`): where consignments are, in their rows, and how far each box's log was taken in, in a table of its own. The
 * log says both; an entry `synced` names the checkpoint, and the hash of the signed note that is kept.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

struct registry_box *boxes_known(const struct registry *registry, const char *box) {
        for (size_t i = 0; registry->boxes && i < registry->boxes->count; i++)
                if (strcmp(registry->boxes->all[i].box, box) == 0)
                        return &registry->boxes->all[i];
        return NULL;
}

const struct registry_box *registry_boxes(const struct registry *registry, size_t *ret_count) {
        assert(registry->complete);
        *ret_count = registry->boxes ? registry->boxes->count : 0;
        return registry->boxes ? registry->boxes->all : NULL;
}

/* ---- stages ---- */

static const enum act_event events[STAGES] = { [STAGE_LOADED] = ACT_LOADED, [STAGE_COLLECTED] = ACT_COLLECTED, [STAGE_TAKEN_OUT] = ACT_TAKEN_OUT };

struct act boxes_act_of(const struct stage_fact *fact, const char *box) {
        struct act act = { .event = events[fact->stage], .at = fact->at, .deadline = fact->deadline };

        memcpy(act.cti, fact->cti, CTI_LEN);
        snprintf(act.box, sizeof(act.box), "%s", box);
        return act;
}

void boxes_follow(struct issuance *issuance, const struct stage_fact *fact) {
        issuance->stage = fact->stage;
        issuance->stage_at = fact->at;
        issuance->deadline = fact->stage == STAGE_LOADED ? fact->deadline : 0;
}

int boxes_follow_stage(struct registry *registry, const struct act *act) {
        struct issuance *issuance = issuances_find(&registry->issuances, act->cti);
        struct stage_fact fact = { .stage = STAGE_LOADED, .at = act->at, .deadline = act->deadline };

        if (!issuance || strcmp(issuance->box, act->box) != 0)
                return REGISTRY_E_LOG;
        while (events[fact.stage] != act->event)
                fact.stage++;
        boxes_follow(issuance, &fact);
        return 0;
}

/* ---- how far ---- */

/* The one of this box, or a new one for it. NULL: there is no room, or no memory. */
static struct registry_box *provide(struct registry *registry, const char *box, int *ret_error) {
        struct registry_box *found = boxes_known(registry, box);

        *ret_error = 0;
        if (found)
                return found;
        if (!registry->boxes)
                registry->boxes = calloc(1, sizeof(*registry->boxes));
        if (!registry->boxes || registry->boxes->count == ARRAY_LEN(registry->boxes->all)) {
                *ret_error = registry->boxes ? REGISTRY_E_LOG : -ENOMEM;
                return NULL;
        }
        return &registry->boxes->all[registry->boxes->count++];
}

int boxes_follow_synced(struct registry *registry, const struct act *act) {
        struct registry_box seen = { .checkpoint = { .size = act->size, .root = act->root }, .sha = act->sha }, *place;
        int r;

        memcpy(seen.box, act->box, sizeof(seen.box));
        memcpy(seen.key, act->key, sizeof(seen.key));
        memcpy(seen.checkpoint.origin, act->origin, sizeof(seen.checkpoint.origin));
        place = provide(registry, act->box, &r);
        if (place)
                *place = seen;
        return r;
}

/* Its note is what the entry names. */
static int check_row(const struct registry *registry, const struct rows *rows) {
        const struct registry_box *seen;
        char box[BOX_ID_MAX + 1] = "";
        const void *bytes;
        struct hash sha;
        size_t len;

        rows_bytes(rows, 0, &bytes, &len);
        if (len > BOX_ID_MAX)
                return REGISTRY_E_BOXES;
        if (len > 0)
                memcpy(box, bytes, len);
        seen = boxes_known(registry, box);
        if (!seen || strlen(box) != len)
                return REGISTRY_E_BOXES;
        rows_bytes(rows, 1, &bytes, &len);
        sha256(bytes, len, &sha);
        return hash_equal(&sha, &seen->sha) ? 0 : REGISTRY_E_BOXES;
}

static const char row_sql[] = "SELECT box, note FROM boxes WHERE box = $1";

struct checking {
        const struct registry *registry;
        size_t rows;
};

/* One each: a second one of a box would hide that another box has none. */
static int check_next(void *context, size_t i, const struct rows *rows) {
        struct checking *checking = context;

        return i == checking->rows++ ? check_row(checking->registry, rows) : REGISTRY_E_BOXES;
}

int boxes_check(struct registry *registry) {
        size_t named = registry->boxes ? registry->boxes->count : 0;
        struct checking checking = { .registry = registry };
        struct value ids[BUNDLE_BOXES_MAX];
        int64_t there;
        int r;

        if (registry->version < SCHEMA_OF_STAGES)
                return named == 0 ? 0 : REGISTRY_E_BOXES;
        for (size_t i = 0; i < named; i++)
                ids[i] = TEXT(registry->boxes->all[i].box);
        r = tables_integer(registry->database, "SELECT count(*) FROM boxes", NO_VALUES, &there);
        if (r == 0 && named > 0)
                r = tables_query_each(registry->database, row_sql, ids, named, check_next, &checking);
        return r == 0 && ((size_t)there != named || checking.rows != named) ? REGISTRY_E_BOXES : r;
}

int boxes_check_one(struct registry *registry, const char *box) {
        struct checking checking = { .registry = registry };
        int r = tables_query_each(registry->database, row_sql, VALUES(TEXT(box)), check_next, &checking);

        if (r == 0 && checking.rows == 1)
                return 0;
        return r == 0 && boxes_known(registry, box) ? REGISTRY_E_BOXES : r;
}

int registry_box_note(struct registry *registry, const char *box, struct registry_fault *ret_fault, struct buffer *ret_note) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *bytes;
        size_t len;
        int r = tables_query(registry->database, row_sql, VALUES(TEXT(box)), &rows);

        *ret_fault = (struct registry_fault){ 0 };
        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return registry_blame(registry, r < 0 ? r : REGISTRY_E_BOXES, ret_fault);
        r = check_row(registry, rows);
        rows_bytes(rows, 1, &bytes, &len);
        return r == 0 ? buffer_append(ret_note, bytes, len) : r;
}

/* ---- writing ---- */

static struct registry_box box_of(const struct registry_report *report) {
        struct registry_box seen = report->seen;

        sha256(report->note, report->note_len, &seen.sha);
        return seen;
}

struct act boxes_act_synced(const struct registry_report *report) {
        const struct registry_box seen = box_of(report);
        struct act act = { .event = ACT_SYNCED, .size = seen.checkpoint.size, .root = seen.checkpoint.root, .sha = seen.sha };

        memcpy(act.box, seen.box, sizeof(act.box));
        memcpy(act.key, seen.key, sizeof(act.key));
        memcpy(act.origin, seen.checkpoint.origin, sizeof(act.origin));
        return act;
}

int boxes_write_note(struct registry *registry, const struct registry_report *report) {
        int r = tables_run(registry->database, "DELETE FROM boxes WHERE box = $1", VALUES(TEXT(report->seen.box)));

        return r == 0 ? tables_run(registry->database, "INSERT INTO boxes (box, note) VALUES ($1, $2)",
                                   VALUES(TEXT(report->seen.box), BYTES(report->note, report->note_len)))
                      : r;
}

int boxes_reserve(struct registry *registry, const struct registry_change *change) {
        size_t more = 0;

        if (change->report_count == 0)
                return 0;
        if (!registry->boxes)
                registry->boxes = calloc(1, sizeof(*registry->boxes));
        if (!registry->boxes)
                return -ENOMEM;
        for (size_t i = 0; i < change->report_count; i++)
                more += boxes_known(registry, change->reports[i].seen.box) == NULL;
        return registry->boxes->count + more <= ARRAY_LEN(registry->boxes->all) ? 0 : -ENOSPC;
}

void boxes_remember(struct registry *registry, const struct registry_change *change) {
        for (size_t i = 0; i < change->report_count; i++) {
                int r;
                struct registry_box *place = provide(registry, change->reports[i].seen.box, &r);

                assert(place);
                *place = box_of(&change->reports[i]);
        }
}
