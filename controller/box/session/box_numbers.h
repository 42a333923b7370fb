/* SPDX-License-Identifier: EUPL-1.2 */
/* The numbers of the day so far and of reconciliation, for whoever looks after the box; no name of anybody is in them. */
#pragma once

#include "controller/box/session/box.h"
#include "controller/box/session/day.h"

struct box_numbers {
        struct day day;                 /* gave_up: the hour that runs, too */
        bool knows_reconciliation;      /* else it was not read since the start, because somebody was at the box */
        unsigned there, empty, other;   /* found so far by the one under way; all 0: none is */
        unsigned open;                  /* compartments that it has still to visit */
        int64_t reconciled_ms;          /* wall, when the last one ended; 0: not within RECONCILE_DAYS */
};
/* 0 or a common error of the store. Reads the entries of the day; the first time, those of RECONCILE_DAYS. */
MUST_CHECK int box_numbers(struct box *box, int64_t wall_ms, struct box_numbers *ret_numbers);
