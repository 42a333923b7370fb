/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One door switch, without its line: when a level counts.
 *
 *            level read as known                              same level read
 *   settled ───────────────────────▶ (nothing)     changing ──────for 50 ms──────▶ settled, told
 *      └──────another level───────▶ changing          │ └─another level─▶ changing, from now
 *                                                     └─for a second without settling─▶ unsteady, told; still changing
 *
 * A switch that cannot be read is unknown at once, and is read again after 100 ms, then ever more seldom. Pure: `now_ms` is a monotonic clock's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "hal/door/door.h"

enum { DOOR_UNSTEADY_MS = 1000, DOOR_REREAD_FIRST_MS = 100, DOOR_REREAD_LAST_MS = 12800 };

struct door_debounce {
        enum door_state known;   /* as told */
        bool changing;
        enum door_state level;   /* while changing: as last read */
        int64_t since_ms;        /* while changing: that level holds since */
        int64_t unsteady_ms;     /* while changing: no longer settled since */
        int pause_ms;            /* it could not be read: how long until it is again; 0: it could */
        int64_t again_ms;        /* … and when that is */
};

/* The switch reads `level` now. True: `known` has changed. Call it at each edge and when the deadline has come. */
bool door_debounce_step(struct door_debounce *door, enum door_state level, unsigned debounce_ms, int64_t now_ms);
/* When to read the level again, or INT64_MAX. */
int64_t door_debounce_deadline(const struct door_debounce *door, unsigned debounce_ms);
