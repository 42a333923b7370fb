/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/sync.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/office/box_export.h"
#include "controller/office/office_store.h"
#include "controller/office/sync_evidence.h"

/* ---- what is new ---- */

/* So many consignments are looked up together. */
enum { TOGETHER = 1024 };

/* Whether it is news of a consignment that the office has so. What goes into the store of it is in *fact. */
static bool is_new(const struct issuance *known, struct stage_fact *fact) {
        if (fact->stage == STAGE_NONE && known->stage == STAGE_LOADED) {
                fact->stage = STAGE_LOADED;
                fact->at = known->stage_at;
        }
        return fact->stage != STAGE_NONE && (fact->stage != known->stage || fact->at != known->stage_at || fact->deadline != known->deadline);
}

/* These, of which the office knows those; what is new comes behind *kept. */
static void keep_these(const struct issuance *known, const struct stage_fact *facts, size_t count, const char *box, struct synced *synced,
                       uint8_t ret_unknown[CTI_LEN], struct stage_fact *all, size_t *kept) {
        for (size_t i = 0; i < count; i++) {
                struct stage_fact fact = facts[i];

                if (!known[i].there || strcmp(known[i].box, box) != 0) {
                        if (synced->unknown++ == 0)
                                memcpy(ret_unknown, fact.cti, CTI_LEN);
                        continue;
                }
                if (!is_new(&known[i], &fact))
                        continue;
                synced->loaded += fact.stage == STAGE_LOADED;
                synced->collected += fact.stage == STAGE_COLLECTED;
                synced->taken_out += fact.stage == STAGE_TAKEN_OUT;
                all[(*kept)++] = fact;
        }
}

/* What the office did not know: in the place of what the log says, in its order. */
static int keep_new(const struct office *office, struct box_export *export, struct problems *problems, struct synced *synced, uint8_t ret_unknown[CTI_LEN],
                    size_t *ret_kept) {
        struct stage_fact *facts = export->report.facts;
        struct issuance *known = calloc(TOGETHER, sizeof(*known));
        size_t count, kept = 0;
        int r = known ? 0 : -ENOMEM;

        for (size_t i = 0; r == 0 && i < export->report.fact_count; i += count) {
                count = export->report.fact_count - i < TOGETHER ? export->report.fact_count - i : TOGETHER;
                for (size_t j = 0; j < count; j++)
                        memcpy(known[j].cti, facts[i + j].cti, CTI_LEN);
                r = office_look_up_all(office, known, count, problems);
                if (r == 0)
                        keep_these(known, &facts[i], count, export->seen.box, synced, ret_unknown, facts, &kept);
        }
        free(known);
        *ret_kept = kept;
        return r;
}

static void note(const struct office *office, const char *path, const struct box_export *export, const struct synced *synced,
                 const uint8_t unknown[CTI_LEN], struct problems *notes) {
        char cti[2 * CTI_LEN + 1];

        hex_encode(unknown, CTI_LEN, cti);
        if (export->anew)
                problems_add(notes, TEXT_SYNC_ANEW, "path", path, "box", export->seen.box, NULL);
        if (synced->unknown > 0)
                problems_add(notes, TEXT_SYNC_UNKNOWN, "path", path, "box", export->seen.box, "n", NUMERAL(synced->unknown), "cti", cti, NULL);
        if (export->report.bundle_version > office->state->bundle_version)
                problems_add(notes, TEXT_SYNC_BUNDLE_NEWER, "path", path, "box", export->seen.box, "n", NUMERAL(export->report.bundle_version), "version",
                             NUMERAL(office->state->bundle_version), NULL);
}

static int take(struct office *office, const char *path, struct box_export *export, int64_t now_s, struct problems *problems, struct problems *notes,
                struct synced *synced) {
        uint8_t unknown[CTI_LEN] = { 0 };
        struct registry_report report = {
                .seen = export->seen, .note = export->note.data, .note_len = export->note.len, .facts = export->report.facts,
                .statements = export->report.statements, .statement_count = export->report.statement_count,
        };
        struct registry_change change = { .reports = &report, .report_count = 1 };
        int r = keep_new(office, export, problems, synced, unknown, &report.fact_count);

        if (r == 0)
                r = office_write(office, &change, false, now_s, problems);
        if (r == 0)
                note(office, path, export, synced, unknown, notes);
        return r;
}

int office_sync(struct office *office, const char *path, ledger_progress_fn *progress, void *context, int64_t now_s, struct problems *problems,
                struct problems *notes, struct synced *ret_synced) {
        struct synced synced = { .fresh = 0 };
        const struct box_export_reading reading = { .progress = progress, .context = context };
        struct box_export export;
        int r = box_export_read(office, path, &reading, problems, &export);

        memcpy(synced.box, export.seen.box, sizeof(synced.box));
        synced.size = export.seen.checkpoint.size;
        if (r == 0) {
                synced.fresh = synced.size - export.report.from;
                r = take(office, path, &export, now_s, problems, notes, &synced);
        } else if (r == BOX_EXPORT_E_STORE) {
                r = export.store;
        } else if (r < 0) {
                problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        } else {
                r = r == BOX_EXPORT_E_SAME ? 0 : sync_refuse(office, path, r, &export, problems);
        }
        box_export_deinit(&export);
        if (r == 0)
                *ret_synced = synced;
        return r;
}
