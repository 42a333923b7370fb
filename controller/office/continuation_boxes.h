/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What boxes know that an older copy of their office does not (continuation.h): what was loaded, collected and taken out since, also of consignments that were
 * issued after the copy was made; and how far each box's log was seen, by the copy or by the exports.
 */
#pragma once

#include "controller/office/box_export.h"
#include "controller/office/continuation.h"

struct continuation_boxes {
        struct box_export *exports;     /* owned, as given */
        size_t export_count;
        struct registry_report *reports; /* owned: one an export, one for each other box; good as long as these */
        size_t report_count;
        struct buffer *notes;           /* owned: signed checkpoints of boxes that no export was given of */
        size_t note_count;
        struct stage_fact *facts;       /* owned */
};

void continuation_boxes_deinit(struct continuation_boxes *boxes);

/*
 * Reads the exports of the sources; `version`: of the newest bundle that was given. 0; OFFICE_E_REFUSED: one is not what the copy's box goes on for, or a box has
 * a newer bundle; a negative errno with a problem.
 */
MUST_CHECK int continuation_read_exports(const struct office *office, const struct continuation_sources *sources, uint32_t version, struct problems *problems,
                                         struct continuation_boxes *boxes);
/*
 * Lets what is carried over follow them, with what the copy never knew added to it, and makes the reports. 0 or a negative errno. `notes`: how many came to each
 * export.
 */
MUST_CHECK int continuation_follow_boxes(const struct office *office, const struct continuation_sources *sources, int64_t now_s, struct issuances *found,
                                         struct continuation_boxes *boxes, struct problems *notes, struct continuation *continuation);
