/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The numbers of a day: what the ledger says since the local midnight before.
 */
#pragma once

#include "controller/box/store/store.h"

struct day {
        unsigned loaded, issued, removed, refused;
};

/* Reads the entries of the day so far. 0 or a common error of the store. */
MUST_CHECK int day_count(struct store *store, int64_t wall_ms, struct day *ret_day);
