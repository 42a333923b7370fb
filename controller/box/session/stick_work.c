/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A stick at the box: what the office sent is read from it, the ledger and the list of contents go to it. It takes time and is done
 * outside; one at a time, and who asks again meanwhile gets what comes of that (box_stick.c).
 */
#include <errno.h>
#include <stdio.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/listing.h"
#include "controller/ledger/proof.h"
#include "crypto/merkle.h"

void box_read_stick(struct box *box, enum stick_part part, const char *by) {
        struct works *works = &box->works;

        works->wanted = part;
        snprintf(works->stick_by, sizeof(works->stick_by), "%s", by);
        if (works->reading_stick)
                return;
        works->reading = part;
        works->reading_stick = box->ports.read_stick && box->ports.read_stick(box->ports.context, part) == 0;
        works->stick = (struct screen_stick){ .state = works->reading_stick ? SCREEN_STICK_READING : SCREEN_STICK_NONE };
}

/* To a stick goes one thing at a time. */
static bool is_writing(const struct works *works) {
        return screen_export_is_under_way(works->export.state) || screen_export_is_under_way(works->listing.state);
}

/* The anchor names what is going to be signed before anybody sees it: the checkpoint of this moment is the box's own. */
void box_export_stick(struct box *box, const char *by) {
        struct works *works = &box->works;
        struct recorder *recorder = &works->recorder;

        if (is_writing(works) || !recorder_may_ask(recorder))
                return;
        recorder_sign(recorder);
        if (!recorder_ready(recorder))
                return;
        snprintf(works->export_by, sizeof(works->export_by), "%s", by);
        works->lists_to_stick = false;
        works->export = (struct screen_export){ .state = SCREEN_EXPORT_NO_STICK };
        if (box->ports.export_stick && box->ports.export_stick(box->ports.context, recorder->checkpoint_size) == 0)
                works->export.state = SCREEN_EXPORT_WRITING;
}

/* What is not taken along is in no entry: first of all a stick is looked for. */
void box_list_stick(struct box *box, const char *by) {
        struct works *works = &box->works;

        if (is_writing(works) || !recorder_may_ask(&works->recorder))
                return;
        snprintf(works->list_by, sizeof(works->list_by), "%s", by);
        works->lists_to_stick = true;
        works->listing = (struct screen_export){ .state = SCREEN_EXPORT_NO_STICK };
        if (box->ports.look_stick && box->ports.look_stick(box->ports.context) == 0)
                works->listing.state = SCREEN_EXPORT_WRITING;
}

/* Says who takes which list along. */
static int note_list(struct works *works, const struct buffer *list, uint32_t count) {
        struct entry entry = { .event = ENTRY_LISTED, .count = count };

        sha256(list->data, list->len, &entry.sha);
        snprintf(entry.by, sizeof(entry.by), "%s", works->list_by);
        return store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_ENTRY, .entry = &entry), NULL);
}

/* That the entry stands in the ledger as it was signed just now. */
static int prove_list(struct works *works, uint64_t index, struct buffer *ret_proof) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN);
        struct recorder *recorder = &works->recorder;
        struct ledger_source source;
        struct finding finding;
        uint64_t size;
        int r;

        recorder_sign(recorder);
        if (!recorder_ready(recorder))
                return -EBUSY;
        r = store_checkpoint(recorder->store, &size, &note);
        if (r != 0)
                return r;
        store_source(recorder->store, &source);
        r = ledger_prove_source(&source, index, buffer_text(&note), note.len, ret_proof, &finding);
        if (r > 0)
                recorder_log(recorder, LOG_ERR, "ours: no proof of entry %llu: %s", (unsigned long long)index, finding.text);
        return r > 0 ? -EUCLEAN : r;
}

/* No byte leaves the box before its entry is there for good. What becomes of the stick from here on does not take it back. */
void box_give_list(struct box *box) {
        CLEANUP(buffer_deinit) struct buffer list = BUFFER_INIT_MAX(LISTING_MAX_LEN), proof = BUFFER_INIT_MAX(PROOF_MAX_LEN);
        struct works *works = &box->works;
        struct recorder *recorder = &works->recorder;
        uint64_t index;
        uint32_t count;
        int r;

        works->listing.state = SCREEN_EXPORT_ASK;
        if (!recorder_may_ask(recorder))
                return;
        index = store_size(recorder->store);
        r = listing_make(recorder->store, &list, &count);
        if (r == 0)
                r = note_list(works, &list, count);
        if (r == 0)
                r = prove_list(works, index, &proof);
        if (r != 0) {
                recorder_refuse(recorder, "writing a list of contents", r);
                return;
        }
        works->listing.state = SCREEN_EXPORT_FAULT;
        if (box->ports.list_stick && box->ports.list_stick(box->ports.context, &list, &proof, count) == 0)
                works->listing.state = SCREEN_EXPORT_WRITING;
}

static void forget(struct screen_export *export) {
        if (!screen_export_is_under_way(export->state))
                *export = (struct screen_export){ .state = SCREEN_EXPORT_ASK };
}

void box_forget_stick(struct box *box) {
        struct works *works = &box->works;

        works->stick = (struct screen_stick){ .state = SCREEN_STICK_READING };
        forget(&works->export);
        forget(&works->listing);
}
