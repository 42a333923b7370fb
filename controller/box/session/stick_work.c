/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A stick at the box: what the office sent is read from it, the ledger and the list of contents go to it. It takes time and is done
 * outside; one at a time, and who asks again meanwhile gets what comes of that (box_stick.c).
 */
#include <stdio.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/listing.h"
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

/* Says who takes which list along. */
static int note_list(struct works *works, const struct buffer *list, uint32_t count, const char *by) {
        struct entry entry = { .event = ENTRY_LISTED, .count = count };

        sha256(list->data, list->len, &entry.sha);
        snprintf(entry.by, sizeof(entry.by), "%s", by);
        return store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_ENTRY, .entry = &entry), NULL);
}

/* No byte leaves the box before its entry is there for good. What becomes of the stick does not take it back. */
void box_list_stick(struct box *box, const char *by) {
        CLEANUP(buffer_deinit) struct buffer list = BUFFER_INIT_MAX(LISTING_MAX_LEN);
        struct works *works = &box->works;
        uint32_t count;
        int r;

        if (is_writing(works) || !recorder_may_ask(&works->recorder))
                return;
        r = listing_make(works->recorder.store, &list, &count);
        if (r == 0)
                r = note_list(works, &list, count, by);
        if (r != 0) {
                recorder_refuse(&works->recorder, "writing a list of contents", r);
                return;
        }
        works->lists_to_stick = true;
        works->listing = (struct screen_export){ .state = SCREEN_EXPORT_NO_STICK };
        if (box->ports.list_stick && box->ports.list_stick(box->ports.context, list.data, list.len, count) == 0)
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
