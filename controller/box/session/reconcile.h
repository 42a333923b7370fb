/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How far a reconciliation has come, as the ledger tells: every visit is a `service_open` for it, and what was found is the entry about
 * that compartment after it. It goes on over days, but not for more than RECONCILE_DAYS.
 */
#pragma once

#include "base/words/found.h"
#include "controller/box/store/store.h"

enum { RECONCILE_DAYS = 31 };

struct visited {
        uint64_t next;          /* entries before it are taken in; 0: none yet */
        uint8_t found[STORE_COMPARTMENTS_MAX]; /* enum found; FOUND_NONE: not visited since the last one ended */
        bool open[STORE_COMPARTMENTS_MAX]; /* opened, and not answered yet */
        bool occupied[STORE_COMPARTMENTS_MAX]; /* … and something was known to lie there */
        int64_t ended_ms;       /* wall, when the last one ended; 0: not in that time */
};

/* Takes in what was written since the last time. 0 or a common error of the store. */
MUST_CHECK int reconcile_read(struct store *store, int64_t wall_ms, struct visited *visited);
/* What was found so far, in there, empty and other. False: nothing was visited. */
bool reconcile_count(const struct visited *visited, struct entry *ret_entry);
