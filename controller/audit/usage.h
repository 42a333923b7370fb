/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a working day at the boxes was like: how long people stood there, who was turned away, on which screens people gave up, and how
 * far reconciliation came. Counted from the same entries as the figures, under the same conditions (figures.h).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/ledger/entry.h"

enum {
        USAGE_RECONCILED_MAX = 1024,    /* reconciliations that are listed; what comes later is only in the sums */
        USAGE_VISITED_LEN = 1024 / 8,   /* a bit a compartment */
};

/* The end of one. */
struct usage_reconciled {
        unsigned box;                   /* index into the figures' boxes */
        int64_t t_ms;
        uint32_t there, empty, other;
        char by[SUB_MAX + 1];
};

/* Of one box, and kept of the time before the period, too. */
struct usage_box {
        uint8_t visited[USAGE_VISITED_LEN]; /* compartments that were opened for the reconciliation under way */
        uint8_t cti[CTI_LEN];           /* of the newest release, */
        int64_t released_ms;            /* … when it was; 0: it was followed by a closed door, or the box started anew */
        bool issued;                    /* … and the door was seen open */
};

/* Seconds from the right answer to the closed door, of what was handed out. All zero when nothing was. */
struct usage_pickups {
        uint64_t count;
        uint32_t median_s, p95_s, longest_s; /* of a sorted list of n: number ceil(n/2), ceil(19n/20), n */
};

struct usage {
        uint64_t turned_away, locked_out, not_opened; /* each has an incident number */
        uint64_t reconciliations, there, empty, other; /* ended ones, and the sums of what was found */
        size_t reconciled_count;
        struct usage_reconciled *reconciled; /* owned; in the order of the entries */
        struct usage_pickups pickups;
        struct usage_box *boxes;        /* owned; as many as figures may have */
        size_t pickup_count;
        uint32_t *pickups_s;            /* owned */
};

/* 0 or -ENOMEM; box_max: how many boxes there may be. */
MUST_CHECK int usage_init(struct usage *usage, size_t box_max);
void usage_deinit(struct usage *usage);
/* An entry of a box; counts: it lies in the period. 0 or -ENOMEM. */
MUST_CHECK int usage_add(struct usage *usage, unsigned box, const struct entry *entry, bool counts);
/* After the last entry: fills `pickups`. */
void usage_finish(struct usage *usage);
/* How many compartments of a box were opened for the reconciliation under way. */
unsigned usage_visited(const struct usage *usage, unsigned box);
