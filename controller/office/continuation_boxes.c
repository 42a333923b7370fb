/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/continuation_boxes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/office/sync_evidence.h"
#include "crypto/code.h"

void continuation_boxes_deinit(struct continuation_boxes *boxes) {
        for (size_t i = 0; i < boxes->export_count; i++)
                box_export_deinit(&boxes->exports[i]);
        for (size_t i = 0; i < boxes->note_count; i++)
                buffer_deinit(&boxes->notes[i]);
        free(boxes->exports);
        free(boxes->notes);
        free(boxes->reports);
        free(boxes->facts);
        *boxes = (struct continuation_boxes){ .exports = NULL };
}

/* ---- the exports ---- */

/* The newest of those that were given of this box, from `from` on. NULL: none was. */
static const struct box_export *find_given(const struct continuation_boxes *boxes, size_t from, const char *box) {
        for (size_t i = boxes->export_count; i > from; i--)
                if (strcmp(boxes->exports[i - 1].seen.box, box) == 0)
                        return &boxes->exports[i - 1];
        return NULL;
}

static const struct box_export *seen_before(const void *context, const char *box) {
        return find_given(context, 0, box);
}

/* Of one box there may be several: each goes on for the one before it. */
static int read_export(const struct office *office, const char *path, uint32_t version, struct problems *problems, struct continuation_boxes *boxes) {
        struct box_export *export = &boxes->exports[boxes->export_count];
        const struct box_export_reading reading = { .before = seen_before, .context = boxes };
        int r = box_export_read(office, path, &reading, problems, export);

        if (r == BOX_EXPORT_E_STORE)
                r = export->store;
        else if (r < 0)
                problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        else if (r != 0 && r != BOX_EXPORT_E_SAME)
                r = sync_refuse(office, path, r, export, problems);
        else if (export->report.bundle_version > version)
                r = problems_add(problems, TEXT_PROBLEM_CONTINUE_BUNDLE, "n", NUMERAL(export->report.bundle_version), NULL);
        else
                r = 0;
        boxes->export_count++;
        return r;
}

int continuation_read_exports(const struct office *office, const struct continuation_sources *sources, uint32_t version, struct problems *problems,
                              struct continuation_boxes *boxes) {
        int r = 0;

        boxes->exports = calloc(sources->export_count + 1, sizeof(*boxes->exports));
        if (!boxes->exports)
                return -ENOMEM;
        for (size_t i = 0; r == 0 && i < sources->export_count; i++)
                r = read_export(office, sources->exports[i], version, problems, boxes);
        return r;
}

/* ---- what they say ---- */

/* Of which the office has nothing but that a box has, or had, it. No code of it is good for longer than one that is signed now. */
static struct issuance *add_unknown(struct issuances *found, const uint8_t cti[CTI_LEN], int64_t now_s) {
        struct issuance *issuance = issuances_add(found, cti);

        issuance->ticket_exp = issuance->code_exp = issuance->last_exp = (uint32_t)(now_s + CODE_VALIDITY_MAX_S);
        issuance_erase(issuance);
        return issuance;
}

/* *ret_new: whether nobody knew it. What the bundle alone knew has no box yet. */
static void follow(struct issuances *found, const struct stage_fact *fact, const char *box, int64_t now_s, bool *ret_new) {
        struct issuance *known = issuances_find(found, fact->cti);

        *ret_new = !known;
        if (known && strcmp(known->box, CONTINUATION_BOX_UNKNOWN) != 0 && strcmp(known->box, box) != 0)
                return;
        if (!known)
                known = add_unknown(found, fact->cti, now_s);
        snprintf(known->box, sizeof(known->box), "%s", box);
        if (fact->stage == STAGE_NONE) {
                known->deadline = 0;
                return;
        }
        known->stage = fact->stage;
        known->stage_at = fact->at;
        known->deadline = fact->deadline;
}

static int follow_export(const struct box_export *export, const char *path, int64_t now_s, struct issuances *found, struct problems *notes,
                         size_t *total) {
        const struct box_report *report = &export->report;
        char first[2 * CTI_LEN + 1] = "";
        size_t count = 0;
        int r = issuances_reserve(found, report->fact_count);

        for (size_t i = 0; r == 0 && i < report->fact_count; i++) {
                bool new;

                follow(found, &report->facts[i], export->seen.box, now_s, &new);
                if (new && count++ == 0)
                        hex_encode(report->facts[i].cti, CTI_LEN, first);
        }
        if (r == 0 && count > 0)
                problems_add(notes, TEXT_SYNC_UNKNOWN, "path", path, "box", export->seen.box, "n", NUMERAL(count), "cti", first, NULL);
        *total += count;
        return r;
}

/* ---- the reports ---- */

static struct registry_report *add_report(struct continuation_boxes *boxes, const struct registry_box *seen, const struct buffer *note) {
        struct registry_report *report = &boxes->reports[boxes->report_count++];

        *report = (struct registry_report){ .seen = *seen, .note = note->data, .note_len = note->len };
        return report;
}

/* Of boxes that no export was given of it is what the copy has seen. */
static int add_former(const struct office *office, struct continuation_boxes *boxes) {
        size_t count;
        const struct registry_box *all = registry_boxes(office->registry, &count);
        int r = 0;

        boxes->notes = calloc(count + 1, sizeof(*boxes->notes));
        if (!boxes->notes)
                return -ENOMEM;
        for (size_t i = 0; r == 0 && i < count; i++) {
                struct buffer *note = &boxes->notes[boxes->note_count];
                struct registry_fault fault;

                if (find_given(boxes, 0, all[i].box))
                        continue;
                *note = (struct buffer)BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN);
                boxes->note_count++;
                r = registry_box_note(office->registry, all[i].box, &fault, note);
                if (r == 0)
                        (void)add_report(boxes, &all[i], note);
        }
        return r > 0 ? -EUCLEAN : r;
}

/* First those of the exports, in their order. */
static int add_reports(const struct office *office, struct continuation_boxes *boxes) {
        size_t count;

        (void)registry_boxes(office->registry, &count);
        boxes->reports = calloc(boxes->export_count + count + 1, sizeof(*boxes->reports));
        if (!boxes->reports)
                return -ENOMEM;
        for (size_t i = 0; i < boxes->export_count; i++) {
                struct box_export *export = &boxes->exports[i];
                struct registry_report *report = add_report(boxes, &export->seen, &export->note);

                report->statements = export->report.statements;
                report->statement_count = export->report.statement_count;
        }
        return add_former(office, boxes);
}

/* Each consignment that is somewhere, in the last report of its box. */
static int add_facts(const struct issuances *found, struct continuation_boxes *boxes) {
        size_t count = 0;

        boxes->facts = calloc(found->count + 1, sizeof(*boxes->facts));
        if (!boxes->facts)
                return -ENOMEM;
        for (size_t i = 0; i < boxes->report_count; i++) {
                struct registry_report *report = &boxes->reports[i];

                report->facts = &boxes->facts[count];
                if (i < boxes->export_count && find_given(boxes, i + 1, report->seen.box))
                        continue;
                for (size_t j = 0; j < found->count; j++) {
                        const struct issuance *one = &found->consignments[j];

                        if (one->stage == STAGE_NONE || strcmp(one->box, report->seen.box) != 0)
                                continue;
                        boxes->facts[count] = (struct stage_fact){ .stage = one->stage, .at = one->stage_at, .deadline = one->deadline };
                        memcpy(boxes->facts[count++].cti, one->cti, CTI_LEN);
                        report->fact_count++;
                }
        }
        return 0;
}

/* The rows begin as nobody told anything of them. */
static void clear_stages(struct issuances *found) {
        for (size_t i = 0; i < found->count; i++) {
                found->consignments[i].stage = STAGE_NONE;
                found->consignments[i].stage_at = found->consignments[i].deadline = 0;
        }
}

int continuation_follow_boxes(const struct office *office, const struct continuation_sources *sources, int64_t now_s, struct issuances *found,
                              struct continuation_boxes *boxes, struct problems *notes, struct continuation *continuation) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < boxes->export_count; i++)
                r = follow_export(&boxes->exports[i], sources->exports[i], now_s, found, notes, &continuation->told);
        if (r == 0)
                r = add_reports(office, boxes);
        if (r == 0)
                r = add_facts(found, boxes);
        if (r == 0)
                clear_stages(found);
        return r;
}
