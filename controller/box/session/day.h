/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The numbers of a day: what the ledger says since the local midnight before.
 */
#pragma once

#include "controller/box/store/store.h"
#include "ui/screens/screen.h"

enum { DAY_SECONDS_MAX = 1023 };        /* longer pickups count as so long */

struct day {
        unsigned loaded, issued, removed, refused;
        unsigned incidents;             /* what has a number by which staff find it (incident.h) */
        unsigned gave_up[SCREEN_COUNT]; /* as it was told; the hour that runs is not in it */
        unsigned pickups;               /* handed out, and the door shut again */
        unsigned median_s, p95_s;       /* of them, from the right answer to the shut door; of a sorted list of n number ceil(n/2), ceil(19n/20) */
};

/* Reads the entries of the day so far. 0 or a common error of the store. */
MUST_CHECK int day_count(struct store *store, int64_t wall_ms, struct day *ret_day);
