/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a box has shown people so far, and whether a ledger bears it out: "the door
 * of 12 is open" that this consignment was issued, "wrong" that the answer was
 * counted, a receipt that its entry stands where it says.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum { SHOWN_MAX = 1024, SHOWN_ENTRIES_MAX = 256, SHOWN_RECEIPTS_MAX = 8 };

struct shown_screen {
        enum screen_id id;
        unsigned c;                     /* 0: it names no compartment */
        uint64_t size;                  /* of the ledger at that moment */
};

struct shown {
        struct shown_screen screens[SHOWN_MAX];
        size_t count;
        struct hash roots[SHOWN_ENTRIES_MAX + 1]; /* by size; those that were the ledger's when something was shown */
        bool known[SHOWN_ENTRIES_MAX + 1];
        char receipts[SHOWN_RECEIPTS_MAX][RECEIPT_TEXT_MAX + 1];
        size_t receipt_count;
};

/* Remembers the screen and the ledger as they are, where they are others than at the last call. */
void shown_add(struct shown *shown, const struct screen *screen, const struct store *store);
/*
 * Fails the test unless the store's ledger, computed again from its lines, is the one that the store and its newest
 * checkpoint name, goes on from what the ledger was at every moment, and bears out all that was shown; and unless each
 * consignment in it was issued at most once, and released before.
 */
void shown_check(const struct shown *shown, const struct fixture *fixture, struct store *store);
