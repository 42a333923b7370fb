/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What came of a stick at the box (stick_work.c asks for it): it was read, or the ledger or the list of contents was written to it.
 */
#include <stdio.h>

#include "controller/box/session/box_inner.h"

void box_stick_read(struct box *box, struct moment now, const struct screen_stick *found) {
        box_arrive(box, now);
        box->works.reading_stick = false;
        if (box->works.wanted != box->works.reading)
                box_read_stick(box, box->works.wanted, box->works.stick_by);
        else
                box->works.stick = *found;
        box_show(box);
}

void box_stick_there(struct box *box, struct moment now) {
        box_arrive(box, now);
        box_give_list(box);
        box_show(box);
}

/*
 * The entry is of what is there and was read again; it is not in that export, but in the next. The stick goes away with it, whatever
 * the store says at this moment: it is a fact. A list has its entry already.
 */
static void note_export(struct works *works, const struct screen_export *export) {
        struct entry entry = { .event = ENTRY_EXPORTED, .size = export->size };

        snprintf(entry.by, sizeof(entry.by), "%s", works->export_by);
        if (export->state == SCREEN_EXPORT_DONE)
                recorder_entry(&works->recorder, &entry);
}

void box_stick_exported(struct box *box, struct moment now, const struct screen_export *export) {
        struct works *works = &box->works;
        const struct task *task = works->lists_to_stick ? &task_listing : &task_export;

        box_arrive(box, now);
        *(works->lists_to_stick ? &works->listing : &works->export) = *export;
        if (!works->lists_to_stick)
                note_export(works, export);
        if (box->staff.state == STAFF_TASK && box->staff.task == task)
                box->staff.active_ms = now.mono_ms; /* what goes on is waited for */
        else if (!screen_export_is_under_way(export->state) && box_unattended(box))
                box_forget_stick(box);
        box_show(box);
}
