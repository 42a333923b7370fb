/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the entries of one box's log say that its office wants to know: where consignments are, which statements of revocation and which bundle the box has
 * taken. Entries are given one by one, from the first; those before `from` are known and count for the tree alone. Values only; nothing blocks.
 */
#pragma once

#include "controller/office/registry/registry.h"

enum { BOX_REPORT_CONSIGNMENTS_MAX = 4 << 20, BOX_REPORT_STATEMENTS_MAX = 1 << 16 };

struct box_report {
        char box[BOX_ID_MAX + 1];
        uint64_t from;
        struct merkle_edge edge;        /* over all entries so far */
        struct stage_fact *facts;       /* owned; one a consignment, by the newest entry about it, in the order of the first. STAGE_NONE: issued anew, no more */
        size_t fact_count, fact_capacity;
        uint32_t *index;                /* owned; hash table over cti: position + 1, or 0 */
        size_t index_size;              /* a power of two, or 0 */
        struct hash *statements;        /* owned */
        size_t statement_count;
        uint32_t bundle_version;        /* the highest of all entries; 0: none was adopted */
};

void box_report_deinit(struct box_report *report);

enum { BOX_REPORT_E_MALFORMED = 1 /* no entry of this box at this place */, BOX_REPORT_E_MANY };
/* Takes the next entry's line, without newline. 0, BOX_REPORT_E_… or -ENOMEM. */
MUST_CHECK int box_report_take(struct box_report *report, const char *line, size_t len);
