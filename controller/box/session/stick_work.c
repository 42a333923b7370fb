/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A stick at the box: what the office sent is read from it, the ledger goes to it. Both take time and are done outside; one at a time,
 * and who asks again meanwhile gets what comes of that (box_stick.c).
 */
#include <stdio.h>

#include "controller/box/session/box_inner.h"

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

/* The anchor names what is going to be signed before anybody sees it: the checkpoint of this moment is the box's own. */
void box_export_stick(struct box *box, const char *by) {
        struct works *works = &box->works;
        struct recorder *recorder = &works->recorder;

        if (screen_export_is_under_way(works->export.state) || !recorder_may_ask(recorder))
                return;
        recorder_sign(recorder);
        if (!recorder_ready(recorder))
                return;
        snprintf(works->export_by, sizeof(works->export_by), "%s", by);
        works->export = (struct screen_export){ .state = SCREEN_EXPORT_NO_STICK };
        if (box->ports.export_stick && box->ports.export_stick(box->ports.context, recorder->checkpoint_size) == 0)
                works->export.state = SCREEN_EXPORT_WRITING;
}

void box_forget_stick(struct box *box) {
        struct works *works = &box->works;

        works->stick = (struct screen_stick){ .state = SCREEN_STICK_READING };
        if (!screen_export_is_under_way(works->export.state))
                works->export = (struct screen_export){ .state = SCREEN_EXPORT_ASK };
}
